import PodfitModel

/// Usage as the API `metrics.k8s.io` lists it: `kubectl get --raw /apis/metrics.k8s.io/v1beta1/pods`,
/// once or again and again into one file.
///
/// Documents follow each other with or without line ends; one item at a time becomes a small tree.
/// Usual input: 300 bytes per container and reading.
///
/// - Source: docs/formats/metrics-k8s-io.md
public struct MetricsAPI: Format {
  /// The format's stable name.
  public static let id = "metrics-k8s-io"

  /// What it is, in a few words.
  public static let summary = "lists of metrics.k8s.io, several snapshots in one file"

  /// Makes a reader.
  public init() {}

  /// Whether the first document is a list of metrics, by its kind, by its group, or by its first
  /// item where kubectl has put that first.
  public static func recognises(_ head: [UInt8]) -> Bool {
    guard let json = JSONHead(head), json.root == .object else { return false }
    if let kind = json["kind"]?.text, Self.kinds.contains(kind) { return true }
    if json["apiVersion"]?.text.hasPrefix("metrics.k8s.io/") == true { return true }
    guard json["items"] != nil else { return false }
    return (try? firstItemIsMetrics(head)) ?? false
  }

  private static let kinds: Set<String> = [
    "PodMetricsList", "NodeMetricsList", "PodMetrics", "NodeMetrics",
  ]

  private static func firstItemIsMetrics(_ head: [UInt8]) throws(IngestError) -> Bool {
    let reader = try ByteReader(.bytes(head), named: "")
    var parser = JSONPullParser(reader, allowsSeveralDocuments: true)
    guard try parser.next() == .beginObject else { return false }
    while try parser.next() == .key {
      guard parser.scalarIs("items") else {
        try parser.skipValue()
        continue
      }
      guard try parser.next() == .beginArray, try parser.next() == .beginObject else {
        return false
      }
      while try parser.next() == .key {
        let name = parser.text
        guard ["apiVersion", "kind"].contains(name) else {
          try parser.skipValue()
          continue
        }
        guard try parser.next() == .string else { return false }
        if name == "kind" { return kinds.contains(parser.text) }
        if parser.text.hasPrefix("metrics.k8s.io/") { return true }
      }
      return false
    }
    return false
  }

  /// Reads every document: lists and single objects, one after the other.
  ///
  /// - Throws: ``IngestError`` for text that is no JSON, for a document that is not whole, with
  ///   ``IngestOptions/isStrict`` for an object that is not what its kind allows, and for an error
  ///   of the sink
  public func read<Sink: SampleSink>(
    _ reader: ByteReader,
    options: IngestOptions,
    into sink: inout Sink
  ) throws(IngestError) -> FileReport {
    var stream = MetricsStream(reader: reader, options: options)
    return try stream.report(options, into: &sink)
  }
}
