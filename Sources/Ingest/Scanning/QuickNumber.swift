/// A number of digits with at most one point, read eight bytes at a time.
///
/// Usual input: `0.473689` and `204193792`. Anything longer or odd is nil and goes to
/// ``DecimalScanner``, which gives the same for what is read here.
struct QuickNumber {
  /// The number in units of `10^-decimals`.
  var units: Int64
  /// The bytes it takes.
  var length: Int

  /// Reads the number at `bytes`, of which 40 can be read whatever stands there.
  ///
  /// - Parameters:
  ///   - bytes: where the number starts
  ///   - decimals: 9 or 0
  @unsafe @inline(__always)
  init?(_ bytes: UnsafeRawPointer, decimals: Int) {
    let (first, count) = unsafe Self.digits(bytes)
    guard count > 0 else { return nil }
    var whole = first
    length = count
    if count == 8 {
      let (second, more) = unsafe Self.digits(bytes + 8)
      guard more < 8 else { return nil }
      whole = whole &* Self.powers[more] &+ second
      length = 8 + more
    }
    guard unsafe bytes.load(fromByteOffset: length, as: UInt8.self) == UInt8(ascii: ".") else {
      guard decimals == 0 || length <= 9 else { return nil }
      units = whole &* Self.powers[decimals]
      return
    }
    let (high, places) = unsafe Self.digits(bytes + length + 1)
    guard decimals == 9, length <= 8, places > 0 else { return nil }
    var fraction = high
    var digits = places
    if places == 8 {
      let (low, more) = unsafe Self.digits(bytes + length + 9)
      guard more <= 1 else { return nil }
      fraction = fraction &* Self.powers[more] &+ low
      digits = 8 + more
    }
    units = whole &* 1_000_000_000 &+ fraction &* Self.powers[9 &- digits]
    length += 1 + digits
  }

  /// The digits at the start of eight bytes: their value and how many there are.
  @inline(__always)
  private static func digits(_ bytes: UnsafeRawPointer) -> (value: Int64, count: Int) {
    let word = unsafe bytes.loadUnaligned(as: UInt64.self).littleEndian ^ 0x3030_3030_3030_3030
    // Adding 0x76 sets the top bit of what is above 9. A carry can only reach later bytes, and the
    // first that is no digit counts.
    let others = ((word &+ 0x7676_7676_7676_7676) | word) & 0x8080_8080_8080_8080
    let count = others.trailingZeroBitCount &>> 3
    guard count > 0 else { return (0, 0) }
    // Most rates are below ten.
    if count == 1 { return (Int64(truncatingIfNeeded: word & 0xFF), 1) }
    return (value(word &<< UInt64(64 &- 8 &* count)), count)
  }

  /// Eight digits, the first in the lowest byte, as a number: pairs, then fours, then all.
  @inline(__always)
  private static func value(_ word: UInt64) -> Int64 {
    let pairs = (word &* 10) &+ (word &>> 8)
    let high = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let low = ((pairs &>> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    return Int64(truncatingIfNeeded: (high &+ low) &>> 32)
  }

  /// `10:15:00` as milliseconds of a day; nil for what is no time of a day.
  @inline(__always)
  static func clock(_ text: UInt64) -> Int64? {
    // Colons become zero like the digit 0.
    let word = text.littleEndian ^ 0x3030_3A30_303A_3030
    let others = ((word &+ 0x7676_7676_7676_7676) | word) & 0x8080_8080_8080_8080
    guard others == 0, word & 0x0000_FF00_00FF_0000 == 0 else { return nil }
    func pair(_ shift: UInt64) -> Int64 {
      Int64((word &>> shift & 0xFF) &* 10 &+ (word &>> (shift &+ 8) & 0xFF))
    }
    let (hour, minute, second) = (pair(0), pair(24), pair(48))
    guard hour < 24, minute < 60, second < 60 else { return nil }
    return ((hour &* 60 &+ minute) &* 60 &+ second) &* 1_000
  }

  /// A literal, so that no look-up asks whether it has been made.
  private static let powers: InlineArray<10, Int64> = [
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
  ]
}
