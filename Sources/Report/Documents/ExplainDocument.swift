public import PodfitModel

/// What `podfit explain --format json` writes.
public struct ExplainDocument: Document {
  /// The schema's name.
  public static let schemaName = "explain"

  enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case recommendations
  }

  /// The version of the form.
  public var schemaVersion: Int
  /// The containers asked for, each as in the recommendations document.
  public var recommendations: [RecommendationDocument.Entry]

  /// Makes the document.
  public init(_ recommendations: [Recommendation]) {
    schemaVersion = 1
    self.recommendations = recommendations.map(RecommendationDocument.Entry.init)
  }
}
