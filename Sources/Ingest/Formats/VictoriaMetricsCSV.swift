import PodfitModel

/// CSV of VictoriaMetrics: `/api/v1/export/csv?format=…`, one row per sample.
///
/// The columns are those that the request asked for. Version 1.140 and later name them in a first
/// line; for older ones ``IngestOptions/columns`` does. Usual input: 60 to 140 bytes per sample.
///
/// - Source: docs/formats/victoriametrics-csv.md
public struct VictoriaMetricsCSV: Format {
  /// The format's stable name.
  public static let id = "victoriametrics-csv"

  /// What it is, in a few words.
  public static let summary = "VictoriaMetrics CSV: /api/v1/export/csv"

  /// Makes a reader.
  public init() {}

  /// Whether the first line names a value or a time as VictoriaMetrics does, or is a row with a time,
  /// a value and a text.
  public static func recognises(_ head: [UInt8]) -> Bool {
    guard let cells = firstRow(head) else { return false }
    return ExportColumns.isHeader(cells) || ExportColumns.shape(of: cells) != nil
  }

  /// Reads all rows.
  ///
  /// - Throws: ``IngestError``; a file without a header whose columns the options do not name, and a
  ///   file that ends inside a line are such
  public func read<Sink: SampleSink>(
    _ reader: ByteReader,
    options: IngestOptions,
    into sink: inout Sink
  ) throws(IngestError) -> FileReport {
    var rows = EscapedRows(reader)
    guard try rows.next() else { throw reader.error(.emptyFile) }
    let first = (0..<rows.cellCount).map { rows.text($0) }
    let hasHeader = ExportColumns.isHeader(first)
    guard let names = hasHeader ? first : options.columns else {
      throw rows.error(.unknownColumns(shape: ExportColumns.shape(of: first) ?? []))
    }
    let columns = try columns(names, rows)
    guard hasHeader || columns.count == first.count else {
      throw rows.error(.wrongCellCount(expected: columns.count, found: first.count))
    }
    var table = ExportTable(
      rows: rows,
      samples: ExportRows(columns, reader, options: options),
      hasHeader: hasHeader
    )
    return try table.report(options, into: &sink)
  }

  private func columns(
    _ names: [String],
    _ rows: EscapedRows
  ) throws(IngestError) -> ExportColumns {
    do throws(ExportColumns.Fault) {
      return try ExportColumns(names)
    } catch {
      switch error {
      case .missing(let name): throw rows.error(.missingColumn(name))
      case .twice(let name): throw rows.error(.duplicateColumn(name))
      case .unknownTime(let name): throw rows.error(.unknownColumn(name))
      }
    }
  }

  /// The cells of the first line, nil where the head is no text of such a table.
  private static func firstRow(_ head: [UInt8]) -> [String]? {
    let start = head.first { !$0.isBlank }
    guard start != UInt8(ascii: "{"), start != UInt8(ascii: "["), start != UInt8(ascii: "<"),
      let reader = try? ByteReader(.bytes(Array(head.prefix(1 << 14)) + [0x0A]), named: "")
    else { return nil }
    var rows = EscapedRows(reader)
    guard (try? rows.next()) == true, rows.cellCount >= 3 else { return nil }
    return (0..<rows.cellCount).map { rows.text($0) }
  }
}

/// A table whose first row was read.
private struct ExportTable: ContentReader {
  var rows: EscapedRows
  var samples: ExportRows
  let hasHeader: Bool

  /// The row read last.
  var lastComplete: String? { samples.lastRow }

  mutating func read<Sink: SampleSink>(into sink: inout Sink) throws(IngestError) {
    if !hasHeader { try samples.add(rows, into: &sink) }
    while try rows.next() { try samples.add(rows, into: &sink) }
  }

  mutating func finish<Sink: SampleSink>(
    into sink: inout Sink
  ) throws(IngestError) -> FileReport {
    try samples.finish(into: &sink)
  }
}
