public import PodfitModel

/// Profiles as one JSON document, a container a line.
public struct ProfileJSON: ProfileRenderer {
  /// The format's name.
  public static let id = "json"
  /// What the format is.
  public static let summary = "JSON, see `podfit db schema profile`"
  /// The version of the form; it grows when a reader of the last one would misread it.
  public static let schemaVersion = 1

  /// Makes the renderer.
  public init() {}

  /// The document.
  public func render(_ profiles: [UsageProfile]) -> String {
    let lines = profiles.map { "    " + $0.jsonLine }.joined(separator: ",\n")
    return "{\n  \"schema_version\": \(Self.schemaVersion),\n  \"profiles\": ["
      + (lines.isEmpty ? "]\n}\n" : "\n\(lines)\n  ]\n}\n")
  }
}
