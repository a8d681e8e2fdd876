/// CPU and memory side by side, nil where one is not stated.
public struct CPUAndMemory: Hashable, Sendable, Codable {
  /// CPU.
  public var cpu: CPU?
  /// Memory.
  public var memory: Memory?

  /// Makes a pair.
  public init(cpu: CPU? = nil, memory: Memory? = nil) {
    self.cpu = cpu
    self.memory = memory
  }
}

/// A VerticalPodAutoscaler: what it may do, and what its recommender last advised.
public struct VerticalAutoscaler: Hashable, Sendable, Codable {
  /// What it may do to one container.
  public struct ContainerPolicy: Hashable, Sendable, Codable {
    /// The container's name; `*` means all that have no policy of their own.
    public var container: String
    /// `Auto` or `Off`, nil where the default (`Auto`) holds.
    public var mode: String?
    /// No request goes below this.
    public var minAllowed: CPUAndMemory
    /// No request goes above this.
    public var maxAllowed: CPUAndMemory
    /// The resources it sets, nil where the default (both) holds.
    public var controlledResources: [String]?
    /// `RequestsAndLimits` or `RequestsOnly`, nil where the default (the former) holds.
    public var controlledValues: String?

    /// Makes a policy without bounds.
    public init(container: String) {
      self.container = container
      minAllowed = CPUAndMemory()
      maxAllowed = CPUAndMemory()
    }
  }

  /// What the recommender advises for one container.
  public struct Advice: Hashable, Sendable, Codable {
    /// The container's name.
    public var container: String
    /// What it should request.
    public var target: CPUAndMemory
    /// Below this it would be resized.
    public var lowerBound: CPUAndMemory
    /// Above this it would be resized.
    public var upperBound: CPUAndMemory
    /// What it should request were there no policy.
    public var uncappedTarget: CPUAndMemory

    /// Makes an advice without amounts.
    public init(container: String) {
      self.container = container
      target = CPUAndMemory()
      lowerBound = CPUAndMemory()
      upperBound = CPUAndMemory()
      uncappedTarget = CPUAndMemory()
    }
  }

  /// The object's own reference.
  public var id: ObjectReference
  /// `metadata.resourceVersion` as a number, 0 where it is missing or no number.
  public var resourceVersion: Int64
  /// The workload it sizes, nil where the object selects pods by labels only.
  public var scaled: ObjectReference?
  /// `Off`, `Initial`, `Recreate`, `InPlaceOrRecreate` or `Auto`; nil where the default holds.
  public var updateMode: String?
  /// What it may do, by container.
  public var policies: [ContainerPolicy]
  /// What its recommender advises, by container; empty before the first advice.
  public var advice: [Advice]

  /// Makes a vertical autoscaler.
  public init(id: ObjectReference, resourceVersion: Int64 = 0, scaled: ObjectReference? = nil) {
    self.id = id
    self.resourceVersion = resourceVersion
    self.scaled = scaled
    policies = []
    advice = []
  }
}

/// A VerticalPodAutoscalerCheckpoint: the distribution of one container's use as the recommender
/// keeps it, without the samples it was made of.
public struct AutoscalerCheckpoint: Hashable, Sendable, Codable {
  /// Relative weights by bucket.
  ///
  /// Where the buckets lie is not in the object: it is the recommender's setting (see
  /// docs/formulas/vpa.md#buckets).
  public struct Buckets: Hashable, Sendable, Codable {
    /// The time at which a weight counts once; nil where nothing was recorded yet.
    public var referenceTime: Instant?
    /// Relative weights by bucket number; only buckets with a weight.
    public var weights: [Int: UInt32]
    /// The sum of weights before they were made relative.
    public var totalWeight: Double

    /// Makes buckets.
    public init(referenceTime: Instant? = nil, weights: [Int: UInt32], totalWeight: Double) {
      self.referenceTime = referenceTime
      self.weights = weights
      self.totalWeight = totalWeight
    }
  }

  /// The object's own reference.
  public var id: ObjectReference
  /// `metadata.resourceVersion` as a number, 0 where it is missing or no number.
  public var resourceVersion: Int64
  /// The name of the vertical autoscaler, in the same namespace.
  public var autoscaler: String
  /// The container's name.
  public var container: String
  /// The version of the form, such as `v3`; empty where the object does not say.
  public var version: String
  /// CPU, nil where the object has none.
  public var cpu: Buckets?
  /// Memory peaks, nil where the object has none.
  public var memory: Buckets?
  /// The time of the earliest CPU sample.
  public var firstSample: Instant?
  /// The time of the latest CPU sample.
  public var lastSample: Instant?
  /// When the object was written.
  public var updatedAt: Instant?
  /// The number of CPU samples.
  public var sampleCount: Int64

  /// Makes a checkpoint without a distribution.
  public init(
    id: ObjectReference,
    resourceVersion: Int64 = 0,
    autoscaler: String,
    container: String
  ) {
    self.id = id
    self.resourceVersion = resourceVersion
    self.autoscaler = autoscaler
    self.container = container
    version = ""
    sampleCount = 0
  }
}
