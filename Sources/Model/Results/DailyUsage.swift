/// The use of one container of a workload on one UTC day, all samples of all pods pooled.
public struct DailyUsage: Hashable, Sendable {
  /// The container.
  public var id: ContainerID
  /// The UTC day, counted from 1970-01-01.
  ///
  /// A sample at midnight belongs to the day that ends.
  public var day: Int64
  /// CPU use; nil without samples.
  public var cpu: UsageSummary<CPU>?
  /// Memory working set; nil without samples.
  public var memory: UsageSummary<Memory>?
  /// For which time of the day there are samples.
  public var coverage: DayCoverage

  /// Makes a day from its parts.
  public init(
    id: ContainerID,
    day: Int64,
    cpu: UsageSummary<CPU>?,
    memory: UsageSummary<Memory>?,
    coverage: DayCoverage
  ) {
    self.id = id
    self.day = day
    self.cpu = cpu
    self.memory = memory
    self.coverage = coverage
  }
}
