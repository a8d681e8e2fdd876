/// Values of all slots as small numbers: the narrower of frame of reference and delta.
///
/// Every intermediate result of the decoding formula fits 64 bits signed. SQL needs that: SQLite
/// turns an integer that overflows into a floating point number.
///
/// Usual input: 288 values with a common divisor of 1,000 or 4,096. Values that lie close to each
/// other take the short way, in three passes without memory of their own; it gives the same result
/// as ``GeneralPacking``, which has no conditions.
struct PackedValues: Hashable {
  var base: Int64
  var slope: Int64 = 0
  var scale: Int64 = 1
  var width: Int
  var isDelta = false
  /// Slots of a block; 0 without blocks.
  var block = 0
  var count: Int
  var bits: [UInt8] = []

  /// Packs values; in blocks where they may be and take the fewest bytes so.
  init(of values: Span<Int64>, mayBlock: Bool = false) {
    var low = Int64.max
    var high = Int64.min
    var lowRise = Int64.max
    var highRise = Int64.min
    var previous = values[0]
    for index in 0..<values.count {
      let value = unsafe values[unchecked: index]
      low = min(low, value)
      high = max(high, value)
      let rise = value &- previous
      if index > 0 {
        lowRise = min(lowRise, rise)
        highRise = max(highRise, rise)
      }
      previous = value
    }
    // With these bounds nothing below can overflow: a rise is within ±2^44, the sum of 2^17 rises
    // and their distances from the smallest one within 2^62.
    let isNear = low >= -(1 << 61) && high <= 1 << 61 && high - low <= 1 << 44
    guard isNear, values.count <= 1 << 17 else {
      self = GeneralPacking(of: values).packed
      return
    }
    count = values.count
    base = low
    width = 0
    guard high > low else { return }

    var divisor = CommonDivisor()
    for index in 0..<values.count where divisor.value != 1 {
      divisor.add(UInt64(unsafe values[unchecked: index] &- low))
    }
    width = BitPacking.width(of: divisor.quotient(of: UInt64(high - low)))
    let plain = (count * width + 7) / 8
    let blocks =
      mayBlock
      ? BlockPacking(values, low: low, divisor: divisor, width: width, below: plain) : nil
    // Narrower than numbers are in the mean, so that a delta takes fewer bytes.
    let limit = min(width, blocks.map { ($0.bytes * 8 + count - 1) / count } ?? width)
    if let delta = Self.delta(values, UInt64(highRise - lowRise), lowRise, narrowerThan: limit) {
      (isDelta, base, slope, width) = (true, values[0], lowRise, delta.width)
      scale = max(1, Int64(delta.divisor.value))
      bits = BitPacking.pack(values.count, width: width) { index in
        guard index > 0 else { return 0 }
        let rise = unsafe values[unchecked: index] &- values[unchecked: index &- 1]
        return delta.divisor.quotient(of: UInt64(rise &- lowRise))
      }
      return
    }
    scale = Int64(divisor.value)
    if let blocks {
      block = blocks.size
      bits = blocks.pack(count) { index in
        divisor.quotient(of: UInt64(unsafe values[unchecked: index] &- low))
      }
      return
    }
    bits = BitPacking.pack(values.count, width: width) { index in
      divisor.quotient(of: UInt64(unsafe values[unchecked: index] &- low))
    }
  }

  /// The width that increases take, and what they are divided by; nil where `limit` is narrower.
  ///
  /// The width only grows while the divisor shrinks, so that noise is given up after a few values.
  private static func delta(
    _ values: Span<Int64>,
    _ largest: UInt64,
    _ slope: Int64,
    narrowerThan limit: Int
  ) -> (width: Int, divisor: CommonDivisor)? {
    var divisor = CommonDivisor()
    var width = 0
    var known: UInt64 = 0
    for index in 1..<values.count {
      let rise = unsafe values[unchecked: index] &- values[unchecked: index &- 1]
      divisor.add(UInt64(rise &- slope))
      guard divisor.value != known else { continue }
      known = divisor.value
      width = BitPacking.width(of: largest / known)
      if width >= limit { return nil }
    }
    return (width, divisor)
  }

  init(base: Int64, width: Int, count: Int) {
    self.base = base
    self.width = width
    self.count = count
  }
}
