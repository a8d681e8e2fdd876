public import PodfitModel
import PodfitPack
import PodfitProfile

extension Podfit {
  /// Nodes now, nodes needed with the recommended requests, and the proven minimum.
  ///
  /// Workloads that an autoscaler scales count with the most pods seen at one time, when that is more
  /// than run now (docs/decisions/0004-autoscaled-replicas.md).
  ///
  /// - Throws: ``PodfitError`` when no nodes or no pods are known or the database cannot be read
  public func nodePlan(
    _ request: RecommendRequest,
    search: NodeSearch = NodeSearch(),
    wishes: NodeWishes = NodeWishes()
  ) throws(PodfitError) -> NodePlan {
    let analysis = try analysis(request)
    guard !analysis.inventory.nodes.isEmpty else { throw .noNodes(database: database) }
    let placed = analysis.placedPods
    guard placed.pods.contains(where: \.occupiesNode) else { throw .noPods(database: database) }
    var plan = try nodePlan(of: analysis, placed, search: search, wishes: wishes)
    plan.findings = analysis.set.nodeFindings
    return plan
  }

  /// The packing that the plan counts, for drawing it.
  func packing(
    of analysis: Analysis,
    _ placed: Inventory.PlacedPods
  ) throws(PodfitError) -> PackingSolution {
    let scaled = ScaledPods(
      placed.pods,
      inventory: analysis.inventory,
      peakPods: analysis.peakPods
    )
    do {
      return try NodePlanner().solution(
        of: PackingProblem(
          nodes: analysis.inventory.nodes,
          pods: scaled.pods,
          owner: scaled.workload,
          recommended: analysis.advisedResources
        )
      )
    } catch {
      throw .pack(error)
    }
  }

  func nodePlan(
    of analysis: Analysis,
    _ placed: Inventory.PlacedPods,
    search: NodeSearch = NodeSearch(),
    wishes: NodeWishes = NodeWishes()
  ) throws(PodfitError) -> NodePlan {
    let inventory = analysis.inventory
    let scaled = ScaledPods(placed.pods, inventory: inventory, peakPods: analysis.peakPods)
    let recommended = try wishes.advice() ?? analysis.advisedResources
    let baseline = try wishes.hosts()
    let zones = Set(inventory.nodes.map(\.zone)).subtracting([""]).count
    let problem: PackingProblem
    do {
      problem = try PackingProblem(
        nodes: inventory.nodes,
        pods: scaled.pods,
        owner: scaled.workload,
        recommended: recommended,
        unevictable: Self.unevictable(scaled, inventory),
        caps: LimitCaps(wishes.limitCaps)
      )
    } catch {
      throw .pack(error)
    }
    try wishes.check(problem.resources)
    do {
      var plan = try wishes.planner(search, zones: zones).plan(
        current: PackingProblem(
          nodes: inventory.nodes,
          pods: scaled.pods,
          owner: scaled.workload,
          unevictable: Self.unevictable(scaled, inventory),
          caps: LimitCaps(wishes.limitCaps)
        ),
        recommended: problem
      )
      plan.baseline = baseline
      let full = Overcommitment.nodes(inventory.nodes, pods: placed.pods)
      plan.overcommittedNodes = full.count
      var notes = plan.notes + scaled.notes + idleJobs(analysis, placed.pods)
      notes += Self.sourceNotes(inventory, placed)
      if let example = full.first {
        notes.append(
          "the listed pods ask for more than the node hands out on \(full.count) of"
            + " \(inventory.nodes.count) nodes (such as \(example)), which no scheduler allows: the"
            + " lists may be of two times, and more nodes than now may be needed"
        )
      }
      if analysis.gonePods > 0 {
        notes.append(
          "\(analysis.gonePods.counted("pod")) of earlier lists had no sample in the last day and count as"
            + " gone, as do nodes with only such pods"
        )
      }
      plan.notes = notes.sorted()
      return plan
    } catch {
      throw .pack(error)
    }
  }
}

extension Analysis {
  /// What the advice asks for.
  ///
  /// Without advice a container keeps what its pods ask for, whatever revision they are of.
  var advisedResources: [ContainerID: ContainerResources] {
    var advised: [ContainerID: ContainerResources] = [:]
    for each in set.recommendations where each.status != .withheld {
      advised[each.id] = each.recommended
    }
    return advised
  }
}

