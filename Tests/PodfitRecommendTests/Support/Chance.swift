/// A seeded generator (SplitMix64), so that a failing case can be run again.
struct Chance: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func hits(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &self) < share }

  /// A value whose logarithm is uniform.
  mutating func logUniform(_ low: Double, _ high: Double) -> Double {
    low * _pow(high / low, Double.random(in: 0...1, using: &self))
  }

  private func _pow(_ base: Double, _ exponent: Double) -> Double {
    // exp2(exponent · log2(base)) by halving, which keeps Foundation out of the generator.
    var result = 1.0
    var root = base
    var rest = exponent
    for _ in 0..<40 {
      root = root.squareRoot()
      rest *= 2
      if rest >= 1 {
        result *= root
        rest -= 1
      }
    }
    return result
  }
}
