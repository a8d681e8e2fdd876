public import PodfitModel

/// A node plan as the JSON document that `docs/schemas/nodes.schema.json` describes.
public struct NodesJSON: NodesRenderer {
  /// The format's name.
  public static let id = "json"
  /// What the format is.
  public static let summary = "JSON, for other tools"

  /// Makes the renderer.
  public init() {}

  /// The document as text.
  public func render(_ plan: NodePlan) throws -> String { try NodesDocument(plan).json() }
}
