import PodfitModel

/// What a metric of a JVM reads, before its labels say of which memory.
///
/// The same name stands for a pool (Micrometer), an area (client_java 1.x) and a pool again
/// (OpenTelemetry); only the labels tell.
enum JVMReading: Hashable {
  /// Memory of an area or pool in use, committed, at most.
  case used, committed, maximum
  /// Use of a heap pool just after its last collection.
  case afterCollection
  /// The live set that Micrometer estimates after major collections.
  case liveData
  /// Memory of buffer pools.
  case buffers
  /// Time spent in collections.
  case collectionTime
  /// Bytes allocated, by pool where the source tells them apart.
  case allocated
  /// Areas of native memory tracking.
  case native
  /// A constant whose label names the version of the JDK.
  case version
  /// Threads, by state or kind where the source tells them apart.
  case threads
  /// What the name alone tells, with the pool where there is one.
  case whole(Metric, pool: String)

  /// Metric names of Micrometer, client_java and jmx_exporter of both generations, OpenTelemetry
  /// of both generations.
  static let names: [String: JVMReading] = [
    "jvm_memory_used_bytes": .used,
    "jvm_memory_bytes_used": .used,
    "process_runtime_jvm_memory_usage_bytes": .used,
    "jvm_memory_committed_bytes": .committed,
    "jvm_memory_bytes_committed": .committed,
    "process_runtime_jvm_memory_committed_bytes": .committed,
    "jvm_memory_max_bytes": .maximum,
    "jvm_memory_bytes_max": .maximum,
    "jvm_memory_limit_bytes": .maximum,
    "process_runtime_jvm_memory_limit_bytes": .maximum,
    "jvm_memory_pool_collection_used_bytes": .afterCollection,
    "jvm_memory_used_after_last_gc_bytes": .afterCollection,
    "process_runtime_jvm_memory_usage_after_last_gc_bytes": .afterCollection,
    "jvm_gc_live_data_size_bytes": .liveData,
    "jvm_buffer_memory_used_bytes": .buffers,
    "jvm_buffer_pool_used_bytes": .buffers,
    "process_runtime_jvm_buffer_usage_bytes": .buffers,
    "jvm_threads_live_threads": .threads,
    "jvm_threads_current": .threads,
    "jvm_thread_count": .threads,
    "process_runtime_jvm_threads_count": .threads,
    "jvm_classes_loaded_classes": .whole(.jvmClasses, pool: ""),
    "jvm_classes_currently_loaded": .whole(.jvmClasses, pool: ""),
    "jvm_classes_loaded": .whole(.jvmClasses, pool: ""),
    "jvm_class_count": .whole(.jvmClasses, pool: ""),
    "process_runtime_jvm_classes_current_loaded": .whole(.jvmClasses, pool: ""),
    "jvm_gc_memory_allocated_bytes_total": .allocated,
    "jvm_memory_pool_allocated_bytes_total": .allocated,
    "jvm_gc_cpu_time_seconds_total": .whole(.jvmGCCPUTotal, pool: ""),
    "jvm_gc_cpu_time_seconds": .whole(.jvmGCCPUTotal, pool: ""),
    "jvm_native_memory_committed_bytes": .native,
    "jvm_info": .version,
    "jvm_runtime_info": .version,
    "jvm_gc_pause_seconds_sum": .collectionTime,
    "jvm_gc_collection_seconds_sum": .collectionTime,
    "jvm_gc_duration_seconds_sum": .collectionTime,
    "process_runtime_jvm_gc_duration_seconds_sum": .collectionTime,
  ]

  /// What a series of this name and these labels measures.
  struct Target {
    /// The signal.
    var metric: Metric
    /// The pool or collector, empty for the whole; parts are summed.
    var part: String
    /// The labels that said so.
    var used: Set<String>
  }

  /// Decides by the labels; nil for memory or time that podfit does not keep.
  func target(_ labels: LabelSet) -> Target? {
    let area = labels.first(of: ["area", "jvm_memory_type", "type"])
    let pool = labels.first(of: ["jvm_memory_pool_name", "pool", "id"])
    let isHeap = area?.value == "heap"
    var used = Set([area?.name, pool?.name].compactMap { $0 })
    switch self {
    case .used, .committed, .maximum:
      guard area != nil else { return nil }
      let metric: Metric
      switch self {
      case .committed: metric = isHeap ? .jvmHeapCommitted : .jvmNonHeapCommitted
      case .maximum: metric = isHeap ? .jvmHeapMax : .jvmNonHeapMax
      default: metric = isHeap ? .jvmHeapUsed : .jvmNonHeapUsed
      }
      return Target(metric: metric, part: pool?.value ?? "", used: used)
    case .afterCollection:
      guard isHeap || area == nil else { return nil }
      return Target(metric: .jvmHeapAfterGC, part: pool?.value ?? "", used: used)
    case .liveData:
      return Target(metric: .jvmHeapAfterGC, part: "", used: [])
    case .buffers:
      let kind = labels.first(of: ["jvm_buffer_pool_name", "pool", "id"])
      guard let kind, kind.value == "direct" else { return nil }
      return Target(metric: .jvmDirectUsed, part: "", used: [kind.name])
    case .allocated:
      return Target(metric: .jvmAllocatedTotal, part: pool?.value ?? "", used: used)
    case .native:
      guard let pool, pool.value.lowercased() != "total" else { return nil }
      return Target(metric: .jvmNativeCommitted, part: pool.value, used: used)
    case .version:
      guard let version = labels["version"], !version.isEmpty else { return nil }
      // Vendor and runtime are of the same one JVM.
      return Target(metric: .jvmVersion, part: version, used: ["version", "vendor", "runtime"])
    case .threads:
      // Those who tell daemons and states apart export one series for each.
      let parts = ["jvm_thread_daemon", "daemon", "jvm_thread_state", "state"]
        .compactMap { name in labels[name].map { (name: name, value: $0) } }
      return Target(
        metric: .jvmThreads,
        part: parts.map(\.value).joined(separator: "/"),
        used: Set(parts.map(\.name))
      )
    case .whole(let metric, let pool):
      return Target(metric: metric, part: pool, used: [])
    case .collectionTime:
      let collector = labels.first(of: ["jvm_gc_name", "gc"])
      if let collector, Self.isConcurrent(collector.value) { return nil }
      let parts = [
        collector, labels.first(of: ["jvm_gc_action", "action"]), labels.first(of: ["cause"]),
      ]
      .compactMap { $0 }
      used = Set(parts.map(\.name))
      return Target(
        metric: .jvmGCPauseTotal,
        part: parts.map(\.value).joined(separator: "/"),
        used: used
      )
    }
  }

  /// Collectors whose time runs beside the program and is no pause.
  private static func isConcurrent(_ collector: String) -> Bool {
    collector.hasSuffix("Cycles") || collector.contains("Concurrent")
  }

  /// Readings that mean *unknown*: no maximum is −1, no collection yet is 0.
  func isUnknown(_ value: Int64) -> Bool {
    switch self {
    case .maximum: value == -1
    case .afterCollection, .liveData, .whole(.jvmHeapAfterGC, _): value == 0
    case .whole(.jvmHeapMax, _): value == -1
    default: false
    }
  }
}
