public import PodfitModel

/// What `podfit jvm gclog --format json` writes.
public struct GCLogDocument: Document {
  /// The schema's name.
  public static let schemaName = "jvm-gclog"

  /// The bytes that stay alive.
  public struct LiveSet: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case estimate, low, high, source, trend
      case previous = "previous_level"
      case growth = "growth_bytes_per_second"
      case daysToMax = "days_to_max"
    }
    /// The estimate.
    public var estimate: Int64
    /// The lower end of the interval.
    public var low: Int64
    /// The upper end of the interval.
    public var high: Int64
    /// What it rests on.
    public var source: String
    /// `steady`, `step`, `leaking` or `unknown`.
    public var trend: String
    /// The level before a step.
    @ExplicitNull public var previous: Int64?
    /// How fast a leak grows.
    @ExplicitNull public var growth: Double?
    /// Days until a leak fills the largest heap.
    @ExplicitNull public var daysToMax: Double?
  }

  /// Times in which the application stood still.
  public struct Pauses: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case count
      case total = "total_seconds"
      case p99 = "p99_seconds"
      case longest = "max_seconds"
    }
    /// How many.
    public var count: Int
    /// Seconds together.
    public var total: Double
    /// The 99 % quantile.
    @ExplicitNull public var p99: Double?
    /// The longest.
    @ExplicitNull public var longest: Double?
  }

  /// One thing that is wrong.
  public struct Finding: Codable, Hashable, Sendable {
    /// A stable kebab-case id.
    public var id: String
    /// `info`, `warning` or `error`.
    public var severity: Severity
    /// One sentence with the numbers.
    public var message: String
  }

  enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case collector, generational, jdk, cpus
    case memory = "memory_bytes"
    case start, starts
    case duration = "duration_seconds"
    case liveSet = "live_set_bytes"
    case allocationRate = "allocation_rate_bytes_per_second"
    case cpuRatio = "gc_cpu_ratio"
    case concurrent = "concurrent_seconds"
    case pauses, collections
    case heapMax = "heap_max_bytes"
    case heapCommitted = "heap_committed_bytes"
    case regionSize = "region_bytes"
    case findings, remarks
  }

  /// The version of this form.
  public var schemaVersion = 1
  /// The collector's name; null where no line tells.
  @ExplicitNull public var collector: String?
  /// Whether ZGC or Shenandoah ran with generations.
  public var generational: Bool
  /// The JDK's version.
  @ExplicitNull public var jdk: String?
  /// CPUs the JVM may use.
  @ExplicitNull public var cpus: Int?
  /// Memory the JVM saw.
  @ExplicitNull public var memory: Int64?
  /// The first wall-clock time, RFC 3339.
  @ExplicitNull public var start: String?
  /// How many lives of a JVM the log covers.
  public var starts: Int
  /// Seconds the log covers.
  public var duration: Double
  /// The bytes that stay alive.
  @ExplicitNull public var liveSet: LiveSet?
  /// How fast memory is allocated.
  @ExplicitNull public var allocationRate: Double?
  /// CPU seconds of collections per second.
  @ExplicitNull public var cpuRatio: Double?
  /// Seconds that concurrent phases took beside the application.
  public var concurrent: Double
  /// Times in which the application stood still.
  public var pauses: Pauses
  /// Collections by kind.
  public var collections: [String: Int]
  /// The largest heap.
  @ExplicitNull public var heapMax: Int64?
  /// The largest committed heap seen.
  @ExplicitNull public var heapCommitted: Int64?
  /// The size of a region.
  @ExplicitNull public var regionSize: Int64?
  /// What is wrong.
  public var findings: [Finding]
  /// What a user should know of the reading itself.
  public var remarks: [String]

  /// Makes the document.
  public init(_ log: GCLog, live: LiveSetEstimate?, findings: [JVMFinding]) {
    collector = log.collector?.rawValue
    generational = log.isGenerational
    jdk = log.jdk
    cpus = log.cpus
    memory = log.memory?.bytes
    start = log.start.map(\.rfc3339)
    starts = log.starts
    duration = log.duration
    liveSet = live.map(LiveSet.init)
    allocationRate = log.allocationRate
    cpuRatio = log.cpuRatio
    concurrent = log.concurrentSeconds
    pauses = Pauses(
      count: log.pauses.count,
      total: log.pauses.total,
      p99: log.pauses.p99,
      longest: log.pauses.longest
    )
    collections = Dictionary(
      uniqueKeysWithValues: log.collections.map { ($0.key.rawValue, $0.value) }
    )
    heapMax = log.heapMax?.bytes
    heapCommitted = log.heapCommitted?.bytes
    regionSize = log.regionSize?.bytes
    self.findings = findings.map {
      Finding(id: $0.id, severity: $0.severity, message: $0.message)
    }
    remarks = log.remarks
  }
}

extension GCLogDocument.LiveSet {
  /// Puts an estimate into the document.
  init(_ live: LiveSetEstimate) {
    estimate = live.estimate.bytes
    low = live.low.bytes
    high = live.high.bytes
    source = live.source.rawValue
    trend = live.trend.word
    switch live.trend {
    case .steady, .unknown: break
    case .step(let old): previous = old.bytes
    case .leaking(let rate, let days):
      growth = rate
      daysToMax = days
    }
  }
}
