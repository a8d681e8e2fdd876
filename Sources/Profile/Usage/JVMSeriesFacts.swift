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
  }

  /// The columns of the code cache's pools, one for each: the largest of its sources.
  private static func codeCache(_ series: [StoredSeries]?) -> [SampleColumn] {
    let pools = (series ?? []).filter {
      $0.key.part.hasPrefix("CodeHeap") || $0.key.part.hasPrefix("Code Cache")
        || $0.key.part.hasPrefix("CodeCache")
    }
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
