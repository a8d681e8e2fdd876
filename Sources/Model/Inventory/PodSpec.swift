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

/// What happened to one container of a pod, from the pod's status.
public struct ContainerState: Hashable, Sendable, Codable {
  /// The container's name.
  public var name: String
  /// How often it was restarted.
  public var restarts: Int64
  /// Why it ended the last time, such as `OOMKilled`.
  public var lastTerminationReason: String?
  /// When it ended the last time.
  public var lastTerminatedAt: Instant?
  /// Why it waits now, such as `CrashLoopBackOff`.
  public var waitingReason: String?

  /// Makes a state.
  public init(
    name: String,
    restarts: Int64 = 0,
    lastTerminationReason: String? = nil,
    lastTerminatedAt: Instant? = nil,
    waitingReason: String? = nil
  ) {
    self.name = name
    self.restarts = restarts
    self.lastTerminationReason = lastTerminationReason
    self.lastTerminatedAt = lastTerminatedAt
    self.waitingReason = waitingReason
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

  /// Whether the pod holds its requests on a node now.
  public var occupiesNode: Bool {
    node != nil && phase != "Succeeded" && phase != "Failed"
  }
}
