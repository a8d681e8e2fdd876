import PodfitModel

/// Turns the rows of a CSV export into samples, series by series, whatever their order.
struct ExportRows {
  /// What is known of a series, and its readings that are not yet handed on.
  private struct Entry {
    var labels: LabelSet
    var plan: SeriesPlan
    var decimals: Int
    var times: [Int64] = []
    var values: [Int64] = []
    var isNew = true
  }

  private let columns: ExportColumns
  private let isStrict: Bool
  private var out: ColumnSeries
  private var table: SeriesTable
  private var times = TimeCell()
  private var entries: [Entry] = []
  private var held = 0
  private var rowCount = 0
  private var rejections: [IngestError] = []

  /// How many samples are held before they go to the sink.
  private static let heldLimit = 1_000_000
  /// How many rejections are named with their place.
  private static let namedRejections = 3

  /// Starts to take the rows of a file.
  init(_ columns: ExportColumns, _ reader: ByteReader, options: IngestOptions) {
    self.columns = columns
    isStrict = options.isStrict
    out = ColumnSeries(reader, options: options, noun: "row")
    table = SeriesTable(columns: columns.labels.map(\.column))
  }

  /// How the row read last is called in messages; nil before the first.
  var lastRow: String? { rowCount > 0 ? "row \(rowCount)" : nil }

  /// Takes one row.
  mutating func add<Sink: SampleSink>(
    _ row: EscapedRows,
    into sink: inout Sink
  ) throws(IngestError) {
    defer { rowCount += 1 }
    guard row.cellCount == columns.count else {
      return try reject(
        row.error(.wrongCellCount(expected: columns.count, found: row.cellCount))
      )
    }
    let bytes = row.buffer.span
    let cells = row.cells.span
    let index: Int
    switch table.find(bytes, cells) {
    case .known(let known): index = known
    case .new(let new):
      index = new
      enter(row)
    case .unusable: return out.series.report.skip(SeriesPlanner.Reason.unusableName)
    }
    if case .skip = entries[index].plan { return }
    let timeRange = cells[2 * columns.time]..<cells[2 * columns.time + 1]
    guard let time = Self.nanoseconds(bytes, timeRange) ?? times.milliseconds(bytes, timeRange)
    else { return try reject(row.error(.badTime(String(row.text(columns.time).prefix(100))))) }
    let range = cells[2 * columns.value]..<cells[2 * columns.value + 1]
    // An empty cell is no reading.
    guard !range.isEmpty else { return }
    let reading = DecimalScanner.scan(bytes.extracting(range), decimals: entries[index].decimals)
    switch entries[index].plan.kept(reading) {
    case .nothing: return
    case .refused:
      try reject(row.error(reading.fault(String(row.text(columns.value).prefix(100)))))
    case .value(let value):
      entries[index].times.append(time)
      entries[index].values.append(value)
      held += 1
      if held >= Self.heldLimit { try handOver(into: &sink) }
    }
  }

  /// Hands on what is still held and completes the report.
  mutating func finish<Sink: SampleSink>(
    into sink: inout Sink
  ) throws(IngestError) -> FileReport {
    try handOver(into: &sink)
    var report = try out.finish(into: &sink)
    if !rejections.isEmpty {
      let places = rejections.map { String($0.description.prefix { $0 != "\n" }) }
      report.warnings.append(
        "\(report.rejected) rejected rows, the first: " + places.joined(separator: "; ")
      )
    }
    return report
  }

  private mutating func enter(_ row: EscapedRows) {
    var labels = LabelSet()
    for (name, column) in columns.labels { labels[name] = row.text(column) }
    out.begin(labels)
    let plan = out.series.plan ?? .skip(SeriesPlanner.Reason.unnamed)
    entries.append(Entry(labels: labels, plan: plan, decimals: out.decimals))
  }

  /// Hands on all series that have readings, and once those that have none.
  private mutating func handOver<Sink: SampleSink>(
    into sink: inout Sink
  ) throws(IngestError) {
    for index in entries.indices where entries[index].isNew || !entries[index].times.isEmpty {
      out.begin(entries[index].labels)
      var times: [Int64] = []
      var values: [Int64] = []
      swap(&times, &entries[index].times)
      swap(&values, &entries[index].values)
      entries[index].isNew = false
      try out.end(times: times, values: values, hasGaps: false, into: &sink)
    }
    held = 0
  }

  private mutating func reject(_ error: IngestError) throws(IngestError) {
    if isStrict { throw error }
    out.series.report.rejected += 1
    if rejections.count < Self.namedRejections { rejections.append(error) }
  }

  /// The milliseconds of a time in nanoseconds, which has 19 digits; nil for any other cell.
  private static func nanoseconds(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int64? {
    guard range.count == 19, bytes[range.lowerBound + 4].isDigit,
      case .units(let units) = DecimalScanner.scan(bytes.extracting(range), decimals: 0), units >= 0
    else { return nil }
    return units / 1_000_000
  }
}
