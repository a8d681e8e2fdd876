public import PodfitModel

/// The JSON document without the steps of explanations, one line per container.
///
/// The schema is that of ``RecommendationJSON``, whose readers all read it: `explanation` is empty. It is
/// for files that are committed or carried to another machine; `podfit explain` has the steps.
public struct RecommendationBriefJSON: RecommendationRenderer {
  /// The format's name.
  public static let id = "json-brief"
  /// What the format is.
  public static let summary = "the same JSON without the steps, one line per container, to commit"

  /// Makes the renderer.
  public init() {}

  /// The document as text.
  public func render(_ set: RecommendationSet) throws -> String {
    var document = RecommendationDocument(set)
    for index in document.recommendations.indices {
      document.recommendations[index].explanation = []
    }
    return try document.jsonByLines()
  }
}
