/// The answer of Google Cloud Monitoring to `projects.timeSeries.list`.
///
/// Usual input: pretty-printed, newest reading first, pages of up to 100,000 points; several pages may
/// follow each other in one file.
///
/// - Source: docs/formats/gcp-timeseries.md
public struct GCPTimeSeries: Format {
  /// The id `gcp-timeseries`.
  public static let id = "gcp-timeseries"

  /// What it is, in a few words.
  public static let summary = "Google Cloud Monitoring: timeSeries.list"

  /// Makes a reader.
  public init() {}

  /// Whether the first document has a list of time series.
  public static func recognises(_ head: [UInt8]) -> Bool {
    guard let json = JSONHead(head), json.root == .object else { return false }
    return json["timeSeries"]?.valueStart == UInt8(ascii: "[")
  }

  /// Reads every page; see ``Format/read(_:options:into:)``.
  ///
  /// - Throws: ``IngestError``
  public func read<Sink: SampleSink>(
    _ reader: ByteReader,
    options: IngestOptions,
    into sink: inout Sink
  ) throws(IngestError) -> FileReport {
    var pages = GCPReader(reader, options: options)
    return try pages.report(options, into: &sink)
  }
}
