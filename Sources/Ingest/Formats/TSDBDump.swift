/// The output of `promtool tsdb dump`: `{__name__="x", a="b"} 90034.87 1795168813726`.
///
/// Every line has all labels; files of gigabytes are usual. A line whose labels are those of the
/// line before costs one comparison of bytes: 980 MB/s with one core, digest and store included
/// (release build, 935 MB, 1.5 million lines of 1,000 series).
///
/// - Source: docs/formats/tsdb-dump.md
public struct TSDBDump: Format {
  /// The format's stable name.
  public static let id = "tsdb-dump"

  /// What it is, in a few words.
  public static let summary = "output of promtool tsdb dump"

  /// Makes a reader.
  public init() {}

  /// Whether the first line is labels in braces, the first of them with a value, and a value.
  public static func recognises(_ head: [UInt8]) -> Bool {
    let line = LineHead(head)
    return line.startsWithLabel && line.hasValue && !line.hasArrow && !line.hasComments
  }

  /// Reads every line.
  ///
  /// - Throws: ``IngestError``, see ``SampleLines/read(into:)``
  public func read<Sink: SampleSink>(
    _ reader: ByteReader,
    options: IngestOptions,
    into sink: inout Sink
  ) throws(IngestError) -> FileReport {
    var lines = SampleLines(.dump, reader, options: options)
    return try lines.report(options, into: &sink)
  }
}
