/// One statement of an export about what runs where, with which requests.
///
/// Facts with the same ``kind`` and ``key`` describe the same thing; of two that differ, the one
/// with the higher ``version`` counts, so that the order of files does not matter.
public enum InventoryFact: Hashable, Sendable {
  /// A pod from a pod list.
  case pod(PodSpec)
  /// A workload from a list.
  case workload(WorkloadSpec)
  /// A node from a node list.
  case node(NodeSpec)
  /// An autoscaler, from a list or from kube-state-metrics.
  case autoscaler(HorizontalAutoscaler)
  /// What containers, pods and claims of a namespace may ask for.
  case limitRange(LimitRange)
  /// How much a namespace may ask for.
  case resourceQuota(ResourceQuota)
  /// How many pods must stay while nodes are drained.
  case disruptionBudget(DisruptionBudget)
  /// A workload that KEDA scales.
  case scaledObject(ScaledObject)
  /// A workload that is sized by itself, and the last advice for it.
  case verticalAutoscaler(VerticalAutoscaler)
  /// The distribution of a container's use, without samples.
  case checkpoint(AutoscalerCheckpoint)
  /// A kill, an eviction, a pod that does not start.
  case event(ClusterEvent)
  /// The samples of a source are coarse.
  case coarse(CoarseReadings)
  /// Who owns an object.
  case owner(OwnerFact)
  /// The workload that a samples file itself names for a pod.
  case statedOwner(pod: PodID, workload: WorkloadID)
  /// The node of a pod.
  case podNode(pod: PodID, node: String)
  /// A request or limit of a container from kube-state-metrics.
  case containerResource(ContainerResourceFact)
  /// An amount of a node from kube-state-metrics.
  case nodeResource(NodeResourceFact)
  /// Labels of a node from kube-state-metrics, by their Kubernetes names where these are known.
  case nodeLabels(cluster: String, node: String, labels: [String: String])
  /// The restart count of a container at a time.
  case restarts(ContainerCountFact)
  /// The reason a container ended for, known at a time.
  case termination(ContainerTerminationFact)
  /// The number of replicas a workload was asked to have at a time.
  case replicas(workload: WorkloadID, count: Int64, at: Instant)
}

/// A request or limit of one container of one pod.
public struct ContainerResourceFact: Hashable, Sendable, Codable {
  /// The container.
  public var container: PodContainerID
  /// Whether it is an init container.
  public var isInit: Bool
  /// The resource's name as Kubernetes spells it, such as `cpu`.
  public var resource: String
  /// Whether this is the limit; else it is the request.
  public var isLimit: Bool
  /// The amount: nanocores for `cpu`, bytes or whole units for the others.
  public var amount: Int64
  /// When it was so.
  public var at: Instant

  /// Makes a fact.
  public init(
    container: PodContainerID,
    isInit: Bool = false,
    resource: String,
    isLimit: Bool,
    amount: Int64,
    at: Instant
  ) {
    self.container = container
    self.isInit = isInit
    self.resource = resource
    self.isLimit = isLimit
    self.amount = amount
    self.at = at
  }
}

/// An amount that a node has or hands out.
public struct NodeResourceFact: Hashable, Sendable, Codable {
  /// The cluster's name.
  public var cluster: String
  /// The node's name.
  public var node: String
  /// The resource's name as Kubernetes spells it, such as `memory`, `pods`.
  public var resource: String
  /// Whether this is what can be handed out; else it is what the machine has.
  public var isAllocatable: Bool
  /// The amount: nanocores for `cpu`, bytes or whole units for the others.
  public var amount: Int64
  /// When it was so.
  public var at: Instant

  /// Makes a fact.
  public init(
    cluster: String,
    node: String,
    resource: String,
    isAllocatable: Bool,
    amount: Int64,
    at: Instant
  ) {
    self.cluster = cluster
    self.node = node
    self.resource = resource
    self.isAllocatable = isAllocatable
    self.amount = amount
    self.at = at
  }
}

/// A count kept per container, such as restarts.
public struct ContainerCountFact: Hashable, Sendable, Codable {
  /// The container.
  public var container: PodContainerID
  /// The count.
  public var count: Int64
  /// When it was read.
  public var at: Instant

  /// Makes a fact.
  public init(container: PodContainerID, count: Int64, at: Instant) {
    self.container = container
    self.count = count
    self.at = at
  }
}

/// Why a container ended.
public struct ContainerTerminationFact: Hashable, Sendable, Codable {
  /// The container.
  public var container: PodContainerID
  /// The reason, such as `OOMKilled`.
  public var reason: String
  /// When the reason was read; the end itself was earlier.
  public var at: Instant

  /// Makes a fact.
  public init(container: PodContainerID, reason: String, at: Instant) {
    self.container = container
    self.reason = reason
    self.at = at
  }
}
