public import PodfitModel

/// What `podfit jvm size --format json` writes.
public struct JVMSizeDocument: Document {
  /// The schema's name.
  public static let schemaName = "jvm-size"

  /// A part of the limit.
  public struct Area: Codable, Hashable, Sendable {
    /// Its place, from 1.
    public var order: Int
    /// The size to reckon with.
    public var bytes: Int64
    /// The least to expect.
    public var low: Int64
    /// The most to expect.
    public var high: Int64
    /// `measured`, `model`, `advised` or `remainder`.
    public var basis: String
  }

  /// The bytes that stay alive.
  public struct LiveSet: Codable, Hashable, Sendable {
    /// The estimate.
    public var estimate: Int64
    /// The lower end of the interval.
    public var low: Int64
    /// The upper end of the interval.
    public var high: Int64
    /// What it rests on.
    public var source: String
    /// `steady`, `step` or `unknown`.
    public var trend: String
  }

  /// CPU under one heap.
  public struct Point: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case heapMax = "heap_max_bytes"
      case cpu = "cpu_cores"
      case low, high
    }
    /// The largest heap.
    public var heapMax: Int64
    /// The cores to expect.
    public var cpu: Double
    /// The least to expect.
    public var low: Double
    /// The most to expect.
    public var high: Double
  }

  enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case heapMax = "heap_max_bytes"
    case limit = "limit_bytes"
    case request = "request_bytes"
    case expectedUse = "expected_working_set_bytes"
    case flags, reason, areas, curve
    case liveSet = "live_set_bytes"
    case curveCounts = "curve_counts"
    case costSource = "cost_source"
    case ergonomics = "ergonomics_at_limit"
    case changes, notes
  }

  /// The version of this form.
  public var schemaVersion = 1
  /// The largest heap.
  public var heapMax: Int64
  /// The memory limit.
  public var limit: Int64
  /// The memory request.
  public var request: Int64
  /// The working set to expect under the new heap; null where none was measured under the present one.
  @ExplicitNull public var expectedUse: Int64?
  /// The flags to set.
  public var flags: [String]
  /// Why this heap.
  public var reason: String
  /// What the limit is made of, by name; the sizes add up to it.
  public var areas: [String: Area]
  /// What stays alive.
  public var liveSet: LiveSet
  /// CPU against heap.
  public var curve: [Point]
  /// `process` or `collections`: whose CPU the curve is.
  public var curveCounts: String
  /// Where the cost of collections comes from.
  @ExplicitNull public var costSource: String?
  /// What the JVM chooses under the limit.
  public var ergonomics: JVMChoiceDocument
  /// What changes, and what the flags prevent.
  public var changes: [String]
  /// What a reader should know.
  public var notes: [String]

  /// The document of a result.
  public init(_ result: JVMSizeResult) {
    heapMax = result.heapMax.bytes
    limit = result.limit.bytes
    request = result.request.bytes
    expectedUse = result.expectedUse?.bytes
    flags = result.flags
    reason = result.reason
    areas = Dictionary(
      result.areas.enumerated().map { index, area in
        (
          area.name,
          Area(
            order: index + 1,
            bytes: area.bytes.bytes,
            low: area.low.bytes,
            high: area.high.bytes,
            basis: area.basis.rawValue
          )
        )
      },
      uniquingKeysWith: { first, _ in first }
    )
    liveSet = LiveSet(
      estimate: result.liveSet.estimate.bytes,
      low: result.liveSet.low.bytes,
      high: result.liveSet.high.bytes,
      source: result.liveSet.source.rawValue,
      trend: result.liveSet.trend.word
    )
    curve = result.curve.map {
      Point(heapMax: $0.heap.bytes, cpu: $0.cpu.cores, low: $0.low.cores, high: $0.high.cores)
    }
    curveCounts = result.curveIsWholeProcess ? "process" : "collections"
    costSource = result.costSource
    ergonomics = JVMChoiceDocument(result.ergonomics)
    changes = result.changes
    notes = result.notes
  }
}
