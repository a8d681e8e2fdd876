public import PodfitModel

extension JVMReadings {
  /// The readings of one JVM from its stored series, in any of their shapes: parts are summed, of
  /// several sources the largest counts.
  public init(series: [StoredSeries]) {
    self.init()
    let byMetric = Dictionary(grouping: series, by: \.key.metric)
    let pools = HeapPools(byMetric)
    let code = (byMetric[.jvmNonHeapUsed] ?? []).filter {
      GarbageCollector.isCode(poolName: $0.key.part)
    }
    let fields: [(WritableKeyPath<JVMReadings, [Int64?]>, [StoredSeries])] = [
      (\.heapUsed, byMetric[.jvmHeapUsed] ?? []),
      (\.heapCommitted, byMetric[.jvmHeapCommitted] ?? []),
      (\.heapMax, byMetric[.jvmHeapMax] ?? []),
      (\.afterCollection, pools.afterCollection),
      (\.nonHeapUsed, byMetric[.jvmNonHeapUsed] ?? []),
      (\.nonHeapCommitted, byMetric[.jvmNonHeapCommitted] ?? []),
      (\.codeUsed, code),
      (\.directUsed, byMetric[.jvmDirectUsed] ?? []),
      (\.allocated, byMetric[.jvmAllocatedTotal] ?? []),
      (\.collectorCPU, byMetric[.jvmGCCPUTotal] ?? []),
      (\.cpuTotal, byMetric[.cpuUsageTotal] ?? []),
      (\.cpuUsage, byMetric[.cpuUsage] ?? []),
      (\.pauses, byMetric[.jvmGCPauseTotal] ?? []),
      (\.threads, byMetric[.jvmThreads] ?? []),
      (\.workingSet, byMetric[.memoryWorkingSet] ?? []),
    ]
    let columns = fields.map { path, series in
      (path: path, column: UsageBuilder.gauge(series.sorted { $0.key < $1.key }))
    }
    times = Set(columns.flatMap(\.column.times)).sorted()
    for (path, column) in columns where !column.isEmpty {
      var next = 0
      self[keyPath: path] = times.map { time in
        guard next < column.count, column.times[next] == time else { return nil }
        defer { next += 1 }
        return column.values[next]
      }
    }
    // Kept in nanoseconds; a table of readings has milliseconds.
    pauses = pauses.map { $0.map { $0 / 1_000_000 } }
    collector = pools.collector
    isGenerational = pools.isGenerational
  }
}
