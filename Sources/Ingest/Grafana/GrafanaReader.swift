import PodfitModel

/// Reads the tables of Grafana's CSV row by row and gathers their readings by series.
struct GrafanaReader: ContentReader {
  /// Readings that wait until their series are looked at: some 15 MB.
  private static let heldLimit = 100_000

  private let reader: ByteReader
  private let options: IngestOptions
  private var gatherer: ReadingGatherer
  private var times: GrafanaTime
  private var frame: GrafanaFrame?
  private var frames = 0
  private var allowsComma = false

  /// A series of one table.
  private struct Series {
    var labels: [String: String]
    /// What it measures, where that is known.
    var metric: Metric?
    var readings: [HeldReadings.Reading] = []
    var lastTime: Int64?
    var isSkipped = false
  }

  private var series: [Series] = []
  /// The series by table, column and label cells.
  private var indices: [String: Int] = [:]
  private var held = 0

  private var lastLine: Int?
  private var firstTime: Int64?
  private var hasSeveralTimes = false
  /// The smallest step between two readings of one series.
  private var step: Int64?
  private var rounded: String?
  private var rejections: [IngestError] = []

  /// Starts to read.
  init(_ reader: ByteReader, options: IngestOptions) {
    self.reader = reader
    self.options = options
    gatherer = ReadingGatherer(reader, options: options, namesMetrics: false)
    times = GrafanaTime(utcOffset: options.utcOffset)
  }

  /// The row read last.
  var lastComplete: String? { lastLine.map { "the row of line \($0)" } }

  /// Reads every table.
  mutating func read<Sink: SampleSink>(into sink: inout Sink) throws(IngestError) {
    var scanner = CSVScanner()
    var lines = WholeLines(reader)
    try lines.fill(&scanner)
    guard let dialect = GrafanaDialect(head: Array(scanner.pending.prefix(64))) else {
      throw reader.error(.missingColumn("Time"), at: 0, line: 1)
    }
    scanner.skip(dialect.skippedBytes, lines: dialect.skippedLines)
    scanner.delimiter = dialect.delimiter
    allowsComma = dialect.delimiter != UInt8(ascii: ",")
    while try lines.advance(&scanner) {
      try add(scanner)
      lastLine = scanner.line
      if held >= Self.heldLimit { try flush(into: &sink) }
    }
  }

  /// Hands over the rest and completes the report.
  mutating func finish<Sink: SampleSink>(
    into sink: inout Sink
  ) throws(IngestError) -> FileReport {
    try flush(into: &sink)
    var report = try gatherer.finish(into: &sink)
    report.warnings += gatherer.planner.warnings(about: report, usedGuess: gatherer.usedGuess)
    if report.samples > 0 { report.warnings += notes }
    if report.rejected > 0, !rejections.isEmpty {
      report.warnings.append(
        "\(report.rejected) rejected rows and cells, the first: "
          + rejections.map(\.firstLine).joined(separator: "; ")
      )
    }
    return report
  }

  /// What Grafana did to the readings.
  private var notes: [String] {
    var notes: [String] = []
    if let step {
      notes.append(
        "Grafana asks for as many readings as the panel is wide: here one in"
          + " \(TimeSpan(milliseconds: step).inWords); peaks between them are lost unless the query"
          + " keeps them by max_over_time(…[$__interval]). /api/v1/query_range gives every step"
      )
    }
    if let rounded {
      notes.append(
        "readings were rounded for people (\"\(rounded)\"), by at most 1%;"
          + " turn off \"Formatted data\" to have them as they are"
      )
    }
    return notes
  }
}

// MARK: - Rows

extension GrafanaReader {
  private mutating func add(_ row: CSVScanner) throws(IngestError) {
    let first = row.text(0).trimmed
    if GrafanaFrame.isHeader(first) {
      frame = try header(row)
      frames += 1
      return
    }
    guard let frame else {
      throw row.error(.missingColumn("Time"), cell: nil, file: reader.file)
    }
    guard row.cellCount == frame.columns.count + 1 else {
      let expected = frame.columns.count + 1
      return try reject(
        row.error(
          .wrongCellCount(expected: expected, found: row.cellCount),
          cell: nil,
          file: reader.file
        )
      )
    }
    if let cell = row.strayText {
      return try reject(row.error(.badQuoting, cell: cell, file: reader.file))
    }
    let time: Int64
    switch times.read(first) {
    case .time(let read): time = read
    case .local: throw row.error(.localTime(first), cell: 0, file: reader.file)
    case .malformed: return try reject(row.error(.badTime(first), cell: 0, file: reader.file))
    }
    if let known = firstTime, known != time { hasSeveralTimes = true }
    firstTime = firstTime ?? time
    try add(row, frame, at: time)
  }

  private mutating func header(_ row: CSVScanner) throws(IngestError) -> GrafanaFrame {
    let names = (0..<row.cellCount).map { row.text($0).trimmed }
    if let cell = names.firstIndex(where: { $0.contains("\u{FFFD}") }) {
      throw row.error(.invalidUTF8, cell: cell, file: reader.file)
    }
    do throws(GrafanaFrame.Fault) {
      return try GrafanaFrame(header: names, legend: options.legend)
    } catch {
      switch error {
      case .unknownLegend(let column):
        let name = String(names[column].prefix(200))
        throw row.error(.unknownLegend(name), cell: column, file: reader.file)
      case .severalQueries(let column):
        throw row.error(.duplicateColumn("Value"), cell: column, file: reader.file)
      }
    }
  }

