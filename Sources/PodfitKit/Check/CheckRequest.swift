public import PodfitCheck

/// What to check, against what.
public struct CheckRequest: Sendable {
  /// Where the recommendations come from.
  public enum Evidence: Sendable {
    /// A file that `podfit recommend --format json` wrote.
    case file(String)
    /// The database, by this request.
    case database(RecommendRequest)
    /// Nowhere: only rules that need none apply.
    case none
  }

  /// Files, folders (searched for .yaml, .yml and .json), patterns and `-` for standard input.
  public var paths: [String]
  /// What to compare with.
  public var evidence: Evidence
  /// The name that findings in standard input get; one that ends with a slash is the folder of the chart
  /// that was rendered.
  public var standardInputName: String
  /// The cluster whose recommendations count; nil for all.
  public var cluster: String?
  /// What counts, and how much.
  public var settings = CheckSettings()
  /// A file of accepted findings; nil for none.
  public var baseline: String?
  /// The revision of Git whose findings do not count; nil for none.
  public var revision: String?
  /// Whether folders and patterns without a file are no error.
  public var allowsEmpty = false
  /// Whether files with fixable findings are wanted mended.
  public var makesRewrites = false

  /// Makes a request.
  public init(
    paths: [String],
    evidence: Evidence,
    standardInputName: String = "-",
    cluster: String? = nil
  ) {
    self.paths = paths
    self.evidence = evidence
    self.standardInputName = standardInputName
    self.cluster = cluster
  }
}
