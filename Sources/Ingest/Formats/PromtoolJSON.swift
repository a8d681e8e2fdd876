/// The output of `promtool query range -o json` and `promtool query instant -o json`: the series of
/// an answer without its envelope.
///
/// - Source: docs/formats/prometheus.md
public struct PromtoolJSON: Format {
  /// The id `promtool-json`.
  public static let id = "promtool-json"

  /// What it is, in a few words.
  public static let summary = "promtool query … -o json: an array of series"

  /// Makes a reader.
  public init() {}

  /// Whether the content is an array whose first element has labels and readings; an empty array is
  /// what promtool prints for an empty result.
  public static func recognises(_ head: [UInt8]) -> Bool {
    guard let json = JSONHead(head), json.root == .array else { return false }
    if json.members.isEmpty {
      return head.filter { !$0.isBlank } == Array("[]".utf8)
    }
    return json["metric"] != nil || json["values"] != nil || json["histograms"] != nil
  }

  /// Reads an array of series; see ``Format/read(_:options:into:)``.
  ///
  /// - Throws: ``IngestError``
  public func read<Sink: SampleSink>(
    _ reader: ByteReader,
    options: IngestOptions,
    into sink: inout Sink
  ) throws(IngestError) -> FileReport {
    var result = ResultReader(reader, .array, options: options)
    return try result.report(options, into: &sink)
  }
}
