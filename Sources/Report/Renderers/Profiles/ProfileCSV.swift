public import PodfitModel

/// Profiles as CSV (RFC 4180), one container a row.
public struct ProfileCSV: ProfileRenderer {
  /// The format's name.
  public static let id = "csv"
  /// What the format is.
  public static let summary = "CSV, one container a row"

  /// Makes the renderer.
  public init() {}

  /// The rows below a header.
  public func render(_ profiles: [UsageProfile]) -> String {
    UsageProfile.csvHeader + profiles.map(\.csvRow).joined()
  }
}
