public import PodfitModel

/// What `podfit explain --format json` writes.
public struct ExplainDocument: Document {
  /// The schema's name.
  public static let schemaName = "explain"

  enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case recommendations
    case weeks
  }

  /// The version of the form.
  public var schemaVersion: Int
  /// The containers asked for, each as in the recommendations document.
  public var recommendations: [RecommendationDocument.Entry]
  /// What was measured of each by the hour, in the same order.
  public var weeks: [MeasuredWeek]

  /// Makes the document.
  public init(_ explained: [ExplainedContainer]) {
    schemaVersion = 1
    recommendations = explained.map { RecommendationDocument.Entry($0.recommendation) }
    weeks = explained.map { MeasuredWeek($0.recommendation, $0.detail) }
  }
}

/// A container to explain: what is advised, and what was measured; nil where nothing was.
public struct ExplainedContainer: Hashable, Sendable {
  /// The advice with its steps.
  public var recommendation: Recommendation
  /// What was measured.
  public var detail: ContainerDetail?

  /// Makes an entry.
  public init(_ recommendation: Recommendation, _ detail: ContainerDetail? = nil) {
    self.recommendation = recommendation
    self.detail = detail
  }
}
