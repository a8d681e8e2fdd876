public import PodfitModel

/// A back-test as the JSON document that `docs/schemas/backtest.schema.json` describes.
public struct BacktestJSON: BacktestRenderer {
  /// The format's name.
  public static let id = "json"
  /// What the format is.
  public static let summary = "JSON, for other tools"

  /// Makes the renderer.
  public init() {}

  /// The document as text.
  public func render(_ result: BacktestResult) throws -> String {
    try BacktestDocument(result).json()
  }
}
