internal import PodfitModel

/// What the names of the heap's pools tell.
struct HeapPools {
  /// Series of what is in use after collections: of the pool of old objects where pools are told
  /// apart, since young ones hold what may die soon; else of the whole.
  var afterCollection: [StoredSeries]
  /// Who collects; nil where no pool tells, or several do.
  var collector: GarbageCollector?
  /// Whether there are generations that the collector need not have.
  var isGenerational: Bool

  /// Looks at series by metric.
  init(_ byMetric: [Metric: [StoredSeries]]) {
    let after = byMetric[.jvmHeapAfterGC] ?? []
    let old = after.filter { GarbageCollector(poolName: $0.key.part) != nil }
    afterCollection = old.isEmpty ? after.filter(\.key.part.isEmpty) : old
    let pools = (old + (byMetric[.jvmHeapUsed] ?? [])).map(\.key.part)
    let collectors = Set(pools.compactMap { GarbageCollector(poolName: $0) })
    collector = collectors.count == 1 ? collectors.first : nil
    isGenerational = pools.contains { GarbageCollector.hasGenerations(poolName: $0) }
  }
}
