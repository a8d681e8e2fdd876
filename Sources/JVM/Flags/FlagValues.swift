internal import PodfitModel

/// How HotSpot reads the values of its flags.
enum FlagValues {
  /// Bytes, with an optional suffix `k`, `m`, `g` or `t` of either case; `0x` starts hexadecimal.
  ///
  /// Nil for anything else: fractions, signs, other suffixes, more than 63 bits.
  ///
  /// - Source: the Java tools reference, `java`, "-Xmx size"
  static func memory(_ text: some StringProtocol) -> Memory? {
    var digits = text.lowercased()[...]
    var factor: Int64 = 1
    if let suffix = digits.last, let shift = shifts[suffix] {
      factor = Int64(1) << shift
      digits = digits.dropLast()
    }
    let isHexadecimal = digits.hasPrefix("0x")
    if isHexadecimal { digits = digits.dropFirst(2) }
    guard let first = digits.first, first.isHexDigit,
      let count = Int64(digits, radix: isHexadecimal ? 16 : 10)
    else { return nil }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: factor)
    return overflow ? nil : Memory(bytes: bytes)
  }

  /// A percentage of 0 to 100.
  static func percentage(_ text: some StringProtocol) -> Double? {
    guard let value = Double(String(text)), value >= 0, value <= 100 else { return nil }
    return value
  }

  /// A whole number that is not negative.
  static func count(_ text: some StringProtocol) -> Int64? {
    guard text.first?.isNumber == true else { return nil }
    return Int64(String(text))
  }

  /// The shortest spelling in whole units, such as `512m` for `-Xmx`; bytes where none is whole.
  static func text(_ memory: Memory) -> String {
    for (suffix, shift) in [("m", 20), ("k", 10)] as [(String, Int64)]
    where memory.bytes % (Int64(1) << shift) == 0 {
      return "\(memory.bytes >> shift)\(suffix)"
    }
    return "\(memory.bytes)"
  }

  private static let shifts: [Character: Int64] = ["k": 10, "m": 20, "g": 30, "t": 40]
}
