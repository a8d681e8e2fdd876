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
    var text = "{\n  \"schema_version\": \(Self.schemaVersion),\n  \"profiles\": ["
    text.reserveCapacity(text.utf8.count + profiles.count * 480)
    var separator = "\n    "
    for profile in profiles {
      text += separator
      profile.appendJSON(to: &text)
      separator = ",\n    "
    }
    text += profiles.isEmpty ? "]\n}\n" : "\n  ]\n}\n"
    return text
  }
}
