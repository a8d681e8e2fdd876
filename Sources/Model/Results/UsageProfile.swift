/// What the samples of one container of a workload come to, without what only advice needs.
public struct UsageProfile: Hashable, Sendable {
  /// What the numbers were made from.
  public enum Origin: String, Hashable, Sendable, Codable {
    /// From all stored samples; quantiles are exact.
    case samples
    /// From daily sketches that were taken in; quantiles are at most 1/128 above the exact ones.
    case sketches
  }

  /// The container.
  public var id: ContainerID
  /// What the numbers were made from.
  public var origin: Origin
  /// Samples of all pods: of CPU or of memory, whichever are more.
  public var samples: Int
  /// The share of the time from the first to the last sample for which any pod has samples.
  public var coverageRatio: Double
  /// CPU use, all samples of all pods pooled; nil without any.
  public var cpu: UsageSummary<CPU>?
  /// Memory working set, all samples of all pods pooled; nil without any.
  public var memory: UsageSummary<Memory>?
  /// Ends for want of memory that are known of.
  public var oomKills: Int64
  /// Restarts, from counters and the pods' status.
  public var restarts: Int64
  /// The share of throttled periods; nil where no source tells.
  public var throttledRatio: Double?

  /// Makes a profile from its parts.
  public init(
    id: ContainerID,
    origin: Origin,
    samples: Int,
    coverageRatio: Double,
    cpu: UsageSummary<CPU>?,
    memory: UsageSummary<Memory>?,
    oomKills: Int64,
    restarts: Int64,
    throttledRatio: Double?
  ) {
    self.id = id
    self.origin = origin
    self.samples = samples
    self.coverageRatio = coverageRatio
    self.cpu = cpu
    self.memory = memory
    self.oomKills = oomKills
    self.restarts = restarts
    self.throttledRatio = throttledRatio
  }
}
