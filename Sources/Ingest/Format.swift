/// A form in which samples or inventory are exported.
///
/// A new form is one file in `Formats/` and one line in ``FormatRegistry``.
public protocol Format: Sendable {
  /// The stable name, in kebab-case.
  static var id: String { get }

  /// What it is, in a few words.
  static var summary: String { get }

  /// Whether a file that starts with `head` is of this form.
  ///
  /// - Parameter head: the first 64 KiB of the decompressed content, or all of a smaller file
  /// - Returns: whether ``read(_:options:into:)`` is to be asked
  static func recognises(_ head: [UInt8]) -> Bool

  /// Reads the whole content and hands what it says to `sink`.
  ///
  /// The report's format and digest are filled in by ``Ingestor``.
  ///
  /// - Throws: ``IngestError`` for content that breaks the form, for a server's refusal and for an
  ///   error of the sink; what was handed on before is the caller's to undo
  func read<Sink: SampleSink>(
    _ reader: ByteReader,
    options: IngestOptions,
    into sink: inout Sink
  ) throws(IngestError) -> FileReport
}
