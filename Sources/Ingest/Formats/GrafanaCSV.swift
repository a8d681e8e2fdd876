/// The CSV that Grafana's panel inspector downloads: long (Format: Table) or wide, one column per
/// series.
///
/// Usual input: some hundred KB, since Grafana asks for no more readings than the panel is wide.
///
/// - Source: docs/formats/grafana-csv.md
public struct GrafanaCSV: Format {
  /// The id `grafana-csv`.
  public static let id = "grafana-csv"

  /// What it is, in a few words.
  public static let summary = "CSV downloaded from Grafana's panel inspector"

  /// Makes a reader.
  public init() {}

  /// Whether the first column is called `Time` and the others are not those of ``NeutralCSV``.
  public static func recognises(_ head: [UInt8]) -> Bool {
    guard let dialect = GrafanaDialect(head: head) else { return false }
    // A header too long for the head has the columns of thousands of series.
    guard let header = dialect.header(head) else { return true }
    if header.dropFirst().contains(where: GrafanaFrame.isValue) { return true }
    return !header.contains { name in
      if case .metric? = NeutralColumn(header: name) { return true }
      return false
    }
  }

  /// Reads every table; see ``Format/read(_:options:into:)``.
  ///
  /// - Throws: ``IngestError``, among others for legends that do not name a container, times without
  ///   a zone and numbers that were rounded for people
  public func read<Sink: SampleSink>(
    _ reader: ByteReader,
    options: IngestOptions,
    into sink: inout Sink
  ) throws(IngestError) -> FileReport {
    var tables = GrafanaReader(reader, options: options)
    return try tables.report(options, into: &sink)
  }
}
