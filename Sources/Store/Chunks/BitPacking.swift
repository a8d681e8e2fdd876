/// Numbers of one width in a row of bytes, most significant bit first.
///
/// Widths are 0…56 and 64: up to 56 bits and the seven that may be left over from the number before
/// fit one 64-bit register, here and in the SQL of the views.
enum BitPacking {
  /// The widest number below 64 bits.
  static let widest = 56

  /// The bytes that `count` numbers of `width` bits take, or nil when that does not fit `Int`.
  static func byteCount(of count: Int, width: Int) -> Int? {
    let (bits, overflow) = count.multipliedReportingOverflow(by: width)
    return overflow ? nil : bits / 8 + (bits % 8 > 0 ? 1 : 0)
  }

  /// The bits a number needs, or 64 when it needs more than ``widest``.
  static func width(of largest: UInt64) -> Int {
    let width = 64 - largest.leadingZeroBitCount
    return width > widest ? 64 : width
  }

  /// Packs numbers that all fit `width` bits; unused bits of the last byte are zero.
  static func pack(_ numbers: [UInt64], width: Int) -> [UInt8] {
    guard width > 0, let size = byteCount(of: numbers.count, width: width) else { return [] }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size)
    if width == 64 {
      for number in numbers {
        for shift in stride(from: 56, through: 0, by: -8) {
          bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
        }
      }
      return bytes
    }
    var register: UInt64 = 0
    var filled = 0
    for number in numbers {
      register = register << UInt64(width) | number
      filled += width
      while filled >= 8 {
        filled -= 8
        bytes.append(UInt8(truncatingIfNeeded: register >> UInt64(filled)))
      }
    }
    if filled > 0 { bytes.append(UInt8(truncatingIfNeeded: register << UInt64(8 - filled))) }
    return bytes
  }

  /// Reads `count` numbers back; the caller has checked the length against
  /// ``byteCount(of:width:)``.
  static func unpack(_ bytes: [UInt8], count: Int, width: Int) -> [UInt64] {
    guard width > 0 else { return [UInt64](repeating: 0, count: count) }
    var numbers: [UInt64] = []
    numbers.reserveCapacity(count)
    if width == 64 {
      for start in stride(from: 0, to: count * 8, by: 8) {
        var number: UInt64 = 0
        for index in start..<start + 8 { number = number << 8 | UInt64(bytes[index]) }
        numbers.append(number)
      }
      return numbers
    }
    let mask = (UInt64(1) << UInt64(width)) - 1
    var register: UInt64 = 0
    var filled = 0
    var next = 0
    for _ in 0..<count {
      while filled < width {
        register = register << 8 | UInt64(bytes[next])
        next += 1
        filled += 8
      }
      filled -= width
      numbers.append(register >> UInt64(filled) & mask)
    }
    return numbers
  }

  /// The greatest common divisor; 0 stands for "no number yet".
  static func divisor(_ a: UInt64, _ b: UInt64) -> UInt64 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}
