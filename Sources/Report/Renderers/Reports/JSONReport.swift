/// The report as the JSON document that `docs/schemas/report.schema.json` describes.
public struct JSONReport: ReportRenderer {
  /// The format's name.
  public static let id = "json"
  /// What the format is.
  public static let summary = "JSON, for other tools"

  /// Makes the renderer.
  public init() {}

  /// The document as text.
  public func render(_ report: ReportModel) throws -> String {
    try ReportDocument(report).json()
  }
}
