internal import PodfitModel

/// A chunk as a row of the database lends it: the columns, and the blobs where SQLite keeps them.
///
/// The blobs belong to someone else: whoever makes a view uses it up before its statement moves,
/// which is why making one is marked as unsafe. Decoding checks all columns and lengths first and
/// then runs without a check per sample.
@safe struct ChunkView {
  var first: Int64
  var step: Int64
  var samples: Int
  var slots: Int
  var base: Int64
  var slope: Int64
  var scale: Int64
  var width: Int
  var isDelta: Bool
  var block: Int
  var timeScale: Int64
  var timeWidth: Int
  var presence: UnsafeRawBufferPointer?
  var timeBits: UnsafeRawBufferPointer?
  var bits: UnsafeRawBufferPointer

  /// Decodes behind what `column` holds; nothing is appended where a defect is thrown.
  func append(day: Int64, to column: inout SampleColumn) throws(ChunkDefect) {
    let start = column.count
    do throws(ChunkDefect) {
      try checkHeader(day: day)
      try appendValues(to: &column.values)
      try appendTimes(day: day, to: &column.times)
      if let presence = unsafe presence { try unsafe keep(presence, from: start, in: &column) }
    } catch {
      column.times.removeSubrange(start...)
      column.values.removeSubrange(start...)
      throw error
    }
  }

  func checkHeader(day: Int64) throws(ChunkDefect) {
    guard samples >= 1 else { throw .header("samples") }
    guard slots >= samples, Int64(slots) <= Chunk.day else { throw .header("slots") }
    guard Instant(milliseconds: first).day == day else { throw .header("first_ms") }
    guard step >= 0, step < Chunk.day, step > 0 || slots == 1 else {
      throw .header("step_ms")
    }
    guard scale >= 1 else { throw .header("scale") }
    guard width == 64 || (0...BitPacking.widest).contains(width) else {
      throw .header("width")
    }
    guard width < 64 || !isDelta else { throw .header("is_delta") }
    guard width < 64 || (base == 0 && scale == 1) else { throw .header("scale") }
    guard unsafe presence == nil || timeBits == nil else { throw .presence }
    guard unsafe presence != nil || slots == samples else { throw .presence }
    if block == 0 {
      try unsafe check(bits.count, named: "value_bits", width: width)
    } else {
      try checkBlocks()
    }
    if let presence = unsafe presence {
      try check(presence.count, named: "presence_bits", width: 1)
    }
    if let timeBits = unsafe timeBits {
      guard timeScale >= 1, timeScale <= Chunk.day else {
        throw .header("time_scale")
      }
      guard (0...BitPacking.widest).contains(timeWidth) else {
        throw .header("time_width")
      }
      try check(timeBits.count, named: "time_bits", width: timeWidth)
    }
  }

  private func check(_ count: Int, named name: String, width: Int) throws(ChunkDefect) {
    guard let expected = BitPacking.byteCount(of: slots, width: width) else {
      throw .header("slots")
    }
    guard count == expected else { throw .length(name, found: count, expected: expected) }
  }
}

// MARK: - Values

extension ChunkView {
  func appendValues(to values: inout [Int64]) throws(ChunkDefect) {
    let count = slots
    if block > 0 {
      appendBlocks(to: &values)
    } else if width == 64 {
      unsafe values.extend(by: count) { target in
        unsafe BitPacking.unpack(bits, count: count, width: 64) { index, number in
          unsafe target[index] = Int64(bitPattern: number)
        }
      }
    } else if isDelta {
      try appendSums(to: &values)
    } else {
      // At most 56 bits, so the conversion cannot fail.
      let largest = Int64(bitPattern: (1 << UInt64(width)) - 1)
      let (span, overflow) = largest.multipliedReportingOverflow(by: scale)
      guard !overflow, !base.addingReportingOverflow(span).overflow else {
        return try appendChecked(to: &values)
      }
      let (base, scale) = (base, scale)
      unsafe values.extend(by: count) { target in
        unsafe BitPacking.unpack(bits, count: count, width: width) { index, number in
          unsafe target[index] = base &+ scale &* Int64(bitPattern: number)
        }
      }
    }
  }

  /// Frame of reference where a damaged number might overflow.
  private func appendChecked(to values: inout [Int64]) throws(ChunkDefect) {
    let (base, scale) = (base, scale)
    var hasOverflow = false
    unsafe BitPacking.unpack(bits, count: slots, width: width) { _, number in
      let (product, overflow) = Int64(bitPattern: number).multipliedReportingOverflow(by: scale)
      let (value, sumOverflow) = base.addingReportingOverflow(product)
      hasOverflow = hasOverflow || overflow || sumOverflow
      values.append(value)
    }
    guard !hasOverflow else { throw .value }
  }

