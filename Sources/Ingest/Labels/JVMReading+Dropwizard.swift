import PodfitModel

extension JVMReading {
  /// What a gauge of Dropwizard's JVM instrumentation reads, going by its name alone; nil for others.
  ///
  /// The name's prefix is the program's own (`app_jvm_memory_heap_used`, `metrics_jvm_heap_used_Value`);
  /// what follows `jvm_` is Dropwizard's. Its collection times are gauges in milliseconds and not read.
  ///
  /// - Source: Dropwizard Metrics, `MemoryUsageGaugeSet`, `BufferPoolMetricSet`, `ThreadStatesGaugeSet`
  init?(dropwizard name: String) {
    guard let mark = name.firstRange(of: "jvm_") else { return nil }
    var rest = name[mark.upperBound...]
    for suffix in ["_Value", "_value", "_Number"] where rest.hasSuffix(suffix) {
      rest = rest.dropLast(suffix.count)
    }
    if rest.hasPrefix("memory_") { rest = rest.dropFirst("memory_".count) }
    let pools = "pools_"
    let afterCollection = "_used_after_gc"
    if rest.hasPrefix(pools), rest.hasSuffix(afterCollection) {
      let pool = rest.dropFirst(pools.count).dropLast(afterCollection.count)
      guard !pool.isEmpty else { return nil }
      let name = String(pool.map { $0 == "_" || $0 == "-" ? " " : $0 })
      self = .whole(.jvmHeapAfterGC, pool: name)
      return
    }
    guard let metric = Self.dropwizardNames[String(rest)] else { return nil }
    self = .whole(metric, pool: "")
  }

  private static let dropwizardNames: [String: Metric] = [
    "heap_used": .jvmHeapUsed,
    "heap_committed": .jvmHeapCommitted,
    "heap_max": .jvmHeapMax,
    "non_heap_used": .jvmNonHeapUsed,
    "non_heap_committed": .jvmNonHeapCommitted,
    "buffers_direct_used": .jvmDirectUsed,
    "buffer_pool_direct_used": .jvmDirectUsed,
    "threads_count": .jvmThreads,
    "thread_states_count": .jvmThreads,
    "classloader_loaded": .jvmClasses,
  ]
}
