internal import PodfitModel

/// Collects facts by what they are about and keeps, of several about one thing, the one that
/// counts.
struct FactReader {
  private(set) var pods: [PodID: PodSpec] = [:]
  private(set) var workloads: [WorkloadID: WorkloadSpec] = [:]
  private(set) var autoscalers: [ObjectReference: HorizontalAutoscaler] = [:]
  private(set) var podNodes: [PodID: String] = [:]
  private(set) var stated: [PodContainerID: Inventory.StatedResources] = [:]
  private(set) var restarts: [PodContainerID: Int64] = [:]
  private(set) var oomKilled: Set<PodContainerID> = []
  private(set) var replicas: [WorkloadID: (count: Int64, at: Instant)] = [:]
  private var nodes: [NodeName: NodeSpec] = [:]
  private var statedNodes: [NodeName: NodeSpec] = [:]
  private var amountTimes: [AmountKey: Instant] = [:]
  private var nodeAmounts: [NodeName: [String: (allocatable: Int64?, capacity: Int64?)]] = [:]
  private var nodeAmountTimes: [NodeName: [String: Instant]] = [:]

  private struct NodeName: Hashable {
    var cluster: String
    var name: String
  }

  private struct AmountKey: Hashable {
    var container: PodContainerID
    var resource: String
    var isLimit: Bool
  }

  /// Reads one fact.
  mutating func read(_ fact: InventoryFact) {
    switch fact {
    case .pod(let pod): read(pod)
    case .workload(let workload):
      if let known = workloads[workload.id], known.rank >= workload.rank { break }
      workloads[workload.id] = workload
    case .node(let node):
      let name = NodeName(cluster: node.cluster, name: node.name)
      if let known = nodes[name], known.rank >= node.rank { break }
      nodes[name] = node
    case .autoscaler(let autoscaler):
      let scaled = autoscaler.scaled
      if let known = autoscalers[scaled], known.rank >= autoscaler.rank { break }
      autoscalers[scaled] = autoscaler
    case .podNode(let pod, let node):
      if let known = podNodes[pod], known >= node { break }
      podNodes[pod] = node
    case .containerResource(let fact): read(fact)
    case .nodeResource(let fact): read(fact)
    case .nodeLabels(let cluster, let node, let labels):
      let name = NodeName(cluster: cluster, name: node)
      statedNodes[name, default: NodeSpec(cluster: cluster, name: node)].labels
        .merge(labels) { max($0, $1) }
    case .restarts(let fact):
      // The count of one pod only grows, so the largest is the latest.
      restarts[fact.container] = max(restarts[fact.container] ?? 0, fact.count)
    case .termination(let fact):
      if fact.reason == Self.outOfMemory { oomKilled.insert(fact.container) }
    case .replicas(let workload, let count, let at):
      if let known = replicas[workload], (known.at, known.count) >= (at, count) { break }
      replicas[workload] = (count, at)
    case .owner, .statedOwner: break
    // ``ClusterFacts`` reads these.
    case .limitRange, .resourceQuota, .disruptionBudget, .scaledObject, .verticalAutoscaler,
      .checkpoint, .event, .coarse:
      break
    }
  }

  /// The reason that the kubelet gives for a container ended for want of memory.
  static let outOfMemory = "OOMKilled"

  private mutating func read(_ pod: PodSpec) {
    for state in pod.states {
      let id = PodContainerID(pod: pod.id, container: state.name)
      // Status and kube-state-metrics count the same restarts: the larger, never the sum.
      restarts[id] = max(restarts[id] ?? 0, state.restarts)
      if state.lastTerminationReason == Self.outOfMemory { oomKilled.insert(id) }
    }
    if let known = pods[pod.id], known.rank >= pod.rank { return }
    pods[pod.id] = pod
  }

  private mutating func read(_ fact: ContainerResourceFact) {
    let key = AmountKey(
      container: fact.container,
      resource: fact.resource,
      isLimit: fact.isLimit
    )
    var known = stated[fact.container] ?? Inventory.StatedResources()
    known.isInit = known.isInit || fact.isInit
    known.at = max(known.at, fact.at)
    defer { stated[fact.container] = known }
    let old = known.resources.amount(of: fact.resource, isLimit: fact.isLimit)
    if let time = amountTimes[key], (time, old ?? .min) >= (fact.at, fact.amount) { return }
    amountTimes[key] = fact.at
    known.resources.setAmount(fact.amount, of: fact.resource, isLimit: fact.isLimit)
  }

