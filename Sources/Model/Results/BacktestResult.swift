/// What a strategy would have come to on days that it had not seen.
///
/// Memory counts by pod-day, CPU by sample. Ratios are nil where nothing could be measured.
///
/// - Source: docs/formulas/backtest.md
public struct BacktestMeasures: Hashable, Sendable {
  /// Pod-days with any memory sample above the limit, in all pod-days.
  public var oomDayRatio: Double?
  /// Samples of CPU above the request, in all samples.
  public var cpuTimeOverRequestRatio: Double?
  /// Use above the request, in all use.
  public var cpuUnservedRatio: Double?
  /// Requested memory, in used memory.
  public var memoryFleetSlack: Double?
  /// The geometric mean over pods of requested in used memory.
  public var memoryGeoSlack: Double?
  /// Requested CPU, in used CPU.
  public var cpuFleetSlack: Double?
  /// The geometric mean over pods of requested in used CPU.
  public var cpuGeoSlack: Double?
  /// As ``oomDayRatio``, among the quarter of the pod-days with the most memory in use.
  public var largeQuarterBreachRatio: Double?
  /// How often a number moved by more than 5 % from the one in force.
  public var changes = 0
  /// Pod-days that memory was measured on.
  public var podDays = 0

  /// Makes measures with nothing measured.
  public init() {}
}

/// One strategy with one setting of its knobs.
public struct BacktestEntry: Hashable, Sendable {
  /// The strategy's id.
  public var strategy: String
  /// The setting.
  public var knob: String
  /// Whether it is the published one.
  public var isPublished: Bool
  /// What it came to.
  public var measures: BacktestMeasures
  /// The share of pod-days that the strategy itself promised; nil where it promises nothing.
  public var statedRisk: Double?
  /// The interval that holds the true ``BacktestMeasures/oomDayRatio`` nine times of ten, from resampled
  /// workloads; nil where it was not computed.
  public var interval: ClosedRange<Double>?

  /// Makes an entry.
  public init(strategy: String, knob: String, isPublished: Bool, measures: BacktestMeasures) {
    self.strategy = strategy
    self.knob = knob
    self.isPublished = isPublished
    self.measures = measures
  }
}

/// How a back-test was made.
public struct BacktestProtocol: Hashable, Sendable {
  /// The time of the samples.
  public var window: TimeWindow
  /// Days of history before the first origin.
  public var warmup: Int
  /// Days that each origin's numbers are held against, and from one origin to the next.
  public var horizon: Int
  /// The times at which numbers were made.
  public var origins: [Instant]
  /// Workloads with anything to compare.
  public var workloads: Int
  /// Containers with anything to compare.
  public var containers: Int
  /// Containers at origins that were left out, since a strategy had no number for them.
  public var dropped: Int
  /// The seed of the resampling.
  public var seed: UInt64
  /// How often workloads were resampled.
  public var resamples: Int

  /// Makes a protocol.
  public init(
    window: TimeWindow,
    warmup: Int,
    horizon: Int,
    origins: [Instant],
    seed: UInt64,
    resamples: Int
  ) {
    self.window = window
    self.warmup = warmup
    self.horizon = horizon
    self.origins = origins
    workloads = 0
    containers = 0
    dropped = 0
    self.seed = seed
    self.resamples = resamples
  }
}

/// All strategies on the same data.
public struct BacktestResult: Hashable, Sendable {
  /// How it was made.
  public var setup: BacktestProtocol
  /// Each strategy as it is published.
  public var strategies: [BacktestEntry]
  /// Each strategy over its knobs, from lean to safe.
  public var frontier: [BacktestEntry]
  /// What follows from the numbers, one sentence each.
  public var verdict: [String]

  /// Makes a result.
  public init(
    setup: BacktestProtocol,
    strategies: [BacktestEntry],
    frontier: [BacktestEntry],
    verdict: [String]
  ) {
    self.setup = setup
    self.strategies = strategies
    self.frontier = frontier
    self.verdict = verdict
  }

  /// Whether any number could be held against anything.
  public var isMeasured: Bool {
    strategies.contains {
      $0.measures.podDays > 0 || $0.measures.cpuTimeOverRequestRatio != nil
    }
  }
}
