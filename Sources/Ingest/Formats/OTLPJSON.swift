/// OpenTelemetry metrics as the collector's file exporter writes them: one JSON message per line.
///
/// Usual input: lines of 10 to 500 KB, one per collection, with a resource per container.
///
/// - Source: docs/formats/otlp-json.md
public struct OTLPJSON: Format {
  /// The id `otlp-json`.
  public static let id = "otlp-json"

  /// What it is, in a few words.
  public static let summary =
    "OpenTelemetry metrics in JSON lines, as the collector's file exporter writes"

  /// Makes a reader.
  public init() {}

  /// Whether the first message has metrics of resources.
  public static func recognises(_ head: [UInt8]) -> Bool {
    guard let json = JSONHead(head), json.root == .object else { return false }
    return json["resourceMetrics"]?.valueStart == UInt8(ascii: "[")
  }

  /// Reads every message; see ``Format/read(_:options:into:)``.
  ///
  /// - Throws: ``IngestError``
  public func read<Sink: SampleSink>(
    _ reader: ByteReader,
    options: IngestOptions,
    into sink: inout Sink
  ) throws(IngestError) -> FileReport {
    var messages = OTLPReader(reader, options: options)
    return try messages.report(options, into: &sink)
  }
}
