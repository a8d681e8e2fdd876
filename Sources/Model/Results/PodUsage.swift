/// The use of one container of one pod over time, duplicates resolved.
public struct PodUsage: Sendable {
  /// The container.
  public var id: PodContainerID
  /// CPU use as a rate in nanocores; sorted.
  public var cpu: SampleColumn
  /// Memory working set in bytes; sorted.
  public var memory: SampleColumn
  /// Share of throttled periods in billionths; sorted; empty where no source tells.
  public var throttled: SampleColumn
  /// JVM signals by metric in its unit, summed over pools; sorted; empty where no source tells.
  ///
  /// Of a counter the rate is kept: pauses as billionths of the time, CPU in nanocores, bytes a second.
  public var jvm: [Metric: SampleColumn]
  /// How often a CPU counter went back, which means a restart.
  public var counterResets: Int
  /// The CPU limit over time in nanocores; unknown where nothing tells of this pod's.
  public var cpuLimit = LimitSteps()
  /// The memory limit over time in bytes; unknown where nothing tells of this pod's.
  public var memoryLimit = LimitSteps()
  /// When it was ended for want of memory, as far as events or its status say; sorted.
  public var kills: [Instant] = []
  /// Whether it was ended for want of memory and nothing says when.
  public var hasUntimedKill = false

  /// Makes the use of one container.
  public init(
    id: PodContainerID,
    cpu: SampleColumn = SampleColumn(),
    memory: SampleColumn = SampleColumn(),
    throttled: SampleColumn = SampleColumn(),
    jvm: [Metric: SampleColumn] = [:],
    counterResets: Int = 0
  ) {
    self.id = id
    self.cpu = cpu
    self.memory = memory
    self.throttled = throttled
    self.jvm = jvm
    self.counterResets = counterResets
  }
}
