import PodfitModel

/// Reads the lines of an export, `{"metric":{…},"values":[…],"timestamps":[…]}`.
///
/// The values stand before their times, so that the numbers of one line are held, as integers in
/// two columns. Members come in any order; a line may be spread over several, and lines may be the
/// elements of one array.
///
/// Measured by a profile of `podfit ingest` over 10.1 M samples (5,000 lines, 260 MB, release build):
/// reading, labels and numbers take 0.29 of 1.28 CPU seconds, 35 M samples per second and core; the
/// store and the digest take the rest.
struct LineReader: ContentReader {
  /// A line may have this many readings: 48 days at one per second, 64 MiB in the two columns.
  static let readingLimit = 4 << 20

  /// Values before their labels wait as text of at most this many bytes.
  static let waitingLimit = 64 << 20

  private let readingLimit: Int
  private var parser: JSONPullParser
  private var columns: ColumnSeries

  // The line that is being read.
  private var labels: LabelSet?
  private var values: [Int64] = []
  private var times: [Int64] = []
  private var knownTimes = KnownTimes()
  private var hasValues = false
  private var hasTimes = false
  private var hasGaps = false
  /// Values that came before the labels, each followed by a comma.
  private var waiting: [UInt8] = []
  private var waitingCount = 0
  /// How many readings the line before had: the next one has as many, mostly.
  private var usualCount = 0

  /// Starts to read.
  init(
    _ reader: ByteReader,
    options: IngestOptions,
    readingLimit: Int = LineReader.readingLimit
  ) {
    self.readingLimit = readingLimit
    parser = JSONPullParser(reader, allowsSeveralDocuments: true, allowsBareWords: true)
    columns = ColumnSeries(reader, options: options, noun: "line")
  }

  /// Reads all lines.
  mutating func read<Sink: SampleSink>(into sink: inout Sink) throws(IngestError) {
    while true {
      switch try parser.next() {
      case .beginObject: try readLine(into: &sink)
      // `jq -s` puts the lines into an array.
      case .beginArray where parser.depth == 1: continue
      case .endArray: continue
      case .endOfInput: return
      default: throw parser.wrongType("a line", expected: "object")
      }
    }
  }

  /// The series read last.
  var lastComplete: String? { columns.series.lastSeries }

  /// Hands on the rest and completes the report.
  mutating func finish<Sink: SampleSink>(
    into sink: inout Sink
  ) throws(IngestError) -> FileReport {
    try columns.finish(into: &sink)
  }
}

// MARK: - One line

extension LineReader {
  private mutating func readLine<Sink: SampleSink>(into sink: inout Sink) throws(IngestError) {
    begin()
    while try parser.next() == .key {
      if parser.scalarIs("metric") {
        let found = try columns.series.readLabels(&parser)
        labels = found
        columns.begin(found)
      } else if parser.scalarIs("values") {
        try readValues()
      } else if parser.scalarIs("timestamps") {
        try readTimes()
      } else {
        try parser.skipValue()
      }
    }
    guard labels != nil else { throw parser.error(.missingField("\"metric\" of a line")) }
    guard hasValues else { throw parser.error(.missingField("\"values\" of a line")) }
    guard hasTimes else { throw parser.error(.missingField("\"timestamps\" of a line")) }
    if waitingCount > 0 { try takeWaiting() }
    guard values.count == times.count else {
      throw parser.error(
        .wrongType(
          field: "the number of timestamps of a line",
          expected: "\(values.count), one for each value",
          found: "\(times.count)"
        )
      )
    }
    usualCount = times.count
    let (lineTimes, lineValues) = takeColumns()
    try columns.end(times: lineTimes, values: lineValues, hasGaps: hasGaps, into: &sink)
  }

  private mutating func begin() {
    labels = nil
    values = []
    times = []
    values.reserveCapacity(usualCount)
    times.reserveCapacity(usualCount)
    hasValues = false
    hasTimes = false
    hasGaps = false
    waiting = []
    waitingCount = 0
  }

  /// Gives the columns away, so that nothing else holds them.
  private mutating func takeColumns() -> (times: [Int64], values: [Int64]) {
    var taken: (times: [Int64], values: [Int64]) = ([], [])
    swap(&taken.times, &times)
    swap(&taken.values, &values)
    return taken
  }

