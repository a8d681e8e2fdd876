/// An amount of one resource, counted in whole base units.
///
/// Conforming types keep CPU and memory apart: there is no conversion between them, and generic
/// code is written once against this protocol.
public protocol ResourceAmount: Hashable, Comparable, Sendable, Codable {
  /// The amount in base units: nanocores for ``CPU``, bytes for ``Memory``.
  var baseUnits: Int64 { get }

  /// Makes an amount of `baseUnits` base units.
  init(baseUnits: Int64)

  /// How many base units one unit of a Kubernetes quantity without suffix holds.
  static var baseUnitsPerQuantityUnit: Int64 { get }

  /// The name of the resource as in a container spec: `cpu` or `memory`.
  static var resourceName: String { get }
}

extension ResourceAmount {
  /// Nothing of the resource.
  public static var zero: Self { Self(baseUnits: 0) }

  /// Whether the amount is zero.
  public var isZero: Bool { baseUnits == 0 }

  /// Orders by size.
  public static func < (a: Self, b: Self) -> Bool { a.baseUnits < b.baseUnits }

  /// The sum, held at the largest or smallest representable amount instead of overflowing.
  public static func + (a: Self, b: Self) -> Self {
    Self(baseUnits: a.baseUnits.addingSaturated(b.baseUnits))
  }

  /// The difference, held at the limits of the type instead of overflowing.
  public static func - (a: Self, b: Self) -> Self {
    Self(baseUnits: a.baseUnits.subtractingSaturated(b.baseUnits))
  }

  /// Adds in place, see ``+(_:_:)``.
  public static func += (a: inout Self, b: Self) { a = a + b }

  /// Subtracts in place, see ``-(_:_:)``.
  public static func -= (a: inout Self, b: Self) { a = a - b }

  /// The amount taken `count` times, held at the limits of the type.
  public static func * (a: Self, count: Int) -> Self {
    Self(baseUnits: a.baseUnits.multipliedSaturated(by: Int64(count)))
  }

  /// The amount times `factor`, rounded up to a whole base unit.
  ///
  /// A factor that is not finite gives the largest amount; the result never overflows.
  public func scaledUp(by factor: Double) -> Self {
    Self(baseUnits: Int64(saturating: (Double(baseUnits) * factor).rounded(.up)))
  }

  /// The amount divided by `divisor`, as a plain ratio; infinite when only the divisor is zero.
  public func ratio(to divisor: Self) -> Double {
    Double(baseUnits) / Double(divisor.baseUnits)
  }

  /// The smallest multiple of `step` that is not below this amount; a step of zero or less keeps it.
  public func roundedUp(toMultipleOf step: Self) -> Self {
    let unit = step.baseUnits
    guard unit > 0 else { return self }
    let remainder = baseUnits % unit
    guard remainder != 0 else { return self }
    let below = baseUnits - remainder
    return Self(baseUnits: remainder > 0 ? below.addingSaturated(unit) : below)
  }

  /// The largest multiple of `step` that is not above this amount; a step of zero or less keeps it.
  public func roundedDown(toMultipleOf step: Self) -> Self {
    let unit = step.baseUnits
    guard unit > 0 else { return self }
    let remainder = baseUnits % unit
    let cut = baseUnits - remainder
    return Self(baseUnits: remainder < 0 ? cut.subtractingSaturated(unit) : cut)
  }

  /// The larger of zero and this amount.
  public var nonNegative: Self { Swift.max(self, .zero) }

  /// Reads the base units as one integer.
  public init(from decoder: any Decoder) throws {
    self.init(baseUnits: try decoder.singleValueContainer().decode(Int64.self))
  }

  /// Writes the base units as one integer.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(baseUnits)
  }
}

extension Int64 {
  /// The sum, held at the limits of the type.
  public func addingSaturated(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }

  /// The difference, held at the limits of the type.
  public func subtractingSaturated(_ other: Int64) -> Int64 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? (other < 0 ? .max : .min) : difference
  }

  /// The product, held at the limits of the type.
  public func multipliedSaturated(by other: Int64) -> Int64 {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? ((self < 0) == (other < 0) ? .max : .min) : product
  }

  /// The nearest representable integer towards zero; NaN gives the largest value.
  public init(saturating value: Double) {
    if value.isNaN || value >= 0x1p63 {
      self = .max
    } else if value <= -0x1p63 {
      self = .min
    } else {
      self = Int64(value)
    }
  }
}
