/// Explanations as the JSON document that `docs/schemas/explain.schema.json` describes.
public struct ExplanationJSON: ExplanationRenderer {
  /// The format's name.
  public static let id = "json"
  /// What the format is.
  public static let summary = "JSON, for other tools"

  /// Makes the renderer.
  public init() {}

  /// The document as text.
  public func render(_ explained: [ExplainedContainer], drawsLines: Bool) throws -> String {
    try ExplainDocument(explained).json()
  }
}
