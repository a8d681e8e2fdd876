/// Numbers that look random and are the same for the same seed on every machine.
///
/// - Source: Steele, Lea, Flood 2014, "Fast Splittable Pseudorandom Number Generators" (SplitMix64)
struct RandomSequence: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number from 0 up to `bound`, which is above zero.
  mutating func next(below bound: Int) -> Int {
    Int(next() % UInt64(max(1, bound)))
  }

  /// A number from 0 up to 1.
  mutating func nextUnit() -> Double { Double(next() >> 11) * 0x1p-53 }
}
