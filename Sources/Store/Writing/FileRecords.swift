public import PodfitModel

/// What reading a file gave, told by the reader when it has seen the last byte.
public struct FileOutcome: Hashable, Sendable {
  /// The digest of the file's bytes as they came: SHA-256 in hexadecimal, or `poly1305:` and one.
  public var digest: String
  /// The id of the input format.
  public var format: String
  /// Samples read.
  public var samples: Int
  /// Samples that were no number or out of range.
  public var rejected: Int
  /// Samples and series left out on purpose.
  public var skipped: Int
  /// What the user should know, in order.
  public var warnings: [String]

  /// Makes an outcome.
  public init(
    digest: String,
    format: String,
    samples: Int = 0,
    rejected: Int = 0,
    skipped: Int = 0,
    warnings: [String] = []
  ) {
    self.digest = digest
    self.format = format
    self.samples = samples
    self.rejected = rejected
    self.skipped = skipped
    self.warnings = warnings
  }
}

/// One row of the ledger.
public struct FileRecord: Hashable, Sendable {
  /// The file's path as given at ingest.
  public var path: String
  /// The options that change what is read, in a canonical text.
  public var options: String
  /// What reading it gave.
  public var outcome: FileOutcome
  /// When it was ingested.
  public var ingestedAt: Instant

  /// Makes a record.
  public init(path: String, options: String, outcome: FileOutcome, ingestedAt: Instant) {
    self.path = path
    self.options = options
    self.outcome = outcome
    self.ingestedAt = ingestedAt
  }
}

/// What ingesting a file changed.
public struct IngestedFile: Hashable, Sendable {
  /// What the ledger says about the file; the older record where it was there already.
  public var record: FileRecord
  /// Whether the same bytes had been ingested with the same options before; then nothing changed.
  public var isAlreadyIngested: Bool
  /// Samples with a time that their series did not have before.
  public var newSamples: Int
  /// Series that the file gave samples for.
  public var series: Int
  /// Inventory facts that were new or replaced an older one.
  public var newFacts: Int

  /// Makes a result.
  public init(
    record: FileRecord,
    isAlreadyIngested: Bool,
    newSamples: Int,
    series: Int,
    newFacts: Int
  ) {
    self.record = record
    self.isAlreadyIngested = isAlreadyIngested
    self.newSamples = newSamples
    self.series = series
    self.newFacts = newFacts
  }
}
