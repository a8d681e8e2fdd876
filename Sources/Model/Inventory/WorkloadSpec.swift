/// A workload as the API server listed it.
public struct WorkloadSpec: Hashable, Sendable, Codable {
  /// The workload.
  public var id: WorkloadID
  /// `metadata.resourceVersion` as a number, 0 where it is missing or no number.
  public var resourceVersion: Int64
  /// Its own controlling owner, such as the Deployment of a ReplicaSet.
  public var owner: ObjectReference?
  /// The number of replicas asked for, or nil for kinds without one.
  public var replicas: Int64?
  /// What its pods are made from, or nil where the list does not say.
  public var template: PodTemplate?
  /// The schedule of a CronJob.
  public var schedule: String?

  /// Makes a workload.
  public init(
    id: WorkloadID,
    resourceVersion: Int64 = 0,
    owner: ObjectReference? = nil,
    replicas: Int64? = nil,
    template: PodTemplate? = nil,
    schedule: String? = nil
  ) {
    self.id = id
    self.resourceVersion = resourceVersion
    self.owner = owner
    self.replicas = replicas
    self.template = template
    self.schedule = schedule
  }
}

/// A HorizontalPodAutoscaler.
public struct HorizontalAutoscaler: Hashable, Sendable, Codable {
  /// What it scales, and on what.
  public struct Target: Hashable, Sendable, Codable {
    /// The resource: `cpu` or `memory`; other metrics by their name.
    public var metric: String
    /// `Resource`, `ContainerResource`, `Pods`, `Object` or `External`.
    public var source: String
    /// The average use aimed at, as a share of the request, or nil for absolute targets.
    public var utilization: Double?

    /// Makes a target.
    public init(metric: String, source: String, utilization: Double?) {
      self.metric = metric
      self.source = source
      self.utilization = utilization
    }
  }

  /// The autoscaler's own reference.
  public var id: ObjectReference
  /// The workload it scales.
  public var scaled: ObjectReference
  /// The fewest replicas it goes to, nil where the source does not say.
  public var minReplicas: Int64?
  /// The most replicas it goes to, nil where the source does not say.
  public var maxReplicas: Int64?
  /// What it watches; empty where the source does not say.
  public var targets: [Target]

  /// Makes an autoscaler.
  public init(
    id: ObjectReference,
    scaled: ObjectReference,
    minReplicas: Int64? = nil,
    maxReplicas: Int64? = nil,
    targets: [Target] = []
  ) {
    self.id = id
    self.scaled = scaled
    self.minReplicas = minReplicas
    self.maxReplicas = maxReplicas
    self.targets = targets
  }

  /// Whether the autoscaler watches use of `resource` as a share of the request.
  public func scales(on resource: String) -> Bool {
    targets.contains {
      $0.metric == resource && ($0.source == "Resource" || $0.source == "ContainerResource")
        && $0.utilization != nil
    }
  }
}
