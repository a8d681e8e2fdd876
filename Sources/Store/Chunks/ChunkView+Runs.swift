internal import PodfitModel

extension ChunkView {
  /// Decodes values behind what `values` holds and times as runs behind what `runs` holds; neither
  /// changes where a defect is thrown.
  ///
  /// Usual input: 288 slots of which some three are empty. No time is written for them, which is
  /// half the work of ``append(day:to:)``.
  func append(
    day: Int64,
    runs: inout [TimeRun],
    values: inout [Int64]
  ) throws(ChunkDefect) {
    let (firstRun, start) = (runs.count, values.count)
    do throws(ChunkDefect) {
      try checkHeader(day: day)
      try appendValues(to: &values)
      if unsafe timeBits != nil {
        var times: [Int64] = []
        try appendTimes(day: day, to: &times)
        // The first time begins a run, since runs of different days are not joined.
        var own: [TimeRun] = []
        for time in times { own.append(time: time) }
        runs.append(contentsOf: own)
      } else {
        _ = try lastSlot(day: day)
        if let presence = unsafe presence {
          try unsafe keep(presence, from: start, runs: &runs, values: &values)
        } else {
          runs.append(TimeRun(first: first, step: step, count: slots))
        }
      }
    } catch {
      runs.removeSubrange(firstRun...)
      values.removeSubrange(start...)
      throw error
    }
  }

  /// Closes up the slots that hold a sample, stretch by stretch.
  private func keep(
    _ presence: UnsafeRawBufferPointer,
    from start: Int,
    runs: inout [TimeRun],
    values: inout [Int64]
  ) throws(ChunkDefect) {
    let (first, step, slots) = (first, step, slots)
    let firstRun = runs.count
    var kept = 0
    // The buffer is as long as the array, whose part from `start` has all slots.
    unsafe values.withUnsafeMutableBufferPointer { buffer in
      var slot = 0
      while slot < slots {
        // Slots up to the next one of the other kind, a byte of equal bits at a time.
        let isThere = unsafe Self.bit(slot, of: presence)
        var end = slot + 1
        let whole: UInt8 = isThere ? 0xFF : 0
        while end < slots {
          if end % 8 == 0, end + 8 <= slots, unsafe presence[end / 8] == whole {
            end += 8
          } else if unsafe Self.bit(end, of: presence) == isThere {
            end += 1
          } else {
            break
          }
        }
        if isThere {
          runs.append(TimeRun(first: first + step * Int64(slot), step: step, count: end - slot))
          if kept < slot, let values = buffer.baseAddress {
            unsafe (values + start + kept).update(from: values + start + slot, count: end - slot)
          }
          kept += end - slot
        }
        slot = end
      }
    }
    values.removeSubrange((start + kept)...)
    guard kept == samples, runs.count > firstRun, runs[firstRun].first == first else {
      throw .presence
    }
  }

  @unsafe @inline(__always)
  private static func bit(_ slot: Int, of presence: UnsafeRawBufferPointer) -> Bool {
    unsafe presence[slot &>> 3] & (0x80 &>> UInt8(truncatingIfNeeded: slot & 7)) != 0
  }
}
