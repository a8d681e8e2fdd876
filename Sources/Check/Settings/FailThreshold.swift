public import PodfitModel

/// From which severity on findings make a check fail.
public enum FailThreshold: Hashable, Sendable {
  /// From this one on.
  case severity(Severity)
  /// Never.
  case never

  /// All names, the strictest last.
  public static let names = ["error", "warning", "info", "never"]

  /// The threshold of a name; nil for others.
  public init?(_ name: String) {
    if name == "never" {
      self = .never
    } else if let severity = Severity(rawValue: name) {
      self = .severity(severity)
    } else {
      return nil
    }
  }

  /// Its name.
  public var name: String {
    switch self {
    case .severity(let severity): severity.rawValue
    case .never: "never"
    }
  }

  /// The severity; nil for never.
  public var severity: Severity? {
    if case .severity(let severity) = self { severity } else { nil }
  }
}
