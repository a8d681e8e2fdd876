/// One metric of a message as it is written, before it is known of which resource.
struct OTLPMetric {
  /// One data point.
  struct Point {
    var attributes: [String: String] = [:]
    /// The reading; nil where the point has none.
    var reading: HeldReadings.Reading?
  }

  var name = ""
  var unit = ""
  /// Whether its points are those of a histogram or summary.
  var isDistribution = false
  /// Whether its points are differences since the one before.
  var isDelta = false
  var points: [Point] = []

  /// The bytes it takes, about.
  private(set) var bytes = 0

  /// Reads a metric whose opening brace was read.
  init(_ parser: inout JSONPullParser) throws(IngestError) {
    while try parser.next() == .key {
      switch parser.text {
      case "name": name = try parser.optionalText("name") ?? ""
      case "unit": unit = try parser.optionalText("unit") ?? ""
      case "gauge", "sum": try readData(&parser)
      case "histogram":
        isDistribution = true
        try readData(&parser)
      case "exponentialHistogram", "summary":
        isDistribution = true
        try parser.skipValue()
      default: try parser.skipValue()
      }
    }
    bytes += 200 + name.utf8.count + unit.utf8.count
  }

  private mutating func readData(_ parser: inout JSONPullParser) throws(IngestError) {
    guard try parser.entersObject("the data of a metric") else { return }
    while try parser.next() == .key {
      switch parser.text {
      case "dataPoints":
        guard try parser.entersArray("dataPoints") else { continue }
        while try parser.entersElement("a data point") { try readPoint(&parser) }
      case "aggregationTemporality":
        let event = try parser.next()
        try parser.skipRest(of: event)
        if event == .number || event == .string {
          isDelta = ["1", "AGGREGATION_TEMPORALITY_DELTA"].contains(parser.text)
        }
      default: try parser.skipValue()
      }
    }
  }

  private mutating func readPoint(_ parser: inout JSONPullParser) throws(IngestError) {
    var point = Point()
    var time: Int64?
    var value: HeldReadings.Reading?
    var hasNoValue = false
    while try parser.next() == .key {
      switch parser.text {
      case "attributes": point.attributes = try parser.attributes()
      case "timeUnixNano":
        let event = try parser.next()
        guard event == .string || event == .number else {
          throw parser.wrongType("timeUnixNano", expected: "string")
        }
        time = try HeldReadings.time(parser, nanoseconds: true)
      case "asInt", "asDouble", "sum":
        switch try parser.next() {
        case .string, .number: value = HeldReadings.Reading(time: 0, parser)
        case .null: break
        default: throw parser.wrongType("the value of a data point", expected: "number")
        }
      case "flags":
        // The lowest bit says that nothing was recorded.
        let event = try parser.next()
        try parser.skipRest(of: event)
        if event == .number, let flags = Int64(parser.text) { hasNoValue = flags & 1 == 1 }
      default: try parser.skipValue()
      }
    }
    guard var reading = value, !hasNoValue else { return }
    guard let time else { throw parser.error(.missingField("timeUnixNano of a data point")) }
    reading.time = time
    point.reading = reading
    bytes += 200 + reading.text.count
    for (name, text) in point.attributes { bytes += 64 + name.utf8.count + text.utf8.count }
    guard bytes <= HeldReadings.byteLimit else {
      throw parser.error(.tooLarge(what: "points of one metric", limit: HeldReadings.byteLimit))
    }
    points.append(point)
  }
}

extension JSONPullParser {
  /// Reads attributes, `[{"key": …, "value": {"stringValue": …}}]`; lists and bytes are passed over.
  mutating func attributes() throws(IngestError) -> [String: String] {
    var attributes: [String: String] = [:]
    guard try entersArray("attributes") else { return attributes }
    var bytes = 0
    while try entersElement("an attribute") {
      var name = ""
      var value: String?
      while try next() == .key {
        switch text {
        case "key": name = try optionalText("key") ?? ""
        case "value": value = try attributeValue()
        default: try skipValue()
        }
      }
      guard let value else { continue }
      bytes += name.utf8.count + value.utf8.count
      guard bytes <= LabelSet.byteLimit else {
        throw error(.tooLarge(what: "attributes", limit: LabelSet.byteLimit))
      }
      attributes[OTLPNames.label(name)] = value
    }
    return attributes
  }

  private mutating func attributeValue() throws(IngestError) -> String? {
    guard try entersObject("the value of an attribute") else { return nil }
    var value: String?
    while try next() == .key {
      let event = try next()
      switch event {
      case .string, .number: value = text
      case .bool(let flag): value = flag ? "true" : "false"
      default: try skipRest(of: event)
      }
    }
    return value
  }
}
