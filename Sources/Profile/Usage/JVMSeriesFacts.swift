internal import PodfitJVM
internal import PodfitModel

/// What the parts and sources of a container's series tell of its JVM beside their sum.
struct JVMSeriesFacts: Hashable, Sendable {
  /// The collectors that the names of heap pools stand for.
  var collectors: Set<GarbageCollector> = []
  /// JVMs that ran at one time, as far as their committed heaps differ; 0 without such series.
  var processes = 0
  /// The largest use of the code cache, nil where no pool of it was exported.
  var codeCacheMax: Memory?
  /// The sum of the largest sizes of its pools.
  var codeCacheReserved: Memory?
  /// The largest anonymous memory.
  var rssMax: Memory?
  /// The largest that each area of native memory tracking was.
  var native: NativeMemoryReport?
  /// The version of the JDK, the last one where it changed.
  var version: String?
  /// What the heap comes down to; nil where too little was read.
  var level: MetricLevel?

  /// Facts with nothing known.
  init() {}

  /// Looks at series by metric.
  init(_ byMetric: [Metric: [StoredSeries]]) {
    for metric in [Metric.jvmHeapUsed, .jvmHeapCommitted, .jvmHeapMax, .jvmHeapAfterGC] {
      for each in byMetric[metric] ?? [] {
        if let collector = GarbageCollector(poolName: each.key.part) {
          collectors.insert(collector)
        }
      }
    }
    processes = max(Self.processes(byMetric[.jvmHeapCommitted] ?? []), collectors.count)
    codeCacheMax = Self.largest(Self.codeCache(byMetric[.jvmNonHeapUsed]))
    codeCacheReserved = Self.largest(Self.codeCache(byMetric[.jvmNonHeapMax]))
    rssMax = Self.largest((byMetric[.memoryRSS] ?? []).map(\.samples))
    level = Self.level(byMetric)
    native = Self.native(byMetric[.jvmNativeCommitted] ?? [])
    let versions = (byMetric[.jvmVersion] ?? []).map { ($0.samples.times.last ?? 0, $0.key.part) }
    version = versions.max { $0 < $1 }?.1
  }

  private static func level(_ byMetric: [Metric: [StoredSeries]]) -> MetricLevel? {
    let pools = HeapPools(byMetric)
    return MetricLevel(
      heapUsed: UsageBuilder.gauge(byMetric[.jvmHeapUsed] ?? []),
      afterCollection: UsageBuilder.gauge(pools.afterCollection),
      collector: pools.collector,
      isGenerational: pools.isGenerational
    )
  }

  /// The areas of native memory tracking; how much address space they reserve was not exported.
  private static func native(_ series: [StoredSeries]) -> NativeMemoryReport? {
    let areas = Dictionary(grouping: series, by: \.key.part).sorted { $0.key < $1.key }
      .compactMap { name, sources -> NativeMemoryReport.Area? in
        guard let most = largest([DuplicateRule.merged(sources.map(\.samples))]) else { return nil }
        return NativeMemoryReport.Area(name: name, reserved: most, committed: most)
      }
    guard !areas.isEmpty else { return nil }
    let sum = areas.reduce(Memory.zero) { $0 + $1.committed }
    return NativeMemoryReport(reserved: sum, committed: sum, areas: areas)
  }

  /// The columns of the code cache's pools, one for each: the largest of its sources.
  private static func codeCache(_ series: [StoredSeries]?) -> [SampleColumn] {
    let pools = (series ?? []).filter { GarbageCollector.isCode(poolName: $0.key.part) }
    return Dictionary(grouping: pools, by: \.key.part).sorted { $0.key < $1.key }
      .map { DuplicateRule.merged($0.value.map(\.samples)) }
  }

  private static func largest(_ parts: [SampleColumn]) -> Memory? {
    let peak = DuplicateRule.summed(parts).values.max()
    return peak.flatMap { $0 > 0 ? Memory(bytes: $0) : nil }
  }

  // MARK: Several JVMs

  /// Sources beyond this many are not compared with each other.
  private static let mostSources = 8
  /// Readings of two sources that are compared at least.
  private static let leastPairs = 5

  /// How many JVMs the sources of the committed heap stand for.
  ///
  /// Sources of one JVM read the same committed heap, give or take a moment. Two whose readings of
  /// the same time differ by more than 2 % more often than not are two JVMs; two that never ran at
  /// one time may be one that was started anew.
  private static func processes(_ series: [StoredSeries]) -> Int {
    let sources = Dictionary(grouping: series, by: \.key.source).sorted { $0.key < $1.key }
      .prefix(mostSources)
      .map { DuplicateRule.summed($0.value.map(\.samples)) }
    var found: [SampleColumn] = []
    for source in sources where !source.isEmpty {
      if found.allSatisfy({ isOther(source, than: $0) }) { found.append(source) }
    }
    return found.count
  }

  private static func isOther(_ a: SampleColumn, than b: SampleColumn) -> Bool {
    let width = DuplicateRule.bucketWidth(of: [a, b])
    var pairs = 0
    var different = 0
    var j = 0
    for i in a.times.indices {
      let bucket = DuplicateRule.bucket(of: a.times[i], width: width)
      while j < b.count, DuplicateRule.bucket(of: b.times[j], width: width) < bucket { j += 1 }
      guard j < b.count else { break }
      guard DuplicateRule.bucket(of: b.times[j], width: width) == bucket else { continue }
      pairs += 1
      let high = Double(max(a.values[i], b.values[j]))
      let low = Double(min(a.values[i], b.values[j]))
      if high - low > high * 0.02 { different += 1 }
    }
    return pairs >= leastPairs && different * 2 > pairs
  }
}
