/// What to check, against what.
public struct CheckRequest: Sendable {
  /// Where the recommendations come from.
  public enum Evidence: Sendable {
    /// A file that `podfit recommend --format json` wrote.
    case file(String)
    /// The database, by this request.
    case database(RecommendRequest)
  }

  /// Files, folders (searched for .yaml, .yml and .json) and `-` for standard input.
  public var paths: [String]
  /// What to compare with.
  public var evidence: Evidence
  /// The name that findings in standard input get.
  public var standardInputName: String
  /// The cluster whose recommendations count; nil for all.
  public var cluster: String?

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
