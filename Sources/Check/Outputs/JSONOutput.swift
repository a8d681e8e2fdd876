/// The whole result as one JSON document.
public struct JSONOutput: CheckOutput {
  /// The format's name.
  public static let id = "json"
  /// What the format is.
  public static let summary = "the whole result as JSON, for other tools"

  /// Makes the output.
  public init(toolVersion: String) {}

  /// The document as text; its schema is docs/schemas/check.schema.json.
  public func render(_ result: CheckResult) throws -> String {
    try CheckDocument(result).jsonText()
  }
}
