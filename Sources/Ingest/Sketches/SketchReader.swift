import PodfitModel

/// Reads daily sketches.
///
/// Keys may come in any order; unknown ones are an error, since what they say would be lost when rows
/// are merged.
struct SketchReader {
  /// What one line says, before it is known to be whole.
  private struct Row {
    var start: IngestError
    var version: Int64?
    var texts: [String: String] = [:]
    var numbers: [String: Int64] = [:]
    var quantiles: BucketCounts?
    var vpa: BucketCounts?
  }

  private static let textNames: Set<String> = [
    "cluster", "namespace", "kind", "workload", "container", "day", "signal", "shard", "coverage",
  ]
  private static let numberNames: Set<String> = [
    "samples", "pods", "min", "max", "sum", "peak_sum", "restarts", "oom_kills",
  ]

  private let reader: ByteReader
  private let cluster: String
  private var parser: JSONPullParser
  private var rows = 0
  private var last: DailySketch.Key?

  /// Starts to read; rows with an empty cluster get this one.
  init(_ reader: ByteReader, cluster: String) {
    self.reader = reader
    self.cluster = cluster
    parser = JSONPullParser(reader, allowsSeveralDocuments: true)
  }

  /// How the row read last is called in messages; nil before the first.
  var lastRow: String? {
    last.map {
      "row \(rows) (\($0.container.shortPath) \(UTCDay.text($0.day)) \($0.signal.rawValue))"
    }
  }

  /// Reads all rows.
  mutating func read<Sink: SampleSink>(into sink: inout Sink) throws(IngestError) -> FileReport {
    var report = FileReport()
    while true {
      let event = try parser.next()
      if event == .endOfInput { return report }
      guard event == .beginObject else { throw parser.wrongType("a sketch", expected: "object") }
      let sketch = try sketch(of: try readRow())
      try sink.put(sketch, from: reader)
      rows += 1
      last = sketch.key
      report.facts += 1
    }
  }

  private mutating func readRow() throws(IngestError) -> Row {
    var row = Row(start: parser.error(.badSketch("")))
    while try parser.next() == .key {
      let name = parser.text
      switch name {
      case "sketch": row.version = try number(name)
      case "quantile_buckets":
        guard row.quantiles == nil else { throw parser.error(.duplicateColumn(name)) }
        row.quantiles = try buckets(name, below: LogLinearBuckets.count)
      case "vpa_buckets":
        guard row.vpa == nil else { throw parser.error(.duplicateColumn(name)) }
        row.vpa = try buckets(name, below: VPABuckets.count)
      case _ where Self.textNames.contains(name):
        guard row.texts[name] == nil else { throw parser.error(.duplicateColumn(name)) }
        guard try parser.next() == .string else {
          throw parser.wrongType(name, expected: "string")
        }
        let text = parser.text
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
          throw parser.error(.badSketch("\(name) holds a control character"))
        }
        row.texts[name] = text
      case _ where Self.numberNames.contains(name):
        guard row.numbers[name] == nil else { throw parser.error(.duplicateColumn(name)) }
        row.numbers[name] = try number(name)
      default:
        // A newer version may have more; which version it is may stand behind.
        if row.version ?? DailySketch.version.wide > DailySketch.version.wide {
          throw row.start.with(Self.newer(row.version))
        }
        throw parser.error(.unknownColumn(String(name.prefix(100))))
      }
    }
    return row
  }

  private func sketch(of row: Row) throws(IngestError) -> DailySketch {
    guard let version = row.version else { throw row.start.with(.missingField("sketch")) }
    guard version == DailySketch.version.wide else { throw row.start.with(Self.newer(version)) }
    func text(_ name: String) throws(IngestError) -> String {
      guard let text = row.texts[name] else { throw row.start.with(.missingField(name)) }
      return text
    }
    func number(_ name: String) throws(IngestError) -> Int64 {
      guard let number = row.numbers[name] else { throw row.start.with(.missingField(name)) }
      return number
    }
    let own = try text("cluster")
    for name in ["namespace", "kind", "workload", "container"] where try text(name).isEmpty {
      throw row.start.with(.badSketch("\(name) is empty"))
    }
    guard let day = UTCDay.day(try text("day")) else {
      throw row.start.with(.badSketch("day is no date such as 2026-11-20"))
    }
    guard let signal = DailySketch.Signal(rawValue: try text("signal")) else {
      throw row.start.with(.badSketch("signal is neither cpu nor memory"))
    }
    guard let coverage = DayCoverage(text: try text("coverage")) else {
      throw row.start.with(.badSketch("coverage is not 72 hexadecimal digits"))
    }
    guard let quantiles = row.quantiles, let vpa = row.vpa else {
      let name = row.quantiles == nil ? "quantile_buckets" : "vpa_buckets"
      throw row.start.with(.missingField(name))
    }
    let workload = WorkloadID(
      cluster: own.isEmpty ? cluster : own,
      namespace: try text("namespace"),
      kind: WorkloadKind(rawValue: try text("kind")),
      name: try text("workload")
    )
    let container = ContainerID(workload: workload, container: try text("container"))
    let sketch = DailySketch(
      key: DailySketch.Key(container: container, day: day, signal: signal),
      shard: row.texts["shard"] ?? "",
      samples: try number("samples"),
      pods: try number("pods"),
      min: try number("min"),
      max: try number("max"),
      sum: try number("sum"),
      peakSum: try number("peak_sum"),
      restarts: try number("restarts"),
      oomKills: try number("oom_kills"),
      coverage: coverage,
      quantiles: quantiles,
      vpa: vpa
    )
    if let defect = sketch.defect { throw row.start.with(.badSketch(defect)) }
    return sketch
  }

  private static func newer(_ version: Int64?) -> IngestError.Code {
    .badSketch("its version is \(version ?? 0), this podfit reads \(DailySketch.version)")
  }
}

