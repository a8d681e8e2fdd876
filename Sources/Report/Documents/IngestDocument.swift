/// What `podfit ingest --format json` writes.
public struct IngestDocument: Document {
  /// The schema's name.
  public static let schemaName = "ingest"

  /// One file.
  public struct File: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case path, format, digest, samples, rejected, skipped, facts, warnings
      case isAlreadyIngested = "already_ingested"
    }
    /// The file as it was named.
    public var path: String
    /// The format it was recognised as.
    public var format: String
    /// The digest of its bytes: `poly1305:` and 32 hexadecimal digits, or SHA-256 in 64.
    public var digest: String
    /// Samples read.
    public var samples: Int
    /// Readings refused because they are no number a sample can have.
    public var rejected: Int
    /// Series left out on purpose, by reason.
    public var skipped: [String: Int]
    /// Statements about pods, nodes and owners.
    public var facts: Int
    /// What a user should know.
    public var warnings: [String]
    /// Whether the file was in the database before; then nothing changed.
    public var isAlreadyIngested: Bool

    /// Makes an entry.
    public init(
      path: String,
      format: String,
      digest: String,
      samples: Int,
      rejected: Int,
      skipped: [String: Int],
      facts: Int,
      warnings: [String],
      isAlreadyIngested: Bool
    ) {
      self.path = path
      self.format = format
      self.digest = digest
      self.samples = samples
      self.rejected = rejected
      self.skipped = skipped
      self.facts = facts
      self.warnings = warnings
      self.isAlreadyIngested = isAlreadyIngested
    }
  }

  /// The files in the order given.
  public var files: [File]
  /// Samples read from all files; files ingested before count nothing.
  public var samples: Int
  /// Series in the database.
  public var series: Int
  /// Containers in the database.
  public var containers: Int

  /// Makes the document.
  public init(files: [File], samples: Int, series: Int, containers: Int) {
    self.files = files
    self.samples = samples
    self.series = series
    self.containers = containers
  }
}
