/// Why a recommendation cannot be asked for as it was.
public struct RecommendError: Error, Hashable, Sendable {
  /// What is wrong.
  public enum Code: Hashable, Sendable {
    /// No strategy has this name; the nearest known one where there is one near, and all of them.
    case unknownStrategy(String, nearest: String?, known: [String])
  }

  /// What is wrong.
  public var code: Code

  /// Makes an error.
  public init(_ code: Code) { self.code = code }
}