// MARK: - Values

extension SketchReader {
  /// Reads a whole number that must come next.
  private mutating func number(_ name: String) throws(IngestError) -> Int64 {
    guard try parser.next() == .number else { throw parser.wrongType(name, expected: "number") }
    return try lastNumber()
  }

  private func lastNumber() throws(IngestError) -> Int64 {
    let number = parser.withScalar { bytes -> Int64? in
      // Only digits: a fraction would be rounded, and an exponent is how floating point writes.
      guard bytes.indices.allSatisfy({ (48...57).contains(bytes[$0]) }),
        case .units(let units) = DecimalScanner.scan(bytes, decimals: 0)
      else { return nil }
      return units
    }
    guard let number else { throw parser.error(.badNumber(String(parser.text.prefix(40)))) }
    return number
  }

  /// Reads the pairs of bucket and count that must come next.
  private mutating func buckets(
    _ name: String,
    below limit: Int
  ) throws(IngestError) -> BucketCounts {
    guard try parser.next() == .beginArray else { throw parser.wrongType(name, expected: "array") }
    var buckets = BucketCounts()
    while true {
      let event = try parser.next()
      if event == .endArray { return buckets }
      guard event == .beginArray else { throw parser.wrongType(name, expected: "pair") }
      let bucket = try number(name)
      let count = try number(name)
      guard try parser.next() == .endArray else { throw parser.wrongType(name, expected: "pair") }
      guard bucket < limit.wide, buckets.append(Int(bucket), count: count) else {
        throw parser.error(
          .badSketch("\(name) are not ascending buckets below \(limit) with counts from 1")
        )
      }
    }
  }
}

extension IngestError {
  /// The same place with another code.
  fileprivate func with(_ code: Code) -> IngestError {
    var error = self
    error.code = code
    return error
  }
}

extension Int {
  /// The number in 64 bits, which it has everywhere podfit runs.
  fileprivate var wide: Int64 { Int64(self) }
}
