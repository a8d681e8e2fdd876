/// A number in a line, up to the next blank.
///
/// Usual input: `204193792`, `4.3272`, and as `%g` prints it, `5.5173348e+07`. Up to 18 digits with
/// at most one point and an exponent take the short way; the rest is left to ``DecimalScanner``.
struct LineNumber {
  /// The reading in the unit that was asked for.
  var reading: DecimalReading
  /// Where the number ends: a blank or a line end.
  var end: Int

  /// Reads the number at `start` as a number of units, each `10^-decimals`.
  ///
  /// - Precondition: `bytes` ends with a line end, and `start` is not past it
  init(_ bytes: Span<UInt8>, from start: Int, decimals: Int) {
    var index = start
    var mantissa: Int64 = 0
    var digits = 0
    var scale = decimals
    var byte = bytes[index]
    while true {
      let digit = byte &- 48
      guard digit <= 9 else { break }
      mantissa = mantissa &* 10 &+ Int64(digit)
      digits += 1
      index += 1
      byte = bytes[index]
    }
    if byte == UInt8(ascii: ".") {
      index += 1
      byte = bytes[index]
      while true {
        let digit = byte &- 48
        guard digit <= 9 else { break }
        mantissa = mantissa &* 10 &+ Int64(digit)
        digits += 1
        scale -= 1
        index += 1
        byte = bytes[index]
      }
    }
    if byte == UInt8(ascii: "e"), digits > 0 {
      let isNegative = bytes[index + 1] == UInt8(ascii: "-")
      let hasSign = isNegative || bytes[index + 1] == UInt8(ascii: "+")
      var place = index + (hasSign ? 2 : 1)
      let first = place
      var exponent = 0
      while place < bytes.count, place - first < 3, bytes[place] &- 48 <= 9 {
        exponent = exponent * 10 + Int(bytes[place] &- 48)
        place += 1
      }
      if place > first {
        scale += isNegative ? -exponent : exponent
        index = place
        byte = bytes[index]
      }
    }
    // Without 19 digits nothing has overflowed; a negative scale asks for rounding.
    if byte <= 0x20, digits > 0, digits <= 18, scale >= 0, scale <= 18 {
      let (units, overflow) = mantissa.multipliedReportingOverflow(by: Self.tens[scale])
      reading = overflow ? .tooLarge : .units(units)
      end = index
    } else {
      while bytes[index] > 0x20 { index += 1 }
      reading = DecimalScanner.scan(bytes.extracting(start..<index), decimals: decimals)
      end = index
    }
  }

  private static let tens: [Int64] = (0...18).map { power in
    (0..<power).reduce(1) { product, _ in product * 10 }
  }
}
