/// Performance log events of CloudWatch Container Insights: one JSON object per line.
///
/// Usual input: lines of 0.8 to 2 KB, one per container and minute among those of pods and nodes.
///
/// - Source: docs/formats/cloudwatch-performance.md
public struct CloudWatchPerformance: Format {
  /// The id `cloudwatch-performance`.
  public static let id = "cloudwatch-performance"

  /// What it is, in a few words.
  public static let summary = "CloudWatch Container Insights performance log events"

  /// Makes a reader.
  public init() {}

  /// Whether the first event has the type and cluster that all of these have.
  public static func recognises(_ head: [UInt8]) -> Bool {
    guard let json = JSONHead(head), json.root == .object else { return false }
    return json["Type"]?.valueStart == UInt8(ascii: "\"")
      && json["ClusterName"]?.valueStart == UInt8(ascii: "\"")
  }

  /// Reads every event; see ``Format/read(_:options:into:)``.
  ///
  /// - Throws: ``IngestError``
  public func read<Sink: SampleSink>(
    _ reader: ByteReader,
    options: IngestOptions,
    into sink: inout Sink
  ) throws(IngestError) -> FileReport {
    var events = PerformanceReader(reader, options: options)
    return try events.report(options, into: &sink)
  }
}
