import PodfitModel

/// The neutral CSV: one row is one container at one time, signals stand side by side.
///
/// Rows are split and read in one pass without a `String` per cell. Usual input: a million rows of
/// 60 to 120 bytes and seven to eleven columns, series by series or time by time.
///
/// Measured on two busy cores, release build, digest, validation and journal included, 121 bytes a
/// row with two readings, time by time: 19.9 million rows of 10,000 containers in 3.8 CPU seconds
/// (0.26 GB resident); 8.3 million rows of 100,000 containers in 4.0 (0.36 GB).
///
/// - Source: docs/formats/neutral-csv.md
public struct NeutralCSV: Format {
  /// The format's stable name.
  public static let id = "neutral-csv"

  /// What it is, in a few words.
  public static let summary = "CSV, one row per container and time"

  /// Makes a reader.
  public init() {}

  /// Whether the first row names a time and a part of what was measured.
  public static func recognises(_ head: [UInt8]) -> Bool {
    guard let dialect = CSVDialect(head: head) else { return false }
    return NeutralLayout.recognises(header: dialect.header)
  }

  /// The same for a table whose columns have names that only the map explains.
  static func recognises(_ head: [UInt8], _ labelMap: LabelMap) -> Bool {
    guard !labelMap.isEmpty, let dialect = CSVDialect(head: head) else { return false }
    return NeutralLayout.recognises(header: labelMap.renamed(header: dialect.header))
  }

  /// Reads the table.
  ///
  /// A row or cell that cannot be used is counted and the first three are named in a warning; with
  /// ``IngestOptions/isStrict`` the first is thrown. A last line without its end is taken, with a
  /// warning, where it is a row like others; else the file was cut off inside it.
  ///
  /// - Throws: ``IngestError`` for a header without a required column, for text that is no CSV, for
  ///   a file that was cut off, and for an error of the sink
  public func read<Sink: SampleSink>(
    _ reader: ByteReader,
    options: IngestOptions,
    into sink: inout Sink
  ) throws(IngestError) -> FileReport {
    var scanner = CSVScanner()
    var lines = WholeLines(reader)
    let layout = try header(&scanner, &lines, reader, options.labelMap)
    var rows = NeutralRows(
      layout: layout,
      cluster: options.cluster,
      window: options.window,
      delimiter: scanner.delimiter
    )
    var tally = NeutralTally()
    var end: IngestError?
    var isOpen = false
    while true {
      do throws(IngestError) {
        guard try advance(&scanner, &lines, reader) else { break }
        rows.add(scanner)
        isOpen = scanner.isLastRow && !reader.endsLine
        if isOpen, !rows.faults.isEmpty || options.isStrict { throw cutOff("a line", reader) }
      } catch {
        let lastLine = scanner.line - 1
        let named = error.naming(lastComplete: lastLine > 1 ? "line \(lastLine)" : nil)
        guard options.allowsTruncated, named.isTruncation else { throw named }
        end = named
        break
      }
      for fault in rows.faults {
        let error = fault.error(in: scanner, file: reader.file)
        if options.isStrict { throw error }
        tally.reject(error)
      }
      rows.addQuickly(&scanner)
      if rows.isFull { try tally.handOver(&rows, to: &sink, reader) }
    }
    try tally.handOver(&rows, to: &sink, reader)
    var report = tally.report(rows, unused: layout.unused)
    report.truncation = end
    if isOpen, end == nil {
      report.warnings.append(
        "the last line has no end: where the file was cut off, its last number may be too short"
      )
    }
    return report
  }

  private func cutOff(_ place: String, _ reader: ByteReader) -> IngestError {
    reader.error(.truncated(inside: place, lastComplete: nil), at: reader.offset)
  }

  /// Moves to the next row; false at the end of the file.
  private func advance(
    _ scanner: inout CSVScanner,
    _ lines: inout WholeLines,
    _ reader: ByteReader
  ) throws(IngestError) -> Bool {
    while true {
      let next: Bool?
      do throws(CSVScanner.Fault) {
        next = try scanner.next()
      } catch {
        if error == .unterminatedQuote { throw cutOff("a quoted cell", reader) }
        throw error.error(in: scanner, file: reader.file)
      }
      if let next { return next }
      try lines.fill(&scanner)
    }
  }

  /// Reads the first row.
  private func header(
    _ scanner: inout CSVScanner,
    _ lines: inout WholeLines,
    _ reader: ByteReader,
    _ labelMap: LabelMap
  ) throws(IngestError) -> NeutralLayout {
    try lines.fill(&scanner)
    guard let dialect = CSVDialect(head: Array(scanner.pending.prefix(Ingestor.headSize))) else {
      throw reader.error(.badQuoting, at: 0, line: 1)
    }
    scanner.skip(dialect.skippedBytes, lines: dialect.skippedLines)
    scanner.delimiter = dialect.delimiter
    guard try advance(&scanner, &lines, reader) else {
      throw reader.error(.missingColumn("time"), at: 0, line: 1)
    }
    let layout: NeutralLayout
    do throws(NeutralLayout.Fault) {
      let names = (0..<scanner.cellCount).map { scanner.text($0) }
      layout = try NeutralLayout(header: labelMap.renamed(header: names))
    } catch {
      switch error {
      case .missing(let name):
        throw reader.error(.missingColumn(name), at: scanner.offset, line: scanner.line)
      case .twice(let name, let column):
        let place = scanner.place(ofCell: column)
        throw reader.error(
          .duplicateColumn(name),
          at: place.offset,
          line: place.line,
          column: place.column
        )
      }
    }
    if scanner.isLastRow, !reader.endsLine { throw cutOff("the header", reader) }
    return layout
  }
}
