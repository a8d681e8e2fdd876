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
    let scope = NodeScope(analysis)
    guard !scope.nodes.isEmpty else { throw .noNodes(database: database) }
    guard scope.hasPods else { throw .noPods(database: database) }
    var plan = try nodePlan(of: analysis, scope, search: search, wishes: wishes).plan
    plan.findings = analysis.set.nodeFindings
    return plan
  }

  /// The plan, and the packing that it counts.
  func nodePlan(
    of analysis: Analysis,
    _ scope: NodeScope,
    search: NodeSearch = NodeSearch(),
    wishes: NodeWishes = NodeWishes()
  ) throws(PodfitError) -> (plan: NodePlan, solution: PackingSolution) {
    let inventory = analysis.inventory
    let peaks = analysis.peakPods.filter { scope.includes($0.key.cluster) }
    let scaled = ScaledPods(scope.placed.pods, inventory: inventory, peakPods: peaks)
    let recommended = try wishes.advice() ?? analysis.advisedResources
    let baseline = try wishes.hosts()
    let zones = Set(scope.nodes.map(\.zone)).subtracting([""]).count
    let unevictable = Self.unevictable(scaled, inventory)
    let caps = LimitCaps(wishes.limitCaps)
    let prices = try wishes.prices.map { path throws(PodfitError) in try PriceList(path: path) }
    var (problem, current): (PackingProblem, PackingProblem)
    do {
      problem = try PackingProblem(
        nodes: scope.nodes,
        pods: scaled.pods,
        owner: scaled.workload,
        recommended: recommended,
        unevictable: unevictable,
        caps: caps
      )
      current = try PackingProblem(
        nodes: scope.nodes,
        pods: scaled.pods,
        owner: scaled.workload,
        unevictable: unevictable,
        caps: caps
      )
    } catch {
      throw .pack(error)
    }
    try wishes.check(problem.resources)
    problem = try problem.costed(prices)
    current = try current.costed(prices)
    let unit = prices == nil ? PriceList.sizeUnit : PriceList.unit
    var plan: NodePlan
    let solution: PackingSolution
    do {
      (plan, solution) = try wishes.planner(search, zones: zones)
        .answer(
          current: current,
          recommended: problem,
          unit: (unit, PackingProblem.priceScale)
        )
    } catch {
      throw .pack(error)
    }
    plan.baseline = baseline?.baseline
    let full = Overcommitment.nodes(scope.nodes, pods: scope.placed.pods)
    plan.overcommittedNodes = full.count
    var notes = plan.notes + scaled.notes + idleJobs(analysis, scope)
    notes += baseline?.notes ?? []
    notes += Self.sourceNotes(scope) + Self.goneNotes(analysis, scope)
    if let example = full.first {
      notes.append(
        "the listed pods ask for more than the node hands out on \(full.count) of"
          + " \(scope.nodes.count) nodes (such as \(example)), which no scheduler allows: the"
          + " lists may be of two times, and more nodes than now may be needed"
      )
    }
    plan.notes = notes.sorted()
    return (plan, solution)
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

  /// Pods of lists that are not there any more.
  private static func goneNotes(_ analysis: Analysis, _ scope: NodeScope) -> [String] {
    let gone = analysis.gonePods.filter { scope.includes($0.key) }.values.reduce(0, +)
    guard gone > 0 else { return [] }
    return [
      "\(gone.counted("pod")) of earlier lists had no sample in the last day and count as"
        + " gone, as do nodes with only such pods"
    ]
  }

  /// What is not known of pods that no list names, and of clusters of which half is missing.
  private static func sourceNotes(_ scope: NodeScope) -> [String] {
    let placed = scope.placed
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
    for cluster in Set(scope.nodes.map(\.cluster)).subtracting(withPods).sorted() {
      notes.append("no pods are known of cluster \(cluster): its nodes count as empty")
    }
    return notes
  }

  /// What jobs that were not running at the time of the lists would ask for.
  private func idleJobs(_ analysis: Analysis, _ scope: NodeScope) -> [String] {
    let running = Set(
      scope.placed.pods.filter(\.occupiesNode)
        .map { analysis.inventory.owners.owner(of: $0.id).workload }
    )
    let idle = analysis.set.recommendations.filter {
      scope.includes($0.id.workload.cluster)
        && [.job, .cronJob].contains($0.id.workload.kind) && !running.contains($0.id.workload)
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
