internal import PodfitModel

extension Chunk {
  /// Decodes the chunk of `day` (days since the epoch, UTC) into sorted samples.
  ///
  /// Everything is checked before it is used, since a file may have been damaged: the result is
  /// exact or a defect is thrown.
  ///
  /// - Complexity: O(slots)
  func decoded(day: Int64) throws(ChunkDefect) -> SampleColumn {
    try checkHeader(day: day)
    let values = try decodedValues()
    if let times { return try SampleColumn(times: decodedTimes(times, day: day), values: values) }
    // Slots and step are below a day each, so the product fits; the sum need not.
    let (last, overflow) = first.addingReportingOverflow(step * Int64(slots - 1))
    guard !overflow, Instant(milliseconds: last).day == day else { throw .times }
    guard let presence else {
      let times = (0..<Int64(slots)).map { first + step * $0 }
      return SampleColumn(times: times, values: values)
    }
    return try decoded(present: presence, values: values)
  }

  private func checkHeader(day: Int64) throws(ChunkDefect) {
    guard samples >= 1 else { throw .header("samples") }
    guard slots >= samples, Int64(slots) <= Chunk.day else { throw .header("slots") }
    guard Instant(milliseconds: first).day == day else { throw .header("first_ms") }
    guard step >= 0, step < Chunk.day, step > 0 || slots == 1 else { throw .header("step_ms") }
    guard scale >= 1 else { throw .header("scale") }
    guard width == 64 || (0...BitPacking.widest).contains(width) else { throw .header("width") }
    guard width < 64 || !isDelta else { throw .header("is_delta") }
    guard presence == nil || times == nil else { throw .presence }
    guard presence != nil || slots == samples else { throw .presence }
    try check(bits, named: "value_bits", width: width)
    if let presence { try check(presence, named: "presence_bits", width: 1) }
  }

  private func check(_ blob: [UInt8], named name: String, width: Int) throws(ChunkDefect) {
    guard let expected = BitPacking.byteCount(of: slots, width: width) else {
      throw .header("slots")
    }
    guard blob.count == expected else {
      throw .length(name, found: blob.count, expected: expected)
    }
  }

  private func decodedValues() throws(ChunkDefect) -> [Int64] {
    let numbers = BitPacking.unpack(bits, count: slots, width: width)
    if width == 64, base == 0, scale == 1 { return numbers.map { Int64(bitPattern: $0) } }
    guard width < 64 else { throw .header("scale") }
    var values: [Int64] = []
    values.reserveCapacity(slots)
    var sum: Int64 = 0
    var start = base
    for (index, number) in numbers.enumerated() {
      // At most 56 bits, so the conversion cannot fail.
      var units = Int64(truncatingIfNeeded: number)
      if isDelta {
        let (next, overflow) = sum.addingReportingOverflow(units)
        let (moved, movedOverflow) = start.addingReportingOverflow(index == 0 ? 0 : slope)
        guard !overflow, !movedOverflow else { throw .value }
        (sum, start, units) = (next, moved, next)
      }
      let (product, overflow) = units.multipliedReportingOverflow(by: scale)
      let (value, sumOverflow) = start.addingReportingOverflow(product)
      guard !overflow, !sumOverflow else { throw .value }
      values.append(value)
    }
    return values
  }

  private func decodedTimes(_ packed: PackedTimes, day: Int64) throws(ChunkDefect) -> [Int64] {
    guard packed.scale >= 1, packed.scale <= Chunk.day else { throw .header("time_scale") }
    guard (0...BitPacking.widest).contains(packed.width) else { throw .header("time_width") }
    try check(packed.bits, named: "time_bits", width: packed.width)
    let limit = Chunk.day.addingSaturated(first)
    var times: [Int64] = []
    times.reserveCapacity(slots)
    var time = first
    for (index, number) in BitPacking.unpack(packed.bits, count: slots, width: packed.width)
      .enumerated()
    {
      let extra = Int64(truncatingIfNeeded: number).multipliedSaturated(by: packed.scale)
      let next = time.addingSaturated(index == 0 ? 0 : step).addingSaturated(extra)
      guard index == 0 ? extra == 0 : next > time, next <= limit else { throw .times }
      time = next
      times.append(time)
    }
    guard Instant(milliseconds: time).day == day else { throw .times }
    return times
  }

  private func decoded(present: [UInt8], values: [Int64]) throws(ChunkDefect) -> SampleColumn {
    var column = SampleColumn()
    column.times.reserveCapacity(samples)
    column.values.reserveCapacity(samples)
    for slot in 0..<slots where present[slot / 8] & (0x80 >> UInt8(slot % 8)) != 0 {
      column.append(time: first + step * Int64(slot), value: values[slot])
    }
    guard column.count == samples, column.times.first == first else { throw .presence }
    return column
  }
}
