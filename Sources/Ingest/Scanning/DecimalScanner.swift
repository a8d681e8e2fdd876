/// A decimal number as it was read, in whole units of a power of ten.
enum DecimalReading: Hashable, Sendable {
  /// The nearest whole number of units; halves go to the even one.
  case units(Int64)
  /// `NaN`: nothing was measured.
  case notANumber
  /// `+Inf`, `-Inf`, `Infinity`.
  case infinite
  /// More than 64 bits hold.
  case tooLarge
  /// No number.
  case malformed
}

extension DecimalReading {
  /// The error that a reading of this text is, where it cannot be used.
  func fault(_ text: String) -> IngestError.Code {
    self == .tooLarge ? .numberTooLarge(text) : .badNumber(text)
  }
}

/// Turns decimal text into integers without a detour through floating point.
///
/// Usual input: 4 to 20 digits with at most one point and no exponent, such as `204193792` or
/// `0.4736898018124824`. Plain spellings of up to 18 digits take the short way.
enum DecimalScanner {
  /// Reads `bytes` as a number of units, each `10^-decimals`.
  ///
  /// Accepts a sign, digits with at most one point, an exponent, and the spellings of NaN and
  /// infinity that Prometheus and VictoriaMetrics write, in any case.
  ///
  /// - Parameters:
  ///   - bytes: the text
  ///   - decimals: 9 for billionths, 3 for milliseconds, 0 for whole units; at most 18
  /// - Returns: the reading, never an error
  static func scan(_ bytes: Span<UInt8>, decimals: Int) -> DecimalReading {
    if let units = plain(bytes, decimals: decimals) { return .units(units) }
    return general(bytes, decimals: decimals)
  }

  /// Digits with at most one point that are exact in the unit; nil for all else.
  private static func plain(_ bytes: Span<UInt8>, decimals: Int) -> Int64? {
    guard bytes.count <= 18, !bytes.isEmpty else { return nil }
    var mantissa: Int64 = 0
    var point = -1
    for index in 0..<bytes.count {
      let digit = bytes[index] &- 48
      if digit <= 9 {
        mantissa = mantissa &* 10 &+ Int64(digit)
      } else if bytes[index] == UInt8(ascii: "."), point < 0 {
        point = index
      } else {
        return nil
      }
    }
    let fraction = point < 0 ? 0 : bytes.count - 1 - point
    guard fraction <= decimals, bytes.count > 1 || point < 0 else { return nil }
    let (units, overflow) = mantissa.multipliedReportingOverflow(by: tens[decimals - fraction])
    return overflow ? nil : units
  }

  private static let tens: [Int64] = (0...18).map { power in
    (0..<power).reduce(1) { product, _ in product * 10 }
  }

  private static func general(_ bytes: Span<UInt8>, decimals: Int) -> DecimalReading {
    var index = 0
    var isNegative = false
    if let sign = bytes[safe: 0], sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      index = 1
    }
    guard let first = bytes[safe: index] else { return .malformed }
    guard first.isDigit || first == UInt8(ascii: ".") else { return word(bytes, from: index) }

    // 38 digits fit 128 bits; of further ones only their number and whether they are zero matter.
    var mantissa: UInt128 = 0
    var exponent = decimals
    var hasRest = false
    var digits = 0
    var seenPoint = false
    while let byte = bytes[safe: index] {
      if byte.isDigit {
        digits += 1
        if mantissa < mantissaLimit {
          mantissa = mantissa * 10 + UInt128(byte &- 48)
          if seenPoint { exponent -= 1 }
        } else {
          hasRest = hasRest || byte != UInt8(ascii: "0")
          if !seenPoint { exponent += 1 }
        }
      } else if byte == UInt8(ascii: "."), !seenPoint {
        seenPoint = true
      } else {
        break
      }
      index += 1
    }
    guard digits > 0 else { return .malformed }
    if index < bytes.count {
      guard let written = writtenExponent(bytes, from: index) else { return .malformed }
      exponent += written
    }
    guard let magnitude = scaled(mantissa, by: exponent, hasRest: hasRest) else {
      return .tooLarge
    }
    return .units(isNegative ? -magnitude : magnitude)
  }

  private static let mantissaLimit: UInt128 = power(37)

  private static func power(_ exponent: Int) -> UInt128 {
    (0..<exponent).reduce(1) { product, _ in product * 10 }
  }

  /// `mantissa · 10^exponent`, rounded to the nearest, halves to even; nil above 64 bits.
  ///
  /// With `hasRest` the true value is a little above; that is so only with 38 digits in `mantissa`.
  private static func scaled(_ mantissa: UInt128, by exponent: Int, hasRest: Bool) -> Int64? {
    guard mantissa != 0 else { return 0 }
    guard exponent < 0 else {
      var value = mantissa
      guard value <= UInt128(Int64.max) else { return nil }
      for _ in 0..<exponent {
        value *= 10
        guard value <= UInt128(Int64.max) else { return nil }
      }
      return Int64(exactly: value)
    }
    // Below this the value is under a tenth of a unit.
    guard exponent >= -38 else { return 0 }
    let divisor = power(-exponent)
    let (quotient, remainder) = mantissa.quotientAndRemainder(dividingBy: divisor)
    let half = divisor / 2
    let isAbove = remainder > half || (remainder == half && hasRest)
    let isTie = remainder == half && !hasRest
    return Int64(exactly: quotient + (isAbove || (isTie && quotient & 1 == 1) ? 1 : 0))
  }

  /// The value of `e-09` at the end of the text, held within ±100,000; nil for anything else.
  private static func writtenExponent(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    guard bytes[start] | 0x20 == UInt8(ascii: "e") else { return nil }
    var index = start + 1
    var isNegative = false
    if let sign = bytes[safe: index], sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      index += 1
    }
    guard index < bytes.count else { return nil }
    var value = 0
    for position in index..<bytes.count {
      guard bytes[position].isDigit else { return nil }
      value = min(100_000, value * 10 + Int(bytes[position] &- 48))
    }
    return isNegative ? -value : value
  }

  private static func word(_ bytes: Span<UInt8>, from start: Int) -> DecimalReading {
    guard bytes.count - start <= 8 else { return .malformed }
    let letters = (start..<bytes.count).map { bytes[$0] | 0x20 }
    if letters == Array("inf".utf8) || letters == Array("infinity".utf8) { return .infinite }
    return letters == Array("nan".utf8) ? .notANumber : .malformed
  }
}

extension Span where Element == UInt8 {
  /// The byte at `index`, nil past the end.
  fileprivate subscript(safe index: Int) -> UInt8? { index < count ? self[index] : nil }
}
