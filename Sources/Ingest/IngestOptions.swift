public import PodfitModel

/// What the caller knows about a file that the file itself may not say.
public struct IngestOptions: Hashable, Sendable {
  /// The cluster of everything in the file, unless its labels name another.
  public var cluster: String
  /// What series without a metric name measure.
  public var metric: Metric?
  /// The window that each reading covers.
  public var window: TimeSpan?
  /// When a table that says no time was made.
  public var readTime: Instant?
  /// The columns of tables of VictoriaMetrics without a header, named as in its `format=`.
  public var columns: [String]?
  /// What labels and columns of other names mean.
  public var labelMap: LabelMap
  /// Whether a reading that cannot be used is an error; else it is counted and skipped.
  public var isStrict: Bool
  /// Whether what was read whole of a file that ends too early is kept; else it is an error.
  public var allowsTruncated: Bool
  /// How legends of Grafana that are free text name the container.
  public var legend: LegendPattern?
  /// The offset from UTC of times that name no zone; without it they are errors.
  public var utcOffset: TimeSpan?

  /// Makes a set of options.
  public init(
    cluster: String = "default",
    metric: Metric? = nil,
    window: TimeSpan? = nil,
    readTime: Instant? = nil,
    columns: [String]? = nil,
    labelMap: LabelMap = LabelMap(),
    isStrict: Bool = false,
    allowsTruncated: Bool = false,
    legend: LegendPattern? = nil,
    utcOffset: TimeSpan? = nil
  ) {
    self.cluster = cluster
    self.metric = metric
    self.window = window
    self.readTime = readTime
    self.columns = columns
    self.labelMap = labelMap
    self.isStrict = isStrict
    self.allowsTruncated = allowsTruncated
    self.legend = legend
    self.utcOffset = utcOffset
  }
}
