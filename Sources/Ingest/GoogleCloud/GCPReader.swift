import PodfitModel

/// Reads pages, `{"timeSeries": [{"metric": …, "resource": …, "points": […]}], "nextPageToken": …}`.
struct GCPReader: ContentReader {
  private var parser: JSONPullParser
  private var gatherer: ReadingGatherer

  /// Starts to read.
  init(_ reader: ByteReader, options: IngestOptions) {
    parser = JSONPullParser(reader, allowsSeveralDocuments: true)
    gatherer = ReadingGatherer(reader, options: options)
  }

  /// The series read last.
  var lastComplete: String? { gatherer.lastSeries }

  /// Reads all pages.
  mutating func read<Sink: SampleSink>(into sink: inout Sink) throws(IngestError) {
    var goesOn = false
    while true {
      switch try parser.next() {
      case .endOfInput:
        if goesOn {
          gatherer.warn(
            "the answer goes on: the last page has a nextPageToken; export the other pages too"
          )
        }
        return
      case .beginObject: goesOn = try readPage(into: &sink)
      default: throw parser.wrongType("a page", expected: "object")
      }
    }
  }

  /// Hands on what is still held and completes the report.
  mutating func finish<Sink: SampleSink>(into sink: inout Sink) throws(IngestError) -> FileReport {
    try gatherer.finish(into: &sink)
  }

  /// Reads a page; whether another follows it.
  private mutating func readPage<Sink: SampleSink>(
    into sink: inout Sink
  ) throws(IngestError) -> Bool {
    var goesOn = false
    while try parser.next() == .key {
      switch parser.text {
      case "timeSeries":
        guard try parser.entersArray("timeSeries") else { continue }
        while try parser.entersElement("a time series") { try readSeries(into: &sink) }
      case "nextPageToken": goesOn = try parser.optionalText("nextPageToken")?.isEmpty == false
      case "executionErrors":
        let event = try parser.next()
        if event == .beginArray || event == .beginObject {
          gatherer.warn("partial answer: the server names execution errors")
        }
        try parser.skipRest(of: event)
      case "error": try refuse()
      default: try parser.skipValue()
      }
    }
    return goesOn
  }

  /// Tells a refusal that stands among the pages.
  private mutating func refuse() throws(IngestError) {
    let members = try parser.textMembers("error")
    throw parser.error(
      .serverError(type: members["status"] ?? "error", text: members["message"] ?? "")
    )
  }

  private mutating func readSeries<Sink: SampleSink>(into sink: inout Sink) throws(IngestError) {
    var series = GCPSeries()
    while try parser.next() == .key {
      switch parser.text {
      case "metric":
        guard try parser.entersObject("metric") else { continue }
        while try parser.next() == .key {
          switch parser.text {
          case "type": series.type = try parser.optionalText("type") ?? ""
          case "labels": series.metricLabels = try parser.textMembers("labels")
          default: try parser.skipValue()
          }
        }
      case "resource": series.resourceLabels = try readMember("labels", of: "resource")
      case "metadata": series.systemLabels = try readMember("systemLabels", of: "metadata")
      case "metricKind": series.kind = try parser.optionalText("metricKind") ?? ""
      case "points": try readPoints(&series)
      default: try parser.skipValue()
      }
    }
    try hand(series, into: &sink)
  }

  private mutating func hand<Sink: SampleSink>(
    _ series: GCPSeries,
    into sink: inout Sink
  ) throws(IngestError) {
    switch series.meaning {
    case .skip(let reason): gatherer.skip(reason)
    case .metric(let metric):
      var target = ServiceSeries(metric: metric, labels: series.labels)
      target.ignored = ["memory_type", "project_id", "location"]
      let isGauge = series.kind == "GAUGE"
      if isGauge { target.window = series.window }
      target.workload = series.workload
      if isGauge, series.window != nil, metric.name == Metric.memoryWorkingSet.rawValue {
        target.coarseness = .aligned
        gatherer.warn(
          "readings are aligned over time; where by ALIGN_MEAN, they are"
            + " averages: peaks are not in this file; ALIGN_MAX keeps them"
        )
      }
      try gatherer.take(series.points, of: target, into: &sink)
    }
  }

  /// Reads an object of which one member, itself an object of strings, matters.
  private mutating func readMember(
    _ name: String,
    of field: String
  ) throws(IngestError) -> [String: String] {
    var members: [String: String] = [:]
    guard try parser.entersObject(field) else { return members }
    while try parser.next() == .key {
      if parser.text == name {
        members = try parser.textMembers(name)
      } else {
        try parser.skipValue()
      }
    }
    return members
  }
}

// MARK: - Points

extension GCPReader {
  private mutating func readPoints(_ series: inout GCPSeries) throws(IngestError) {
    guard try parser.entersArray("points") else { return }
    var window: Int64?
    var isRegular = true
    while try parser.entersElement("a point") {
      var start: Int64?
      var end: Int64?
      var value: HeldReadings.Reading?
      while try parser.next() == .key {
        switch parser.text {
        case "interval":
          guard try parser.entersObject("interval") else { continue }
          while try parser.next() == .key {
            switch parser.text {
            case "startTime": start = try readTime("startTime")
            case "endTime": end = try readTime("endTime")
            default: try parser.skipValue()
            }
          }
        case "value": value = try readValue()
        default: try parser.skipValue()
        }
      }
      guard let end else { throw parser.error(.missingField("endTime of a point")) }
      guard var reading = value else { continue }
      reading.time = end
      try series.points.append(reading, parser)
      let length = end - (start ?? end)
      isRegular = isRegular && length == window ?? length
      window = length
    }
    if isRegular, let window, window > 0 { series.window = TimeSpan(milliseconds: window) }
  }

  private mutating func readTime(_ field: String) throws(IngestError) -> Int64? {
    switch try parser.next() {
    case .string: return try HeldReadings.writtenTime(parser)
    case .null: return nil
    default: throw parser.wrongType(field, expected: "string")
    }
  }

  /// Reads a typed value; nil for one that is no number.
  private mutating func readValue() throws(IngestError) -> HeldReadings.Reading? {
    guard try parser.entersObject("value") else { return nil }
    var reading: HeldReadings.Reading?
    while try parser.next() == .key {
      let isNumber = parser.scalarIs("int64Value") || parser.scalarIs("doubleValue")
      let event = try parser.next()
      if isNumber, event == .number || event == .string {
        reading = HeldReadings.Reading(time: 0, parser)
      } else if isNumber, event != .null {
        throw parser.wrongType("the value of a point", expected: "number")
      } else {
        try parser.skipRest(of: event)
      }
    }
    return reading
  }
}
