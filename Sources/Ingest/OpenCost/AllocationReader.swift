import PodfitModel

/// Reads `{"code": 200, "data": [{"KEY": {"properties": …, "cpuCoreUsageAverage": …}}]}`.
struct AllocationReader: ContentReader {
  private enum Reason {
    static let empty = "allocation of no length"
  }

  private var parser: JSONPullParser
  private var gatherer: ReadingGatherer

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
    var code = ""
    var message = ""
    while try parser.next() == .key {
      switch parser.text {
      case "code":
        guard try parser.next() == .number else {
          throw parser.wrongType("code", expected: "number")
        }
        code = parser.text
      case "message": message = try parser.optionalText("message") ?? ""
      case "warning":
        if let text = try parser.optionalText("warning"), !text.isEmpty {
          gatherer.warn("note of the server: \(text.prefix(2_000))")
        }
      case "data": try readData(into: &sink)
      default: try parser.skipValue()
      }
    }
    guard code == "200" else {
      throw gatherer.reader.error(.serverError(type: "code \(code.prefix(20))", text: message))
    }
    // A second document is an error; the parser tells it.
    _ = try parser.next()
  }

  /// Hands on what is still held and completes the report.
  mutating func finish<Sink: SampleSink>(into sink: inout Sink) throws(IngestError) -> FileReport {
    try gatherer.finish(into: &sink)
  }

  private mutating func readData<Sink: SampleSink>(into sink: inout Sink) throws(IngestError) {
    guard try parser.entersArray("data") else { return }
    while true {
      switch try parser.next() {
      case .endArray: return
      case .null: continue
      case .beginObject: break
      default: throw parser.wrongType("a step", expected: "object")
      }
      while try parser.next() == .key {
        let key = parser.text
        guard try parser.entersObject("an allocation") else { continue }
        try hand(try readAllocation(key), into: &sink)
      }
    }
  }

  private mutating func readAllocation(_ key: String) throws(IngestError) -> Allocation {
    var allocation = Allocation(key: key)
    while try parser.next() == .key {
      let name = parser.text
      switch name {
      case "properties": allocation.properties = try parser.textMembers(name)
      case "start", "end":
        guard let time = try readTime(name) else { continue }
        if name == "start" { allocation.start = time } else { allocation.end = time }
      case "rawAllocationOnly":
        guard try parser.entersObject(name) else { continue }
        while try parser.next() == .key { try readAmount(parser.text, &allocation) }
      default: try readAmount(name, &allocation)
      }
    }
    return allocation
  }

  private mutating func readTime(_ field: String) throws(IngestError) -> Int64? {
    switch try parser.next() {
    case .string: return try HeldReadings.writtenTime(parser)
    case .null: return nil
    default: throw parser.wrongType(field, expected: "string")
    }
  }

  private mutating func readAmount(
    _ name: String,
    _ allocation: inout Allocation
  ) throws(IngestError) {
    guard let field = Allocation.Field(rawValue: name) else { return try parser.skipValue() }
    switch try parser.next() {
    case .number: allocation.amounts[field] = HeldReadings.Reading(time: 0, parser)
    // What is not a number is written as null.
    case .null: break
    default: throw parser.wrongType(name, expected: "number")
    }
  }

  private mutating func hand<Sink: SampleSink>(
    _ allocation: Allocation,
    into sink: inout Sink
  ) throws(IngestError) {
    if let remainder = allocation.remainder {
      return gatherer.skip("allocation \(remainder.prefix(100))")
    }
    guard let start = allocation.start, let end = allocation.end else {
      throw parser.error(.missingField("start or end of an allocation"))
    }
    guard start < end else { return gatherer.skip(Reason.empty) }
    var amounts = allocation.amounts
    for (field, reading) in amounts where field.isUnsetAtZero && reading.isZero {
      amounts[field] = nil
    }
    // The largest working set of the step, where it is told, is what the other formats have.
    if amounts[.ramByteUsageMax] != nil { amounts[.ramByteUsageAverage] = nil }
    let before = gatherer.report.skipped
    for field in Allocation.Field.allCases {
      guard var reading = amounts[field] else { continue }
      reading.time = end
      var readings = HeldReadings()
      try readings.append(reading, parser)
      var series = ServiceSeries(metric: field.metric, labels: allocation.labels)
      series.window = TimeSpan(milliseconds: end - start)
      series.workload = allocation.workload
      if field == .cpuCoreUsageAverage || field == .ramByteUsageAverage {
        series.coarseness = .averages
      }
      try gatherer.take(readings, of: series, into: &sink)
    }
    guard gatherer.report.skipped == before else { return }
    if amounts[.cpuCoreUsageAverage] != nil || amounts[.ramByteUsageAverage] != nil {
      gatherer.warn(
        "averages: peaks are not in this file; export usage from the Prometheus behind OpenCost"
      )
    }
  }
}