  /// Whether even the largest numbers of this width, at every slot, give sums that fit.
  private var sumsCannotOverflow: Bool {
    // At most 56 bits, so the conversion cannot fail.
    let largest = Int64(bitPattern: (1 << UInt64(width)) - 1)
    let (sum, sumOverflow) = largest.multipliedReportingOverflow(by: Int64(slots))
    let (height, heightOverflow) = sum.multipliedReportingOverflow(by: scale)
    let (rise, riseOverflow) = slope.multipliedReportingOverflow(by: Int64(slots))
    let (end, endOverflow) = base.addingReportingOverflow(rise)
    return !sumOverflow && !heightOverflow && !riseOverflow && !endOverflow
      && !max(base, end).addingReportingOverflow(height).overflow
  }

  private func appendSums(to values: inout [Int64]) throws(ChunkDefect) {
    let (slope, scale, base) = (slope, scale, base)
    if sumsCannotOverflow {
      unsafe values.extend(by: slots) { target in
        var value = base &- slope
        unsafe BitPacking.unpack(bits, count: slots, width: width) { index, number in
          value = value &+ slope &+ scale &* Int64(bitPattern: number)
          unsafe target[index] = value
        }
      }
      return
    }
    var sum: Int64 = 0
    var start = base
    var hasOverflow = false
    unsafe BitPacking.unpack(bits, count: slots, width: width) { index, number in
      let (next, overflow) = sum.addingReportingOverflow(Int64(bitPattern: number))
      let (moved, moveOverflow) = start.addingReportingOverflow(index == 0 ? 0 : slope)
      let (product, scaleOverflow) = next.multipliedReportingOverflow(by: scale)
      let (value, sumOverflow) = moved.addingReportingOverflow(product)
      hasOverflow = hasOverflow || overflow || moveOverflow || scaleOverflow || sumOverflow
      (sum, start) = (next, moved)
      values.append(value)
    }
    guard !hasOverflow else { throw .value }
  }
}

// MARK: - Times

extension ChunkView {
  func appendTimes(day: Int64, to times: inout [Int64]) throws(ChunkDefect) {
    if let timeBits = unsafe timeBits {
      return try unsafe appendTimes(timeBits, day: day, to: &times)
    }
    let (first, step, count) = (first, step, slots)
    _ = try lastSlot(day: day)
    unsafe times.extend(by: count) { target in
      for index in 0..<count { unsafe target[index] = first &+ step &* Int64(index) }
    }
  }

  /// The time of the last slot of a regular step, which lies in `day`.
  func lastSlot(day: Int64) throws(ChunkDefect) -> Int64 {
    // Slots and step are below a day each, so the product fits; the sum need not.
    let (last, overflow) = first.addingReportingOverflow(step * Int64(slots - 1))
    guard !overflow, Instant(milliseconds: last).day == day else { throw .times }
    return last
  }

  private func appendTimes(
    _ timeBits: UnsafeRawBufferPointer,
    day: Int64,
    to times: inout [Int64]
  ) throws(ChunkDefect) {
    let (step, scale) = (step, timeScale)
    let limit = Chunk.day.addingSaturated(first)
    var time = first
    var isOrdered = true
    unsafe BitPacking.unpack(timeBits, count: slots, width: timeWidth) { index, number in
      let extra = Int64(bitPattern: number).multipliedSaturated(by: scale)
      let next = time.addingSaturated(index == 0 ? 0 : step).addingSaturated(extra)
      isOrdered = isOrdered && (index == 0 ? extra == 0 : next > time) && next <= limit
      time = next
      times.append(time)
    }
    guard isOrdered, Instant(milliseconds: time).day == day else { throw .times }
  }

  /// Closes up the slots that hold a sample.
  private func keep(
    _ presence: UnsafeRawBufferPointer,
    from start: Int,
    in column: inout SampleColumn
  ) throws(ChunkDefect) {
    var next = start
    for slot in 0..<slots
    where unsafe presence[slot / 8] & (0x80 >> UInt8(slot % 8)) != 0 {
      column.times[next] = column.times[start + slot]
      column.values[next] = column.values[start + slot]
      next += 1
    }
    column.times.removeSubrange(next...)
    column.values.removeSubrange(next...)
    guard next - start == samples, column.times[start] == first else {
      throw .presence
    }
  }
}

extension [Int64] {
  /// Appends `count` numbers, which `fill` sets.
  @inline(__always)
  mutating func extend(
    by count: Int,
    _ fill: (UnsafeMutableBufferPointer<Int64>) -> Void
  ) {
    let start = self.count
    append(contentsOf: repeatElement(0, count: count))
    // The buffer is as long as what was appended, and ends with the closure.
    unsafe withUnsafeMutableBufferPointer { buffer in
      unsafe fill(UnsafeMutableBufferPointer(rebasing: buffer[start...]))
    }
  }
}