extension Podfit {
  /// Workloads of which a disruption budget lets no pod go, with what it says.
  private static func unevictable(
    _ scaled: ScaledPods,
    _ inventory: Inventory
  ) -> [WorkloadID: String] {
    var counts: [WorkloadID: Int] = [:]
    for pod in scaled.pods where pod.occupiesNode {
      if let workload = scaled.workload(of: pod.id) { counts[workload, default: 0] += 1 }
    }
    var result: [WorkloadID: String] = [:]
    for (workload, count) in counts {
      let budgets = inventory.disruptionBudgets(of: workload)
      if let budget = budgets.first(where: { $0.letsNothingGo(of: count) }) {
        result[workload] = "the disruption budget \(budget.id.name) lets no pod go"
      }
    }
    return result
  }

  /// What is not known of pods that no list names, and of clusters of which half is missing.
  private static func sourceNotes(
    _ inventory: Inventory,
    _ placed: Inventory.PlacedPods
  ) -> [String] {
    var notes: [String] = []
    if placed.fromMetrics > 0 {
      notes.append(
        "\(placed.fromMetrics.counted("pod")) taken from metrics, as no list of pods is there: where"
          + " they may go, overhead and ended ones are not known; ingest kubectl get pods -A -o json"
      )
    }
    if placed.withoutRequests > 0 {
      notes.append(
        "\(placed.withoutRequests.counted("pod")) without requests that any export states; ingest"
          + " kube_pod_container_resource_requests"
      )
    }
    let withPods = Set(placed.pods.filter(\.occupiesNode).map(\.id.cluster))
    for cluster in Set(inventory.nodes.map(\.cluster)).subtracting(withPods).sorted() {
      notes.append("no pods are known of cluster \(cluster): its nodes count as empty")
    }
    return notes
  }

  /// What jobs that were not running at the time of the lists would ask for.
  private func idleJobs(_ analysis: Analysis, _ pods: [PodSpec]) -> [String] {
    let running = Set(
      pods.filter(\.occupiesNode)
        .map { analysis.inventory.owners.owner(of: $0.id).workload }
    )
    let idle = analysis.set.recommendations.filter {
      [.job, .cronJob].contains($0.id.workload.kind) && !running.contains($0.id.workload)
    }
    let largest = idle.max {
      ($0.recommended.effectiveCPURequest, $0.recommended.effectiveMemoryRequest)
        < ($1.recommended.effectiveCPURequest, $1.recommended.effectiveMemoryRequest)
    }
    guard let largest else { return [] }
    let count = Set(idle.map(\.id.workload)).count
    return [
      "not counted: pods of \(count.counted("job")) not running at the time of the lists; the largest,"
        + " \(largest.id.shortPath), asks for \(largest.recommended.effectiveCPURequest) CPU and"
        + " \(largest.recommended.effectiveMemoryRequest) memory. Rolling updates and the loss of a node"
        + " are not counted either"
    ]
  }
}

extension DisruptionBudget {
  /// Whether the budget keeps every one of `pods` pods: none may be missing, or all must be there.
  ///
  /// What it says counts, not how many may go now, which passes.
  fileprivate func letsNothingGo(of pods: Int) -> Bool {
    func number(_ text: String) -> (value: Int, isShare: Bool)? {
      let isShare = text.hasSuffix("%")
      return Int(isShare ? text.dropLast() : text[...]).map { ($0, isShare) }
    }
    if let most = maxUnavailable.flatMap(number) { return most.value <= 0 }
    guard let least = minAvailable.flatMap(number) else { return false }
    return least.value >= (least.isShare ? 100 : max(1, pods))
  }
}

/// The pods to count: those listed, and copies for autoscaled workloads that had more at their peak.
struct ScaledPods {
  var pods: [PodSpec]
  var notes: [String] = []
  private var owners: [PodID: WorkloadID] = [:]

  init(_ pods: [PodSpec], inventory: Inventory, peakPods: [WorkloadID: Int]) {
    self.pods = pods
    var running: [WorkloadID: [PodSpec]] = [:]
    for pod in pods {
      let workload = inventory.owners.owner(of: pod.id).workload
      owners[pod.id] = workload
      if pod.occupiesNode { running[workload, default: []].append(pod) }
    }
    for (workload, peak) in peakPods.sorted(by: { $0.key < $1.key }) {
      guard let members = running[workload], let model = members.first, peak > members.count else {
        continue
      }
      for index in members.count..<peak {
        var copy = model
        // U+001F cannot be in a pod's name, so that no copy meets a real pod.
        copy.id.name = "\(model.id.name)\u{1F}\(index)"
        owners[copy.id] = workload
        self.pods.append(copy)
      }
      notes.append(
        "\(workload.path) counts with \(peak) pods, the most seen at one time;"
          + " \(members.count) run now"
      )
    }
  }

  func workload(of pod: PodID) -> WorkloadID? { owners[pod] }
}
