public import PodfitReport

/// Which week a report is of and what it compares with.
public struct ReportRequest: Sendable {
  /// What the report of a week is compared with.
  public enum Comparison: Hashable, Sendable {
    /// The last week before it that a report was made of.
    case previous
    /// This week.
    case week(Week)
    /// Nothing.
    case none
  }

  /// How recommendations are made, and the time the report says.
  public var recommend: RecommendRequest
  /// The week; nil for that of the last sample.
  public var week: Week?
  /// What to compare with.
  public var comparison: Comparison
  /// Whether the report is kept for later ones to compare with.
  public var isKept: Bool
  /// The label of pods that names their team.
  public var teamLabel: String
  /// How hard packings are searched for.
  public var search = NodeSearch()
  /// Told how far the report is, by any thread; of several databases one after the other.
  public var progress: (@Sendable (ReportProgress) -> Void)?
  /// Whether nodes are counted at all.
  public var hasNodes = true
  /// Whether the last two days are replayed on nodes packed with the advice.
  public var hasReplay = true

  /// Makes a request.
  public init(
    _ recommend: RecommendRequest,
    week: Week? = nil,
    comparison: Comparison = .previous,
    isKept: Bool = true,
    teamLabel: String = "team"
  ) {
    self.recommend = recommend
    self.week = week
    self.comparison = comparison
    self.isKept = isKept
    self.teamLabel = teamLabel
  }
}
