internal import PodfitModel

extension Chunk {
  /// Encodes sorted samples of one UTC day: times strictly ascend, at least one.
  ///
  /// The result depends on the samples alone, so equal content has equal bytes. A regular step is
  /// used where at least half of its slots hold a sample; else every distance is kept by itself.
  ///
  /// - Complexity: O(samples)
  init(encoding samples: SampleColumn) {
    let times = samples.times
    var step: UInt64 = 0
    var smallest = Int64.max
    for index in times.indices.dropFirst() {
      let gap = times[index] &- times[index - 1]
      step = BitPacking.divisor(step, UInt64(gap))
      smallest = min(smallest, gap)
    }
    let span = (times.last ?? 0) &- (times.first ?? 0)
    let slots = step == 0 ? 1 : Int(UInt64(span) / step) + 1
    if slots <= 2 * times.count {
      self.init(regular: samples, step: Int64(step), slots: slots)
    } else {
      self.init(explicit: samples, smallestGap: smallest)
    }
  }

  private init(regular samples: SampleColumn, step: Int64, slots: Int) {
    let first = samples.times.first ?? 0
    var presence: [UInt8]?
    var dense = samples.values
    if slots != samples.count {
      var bits = [UInt8](repeating: 0, count: (slots + 7) / 8)
      dense = []
      dense.reserveCapacity(slots)
      for (time, value) in zip(samples.times, samples.values) {
        let slot = Int((time - first) / step)
        while dense.count < slots, dense.count < slot { dense.append(dense.last ?? value) }
        dense.append(value)
        bits[slot / 8] |= 0x80 >> UInt8(slot % 8)
      }
      presence = bits
    }
    self.init(
      first: first,
      step: step,
      samples: samples.count,
      presence: presence,
      times: nil,
      packing: PackedValues(of: dense)
    )
  }

  private init(explicit samples: SampleColumn, smallestGap: Int64) {
    let times = samples.times
    var extra = [UInt64](repeating: 0, count: times.count)
    var scale: UInt64 = 0
    for index in times.indices.dropFirst() {
      extra[index] = UInt64(times[index] - times[index - 1] - smallestGap)
      scale = BitPacking.divisor(scale, extra[index])
    }
    scale = max(scale, 1)
    var largest: UInt64 = 0
    for index in extra.indices {
      extra[index] /= scale
      largest = max(largest, extra[index])
    }
    let width = BitPacking.width(of: largest)
    self.init(
      first: times.first ?? 0,
      step: smallestGap,
      samples: times.count,
      presence: nil,
      times: PackedTimes(
        scale: Int64(scale),
        width: width,
        bits: BitPacking.pack(extra, width: width)
      ),
      packing: PackedValues(of: samples.values)
    )
  }

  private init(
    first: Int64,
    step: Int64,
    samples: Int,
    presence: [UInt8]?,
    times: PackedTimes?,
    packing values: PackedValues
  ) {
    self.first = first
    self.step = step
    self.samples = samples
    slots = values.numbers.count
    self.presence = presence
    self.times = times
    base = values.base
    slope = values.slope
    scale = values.scale
    width = values.width
    isDelta = values.isDelta
    bits = BitPacking.pack(values.numbers, width: values.width)
  }
}

/// Values of all slots as small numbers: the narrower of frame of reference and delta.
///
/// Every intermediate result of the decoding formula fits 64 bits signed. SQL needs that: SQLite
/// turns an integer that overflows into a floating point number.
private struct PackedValues {
  var base: Int64
  var slope: Int64 = 0
  var scale: Int64 = 1
  var width: Int
  var isDelta = false
  var numbers: [UInt64]

  init(of values: [Int64]) {
    let frame = PackedValues(frameOf: values)
    guard frame.width > 0, let delta = PackedValues(deltaOf: values), delta.width < frame.width
    else {
      self = frame
      return
    }
    self = delta
  }

  /// Distances from the smallest value; values as they are when a distance needs too many bits.
  private init(frameOf values: [Int64]) {
    let low = values.min() ?? 0
    let high = values.max() ?? 0
    numbers = values.map { UInt64(bitPattern: $0 &- low) }
    var scale: UInt64 = 0
    for number in numbers where scale != 1 { scale = BitPacking.divisor(scale, number) }
    scale = max(scale, 1)
    width = BitPacking.width(of: UInt64(bitPattern: high &- low) / scale)
    if high.subtractingReportingOverflow(low).overflow || width == 64 {
      numbers = values.map { UInt64(bitPattern: $0) }
      base = 0
      width = 64
      return
    }
    base = low
    self.scale = Int64(scale)
    if scale > 1 { for index in numbers.indices { numbers[index] /= scale } }
  }

  /// Distances of increases from the smallest increase, or nil when something overflows.
  private init?(deltaOf values: [Int64]) {
    guard let first = values.first, values.count > 1 else { return nil }
    var increases: [Int64] = []
    increases.reserveCapacity(values.count - 1)
    var slope = Int64.max
    for index in 1..<values.count {
      let (increase, overflow) = values[index].subtractingReportingOverflow(values[index - 1])
      guard !overflow else { return nil }
      increases.append(increase)
      slope = min(slope, increase)
    }
    numbers = [0]
    numbers.reserveCapacity(values.count)
    var scale: UInt64 = 0
    var largest: UInt64 = 0
    var total: Int64 = 0
    for increase in increases {
      let (extra, overflow) = increase.subtractingReportingOverflow(slope)
      let (sum, sumOverflow) = total.addingReportingOverflow(extra)
      guard !overflow, !sumOverflow else { return nil }
      total = sum
      let number = UInt64(extra)
      numbers.append(number)
      largest = max(largest, number)
      if scale != 1 { scale = BitPacking.divisor(scale, number) }
    }
    let (rise, riseOverflow) = slope.multipliedReportingOverflow(by: Int64(increases.count))
    guard !riseOverflow, !first.addingReportingOverflow(rise).overflow else { return nil }
    scale = max(scale, 1)
    width = BitPacking.width(of: largest / scale)
    guard width <= BitPacking.widest else { return nil }
    base = first
    self.slope = slope
    self.scale = Int64(scale)
    isDelta = true
    if scale > 1 { for index in numbers.indices { numbers[index] /= scale } }
  }
}