  private mutating func readTimes() throws(IngestError) {
    guard !hasTimes else { throw parser.error(.duplicateColumn("timestamps")) }
    hasTimes = true
    knownTimes.begin()
    guard try parser.next() == .beginArray else {
      throw parser.wrongType("timestamps", expected: "array")
    }
    while true {
      switch try parser.next() {
      case .number:
        let reading = parser.withScalar { DecimalScanner.scan($0, decimals: 0) }
        guard case .units(let time) = reading, SeriesReader.times.contains(time) else {
          throw parser.error(.badTime(String(parser.text.prefix(100))))
        }
        times.append(time)
      case .endArray: return knownTimes.end(times)
      default: throw parser.wrongType("a timestamp", expected: "number")
      }
      let first = times.count
      parser.takeTimes(&knownTimes, into: &times)
      if first < times.count { try check(from: first) }
      try limit(times.count)
    }
  }

  /// Refuses times after the year 9999, which are no milliseconds.
  private func check(from first: Int) throws(IngestError) {
    let new = times[first...]
    // None is negative. Below 2^47 they are before the year 6429; that is seen without a comparison
    // for each.
    guard new.reduce(0, |) >= 1 << 47 else { return }
    let largest = new.max() ?? 0
    guard largest <= SeriesReader.times.upperBound else {
      throw parser.errorHere(.badTime("\(largest)"))
    }
  }

  private mutating func readValues() throws(IngestError) {
    guard !hasValues else { throw parser.error(.duplicateColumn("values")) }
    hasValues = true
    guard try parser.next() == .beginArray else {
      throw parser.wrongType("values", expected: "array")
    }
    let isKnown = labels != nil
    let unit = NumberRun.Unit(decimals: columns.decimals)
    while true {
      let event = try parser.next()
      switch event {
      case .number, .string, .null:
        if isKnown { try takeValue(event) } else { try wait(event) }
      case .endArray: return
      default: throw parser.wrongType("a value", expected: "number")
      }
      guard isKnown else { continue }
      let first = values.count
      parser.takeNumbers(in: unit, into: &values)
      if columns.judgesValues { judge(from: first) }
      try limit(values.count)
    }
  }

  private mutating func takeValue(_ event: JSONPullParser.Event) throws(IngestError) {
    let decimals = columns.decimals
    // `null` is how newer versions write NaN.
    let reading =
      event == .null
      ? .notANumber : parser.withScalar { DecimalScanner.scan($0, decimals: decimals) }
    guard append(reading) else {
      throw parser.error(reading.fault(String(parser.text.prefix(100))))
    }
  }

  /// Adds a reading, or a gap in its place; false for one that is refused.
  private mutating func append(_ reading: DecimalReading) -> Bool {
    guard let value = columns.kept(reading) else { return false }
    if value == ColumnSeries.gap { hasGaps = true }
    values.append(value)
    return true
  }

  /// Looks again at readings of a JVM, of which some numbers mean *unknown*.
  private mutating func judge(from first: Int) {
    for index in first..<values.count {
      guard case .nothing = columns.series.plan?.kept(.units(values[index])) else { continue }
      values[index] = ColumnSeries.gap
      hasGaps = true
    }
  }

  private func limit(_ count: Int) throws(IngestError) {
    guard count <= readingLimit else {
      throw parser.error(.tooManyReadings(limit: readingLimit))
    }
  }
}

// MARK: - Values before their labels

extension LineReader {
  private mutating func wait(_ event: JSONPullParser.Event) throws(IngestError) {
    if event == .null {
      waiting.append(contentsOf: Array("NaN".utf8))
    } else {
      parser.withScalar { bytes in
        for index in bytes.indices { waiting.append(bytes[index]) }
      }
    }
    waiting.append(UInt8(ascii: ","))
    waitingCount += 1
    guard waiting.count <= Self.waitingLimit else {
      throw parser.error(.tooLarge(what: "values before their labels", limit: Self.waitingLimit))
    }
  }

  private mutating func takeWaiting() throws(IngestError) {
    try limit(waitingCount)
    let decimals = columns.decimals
    var text: [UInt8] = []
    swap(&text, &waiting)
    for part in text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      .dropLast()
    {
      let reading = DecimalScanner.scan(Array(part).span, decimals: decimals)
      guard append(reading) else {
        throw parser.error(reading.fault(String(decoding: part.prefix(100), as: UTF8.self)))
      }
    }
  }
}
