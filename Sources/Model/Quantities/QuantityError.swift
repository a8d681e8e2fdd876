/// Why a text is not a Kubernetes quantity.
public struct QuantityError: Error, Hashable, Sendable {
  /// What is wrong with the text.
  public enum Code: Hashable, Sendable {
    /// There is no text, or no digit in it.
    case noDigits
    /// A character that has no place in a quantity.
    case unexpectedCharacter
    /// Letters after the number that are no known suffix.
    case unknownSuffix
    /// A value below zero, which no request, limit or usage can be.
    case negative
    /// A value larger than the tool can hold.
    case tooLarge
  }

  /// What is wrong with the text.
  public var code: Code
  /// The text as it was given.
  public var text: String
  /// Where in the text the problem starts, in Unicode scalars from 0.
  public var offset: Int

  /// Makes an error about `text`.
  public init(_ code: Code, text: String, offset: Int) {
    self.code = code
    self.text = text
    self.offset = offset
  }
}

extension QuantityError: CustomStringConvertible {
  /// One line for people: what is wrong and what would be right.
  public var description: String {
    let what =
      switch code {
      case .noDigits: "no digits in quantity"
      case .unexpectedCharacter: "unexpected character in quantity"
      case .unknownSuffix: "unknown suffix in quantity"
      case .negative: "quantity below zero"
      case .tooLarge: "quantity too large"
      }
    return
      "\(what): \"\(text)\" (digits with an optional suffix: n u m k M G T P E Ki Mi Gi Ti Pi Ei,"
      + " or an exponent such as 1e3)"
  }
}
