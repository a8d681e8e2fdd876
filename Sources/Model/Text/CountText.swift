extension BinaryInteger {
  /// The number with a noun, which takes an s for all but one.
  public func counted(_ noun: String) -> String { self == 1 ? "1 \(noun)" : "\(self) \(noun)s" }
}
