import PodfitModel

/// JSON lines of VictoriaMetrics: `/api/v1/export`, one object per line with the labels, the values
/// and the times of one series or a part of one.
///
/// Usual input: 20 to 30 bytes per reading, hundreds of megabytes.
///
/// - Source: docs/formats/victoriametrics-jsonl.md
public struct VictoriaMetricsJSONL: Format {
  /// The format's stable name.
  public static let id = "victoriametrics-jsonl"

  /// What it is, in a few words.
  public static let summary = "VictoriaMetrics JSON lines: /api/v1/export"

  /// Makes a reader.
  public init() {}

  /// Whether the first object has columns of numbers and labels; Prometheus has pairs instead.
  public static func recognises(_ head: [UInt8]) -> Bool {
    guard let json = JSONHead(head), json["status"] == nil else { return false }
    let arrays = ["values", "timestamps"].compactMap { json[$0] }
    let hasColumns = arrays.contains { $0.valueStart == UInt8(ascii: "[") }
    let hasPairs = arrays.contains {
      [UInt8(ascii: "["), UInt8(ascii: "{")].contains($0.elementStart)
    }
    let hasLabels = json["metric"]?.valueStart == UInt8(ascii: "{") || json["timestamps"] != nil
    return hasColumns && hasLabels && !hasPairs
  }

  /// Reads all lines; see ``Format/read(_:options:into:)``.
  ///
  /// - Throws: ``IngestError``; a file that ends inside a line is one
  public func read<Sink: SampleSink>(
    _ reader: ByteReader,
    options: IngestOptions,
    into sink: inout Sink
  ) throws(IngestError) -> FileReport {
    var lines = LineReader(reader, options: options)
    return try lines.report(options, into: &sink)
  }
}
