/// The output of `promtool query range` and `promtool query instant` without `-o json`.
///
/// A range is a line of labels that ends in `=>` and a line `value @[seconds]` per reading; an
/// instant is one line with both. It says the same as the JSON.
///
/// - Source: docs/formats/promtool-text.md
public struct PromtoolText: Format {
  /// The format's stable name.
  public static let id = "promtool-text"

  /// What it is, in a few words.
  public static let summary = "promtool query range and instant without -o json"

  /// Makes a reader.
  public init() {}

  /// Whether the first line is labels and an arrow.
  public static func recognises(_ head: [UInt8]) -> Bool {
    let line = LineHead(head)
    return line.hasArrow && !line.hasComments
  }

  /// Reads every series.
  ///
  /// - Throws: ``IngestError``, see ``SampleLines/read(into:)``
  public func read<Sink: SampleSink>(
    _ reader: ByteReader,
    options: IngestOptions,
    into sink: inout Sink
  ) throws(IngestError) -> FileReport {
    var lines = SampleLines(.query, reader, options: options)
    return try lines.report(options, into: &sink)
  }
}
