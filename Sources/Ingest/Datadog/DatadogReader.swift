import PodfitModel

/// Reads `{"status": "ok", "series": [{"metric": …, "tag_set": […], "pointlist": [[ms, value]]}]}`.
///
/// The points of one series are held until its end, since its unit and tags may come after them.
struct DatadogReader: ContentReader {
  private var parser: JSONPullParser
  private var gatherer: ReadingGatherer

  /// What one series says, as far as it was read.
  private struct Series {
    var metric = ""
    var expression = ""
    var tags: [String]?
    var scope = ""
    var interval: Int64?
    var unit: String?
    var points = HeldReadings()
  }

  /// Starts to read.
  init(_ reader: ByteReader, options: IngestOptions) {
    parser = JSONPullParser(reader)
    gatherer = ReadingGatherer(reader, options: options)
  }

  /// The series read last.
  var lastComplete: String? { gatherer.lastSeries }

  /// Reads the answer.
  mutating func read<Sink: SampleSink>(into sink: inout Sink) throws(IngestError) {
    guard try parser.next() == .beginObject else {
      throw parser.wrongType("the document", expected: "object")
    }
    var status = ""
    var refusal: String?
    var hasSeries = false
    while try parser.next() == .key {
      switch parser.text {
      case "status": status = try parser.optionalText("status") ?? ""
      case "error": refusal = try parser.optionalText("error")
      case "message":
        if let text = try parser.optionalText("message"), !text.isEmpty {
          gatherer.warn("note of the server: \(text.prefix(2_000))")
        }
      case "series":
        hasSeries = true
        guard try parser.entersArray("series") else { continue }
        while try parser.entersElement("a series") { try readSeries(into: &sink) }
      default: try parser.skipValue()
      }
    }
    if status == "error" || refusal.map({ !$0.isEmpty }) ?? false {
      throw gatherer.reader.error(.serverError(type: "error", text: refusal ?? ""))
    }
    guard hasSeries else { throw parser.error(.missingField("\"series\"")) }
    // A second document is an error; the parser tells it.
    _ = try parser.next()
  }

  /// Hands on what is still held and completes the report.
  mutating func finish<Sink: SampleSink>(into sink: inout Sink) throws(IngestError) -> FileReport {
    try gatherer.finish(into: &sink)
  }

  private mutating func readSeries<Sink: SampleSink>(into sink: inout Sink) throws(IngestError) {
    var series = Series()
    while try parser.next() == .key {
      switch parser.text {
      case "metric": series.metric = try parser.optionalText("metric") ?? ""
      case "expression": series.expression = try parser.optionalText("expression") ?? ""
      case "scope": series.scope = try parser.optionalText("scope") ?? ""
      case "tag_set": series.tags = try readTags()
      case "interval":
        let event = try parser.next()
        try parser.skipRest(of: event)
        let reading = parser.withScalar { DecimalScanner.scan($0, decimals: 0) }
        if event == .number, case .units(let seconds) = reading, (1...31_622_400).contains(seconds)
        {
          series.interval = seconds
        }
      case "unit": series.unit = try readUnit()
      case "pointlist": series.points = try readPoints()
      default: try parser.skipValue()
      }
    }
    try hand(series, into: &sink)
  }

  private mutating func hand<Sink: SampleSink>(
    _ series: Series,
    into sink: inout Sink
  ) throws(IngestError) {
    var metric = DatadogNames.metric(series.metric)
    if let unit = series.unit, MetricMeaning(name: metric.name) != .unused {
      if let exponent = DatadogNames.exponent(unit) {
        metric.exponent = exponent
      } else if Self.needsKnownUnit(metric.name) {
        return gatherer.skip("unit not known: \(unit.isPlainName ? String(unit.prefix(100)) : "?")")
      }
    }
    let tags = series.tags ?? series.scope.split(separator: ",").map(String.init)
    let labels = DatadogNames.labels(tags)
    var target = ServiceSeries(metric: metric, labels: labels)
    target.ignored = DatadogNames.ignored
    target.window = series.interval.map { TimeSpan.seconds($0) }
    target.workload = DatadogNames.workload(labels)
    let isAveraged =
      Self.needsKnownUnit(metric.name) && !series.expression.contains("rollup(max")
    if isAveraged { target.coarseness = .averages }
    let before = gatherer.report.skipped
    try gatherer.take(series.points, of: target, into: &sink)
    let isTaken = gatherer.report.skipped == before
    if isTaken, isAveraged {
      gatherer.warn("averages: peaks are not in this file; ask for .rollup(max, 300)")
    }
  }

  /// Whether the metric is an amount of CPU or memory over time.
  private static func needsKnownUnit(_ name: String) -> Bool {
    switch Metric(rawValue: name)?.unit {
    case .nanocores, .bytes: true
    default: false
    }
  }

  private mutating func readTags() throws(IngestError) -> [String]? {
    guard try parser.entersArray("tag_set") else { return nil }
    var tags: [String] = []
    var bytes = 0
    while true {
      switch try parser.next() {
      case .string:
        let tag = parser.text
        bytes += tag.utf8.count + 1
        guard bytes <= LabelSet.byteLimit else {
          throw parser.error(.tooLarge(what: "tags", limit: LabelSet.byteLimit))
        }
        tags.append(tag)
      case .endArray: return tags
      default: throw parser.wrongType("a tag", expected: "string")
      }
    }
  }

  /// Reads `[{"name": "nanocore", …}, null]`: the unit, and what it is counted per.
  private mutating func readUnit() throws(IngestError) -> String? {
    let event = try parser.next()
    guard event == .beginArray else {
      try parser.skipRest(of: event)
      return nil
    }
    var unit: String?
    while true {
      switch try parser.next() {
      case .beginObject:
        let isFirst = unit == nil
        while try parser.next() == .key {
          guard isFirst, parser.scalarIs("name") else {
            try parser.skipValue()
            continue
          }
          unit = try parser.optionalText("the name of a unit")
        }
      case .endArray: return unit
      case let other: try parser.skipRest(of: other)
      }
    }
  }

  private mutating func readPoints() throws(IngestError) -> HeldReadings {
    var points = HeldReadings()
    guard try parser.entersArray("pointlist") else { return points }
    while true {
      switch try parser.next() {
      case .endArray: return points
      case .beginArray: break
      default: throw parser.wrongType("a point", expected: "array")
      }
      guard try parser.next() == .number else {
        throw parser.wrongType("the time of a point", expected: "number")
      }
      let time = try HeldReadings.time(parser)
      switch try parser.next() {
      case .number, .string:
        try points.append(HeldReadings.Reading(time: time, parser), parser)
      case .null: break
      default: throw parser.wrongType("the value of a point", expected: "number")
      }
      guard try parser.next() == .endArray else {
        throw parser.wrongType("what follows a value", expected: "end of the point")
      }
    }
  }
}
