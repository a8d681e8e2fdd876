public import PodfitIngest
public import PodfitModel

/// What to take in, and how.
public struct IngestRequest: Sendable {
  /// Files, folders, patterns such as `exports/**/*.json.gz`, and `-` for standard input.
  public var paths: [String]
  /// The cluster of samples that do not name theirs.
  public var cluster: String
  /// What series without a name measure; nil to tell from the file's name.
  public var metric: Metric?
  /// The time that each sample covers, where the file does not say.
  public var window: TimeSpan?
  /// Whether the first bad record refuses a file; else bad records are counted.
  public var isStrict: Bool
  /// Whether what was read whole of a file that ends too early is kept; else nothing of it is.
  public var allowsTruncated = false
  /// How legends of Grafana that are free text name the container.
  public var legend: LegendPattern?
  /// The offset from UTC of times that name no zone.
  public var utcOffset: TimeSpan?
  /// When tables that say no time were printed, such as those of `kubectl top`.
  public var readTime: Instant?
  /// The columns of tables of VictoriaMetrics without a header, named as in its `format=`.
  public var columns: [String]?
  /// What labels and columns of other names mean.
  var labelMap = LabelMap()
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

  /// Says what labels and columns mean: `FROM=TO`, or several joined by commas.
  ///
  /// - Returns: false where the text is none, or gives one name a second meaning
  public mutating func mapLabels(_ text: String) -> Bool { labelMap.add(text) }

  /// Says how legends of Grafana name the container: `{namespace}/{pod}/{container}`.
  ///
  /// - Throws: ``PodfitError`` for a pattern that cannot tell names apart, or names no pod or namespace
  public mutating func readLegends(as pattern: String) throws(PodfitError) {
    do throws(LegendPattern.Fault) {
      legend = try LegendPattern(pattern)
    } catch {
      throw .badLegendPattern(pattern, reason: error.description)
    }
  }

  /// What the readers are told.
  var options: IngestOptions {
    IngestOptions(
      cluster: cluster,
      metric: metric,
      window: window,
      readTime: readTime,
      columns: columns,
      labelMap: labelMap,
      isStrict: isStrict,
      allowsTruncated: allowsTruncated,
      legend: legend,
      utcOffset: utcOffset
    )
  }

  /// The options that change what is read, in a canonical text: part of a file's identity.
  var ledgerText: String {
    var parts = ["cluster=\(cluster)"]
    if let metric { parts.append("metric=\(metric.rawValue)") }
    if let window { parts.append("window_ms=\(window.milliseconds)") }
    if let readTime { parts.append("time=\(readTime)") }
    if let columns { parts.append("columns=\(columns.joined(separator: ","))") }
    if let legend { parts.append("legend=\(legend.text)") }
    if let utcOffset { parts.append("utc_offset_ms=\(utcOffset.milliseconds)") }
    if isStrict { parts.append("strict") }
    if allowsTruncated { parts.append("allow-truncated") }
    // Names may hold blanks, so that the map comes last.
    if !labelMap.isEmpty { parts.append("label_map=\(labelMap.canonicalText)") }
    return parts.joined(separator: " ")
  }
}
