import PodfitModel

/// Tables of `kubectl top pods --containers -A`, one or several in one file.
///
/// A table says no time: ``IngestOptions/readTime`` does, or a line with an RFC 3339 time before
/// it, as `date -u +%FT%TZ` prints one. Usual input: 120 bytes per container and reading.
///
/// - Source: docs/formats/kubectl-top.md
public struct KubectlTop: Format {
  /// The format's stable name.
  public static let id = "kubectl-top"

  /// What it is, in a few words.
  public static let summary = "tables of kubectl top pods --containers -A"

  /// Makes a reader.
  public init() {}

  /// Whether the first line, or the one after a time, is the header of such a table.
  public static func recognises(_ head: [UInt8]) -> Bool { recognises(head, LabelMap()) }

  /// Whether it does so where columns mean what a map says.
  static func recognises(_ head: [UInt8], _ labelMap: LabelMap) -> Bool {
    var scanner = CSVScanner(text: head, delimiter: UInt8(ascii: " "))
    for _ in 0..<2 {
      guard (try? scanner.next()) == true else { return false }
      let fields = scanner.fields
      if TopTable(fields, labelMap) != nil { return true }
      guard TopRows.time(fields) != nil else { return false }
    }
    return false
  }

  /// Reads every table.
  ///
  /// - Throws: ``IngestError`` for a table of containers of which no time is known, for a file that
  ///   ends inside a line, with ``IngestOptions/isStrict`` for a row that cannot be used, and for an
  ///   error of the sink
  public func read<Sink: SampleSink>(
    _ reader: ByteReader,
    options: IngestOptions,
    into sink: inout Sink
  ) throws(IngestError) -> FileReport {
    var rows = TopRows(reader: reader, options: options)
    return try rows.report(options, into: &sink)
  }
}

extension CSVScanner {
  /// The texts of the current row's cells that are not empty.
  var fields: [String] {
    (0..<cellCount).map { text($0) }.filter { !$0.isEmpty }
  }
}
