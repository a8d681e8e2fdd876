public import PodfitModel

/// The steps of an explanation, which take most of a document and which not every reader needs.
@propertyWrapper
public struct ExplanationSteps: Codable, Hashable, Sendable {
  /// The steps.
  public var wrappedValue: [ExplanationStep]

  /// Wraps steps.
  public init(wrappedValue: [ExplanationStep]) { self.wrappedValue = wrappedValue }

  /// Reads the steps; none where the decoder was told to leave them out.
  public init(from decoder: any Decoder) throws {
    if let key = Self.areLeftOut, decoder.userInfo[key] as? Bool == true {
      wrappedValue = []
    } else {
      wrappedValue = try [ExplanationStep](from: decoder)
    }
  }

  /// Writes the steps.
  public func encode(to encoder: any Encoder) throws { try wrappedValue.encode(to: encoder) }

  static let areLeftOut = CodingUserInfoKey(rawValue: "podfit.leaves-out-steps")
}
