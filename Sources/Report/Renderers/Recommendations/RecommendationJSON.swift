public import PodfitModel

/// Recommendations as the JSON document that `docs/schemas/recommendations.schema.json` describes.
public struct RecommendationJSON: RecommendationRenderer {
  /// The format's name.
  public static let id = "json"
  /// What the format is.
  public static let summary = "JSON, for `podfit check --recommendations` and other tools"

  /// The document has the steps of every number.
  public static let needsExplanations = true

  /// Makes the renderer.
  public init() {}

  /// The document as text.
  public func render(_ set: RecommendationSet) throws -> String {
    try RecommendationDocument(set).json()
  }
}
