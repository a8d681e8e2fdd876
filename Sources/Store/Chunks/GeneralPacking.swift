/// The same as ``PackedValues`` for any values at all, in steps that each look for overflow.
struct GeneralPacking {
  private var base: Int64
  private var slope: Int64 = 0
  private var scale: Int64 = 1
  private(set) var width: Int
  private var isDelta = false
  private var numbers: [UInt64]

  /// Packs the narrower of both ways.
  init(of span: Span<Int64>) {
    let values = span.indices.map { span[$0] }
    let frame = GeneralPacking(frameOf: values)
    guard frame.width > 0, let delta = GeneralPacking(deltaOf: values), delta.width < frame.width
    else {
      self = frame
      return
    }
    self = delta
  }

  /// The result.
  var packed: PackedValues {
    var result = PackedValues(base: base, width: width, count: numbers.count)
    result.slope = slope
    result.scale = scale
    result.isDelta = isDelta
    result.bits = BitPacking.pack(numbers.count, width: width) { numbers[$0] }
    return result
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
