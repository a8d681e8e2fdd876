public import PodfitModel

extension LiveSet {
  /// An estimate in the words of profiles.
  public init(_ estimate: LiveSetEstimate) {
    let isPool = estimate.source == .pool
    self.init(
      estimate: estimate.estimate,
      low: estimate.low,
      high: estimate.high,
      source: isPool
        ? "old pool after its collections, less the garbage left there"
        : "least heap in use, less the garbage in it",
      isMeasured: isPool
    )
  }
}

extension JVMSignals {
  /// The largest live set of the JVMs; nil without readings.
  ///
  /// Pods differ by caches and partitions. What was read after collections counts before what was only
  /// bounded.
  public func largestLiveSet(under collector: GarbageCollector?) -> LiveSet? {
    levels.map { LiveSet($0.liveSet(under: collector)) }
      .max { a, b in
        a.isMeasured == b.isMeasured ? a.estimate < b.estimate : b.isMeasured
      }
  }
}
