/// The greatest common divisor of numbers that come one by one.
///
/// After the first few numbers of a series the divisor stays (a microcore, a page), so that each
/// further number costs one multiplication instead of a division: a number is divisible by an odd
/// `d` exactly where its product with the inverse of `d` modulo 2^64 is at most `(2^64 - 1) / d`,
/// and the product is the quotient then. Powers of two are rotated away.
///
/// - Source: Hacker's Delight, 2nd edition, §10-17
struct CommonDivisor {
  /// The divisor; 0 as long as no number but 0 has come.
  private(set) var value: UInt64 = 0
  private var inverse: UInt64 = 0
  private var shift: UInt64 = 0
  private var limit: UInt64 = 0

  /// Takes one number.
  @inline(__always)
  mutating func add(_ number: UInt64) {
    if isDivisor(of: number) { return }
    replace(by: BitPacking.divisor(value, number))
  }

  /// `number` divided by the divisor, of which it must be a multiple; the divisor must not be 0.
  @inline(__always)
  func quotient(of number: UInt64) -> UInt64 { (number &* inverse) &>> shift }

  @inline(__always)
  private func isDivisor(of number: UInt64) -> Bool {
    let product = number &* inverse
    let rotated = product &>> shift | product &<< (64 &- shift)
    return rotated <= limit && (limit > 0 || number == 0)
  }

  private mutating func replace(by divisor: UInt64) {
    value = divisor
    shift = UInt64(divisor.trailingZeroBitCount)
    let odd = divisor >> shift
    // Correct to five bits, doubled by each step.
    var guess = odd &* 3 ^ 2
    for _ in 0..<4 { guess = guess &* (2 &- odd &* guess) }
    inverse = guess
    limit = UInt64.max / divisor
  }
}
