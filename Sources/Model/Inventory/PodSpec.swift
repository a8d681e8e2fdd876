/// What a pod is made from: containers and what the scheduler must respect.
public struct PodTemplate: Hashable, Sendable, Codable {
  /// Labels of the pods.
  public var labels: [String: String]
  /// The containers that run side by side.
  public var containers: [ContainerSpec]
  /// The containers that run before them, in order; restartable ones keep running.
  public var initContainers: [ContainerSpec]
  /// What the runtime class adds per pod.
  public var overhead: ContainerResources
  /// Pod-level requests and limits, which replace the sum of the containers'.
  public var podResources: ContainerResources?
  /// Where pods may and may not go.
  public var placement: PlacementRules

  /// Makes a template.
  public init(
    labels: [String: String] = [:],
    containers: [ContainerSpec] = [],
    initContainers: [ContainerSpec] = [],
    overhead: ContainerResources = ContainerResources(),
    podResources: ContainerResources? = nil,
    placement: PlacementRules = PlacementRules()
  ) {
    self.labels = labels
    self.containers = containers
    self.initContainers = initContainers
    self.overhead = overhead
    self.podResources = podResources
    self.placement = placement
  }
}

/// A pod as the API server listed it.
public struct PodSpec: Hashable, Sendable, Codable {
  /// The pod.
  public var id: PodID
  /// The unique id of this incarnation.
  public var uid: String
  /// `metadata.resourceVersion` as a number, 0 where it is missing or no number.
  public var resourceVersion: Int64
  /// The controlling owner, or nil when there is none.
  public var owner: ObjectReference?
  /// The node it runs on, or nil when it is not scheduled.
  public var node: String?
  /// `Pending`, `Running`, `Succeeded`, `Failed` or `Unknown`.
  public var phase: String
  /// Why the pod ended or waits, such as `Evicted`.
  public var reason: String?
  /// Why the pod ended or waits, in words; nil where the source does not say.
  public var message: String?
  /// `Guaranteed`, `Burstable` or `BestEffort`; nil where the source does not say.
  public var serviceClass: String?
  /// The name of its priority class, nil where it has none.
  public var priorityClass: String?
  /// Its priority, nil where the source does not say.
  public var priority: Int64?
  /// How far a resize in place is: `Proposed`, `InProgress`, `Deferred`, `Infeasible`; nil where none
  /// is under way.
  public var resize: String?
  /// When it started.
  public var startedAt: Instant?
  /// What it was made of.
  public var template: PodTemplate
  /// What happened to its containers.
  public var states: [ContainerState]

  /// Makes a pod.
  public init(
    id: PodID,
    uid: String = "",
    resourceVersion: Int64 = 0,
    owner: ObjectReference? = nil,
    node: String? = nil,
    phase: String = "Running",
    reason: String? = nil,
    startedAt: Instant? = nil,
    template: PodTemplate = PodTemplate(),
    states: [ContainerState] = []
  ) {
    self.id = id
    self.uid = uid
    self.resourceVersion = resourceVersion
    self.owner = owner
    self.node = node
    self.phase = phase
    self.reason = reason
    self.startedAt = startedAt
    self.template = template
    self.states = states
  }

  /// Whether the kubelet threw the pod off its node.
  public var wasEvicted: Bool { phase == "Failed" && reason == "Evicted" }

  /// Whether the pod holds its requests on a node now.
  public var occupiesNode: Bool {
    node != nil && phase != "Succeeded" && phase != "Failed"
  }
}
