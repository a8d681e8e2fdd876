public import PodfitModel

/// What `podfit backtest --format json` writes.
public struct BacktestDocument: Document {
  /// The schema's name.
  public static let schemaName = "backtest"

  /// How the back-test was made.
  public struct Setup: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case start, end
      case warmupDays = "warmup_days"
      case horizonDays = "horizon_days"
      case origins, workloads, containers, dropped, seed, resamples
    }
    /// The time of the samples.
    public var start: String
    /// The time of the samples.
    public var end: String
    /// Days of history before the first origin.
    public var warmupDays: Int
    /// Days that each origin's numbers are held against.
    public var horizonDays: Int
    /// The times at which numbers were made.
    public var origins: [String]
    /// Workloads with anything to compare.
    public var workloads: Int
    /// Containers with anything to compare.
    public var containers: Int
    /// Containers at origins that a strategy had no number for.
    public var dropped: Int
    /// The seed of the resampling.
    public var seed: UInt64
    /// How often workloads were resampled.
    public var resamples: Int
  }

  /// One strategy with one setting of its knobs.
  public struct Entry: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case strategy, knob
      case isPublished = "is_published"
      case oomDayRatio = "oom_day_ratio"
      case cpuTimeOver = "cpu_time_over_request_ratio"
      case cpuUnserved = "cpu_unserved_ratio"
      case memoryFleet = "memory_fleet_slack"
      case memoryGeo = "memory_geo_slack"
      case cpuFleet = "cpu_fleet_slack"
      case cpuGeo = "cpu_geo_slack"
      case largeQuarter = "large_quarter_breach_ratio"
      case changes
      case podDays = "pod_days"
      case statedRisk = "stated_risk"
      case observedRisk = "observed_risk"
      case interval
    }
    /// The strategy's id.
    public var strategy: String
    /// The setting.
    public var knob: String
    /// Whether it is the published one.
    public var isPublished: Bool
    /// Pod-days with memory above the limit.
    @ExplicitNull public var oomDayRatio: Double?
    /// Time with CPU use above the request.
    @ExplicitNull public var cpuTimeOver: Double?
    /// CPU use above the request.
    @ExplicitNull public var cpuUnserved: Double?
    /// Requested in used memory.
    @ExplicitNull public var memoryFleet: Double?
    /// The geometric mean of requested in used memory.
    @ExplicitNull public var memoryGeo: Double?
    /// Requested in used CPU.
    @ExplicitNull public var cpuFleet: Double?
    /// The geometric mean of requested in used CPU.
    @ExplicitNull public var cpuGeo: Double?
    /// Pod-days with memory above the limit among the largest quarter.
    @ExplicitNull public var largeQuarter: Double?
    /// How often a number moved.
    public var changes: Int
    /// Pod-days that memory was measured on.
    public var podDays: Int
    /// The share of pod-days that the strategy promised.
    @ExplicitNull public var statedRisk: Double?
    /// The share of pod-days that came true.
    @ExplicitNull public var observedRisk: Double?
    /// The 90 % interval of the observed share: its two ends.
    @ExplicitNull public var interval: [Double]?
  }

  enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case setup = "protocol"
    case strategies, frontier, verdict
  }

  /// The version of the form.
  public var schemaVersion: Int
  /// How the back-test was made.
  public var setup: Setup
  /// Each strategy as it is published.
  public var strategies: [Entry]
  /// Each strategy over its knobs.
  public var frontier: [Entry]
  /// What follows from the numbers, sentences separated by line feeds.
  public var verdict: String
}

extension BacktestDocument {
  /// Makes the document of a result.
  public init(_ result: BacktestResult) {
    schemaVersion = 1
    setup = Setup(
      start: result.setup.window.start.rfc3339,
      end: result.setup.window.end.rfc3339,
      warmupDays: result.setup.warmup,
      horizonDays: result.setup.horizon,
      origins: result.setup.origins.map(\.rfc3339),
      workloads: result.setup.workloads,
      containers: result.setup.containers,
      dropped: result.setup.dropped,
      seed: result.setup.seed,
      resamples: result.setup.resamples
    )
    strategies = result.strategies.map(Entry.init)
    frontier = result.frontier.map(Entry.init)
    verdict = result.verdict.joined(separator: "\n")
  }
}

extension BacktestDocument.Entry {
  init(_ entry: BacktestEntry) {
    let measures = entry.measures
    strategy = entry.strategy
    knob = entry.knob
    isPublished = entry.isPublished
    oomDayRatio = measures.oomDayRatio?.toMillionths
    cpuTimeOver = measures.cpuTimeOverRequestRatio?.toMillionths
    cpuUnserved = measures.cpuUnservedRatio?.toMillionths
    memoryFleet = measures.memoryFleetSlack?.toMillionths
    memoryGeo = measures.memoryGeoSlack?.toMillionths
    cpuFleet = measures.cpuFleetSlack?.toMillionths
    cpuGeo = measures.cpuGeoSlack?.toMillionths
    largeQuarter = measures.largeQuarterBreachRatio?.toMillionths
    changes = measures.changes
    podDays = measures.podDays
    statedRisk = entry.statedRisk
    observedRisk = measures.oomDayRatio?.toMillionths
    interval = entry.interval.map { [$0.lowerBound.toMillionths, $0.upperBound.toMillionths] }
  }
}

extension Double {
  /// Rounded to six decimals: more would tell the order in which sums were made.
  fileprivate var toMillionths: Double {
    magnitude < 1e9 ? (self * 1e6).rounded() / 1e6 : self
  }
}
