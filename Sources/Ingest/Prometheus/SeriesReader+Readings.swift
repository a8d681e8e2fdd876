import PodfitModel

// Readings: from `[time, "value"]` to columns of integers, which leave in batches.

extension SeriesReader {
  /// Readings before their labels may take this many bytes: a month of one series at 30 s has two
  /// million.
  private static let waitingLimit = 64 << 20

  mutating func readValues<Sink: SampleSink>(
    _ parser: inout JSONPullParser,
    into sink: inout Sink
  ) throws(IngestError) {
    guard try parser.next() == .beginArray else {
      throw parser.wrongType("values", expected: "array")
    }
    decide(isInstant: false)
    while true {
      switch try parser.next() {
      case .beginArray:
        try readPoint(&parser, into: &sink)
        try takeRun(&parser, into: &sink)
      case .endArray: return
      default: throw parser.wrongType("a reading", expected: "array")
      }
    }
  }

  mutating func readValue<Sink: SampleSink>(
    _ parser: inout JSONPullParser,
    into sink: inout Sink
  ) throws(IngestError) {
    guard try parser.next() == .beginArray else {
      throw parser.wrongType("value", expected: "array")
    }
    decide(isInstant: true)
    try readPoint(&parser, into: &sink)
  }

  /// Reads `time, "value"]`.
  private mutating func readPoint<Sink: SampleSink>(
    _ parser: inout JSONPullParser,
    into sink: inout Sink
  ) throws(IngestError) {
    guard try parser.next() == .number else {
      throw parser.wrongType("the time of a reading", expected: "number")
    }
    let seconds = parser.withScalar { DecimalScanner.scan($0, decimals: 3) }
    guard case .units(let time) = seconds, Self.times.contains(time) else {
      throw parser.error(.badTime(String(parser.text.prefix(100))))
    }
    let event = try parser.next()
    guard event == .string || event == .number else {
      throw parser.wrongType("the value of a reading", expected: "string")
    }
    if plan == nil {
      try wait(time, parser)
    } else {
      let decimals = decimals
      let reading = parser.withScalar { DecimalScanner.scan($0, decimals: decimals) }
      try take(time, reading, parser, into: &sink)
    }
    guard try parser.next() == .endArray else {
      throw parser.wrongType("what follows a value", expected: "end of the reading")
    }
  }

  /// Years 1 to 9999: beyond lie milliseconds taken for seconds.
  static let times = -62_135_596_800_000...253_402_300_799_999 as ClosedRange<Int64>

  private mutating func wait(_ time: Int64, _ parser: JSONPullParser) throws(IngestError) {
    let text = parser.withScalar { bytes in bytes.indices.map { bytes[$0] } }
    waitingBytes += text.count + 24
    guard waitingBytes <= Self.waitingLimit else {
      throw parser.error(.tooLarge(what: "readings before their labels", limit: Self.waitingLimit))
    }
    waiting.append((time, text))
  }

  mutating func decide(isInstant: Bool) {
    guard plan == nil, let labels else { return }
    let renamed = planner.map.renamed(labels)
    if !planner.map.isEmpty { self.labels = renamed }
    subject = planner.subject(of: renamed)
    let plan = planner.plan(renamed, subject, isInstant: isInstant)
    self.plan = plan
    switch plan {
    case .samples(let series):
      noteContainer(series)
      decimals = series.key.metric.unitsPerExportedUnit == 1 ? 0 : 9
    case .facts(let state): decimals = state.decimals(renamed)
    case .skip: break
    }
  }

  mutating func take<Sink: SampleSink>(
    _ time: Int64,
    _ reading: DecimalReading,
    _ parser: JSONPullParser,
    into sink: inout Sink
  ) throws(IngestError) {
    guard let plan else { return }
    switch plan.kept(reading) {
    case .nothing: return
    case .refused: return try reject(reading, parser)
    case .value(let value):
      switch plan {
      case .skip: return
      case .facts:
        if last.map({ $0.time <= time }) ?? true { last = (time, value) }
      case .samples(let series):
        column.append(time: time, value: value)
        largest = max(largest, value)
        if series.state != nil, last.map({ $0.time <= time }) ?? true { last = (time, value) }
        if column.count >= sampleBatchLimit { try flush(series, parser.reader, into: &sink) }
      }
    }
  }

  private mutating func reject(
    _ reading: DecimalReading,
    _ parser: JSONPullParser
  ) throws(IngestError) {
    guard isStrict else {
      report.rejected += 1
      return
    }
    throw parser.error(reading.fault(String(parser.text.prefix(100))))
  }

  mutating func flush<Sink: SampleSink>(
    _ series: SampleSeries,
    _ reader: ByteReader,
    into sink: inout Sink
  ) throws(IngestError) {
    guard !column.isEmpty else { return }
    if series.isGuessed, !MetricGuess.isPlausible(series.key.metric, largest: largest) {
      throw reader.error(.implausibleGuess(metric: series.key.metric.rawValue))
    }
    usedGuess = usedGuess || series.isGuessed
    taken += column.count
    let batch = SampleBatch(key: series.key, samples: column, window: window)
    column = SampleColumn()
    if series.isWholePod {
      try hold(batch, reader, into: &sink)
    } else {
      try sink.put(batch, from: reader)
    }
  }
}

extension JSONPullParser {
  /// An error about the last event: its field has another type.
  func wrongType(_ field: String, expected: String) -> IngestError {
    error(.wrongType(field: field, expected: expected, found: "another value"))
  }
}
