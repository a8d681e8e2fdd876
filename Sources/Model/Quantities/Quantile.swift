/// A position in a distribution, from 0 (smallest) to 1 (largest).
public struct Quantile: Hashable, Comparable, Sendable, Codable, ExpressibleByFloatLiteral {
  /// The position, always within 0…1.
  public let fraction: Double

  /// Makes a quantile; values outside 0…1 are clamped and NaN counts as 0.
  public init(_ fraction: Double) {
    self.fraction = fraction.isNaN ? 0 : min(max(fraction, 0), 1)
  }

  /// Makes a quantile from a literal, clamped to 0…1.
  public init(floatLiteral value: Double) { self.init(value) }

  /// Reads one number, clamped to 0…1.
  public init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(Double.self))
  }

  /// Writes the fraction as one number.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(fraction)
  }

  /// The nearest-rank index into `count` sorted values, or nil when there are none.
  ///
  /// - Source: Hyndman & Fan 1996, definition 1, doi:10.1080/00031305.1996.10473566
  public func nearestRank(in count: Int) -> Int? {
    guard count > 0 else { return nil }
    return min(max(Int((fraction * Double(count)).rounded(.up)) - 1, 0), count - 1)
  }

  /// Orders by position.
  public static func < (a: Quantile, b: Quantile) -> Bool { a.fraction < b.fraction }
}
