/// The answer of the Prometheus HTTP API to `/query_range` and `/query`, which Thanos, Mimir,
/// VictoriaMetrics and the managed services give as well.
///
/// - Source: docs/formats/prometheus.md
public struct PrometheusJSON: Format {
  /// The id `prometheus-json`.
  public static let id = "prometheus-json"

  /// What it is, in a few words.
  public static let summary = "Prometheus HTTP API answers: /api/v1/query_range and /api/v1/query"

  /// Makes a reader.
  public init() {}

  /// Whether the outer members are those of an answer; objects of Kubernetes have a status as well,
  /// but not as a text of these.
  public static func recognises(_ head: [UInt8]) -> Bool {
    guard let json = JSONHead(head), json.root == .object, json["kind"] == nil else { return false }
    if let status = json["status"]?.text, ["success", "error"].contains(status) { return true }
    if let data = json["data"], data.names.contains("result") || data.names.contains("resultType") {
      return true
    }
    return json["resultType"] != nil || json["errorType"] != nil
  }

  /// Reads an answer; see ``Format/read(_:options:into:)``.
  ///
  /// - Throws: ``IngestError``, with the server's own words where it refused the query
  public func read<Sink: SampleSink>(
    _ reader: ByteReader,
    options: IngestOptions,
    into sink: inout Sink
  ) throws(IngestError) -> FileReport {
    var result = ResultReader(reader, .answer, options: options)
    return try result.report(options, into: &sink)
  }
}
