internal import PodfitModel

extension Chunk {
  /// Encodes sorted samples of one UTC day: times strictly ascend, at least one.
  ///
  /// The result depends on the samples alone, so equal content has equal bytes. A regular step is
  /// used where at least half of its slots hold a sample; else every distance is kept by itself.
  ///
  /// - Complexity: O(samples)
  init(encoding samples: SampleColumn) {
    self.init(times: samples.times.span, values: samples.values.span)
  }

  /// The same for samples that stand in two columns of equal length.
  init(times: Span<Int64>, values: Span<Int64>) {
    let count = times.count
    precondition(count > 0 && values.count == count, "a chunk holds at least one sample")
    let step = count > 1 ? times[1] &- times[0] : 0
    var uneven: Int64 = 0
    // Within the bounds checked above; this loop is the whole cost of times that are regular.
    for index in 1..<max(count, 1) {
      uneven |= unsafe (times[unchecked: index] &- times[unchecked: index &- 1]) ^ step
    }
    if uneven == 0 {
      self.init(
        first: times[0],
        step: step,
        samples: count,
        presence: nil,
        times: nil,
        packing: PackedValues(of: values, mayBlock: true)
      )
    } else {
      self.init(uneven: times, values: values)
    }
  }

  private init(uneven times: Span<Int64>, values: Span<Int64>) {
    var divisor = CommonDivisor()
    var smallest = Int64.max
    for index in 1..<times.count {
      let gap = times[index] &- times[index - 1]
      divisor.add(UInt64(gap))
      smallest = min(smallest, gap)
    }
    let span = times[times.count - 1] &- times[0]
    let slots = Int(UInt64(span) / divisor.value) + 1
    if slots <= 2 * times.count {
      self.init(regular: times, values, step: divisor, slots: slots)
    } else {
      self.init(explicit: times, values, smallestGap: smallest)
    }
  }

  /// Some slots hold no sample: what stands there repeats the one before.
  private init(
    regular times: Span<Int64>,
    _ values: Span<Int64>,
    step: CommonDivisor,
    slots: Int
  ) {
    let first = times[0]
    var present = [UInt8](repeating: 0, count: (slots + 7) / 8)
    var dense: [Int64] = []
    dense.reserveCapacity(slots)
    for index in 0..<times.count {
      let slot = Int(step.quotient(of: UInt64(times[index] - first)))
      while dense.count < slot { dense.append(values[index - 1]) }
      dense.append(values[index])
      present[slot / 8] |= 0x80 >> UInt8(slot % 8)
    }
    self.init(
      first: first,
      step: Int64(step.value),
      samples: times.count,
      presence: present,
      times: nil,
      packing: PackedValues(of: dense.span, mayBlock: true)
    )
  }

  private init(explicit times: Span<Int64>, _ values: Span<Int64>, smallestGap: Int64) {
    var divisor = CommonDivisor()
    var largest: UInt64 = 0
    func extra(_ index: Int) -> UInt64 {
      index == 0 ? 0 : UInt64(times[index] &- times[index - 1] &- smallestGap)
    }
    for index in 1..<times.count {
      let number = extra(index)
      divisor.add(number)
      largest = max(largest, number)
    }
    // All distances equal would have been a regular step.
    let width = BitPacking.width(of: divisor.quotient(of: largest))
    self.init(
      first: times[0],
      step: smallestGap,
      samples: times.count,
      presence: nil,
      times: PackedTimes(
        scale: Int64(divisor.value),
        width: width,
        bits: BitPacking.pack(times.count, width: width) { divisor.quotient(of: extra($0)) }
      ),
      packing: PackedValues(of: values)
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
    slots = values.count
    self.presence = presence
    self.times = times
    base = values.base
    slope = values.slope
    scale = values.scale
    width = values.width
    isDelta = values.isDelta
    block = values.block
    bits = values.bits
  }
}