  /// Takes the readings of a row.
  private mutating func add(
    _ row: CSVScanner,
    _ frame: GrafanaFrame,
    at time: Int64
  ) throws(IngestError) {
    var identity = "\(frames)"
    var labels: [String: String] = [:]
    for (index, column) in frame.columns.enumerated() {
      switch column {
      case .readings: continue
      case .label(let name):
        let text = try label(row, index + 1)
        labels[name] = text
        identity += "\u{1F}\(text)"
      case .legend:
        let text = try label(row, index + 1)
        guard let named = GrafanaFrame.labels(ofLegend: text, options.legend) else {
          let shown = String(text.prefix(200))
          throw row.error(.unknownLegend(shown), cell: index + 1, file: reader.file)
        }
        labels.merge(named) { $1 }
        identity += "\u{1F}\(text)"
      }
    }
    for (index, column) in frame.columns.enumerated() {
      guard case .readings(let own) = column else { continue }
      let key = "\(index)\u{1F}\(identity)"
      let place = indices[key] ?? series.count
      if place == series.count {
        indices[key] = place
        let all = labels.merging(own) { $1 }
        series.append(Series(labels: all, metric: metric(named: all["__name__"])))
      }
      try add(row, cell: index + 1, to: place, at: time)
    }
  }

  private func label(_ row: CSVScanner, _ cell: Int) throws(IngestError) -> String {
    let text = row.text(cell)
    guard !text.contains("\u{FFFD}") else {
      throw row.error(.invalidUTF8, cell: cell, file: reader.file)
    }
    return text
  }

  private func metric(named name: String?) -> Metric? {
    guard let name else { return gatherer.planner.stated ?? gatherer.planner.guessed }
    guard case .usage(let metric) = MetricMeaning(name: name) else { return nil }
    return metric
  }

  private mutating func add(
    _ row: CSVScanner,
    cell: Int,
    to place: Int,
    at time: Int64
  ) throws(IngestError) {
    if series[place].isSkipped { return }
    let text = row.text(cell)
    switch GrafanaValue(text, allowsComma: allowsComma) {
    case .nothing: return
    case .malformed:
      try reject(row.error(.badNumber(String(text.prefix(100))), cell: cell, file: reader.file))
    case .coarse:
      let shown = String(text.prefix(100))
      throw row.error(.formattedValue(shown), cell: cell, file: reader.file)
    case .number(let digits, let kind):
      if kind != .any {
        rounded = rounded ?? text.trimmed
        try check(kind, series[place].metric, row, cell)
      }
      let line = ObjectNode.Place(offset: row.offset, line: row.line, column: 1)
      series[place].readings.append(.init(time: time, text: digits, place: line))
      held += 1
      if let last = series[place].lastTime, time > last {
        step = min(step ?? .max, time - last)
      }
      series[place].lastTime = time
    }
  }

  /// Checks that a unit is one of the metric.
  private func check(
    _ kind: GrafanaValue.Kind,
    _ metric: Metric?,
    _ row: CSVScanner,
    _ cell: Int
  ) throws(IngestError) {
    guard let metric else { return }
    let fits =
      switch kind {
      case .bytes: metric.unit == .bytes
      case .cores: metric.unit == .nanocores
      case .ratio: metric == .cpuThrottledRatio
      case .any: true
      }
    guard fits else {
      throw row.error(
        .badQuantity(row.text(cell), reason: "its unit is not one of \(metric.rawValue)"),
        cell: cell,
        file: reader.file
      )
    }
  }

  private mutating func reject(_ error: IngestError) throws(IngestError) {
    if options.isStrict { throw error }
    gatherer.report.rejected += 1
    if rejections.count < 3 { rejections.append(error) }
  }

  /// Hands all readings that wait to the gatherer.
  private mutating func flush<Sink: SampleSink>(into sink: inout Sink) throws(IngestError) {
    for place in series.indices where !series[place].readings.isEmpty {
      let skipped = gatherer.report.skipped
      let target = ServiceSeries(
        metric: ServiceMetric(series[place].labels["__name__"] ?? ""),
        labels: series[place].labels
      )
      try gatherer.take(
        HeldReadings(series[place].readings),
        of: target,
        isInstant: !hasSeveralTimes,
        into: &sink
      )
      series[place].readings = []
      series[place].isSkipped = gatherer.report.skipped != skipped
    }
    held = 0
  }
}

extension TimeSpan {
  /// The length in the largest unit that it is a whole number of.
  fileprivate var inWords: String {
    for (unit, length) in [("h", 3_600_000), ("min", 60_000), ("s", 1_000)] as [(String, Int64)]
    where milliseconds % length == 0 {
      return "\(milliseconds / length) \(unit)"
    }
    return "\(milliseconds) ms"
  }
}
