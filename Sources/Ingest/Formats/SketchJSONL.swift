import PodfitModel

/// Daily sketches as JSON lines, as `podfit sketch` and other engines write them.
///
/// Usual input: lines of 500 bytes to 3 KB, one per container, day and signal.
///
/// - Source: docs/formats/sketch.md
public struct SketchJSONL: Format {
  /// The id `sketch-jsonl`.
  public static let id = "sketch-jsonl"

  /// What it is, in a few words.
  public static let summary = "daily sketches of usage, one JSON object each"

  /// Makes a reader.
  public init() {}

  /// Whether the first object names the version of a sketch, its day and its signal.
  public static func recognises(_ head: [UInt8]) -> Bool {
    guard let json = JSONHead(head), json.root == .object else { return false }
    return json["sketch"] != nil && json["day"] != nil && json["signal"] != nil
  }

  /// Reads every sketch; a bad one is always an error, since programs write them.
  ///
  /// - Throws: ``IngestError`` with the place
  public func read<Sink: SampleSink>(
    _ reader: ByteReader,
    options: IngestOptions,
    into sink: inout Sink
  ) throws(IngestError) -> FileReport {
    var sketches = SketchReader(reader, cluster: options.cluster)
    do throws(IngestError) {
      return try sketches.read(into: &sink)
    } catch {
      throw error.naming(lastComplete: sketches.lastRow)
    }
  }
}
