/// The answer of Datadog's `GET /api/v1/query`.
///
/// Usual input: one line of 10 to 500 KB per query, at most 300 points per series unless the query
/// rolls up; a week at five minutes comes in several files.
///
/// - Source: docs/formats/datadog-v1.md
public struct DatadogJSON: Format {
  /// The id `datadog-v1`.
  public static let id = "datadog-v1"

  /// What it is, in a few words.
  public static let summary = "Datadog query answers: GET /api/v1/query"

  /// Makes a reader.
  public init() {}

  /// Whether the outer members are those of an answer with series over time.
  public static func recognises(_ head: [UInt8]) -> Bool {
    guard let json = JSONHead(head), json.root == .object, json["kind"] == nil else { return false }
    if json["res_type"]?.text == "time_series" { return true }
    return json["series"]?.valueStart == UInt8(ascii: "[")
      && json["query"] != nil && json["from_date"] != nil
  }

  /// Reads an answer; see ``Format/read(_:options:into:)``.
  ///
  /// - Throws: ``IngestError``, with the server's own words where it refused the query
  public func read<Sink: SampleSink>(
    _ reader: ByteReader,
    options: IngestOptions,
    into sink: inout Sink
  ) throws(IngestError) -> FileReport {
    var answer = DatadogReader(reader, options: options)
    return try answer.report(options, into: &sink)
  }
}
