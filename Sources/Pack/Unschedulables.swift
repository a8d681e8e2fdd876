internal import PodfitModel

/// Why pods fit on no node.
enum UnschedulableReason: Hashable, Sendable {
  /// There are no nodes at all.
  case noNodes
  /// No pool passes selector, affinity and tolerations.
  case notAdmitted(pools: Int)
  /// More of a resource than the most that an allowed node offers after its daemons.
  case tooLarge(resource: String, request: Int64, offered: Int64)
  /// Each resource is there, but not on one node.
  case noneTogether(pools: Int)
  /// Some value of the label that its pods are spread over has no node with room.
  case spread(label: String)
  /// Pods that must be together, and too large for that.
  case together
  /// So many pods at most in each value of a label, of which there are too few.
  case onePerPlace(most: Int, label: String)
  /// The allowed nodes are single ones, and full.
  case nodesFull(nodes: Int)
}

/// The pods that a packing left out, by workload and reason.
struct Unschedulables {
  /// One entry per workload and reason, by workload.
  let entries: [NodePlan.Unschedulable]

  /// Names what a packing left out.
  ///
  /// - Parameters:
  ///   - solution: the packing
  ///   - times: how many pods each stands for
  ///   - whole: the pods that there are, of which a workload has no more left out; nil for no such end
  init(_ solution: PackingSolution, times: Int = 1, atMost whole: PackingProblem? = nil) {
    let problem = solution.problem
    let instance = PackingInstance(problem)
    var counts: [WorkloadID: [String: Int]] = [:]
    for (item, count) in solution.packing.leftOut {
      let reason = Self.reason(for: item, problem, instance).description
      counts[problem.items[item].workload, default: [:]][reason, default: 0] += count
    }
    var most: [WorkloadID: Int] = [:]
    for item in whole?.items ?? [] { most[item.workload, default: 0] += item.count }
    entries = counts.sorted { $0.key < $1.key }.flatMap { workload, reasons in
      reasons.sorted { $0.key < $1.key }.map { reason, pods in
        let all = min(pods * times, whole == nil ? .max : most[workload] ?? 0)
        return NodePlan.Unschedulable(workload: workload, pods: all, reason: reason)
      }
    }
  }

  private static func reason(
    for item: Int,
    _ problem: PackingProblem,
    _ instance: PackingInstance
  ) -> UnschedulableReason {
    let resources = instance.resourceCount
    guard instance.poolCount > 0 else { return .noNodes }
    let allowed = (0..<instance.poolCount).filter {
      instance.admits[item * instance.poolCount + $0]
    }
    guard !allowed.isEmpty else { return .notAdmitted(pools: instance.poolCount) }
    if instance.isPlaceable(item),
      problem.affinities.contains(where: { $0.item == item || $0.partners.contains(item) })
    {
      return .together
    }
    if let spread = problem.items[item].spread, instance.isPlaceable(item) {
      if let most = spread.most { return .onePerPlace(most: most, label: spread.label) }
      return .spread(label: spread.label)
    }
    if instance.isPlaceable(item) {
      return .nodesFull(
        nodes: allowed.reduce(0) {
          $0 + (problem.pools[$1].nodeLimit ?? problem.pools[$1].nodesNow)
        }
      )
    }
    for resource in 0..<resources {
      let request = instance.request[item * resources + resource]
      let offered =
        allowed.map { pool in
          // Nodes that their daemons overfill offer nothing, whatever is left of other resources.
          instance.overfull[pool] == nil ? instance.free[pool * resources + resource] : 0
        }.max() ?? 0
      if request > offered {
        return .tooLarge(
          resource: problem.resources[resource],
          request: request,
          offered: offered
        )
      }
    }
    return .noneTogether(pools: allowed.count)
  }
}
