/// The bytes that stay alive, with what is not known about them.
public struct LiveSetEstimate: Hashable, Sendable {
  /// How the live set moves within the window.
  public enum Trend: Hashable, Sendable {
    /// It keeps its level.
    case steady
    /// It changed its level within the window; the estimate is the last level.
    case step(from: Memory)
    /// It grows without end. No size is enough: the estimate is the level at the end of the window.
    /// `daysToMax` is the time until it fills the largest heap, nil where that is not known.
    case leaking(bytesPerSecond: Double, daysToMax: Double?)
    /// The window is too short or too poor to tell.
    case unknown
  }

  /// What kind of evidence it rests on, best first.
  public enum Source: String, Hashable, Sendable, CaseIterable {
    /// In use after full collections.
    case full = "after-full-collection"
    /// What complete marking found alive (ZGC, Shenandoah).
    case marked = "marked-live"
    /// In use after the last mixed collection of a G1 cycle, less the garbage that G1 leaves.
    case mixed = "after-last-mixed-collection"
    /// In use at the end of a concurrent cycle: an upper bound.
    case cycle = "after-concurrent-cycle"
    /// The least in use after young collections: an upper bound.
    case young = "after-young-collections"
    /// Metrics of the old pool after its last collection, less the garbage the collector leaves there.
    case pool = "old-pool-after-collection"
    /// Metrics: the least that was in use.
    case leastUsed = "least-heap-used"
  }

  /// The estimate.
  public var estimate: Memory
  /// The lower end of the interval.
  public var low: Memory
  /// The upper end of the interval.
  public var high: Memory
  /// What it rests on.
  public var source: Source
  /// How it moves.
  public var trend: Trend

  /// Makes an estimate.
  public init(estimate: Memory, low: Memory, high: Memory, source: Source, trend: Trend) {
    self.estimate = estimate
    self.low = low
    self.high = high
    self.source = source
    self.trend = trend
  }

  /// Whether a heap may be sized from it: not where the live set grows without end.
  public var isSizeable: Bool {
    if case .leaking = trend { false } else { true }
  }
}

extension LiveSetEstimate.Trend {
  /// The trend in one word.
  public var word: String {
    switch self {
    case .steady: "steady"
    case .step: "step"
    case .leaking: "leaking"
    case .unknown: "unknown"
    }
  }
}
