/// What was read from one file.
public struct FileReport: Hashable, Sendable {
  /// The id of the format that the content was recognised as.
  public var format: String
  /// The digest of the bytes of the file as they are stored, as ``DigestKind`` writes it.
  public var digest: String
  /// Samples handed to the sink.
  public var samples: Int
  /// Readings refused because they are no number that a sample can have.
  public var rejected: Int
  /// Series, rows or items left out on purpose, by reason.
  public var skipped: [String: Int]
  /// Series with at least one sample.
  public var series: Int
  /// Statements handed to the sink.
  public var facts: Int
  /// What a user should know, in the order it was found.
  public var warnings: [String]
  /// Where and how the content ends too early, where that was allowed; the rest of the report is
  /// about what came before.
  public var truncation: IngestError?

  /// Makes a report.
  public init(
    format: String = "",
    digest: String = "",
    samples: Int = 0,
    rejected: Int = 0,
    skipped: [String: Int] = [:],
    series: Int = 0,
    facts: Int = 0,
    warnings: [String] = []
  ) {
    self.format = format
    self.digest = digest
    self.samples = samples
    self.rejected = rejected
    self.skipped = skipped
    self.series = series
    self.facts = facts
    self.warnings = warnings
  }

  /// Counts one thing left out for `reason`.
  mutating func skip(_ reason: String) {
    skipped[reason, default: 0] += 1
  }
}
