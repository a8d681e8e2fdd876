public import PodfitModel

/// What to take in, and how.
public struct IngestRequest: Sendable {
  /// Files, folders and `-` for standard input.
  public var paths: [String]
  /// The cluster of samples that do not name theirs.
  public var cluster: String
  /// What series without a name measure; nil to tell from the file's name.
  public var metric: Metric?
  /// The time that each sample covers, where the file does not say.
  public var window: TimeSpan?
  /// Whether the first bad record refuses a file; else bad records are counted.
  public var isStrict: Bool
  /// When tables that say no time were printed, such as those of `kubectl top`.
  public var readTime: Instant?
  /// The columns of tables of VictoriaMetrics without a header, named as in its `format=`.
  public var columns: [String]?
  /// The time that the ledger notes.
  public var now: Instant

  /// Makes a request.
  public init(
    paths: [String],
    cluster: String = "default",
    metric: Metric? = nil,
    window: TimeSpan? = nil,
    isStrict: Bool = false,
    now: Instant
  ) {
    self.paths = paths
    self.cluster = cluster
    self.metric = metric
    self.window = window
    self.isStrict = isStrict
    self.now = now
  }

  /// The options that change what is read, in a canonical text: part of a file's identity.
  var ledgerText: String {
    var parts = ["cluster=\(cluster)"]
    if let metric { parts.append("metric=\(metric.rawValue)") }
    if let window { parts.append("window_ms=\(window.milliseconds)") }
    if let readTime { parts.append("time=\(readTime)") }
    if let columns { parts.append("columns=\(columns.joined(separator: ","))") }
    if isStrict { parts.append("strict") }
    return parts.joined(separator: " ")
  }
}
