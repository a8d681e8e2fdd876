/// A HorizontalPodAutoscaler.
public struct HorizontalAutoscaler: Hashable, Sendable, Codable {
  /// What it scales on.
  public struct Target: Hashable, Sendable, Codable {
    /// The resource: `cpu` or `memory`; other metrics by their name.
    public var metric: String
    /// `Resource`, `ContainerResource`, `Pods`, `Object` or `External`.
    public var source: String
    /// The average use aimed at, as a share of the request, or nil for absolute targets.
    public var utilization: Double?
    /// The average per pod aimed at: cores, bytes, or the metric's own unit.
    public var averageValue: Double?
    /// The whole amount aimed at, in the metric's own unit.
    public var value: Double?
    /// The container whose use counts, for `ContainerResource`.
    public var container: String?

    /// Makes a target.
    public init(
      metric: String,
      source: String,
      utilization: Double?,
      averageValue: Double? = nil,
      value: Double? = nil,
      container: String? = nil
    ) {
      self.metric = metric
      self.source = source
      self.utilization = utilization
      self.averageValue = averageValue
      self.value = value
      self.container = container
    }
  }

  /// How fast it goes into one direction.
  public struct Pace: Hashable, Sendable, Codable {
    /// A bound on the change within a time.
    public struct Step: Hashable, Sendable, Codable {
      /// `Pods` or `Percent`.
      public var type: String
      /// How many pods, or how much in percent.
      public var value: Int64
      /// The time in which no more may change.
      public var period: TimeSpan

      /// Makes a bound.
      public init(type: String, value: Int64, period: TimeSpan) {
        self.type = type
        self.value = value
        self.period = period
      }
    }

    /// The time over which the calmest advice counts, nil where the server's default holds.
    public var stabilization: TimeSpan?
    /// Which bound counts: `Max`, `Min` or `Disabled`; nil where the server's default holds.
    public var selection: String?
    /// The bounds; empty where the server's defaults hold.
    public var steps: [Step]

    /// Makes a pace.
    public init(stabilization: TimeSpan? = nil, selection: String? = nil, steps: [Step] = []) {
      self.stabilization = stabilization
      self.selection = selection
      self.steps = steps
    }
  }

  /// The autoscaler's own reference.
  public var id: ObjectReference
  /// `metadata.resourceVersion` as a number; nil where the source does not say.
  public var resourceVersion: Int64?
  /// The workload it scales.
  public var scaled: ObjectReference
  /// The fewest replicas it goes to, nil where the source does not say.
  public var minReplicas: Int64?
  /// The most replicas it goes to, nil where the source does not say.
  public var maxReplicas: Int64?
  /// What it watches; empty where the source does not say.
  public var targets: [Target]
  /// How fast it scales up, nil where the server's default holds.
  public var scaleUp: Pace?
  /// How fast it scales down, nil where the server's default holds.
  public var scaleDown: Pace?
  /// The replicas there are, nil where the source does not say.
  public var currentReplicas: Int64?
  /// The replicas it last asked for, nil where the source does not say.
  public var desiredReplicas: Int64?

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

/// A KEDA ScaledObject: a workload scaled by events, through an autoscaler that KEDA makes.
public struct ScaledObject: Hashable, Sendable, Codable {
  /// What it scales on.
  public struct Trigger: Hashable, Sendable, Codable {
    /// The scaler, such as `cpu`, `memory`, `kafka`, `prometheus`, `cron`.
    public var type: String
    /// The trigger's own name, where it has one.
    public var name: String?
    /// `Utilization`, `AverageValue` or `Value`, where it is stated.
    public var metricType: String?
    /// The use of the request aimed at, for `cpu` and `memory` by utilization.
    public var utilization: Double?
    /// The average per pod aimed at, for `cpu` in cores and `memory` in bytes.
    public var averageValue: Double?
    /// The container whose use counts, where it is stated.
    public var container: String?

    /// Makes a trigger.
    public init(type: String) { self.type = type }
  }

  /// The object's own reference.
  public var id: ObjectReference
  /// `metadata.resourceVersion` as a number, 0 where it is missing or no number.
  public var resourceVersion: Int64
  /// The workload it scales.
  public var scaled: ObjectReference
  /// The fewest replicas while it is active; KEDA takes 0 where it is not set.
  public var minReplicas: Int64?
  /// The most replicas; KEDA takes 100 where it is not set.
  public var maxReplicas: Int64?
  /// The replicas while nothing triggers, nil where not set.
  public var idleReplicas: Int64?
  /// The name of the autoscaler that KEDA has made, where the status says.
  public var autoscalerName: String?
  /// What it scales on, in the order of the spec.
  public var triggers: [Trigger]

  /// Makes a scaled object without triggers.
  public init(id: ObjectReference, resourceVersion: Int64 = 0, scaled: ObjectReference) {
    self.id = id
    self.resourceVersion = resourceVersion
    self.scaled = scaled
    triggers = []
  }

  /// The autoscaler that KEDA makes of it: it never goes below one replica, KEDA itself does.
  public var autoscaler: HorizontalAutoscaler {
    var autoscaler = HorizontalAutoscaler(
      id: id,
      scaled: scaled,
      minReplicas: Swift.max(minReplicas ?? 0, 1),
      maxReplicas: maxReplicas ?? 100,
      targets: triggers.map { trigger in
        let isResource = trigger.type == "cpu" || trigger.type == "memory"
        let source = trigger.container == nil ? "Resource" : "ContainerResource"
        return HorizontalAutoscaler.Target(
          metric: trigger.type,
          source: isResource ? source : "External",
          utilization: trigger.utilization,
          averageValue: trigger.averageValue,
          container: trigger.container
        )
      }
    )
    autoscaler.resourceVersion = resourceVersion
    return autoscaler
  }
}