  private mutating func read(_ fact: NodeResourceFact) {
    let name = NodeName(cluster: fact.cluster, name: fact.node)
    let slot = fact.resource + (fact.isAllocatable ? "/allocatable" : "/capacity")
    if let time = nodeAmountTimes[name]?[slot], time > fact.at { return }
    let isTie = nodeAmountTimes[name]?[slot] == fact.at
    var amounts = nodeAmounts[name]?[fact.resource] ?? (nil, nil)
    if fact.isAllocatable {
      amounts.allocatable = isTie ? max(amounts.allocatable ?? .min, fact.amount) : fact.amount
    } else {
      amounts.capacity = isTie ? max(amounts.capacity ?? .min, fact.amount) : fact.amount
    }
    nodeAmounts[name, default: [:]][fact.resource] = amounts
    nodeAmountTimes[name, default: [:]][slot] = fact.at
  }

  /// Listed nodes, and those that only kube-state-metrics knows, in the order of their names.
  var allNodes: [NodeSpec] {
    var all = nodes
    for (name, amounts) in nodeAmounts where all[name] == nil {
      var node = statedNodes[name] ?? NodeSpec(cluster: name.cluster, name: name.name)
      node.allocatable = NodeResources(amounts.compactMapValues { $0.allocatable ?? $0.capacity })
      let capacity = amounts.compactMapValues(\.capacity)
      node.capacity = capacity.isEmpty ? nil : NodeResources(capacity)
      all[name] = node
    }
    return all.values.sorted { ($0.cluster, $0.name) < ($1.cluster, $1.name) }
  }
}

extension NodeResources {
  /// Makes resources from amounts by Kubernetes' names.
  fileprivate init(_ amounts: [String: Int64]) {
    self.init()
    for (name, amount) in amounts {
      switch name {
      case "cpu": cpu = CPU(nanocores: amount)
      case "memory": memory = Memory(bytes: amount)
      case "pods": pods = amount
      default: extended[name] = amount
      }
    }
  }
}

extension ContainerResources {
  /// The request or limit of a resource by Kubernetes' name; nil for limits of other resources,
  /// which equal their requests.
  fileprivate func amount(of resource: String, isLimit: Bool) -> Int64? {
    switch (resource, isLimit) {
    case ("cpu", false): cpuRequest?.nanocores
    case ("cpu", true): cpuLimit?.nanocores
    case ("memory", false): memoryRequest?.bytes
    case ("memory", true): memoryLimit?.bytes
    case (_, false): extendedRequests[resource]
    case (_, true): nil
    }
  }

  fileprivate mutating func setAmount(_ amount: Int64, of resource: String, isLimit: Bool) {
    switch (resource, isLimit) {
    case ("cpu", false): cpuRequest = CPU(nanocores: amount)
    case ("cpu", true): cpuLimit = CPU(nanocores: amount)
    case ("memory", false): memoryRequest = Memory(bytes: amount)
    case ("memory", true): memoryLimit = Memory(bytes: amount)
    case (_, false): extendedRequests[resource] = amount
    case (_, true): break
    }
  }
}

// Ranks give a total order where versions are equal, so that the order of facts does not matter.

extension PodSpec {
  fileprivate var rank: (Int64, Int64, String) {
    (resourceVersion, startedAt?.milliseconds ?? .min, uid)
  }
}

extension WorkloadSpec {
  fileprivate var rank: (Int64, Int64, Int) {
    (resourceVersion, replicas ?? -1, template == nil ? 0 : 1)
  }
}

extension NodeSpec {
  fileprivate var rank: (Int64, Int64, Int64) {
    (resourceVersion, allocatable.cpu.nanocores, allocatable.memory.bytes)
  }
}

extension HorizontalAutoscaler {
  fileprivate var rank: (Int64, Int, Int64, Int64, Int64, String) {
    (
      version, targets.count, minReplicas ?? -1, maxReplicas ?? -1, desiredReplicas ?? -1, id.name
    )
  }
}
