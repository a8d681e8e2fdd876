/// `podfit pull … --format json`: the files that a server's answers were kept in.
public struct PullDocument: Document {
  /// The schema's name.
  public static let schemaName = "pull"

  /// One file.
  public struct File: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case path, query, kind, start, end, bytes, digest, series, samples, facts, warnings
      case isKept = "kept"
    }
    /// The name in the folder.
    public var path: String
    /// The id of the query.
    public var query: String
    /// When the query is asked: `range`, `daily` or `once`.
    public var kind: String
    /// The first step, RFC 3339.
    public var start: String
    /// The last step, RFC 3339.
    public var end: String
    /// The size.
    public var bytes: Int
    /// SHA-256 over the bytes, in hexadecimal.
    public var digest: String
    /// Series with samples.
    public var series: Int
    /// Samples.
    public var samples: Int
    /// Statements about pods, nodes and owners.
    public var facts: Int
    /// What the server and the reader warn of; a partial answer among it.
    public var warnings: [String]
    /// Whether an earlier run had it.
    public var isKept: Bool

    /// Makes an entry.
    public init(
      path: String,
      query: String,
      kind: String,
      start: String,
      end: String,
      bytes: Int,
      digest: String,
      series: Int,
      samples: Int,
      facts: Int,
      warnings: [String],
      isKept: Bool
    ) {
      self.path = path
      self.query = query
      self.kind = kind
      self.start = start
      self.end = end
      self.bytes = bytes
      self.digest = digest
      self.series = series
      self.samples = samples
      self.facts = facts
      self.warnings = warnings
      self.isKept = isKept
    }
  }

  /// What could not be had.
  public struct Missing: Codable, Hashable, Sendable {
    /// The id of the query.
    public var query: String
    /// The namespaces, in short.
    public var namespaces: String
    /// The first step, RFC 3339.
    public var start: String
    /// The last step, RFC 3339.
    public var end: String
    /// Why.
    public var reason: String

    /// Makes an entry.
    public init(query: String, namespaces: String, start: String, end: String, reason: String) {
      self.query = query
      self.namespaces = namespaces
      self.start = start
      self.end = end
      self.reason = reason
    }
  }

  /// What the database holds after it took the files in.
  public struct Ingested: Codable, Hashable, Sendable {
    /// Samples that were not there before.
    public var samples: Int
    /// Series in the database.
    public var series: Int
    /// Containers in the database.
    public var containers: Int

    /// Makes the numbers.
    public init(samples: Int, series: Int, containers: Int) {
      self.samples = samples
      self.series = series
      self.containers = containers
    }
  }

  enum CodingKeys: String, CodingKey {
    case url, folder, start, end
    case stepSeconds = "step_seconds"
    case rangeSeconds = "range_seconds"
    case files, missing, ingested
  }

  /// The server.
  public var url: String
  /// The folder.
  public var folder: String
  /// Where the window begins, RFC 3339.
  public var start: String
  /// Where the window ends, RFC 3339.
  public var end: String
  /// The distance of two samples.
  public var stepSeconds: Int64
  /// The time that each sample covers.
  public var rangeSeconds: Int64
  /// The files by name.
  public var files: [File]
  /// What could not be had.
  public var missing: [Missing]
  /// What became of the database; nil where nothing was taken in.
  @ExplicitNull public var ingested: Ingested?

  /// Makes the document.
  public init(
    url: String,
    folder: String,
    start: String,
    end: String,
    stepSeconds: Int64,
    rangeSeconds: Int64,
    files: [File],
    missing: [Missing],
    ingested: Ingested? = nil
  ) {
    self.url = url
    self.folder = folder
    self.start = start
    self.end = end
    self.stepSeconds = stepSeconds
    self.rangeSeconds = rangeSeconds
    self.files = files
    self.missing = missing
    self.ingested = ingested
  }

  /// The queries that no file of theirs has anything for, in the order of the files.
  public var emptyQueries: [String] {
    var found: [String] = []
    for file in files where !found.contains(file.query) {
      let isEmpty = files.allSatisfy {
        $0.query != file.query || ($0.samples == 0 && $0.facts == 0)
      }
      if isEmpty { found.append(file.query) }
    }
    return found
  }
}
