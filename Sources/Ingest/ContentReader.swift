/// What reads the content of one format piece by piece, and can say what it has when the rest of
/// the file is missing.
protocol ContentReader {
  /// What was read whole last, in words; nil before the first.
  var lastComplete: String? { get }

  /// Reads to the end of the content.
  mutating func read<Sink: SampleSink>(into sink: inout Sink) throws(IngestError)

  /// Hands on what is still held and completes the report.
  ///
  /// Nothing of a series, item or row of which ``read(into:)`` did not see the end is handed on,
  /// but for a series so long that it leaves in pieces: of that the whole readings stay.
  mutating func finish<Sink: SampleSink>(into sink: inout Sink) throws(IngestError) -> FileReport
}

extension ContentReader {
  /// Reads the whole content.
  ///
  /// Where it ends too early and ``IngestOptions/allowsTruncated`` is set, what was whole is kept
  /// and the report holds the error.
  mutating func report<Sink: SampleSink>(
    _ options: IngestOptions,
    into sink: inout Sink
  ) throws(IngestError) -> FileReport {
    var end: IngestError?
    do throws(IngestError) {
      try read(into: &sink)
    } catch {
      let named = error.naming(lastComplete: lastComplete)
      guard options.allowsTruncated, named.isTruncation else { throw named }
      end = named
    }
    var report = try finish(into: &sink)
    report.truncation = end
    return report
  }
}

extension IngestError {
  /// Whether all that is wrong is that the content ends too early.
  var isTruncation: Bool {
    switch code {
    case .truncated, .gzipTruncated, .zstdTruncated: true
    default: false
    }
  }

  /// The error without its hint and excerpt.
  var firstLine: String { String(description.prefix { $0 != "\n" }) }
}
