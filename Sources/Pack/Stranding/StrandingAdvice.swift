internal import PodfitModel

/// Which requests free a node when they are lower, and what nodes of another shape would do.
///
/// For the workloads that ask for most of CPU and of memory the pods are packed again with half of the
/// request. Where that frees a node, smaller changes are tried from the least on, and the first that frees
/// one counts. Each is the effect of one change alone.
///
/// - Source: docs/formulas/packing.md#stranding
struct StrandingAdvice {
  /// The advice.
  let stranding: NodePlan.Stranding

  /// The parts of a request that are tried, the least first.
  static let cuts = [0.05, 0.1, 0.2, 0.3, 0.5]
  /// The most requests that are listed.
  static let most = 10

  /// Tries requests and shapes.
  ///
  /// - Parameters:
  ///   - trials: counts the nodes of a changed problem
  ///   - pools: the nodes of the plan by pool; pools that are not of the problem are left out
  /// - Throws: ``PackingError`` when the checker refuses a packing, which is a defect.
  init(_ trials: NodeTrials, pools: [Int: Int]) throws(PackingError) {
    stranding = NodePlan.Stranding(
      requests: try Self.requests(trials),
      shapes: try ShapeTrials(trials, pools: pools).shapes
    )
  }

  /// A workload's request of one resource.
  fileprivate struct Candidate {
    var workload: WorkloadID
    var resource: Int
    var pods: Int
    var amount: Int64
    /// What all its pods ask for, as a part of what all pods do.
    var share: Double
  }

  private static func requests(
    _ trials: NodeTrials
  ) throws(PackingError) -> [NodePlan.Stranding.Request] {
    var left = trials.number(most: 60, least: 6)
    var found: [NodePlan.Stranding.Request] = []
    for candidate in candidates(trials.problem) where left > 0 && !trials.isOver {
      func freed(_ cut: Double) throws(PackingError) -> Int {
        left -= 1
        return try trials.freed(by: trials.problem.lowering(candidate, by: cut))
      }
      guard let largest = cuts.last, var nodes = Optional(try freed(largest)), nodes > 0 else {
        continue
      }
      var cut = largest
      for smaller in cuts.dropLast() where left > 0 {
        let some = try freed(smaller)
        if some > 0 {
          (cut, nodes) = (smaller, some)
          break
        }
      }
      found.append(
        NodePlan.Stranding.Request(
          workload: candidate.workload,
          resource: trials.problem.resources[candidate.resource],
          pods: candidate.pods,
          amount: candidate.amount,
          cut: cut,
          freedNodes: nodes
        )
      )
    }
    return Array(
      found.sorted { a, b in
        let (x, y) = (Double(a.freedNodes) / a.cut, Double(b.freedNodes) / b.cut)
        return x == y ? (a.workload, a.resource) < (b.workload, b.resource) : x > y
      }.prefix(most)
    )
  }

  /// The workloads that ask for most of CPU or memory, the largest share first.
  private static func candidates(_ problem: PackingProblem) -> [Candidate] {
    var result: [Candidate] = []
    for resource in problem.resources.indices.prefix(2) {
      var sums: [WorkloadID: (pods: Int, amount: Int64, sum: Double)] = [:]
      var total = 0.0
      for item in problem.items {
        let amount = item.request.amounts[resource]
        let sum = Double(amount) * Double(item.count)
        total += sum
        let known = sums[item.workload] ?? (0, 0, 0)
        sums[item.workload] = (known.pods + item.count, max(known.amount, amount), known.sum + sum)
      }
      guard total > 0 else { continue }
      result += sums.filter { $0.value.amount > 0 }.map { workload, sum in
        Candidate(
          workload: workload,
          resource: resource,
          pods: sum.pods,
          amount: sum.amount,
          share: sum.sum / total
        )
      }
    }
    return result.sorted {
      $0.share == $1.share
        ? ($0.workload, $0.resource) < ($1.workload, $1.resource) : $0.share > $1.share
    }
  }

  fileprivate static func lowered(_ item: PackItem, _ candidate: Candidate, _ cut: Double)
    -> PackItem
  {
    guard item.workload == candidate.workload else { return item }
    var item = item
    let amount = Double(item.request.amounts[candidate.resource])
    item.request.amounts[candidate.resource] = Int64(
      saturating: (amount * (1 - cut)).rounded(.down)
    )
    return item
  }
}

extension PackingProblem {
  /// The problem with a part less of one request.
  fileprivate func lowering(
    _ candidate: StrandingAdvice.Candidate,
    by cut: Double
  ) throws(PackingError) -> PackingProblem {
    try replacing(items: items.map { StrandingAdvice.lowered($0, candidate, cut) })
  }
}
