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
  /// The CPU limit in force.
  case cpuLimit = "cpu_limit_cores"
  /// The memory limit in force.
  case memoryLimit = "memory_limit_bytes"
  /// Share of the time in which a GPU ran anything, in percent; the part is the device.
  case gpuUtilization = "gpu_utilization_percent"
  /// Share of the time in which the engine of a GPU, or of a slice of one, was busy.
  case gpuEngineActive = "gpu_engine_active_ratio"
  /// Framebuffer of a GPU or slice in use.
  case gpuMemoryUsed = "gpu_memory_used_mib"
  /// Framebuffer of a GPU or slice that is free.
  case gpuMemoryFree = "gpu_memory_free_mib"
  /// Bytes that a container read from disks, as a counter; the part is the device.
  case fsReadsTotal = "fs_reads_bytes_total"
  /// Bytes that a container wrote to disks, as a counter; the part is the device.
  case fsWritesTotal = "fs_writes_bytes_total"
  /// Bytes that a pod received, as a counter; the part is the interface.
  case networkReceiveTotal = "network_receive_bytes_total"
  /// Bytes that a pod sent, as a counter; the part is the interface.
  case networkTransmitTotal = "network_transmit_bytes_total"
  /// Time in which a disk of a node had something to do, as a counter; the part is the device.
  case nodeDiskTimeTotal = "node_disk_io_time_seconds_total"
  /// Bytes read from a disk of a node, as a counter.
  case nodeDiskReadTotal = "node_disk_read_bytes_total"
  /// Bytes written to a disk of a node, as a counter.
  case nodeDiskWrittenTotal = "node_disk_written_bytes_total"
  /// Bytes that a node received, as a counter; the part is the interface.
  case nodeNetworkReceiveTotal = "node_network_receive_bytes_total"
  /// Bytes that a node sent, as a counter; the part is the interface.
  case nodeNetworkTransmitTotal = "node_network_transmit_bytes_total"
  /// What an interface of a node can carry in a second.
  case nodeNetworkSpeed = "node_network_speed_bytes"
  /// Room left on a file system of a node; the part is where it is mounted.
  case nodeFilesystemFree = "node_filesystem_avail_bytes"
  /// The size of a file system of a node.
  case nodeFilesystemSize = "node_filesystem_size_bytes"
  /// Time in which some task of a node waited for CPU, as a counter.
  case nodeCPUWaitTotal = "node_pressure_cpu_waiting_seconds_total"
  /// Time in which some task of a node waited for memory, as a counter.
  case nodeMemoryWaitTotal = "node_pressure_memory_waiting_seconds_total"
  /// Time in which some task of a node waited for disks, as a counter.
  case nodeIOWaitTotal = "node_pressure_io_waiting_seconds_total"
  /// 1 while a condition of a node is not as it should be; the part is the condition.
  case nodeTrouble = "node_trouble"

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
    /// Billionths of a hundredth.
    case nanopercent
    /// Units of 1024² bytes.
    case mebibytes
    /// A plain count.
    case count
  }

  /// The unit in which values are kept.
  public var unit: Unit {
    switch self {
    case .cpuUsage, .cpuLimit: .nanocores
    case .cpuUsageTotal, .jvmGCPauseTotal, .jvmGCCPUTotal, .nodeDiskTimeTotal, .nodeCPUWaitTotal,
      .nodeMemoryWaitTotal, .nodeIOWaitTotal:
      .nanoseconds
    case .cpuThrottledRatio, .gpuEngineActive: .nanoratio
    case .gpuUtilization: .nanopercent
    case .gpuMemoryUsed, .gpuMemoryFree: .mebibytes
    case .cpuThrottledPeriodsTotal, .cpuPeriodsTotal, .restartsTotal, .jvmThreads, .jvmClasses,
      .jvmVersion, .nodeTrouble:
      .count
    case .memoryWorkingSet, .memoryRSS, .jvmHeapUsed, .jvmHeapCommitted, .jvmHeapMax,
      .jvmHeapAfterGC, .jvmNonHeapUsed, .jvmNonHeapCommitted, .jvmNonHeapMax, .jvmDirectUsed,
      .jvmAllocatedTotal, .jvmNativeCommitted, .memoryLimit, .fsReadsTotal, .fsWritesTotal,
      .networkReceiveTotal, .networkTransmitTotal, .nodeDiskReadTotal, .nodeDiskWrittenTotal,
      .nodeNetworkReceiveTotal, .nodeNetworkTransmitTotal, .nodeNetworkSpeed,
      .nodeFilesystemFree, .nodeFilesystemSize:
      .bytes
    }
  }

  /// How many kept units one unit of the export holds: a core is a billion nanocores.
  public var unitsPerExportedUnit: Int64 {
    switch unit {
    case .nanocores, .nanoseconds, .nanoratio, .nanopercent: 1_000_000_000
    case .bytes, .mebibytes, .count: 1
    }
  }

  /// Whether values only grow, so that a drop means a restart.
  public var isCounter: Bool {
    switch self {
    case .cpuUsageTotal, .cpuThrottledPeriodsTotal, .cpuPeriodsTotal, .restartsTotal,
      .jvmGCPauseTotal, .jvmGCCPUTotal, .jvmAllocatedTotal, .fsReadsTotal, .fsWritesTotal,
      .networkReceiveTotal, .networkTransmitTotal, .nodeDiskTimeTotal, .nodeDiskReadTotal,
      .nodeDiskWrittenTotal, .nodeNetworkReceiveTotal, .nodeNetworkTransmitTotal,
      .nodeCPUWaitTotal, .nodeMemoryWaitTotal, .nodeIOWaitTotal:
      true
    default: false
    }
  }
}
