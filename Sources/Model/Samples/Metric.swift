/// A signal that podfit keeps, by its neutral name.
///
/// Values are whole numbers of the unit named by ``unit``, so that no source loses precision.
public enum Metric: String, Hashable, Sendable, CaseIterable, Codable {
  /// CPU use as a rate; averaged over the window that ends at the sample's time.
  case cpuUsage = "cpu_usage_cores"
  /// CPU use as a counter since the container started.
  case cpuUsageTotal = "cpu_usage_seconds_total"
  /// Memory working set; the largest seen in the window where the source says so.
  case memoryWorkingSet = "memory_working_set_bytes"
  /// Anonymous memory.
  case memoryRSS = "memory_rss_bytes"
  /// Share of scheduling periods in which the CPU quota stopped the container.
  case cpuThrottledRatio = "cpu_throttled_ratio"
  /// Scheduling periods in which the quota stopped the container, as a counter.
  case cpuThrottledPeriodsTotal = "cpu_throttled_periods_total"
  /// Scheduling periods, as a counter.
  case cpuPeriodsTotal = "cpu_periods_total"
  /// Container restarts, as a counter.
  case restartsTotal = "restarts_total"
  /// JVM heap in use, garbage included.
  case jvmHeapUsed = "jvm_heap_used_bytes"
  /// JVM heap that the operating system has given.
  case jvmHeapCommitted = "jvm_heap_committed_bytes"
  /// The largest heap the JVM may use, as `Runtime.maxMemory` or the pools tell it.
  case jvmHeapMax = "jvm_heap_max_bytes"
  /// JVM heap in use just after a collection.
  case jvmHeapAfterGC = "jvm_heap_after_gc_bytes"
  /// JVM metaspace, code cache and the like.
  case jvmNonHeapUsed = "jvm_nonheap_used_bytes"
  /// JVM metaspace, code cache and the like that the operating system has given.
  case jvmNonHeapCommitted = "jvm_nonheap_committed_bytes"
  /// The largest size of JVM metaspace, code cache and the like, for pools that have one.
  case jvmNonHeapMax = "jvm_nonheap_max_bytes"
  /// Threads of a JVM.
  case jvmThreads = "jvm_threads"
  /// Classes that a JVM holds.
  case jvmClasses = "jvm_classes"
  /// JVM direct buffers.
  case jvmDirectUsed = "jvm_direct_used_bytes"
  /// Time in garbage collection pauses, as a counter.
  case jvmGCPauseTotal = "jvm_gc_pause_seconds_total"
  /// CPU time of garbage collection, concurrent work included, as a counter.
  case jvmGCCPUTotal = "jvm_gc_cpu_seconds_total"
  /// Bytes that a JVM allocated on its heap, as a counter.
  case jvmAllocatedTotal = "jvm_allocated_bytes_total"
  /// Memory that native memory tracking says is committed; its areas are parts.
  case jvmNativeCommitted = "jvm_native_committed_bytes"
  /// The version of the JDK that a JVM names; the part is the version, the value says nothing.
  case jvmVersion = "jvm_version"

  /// The unit in which values are kept.
  public enum Unit: String, Hashable, Sendable {
    /// Billionths of a core.
    case nanocores
    /// Billionths of a second.
    case nanoseconds
    /// Bytes.
    case bytes
    /// Billionths of one.
    case nanoratio
    /// A plain count.
    case count
  }

  /// The unit in which values are kept.
  public var unit: Unit {
    switch self {
    case .cpuUsage: .nanocores
    case .cpuUsageTotal, .jvmGCPauseTotal, .jvmGCCPUTotal: .nanoseconds
    case .cpuThrottledRatio: .nanoratio
    case .cpuThrottledPeriodsTotal, .cpuPeriodsTotal, .restartsTotal, .jvmThreads, .jvmClasses,
      .jvmVersion:
      .count
    case .memoryWorkingSet, .memoryRSS, .jvmHeapUsed, .jvmHeapCommitted, .jvmHeapMax,
      .jvmHeapAfterGC, .jvmNonHeapUsed, .jvmNonHeapCommitted, .jvmNonHeapMax, .jvmDirectUsed,
      .jvmAllocatedTotal, .jvmNativeCommitted:
      .bytes
    }
  }

  /// How many kept units one unit of the export holds: a core is a billion nanocores.
  public var unitsPerExportedUnit: Int64 {
    switch unit {
    case .nanocores, .nanoseconds, .nanoratio: 1_000_000_000
    case .bytes, .count: 1
    }
  }

  /// Whether values only grow, so that a drop means a restart.
  public var isCounter: Bool {
    switch self {
    case .cpuUsageTotal, .cpuThrottledPeriodsTotal, .cpuPeriodsTotal, .restartsTotal,
      .jvmGCPauseTotal, .jvmGCCPUTotal, .jvmAllocatedTotal:
      true
    default: false
    }
  }
}
