/// A factor as the decimal number that its user wrote, so that products with whole numbers are exact.
///
/// 1.1 is no number of binary digits: 100 × 1.1 is a little above 110 in floating point and would round up to
/// 111. The shortest decimal that stands for the same binary number is 11/10, and 100 × 11/10 is 110.
///
/// - Source: docs/formulas/packing.md#factors
struct DecimalRatio: Hashable, Sendable {
  private let numerator: Int128
  private let denominator: Int128

  /// Makes a factor from zero up to a billion; what is outside counts as the end nearest to it.
  init(_ value: Double) {
    let value = value.isNaN ? 0 : min(1e9, max(0, value))
    let parts = "\(value)".lowercased().split(separator: "e")
    let digits = parts.first.map(String.init) ?? "0"
    let halves = digits.split(separator: ".")
    var fraction = halves.count > 1 ? String(halves[1]) : ""
    if fraction == "0" { fraction = "" }
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let places = fraction.count - exponent
    let number = Int128((halves.first ?? "0") + fraction) ?? 0
    // Digits beyond the eighteenth place change nothing that is counted.
    let kept = number / Self.power(max(0, places - 18)) * Self.power(max(0, -places))
    numerator = value > 0 ? max(1, kept) : 0
    denominator = Self.power(max(0, places))
  }

  private init(_ numerator: Int128, over denominator: Int128) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// One less the factor, over which something is divided; of a factor of one or more, a hundredth.
  var rest: DecimalRatio {
    numerator < denominator
      ? DecimalRatio(denominator - numerator, over: denominator)
      : DecimalRatio(1, over: 100)
  }

  /// A number times the factor, rounded down.
  func down(_ number: Int64) -> Int64 {
    Int64(clamping: Int128(max(0, number)) * numerator / denominator)
  }

  /// A number times the factor, rounded up.
  func up(_ number: Int64) -> Int64 {
    let product = Int128(max(0, number)) * numerator
    return Int64(clamping: product / denominator + (product % denominator > 0 ? 1 : 0))
  }

  /// A number over the factor, rounded up; over zero, the largest number.
  func over(_ number: Int64) -> Int64 {
    guard numerator > 0 else { return number > 0 ? .max : 0 }
    let product = Int128(max(0, number)) * denominator
    return Int64(clamping: product / numerator + (product % numerator > 0 ? 1 : 0))
  }

  private static func power(_ exponent: Int) -> Int128 {
    (0..<min(exponent, 18)).reduce(Int128(1)) { power, _ in power * 10 }
  }
}
