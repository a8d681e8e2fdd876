extension InventoryFact {
  /// The kind of the statement, a short stable word.
  public var kind: String {
    switch self {
    case .pod: "pod"
    case .workload: "workload"
    case .node: "node"
    case .autoscaler: "autoscaler"
    case .limitRange: "limit_range"
    case .resourceQuota: "resource_quota"
    case .disruptionBudget: "disruption_budget"
    case .scaledObject: "scaled_object"
    case .verticalAutoscaler: "vertical_autoscaler"
    case .checkpoint: "vpa_checkpoint"
    case .event: "event"
    case .coarse: "coarse"
    case .owner: "owner"
    case .statedOwner: "stated_owner"
    case .podNode: "pod_node"
    case .containerResource: "container_resource"
    case .nodeResource: "node_resource"
    case .nodeLabels: "node_labels"
    case .restarts: "restarts"
    case .termination: "termination"
    case .replicas: "replicas"
    }
  }

  /// What the statement is about, unique within ``kind``; parts are joined by U+001F, which no
  /// Kubernetes name can hold.
  public var key: String {
    parts.joined(separator: "\u{1F}")
  }

  /// Which of two statements about one thing counts: the higher one.
  public var version: Int64 {
    switch self {
    case .pod(let pod): pod.resourceVersion
    case .workload(let workload): workload.resourceVersion
    case .node(let node): node.resourceVersion
    case .autoscaler(let autoscaler): autoscaler.version
    case .limitRange(let object): object.resourceVersion
    case .resourceQuota(let object): object.resourceVersion
    case .disruptionBudget(let object): object.resourceVersion
    case .scaledObject(let object): object.resourceVersion
    case .verticalAutoscaler(let object): object.resourceVersion
    case .checkpoint(let object): object.resourceVersion
    case .event(let object): object.resourceVersion
    case .coarse(let fact): fact.step?.milliseconds ?? 0
    case .containerResource(let fact): fact.at.milliseconds
    case .nodeResource(let fact): fact.at.milliseconds
    case .restarts(let fact): fact.at.milliseconds
    case .termination(let fact): fact.at.milliseconds
    case .replicas(_, _, let at): at.milliseconds
    case .owner, .statedOwner, .podNode, .nodeLabels: 0
    }
  }

  private var parts: [String] {
    switch self {
    case .pod(let pod): pod.id.parts + [pod.uid]
    case .workload(let workload): workload.id.parts
    case .node(let node): [node.cluster, node.name]
    case .autoscaler(let autoscaler): autoscaler.id.parts
    case .limitRange(let object): object.id.parts
    case .resourceQuota(let object): object.id.parts
    case .disruptionBudget(let object): object.id.parts
    case .scaledObject(let object): object.id.parts
    case .verticalAutoscaler(let object): object.id.parts
    case .checkpoint(let object): object.id.parts
    case .event(let object): object.id.parts
    case .coarse(let fact):
      fact.container.parts + [fact.metric.rawValue, fact.coarseness.rawValue]
    case .owner(let fact): fact.child.parts
    case .statedOwner(let pod, _): pod.parts
    case .podNode(let pod, _): pod.parts
    case .containerResource(let fact):
      fact.container.parts + [fact.resource, fact.isLimit ? "limit" : "request"]
    case .nodeResource(let fact):
      [fact.cluster, fact.node, fact.resource, fact.isAllocatable ? "allocatable" : "capacity"]
    case .nodeLabels(let cluster, let node, _): [cluster, node]
    case .restarts(let fact): fact.container.parts
    case .termination(let fact): fact.container.parts + [fact.reason]
    case .replicas(let workload, _, _): workload.parts
    }
  }
}

extension PodID {
  fileprivate var parts: [String] { [cluster, namespace, name] }
}

extension PodContainerID {
  fileprivate var parts: [String] { pod.parts + [container] }
}

extension WorkloadID {
  fileprivate var parts: [String] { [cluster, namespace, kind.rawValue, name] }
}

extension ObjectReference {
  fileprivate var parts: [String] { [cluster, namespace, kind.rawValue, name] }
}

extension HorizontalAutoscaler {
  /// A list states more than kube-state-metrics does and goes before it, the later list first; of
  /// statements without a resource version the fuller one counts.
  public var version: Int64 {
    let completeness =
      Int64(targets.count) + (minReplicas == nil ? 0 : 1) + (maxReplicas == nil ? 0 : 1)
    guard let resourceVersion, resourceVersion > 0 else { return completeness }
    return resourceVersion.addingSaturated(1 << 20)
  }
}
