internal import Glibc

/// Finds the series of a line by the bytes of its labels, without looking at what they say.
///
/// Files come series by series or time by time. In the first order a line has the labels of the
/// line before, in the second those of the series that followed that one the last time; either
/// costs one comparison of bytes and not even a search for where the labels end. Only a miss hashes
/// them. Usual input: 150 to 450 bytes of labels per line, up to a few hundred thousand series.
///
/// Equal bytes are one series; two spellings of one series are two entries here, which meet again
/// in the key of their samples.
struct LineSeriesTable {
  /// The labels of all series, one after the other.
  private var arena: [UInt8] = []
  /// Where each one starts in the arena, and the arena's end.
  private var starts: [Int] = [0]
  /// The series that followed each one the last time.
  private var following: [Int] = []
  private var hashes: [Int] = []
  private var previous = -1
  /// Open addressing over the series, −1 where free; a power of two in size, at most half full.
  private var slots = [Int32](repeating: -1, count: 1 << 10)

  /// The number of series known.
  var count: Int { following.count }

  /// The labels of a series as they stand in the file.
  func text(of series: Int) -> ArraySlice<UInt8> { arena[starts[series]..<starts[series + 1]] }

  /// The length of the labels of a series.
  func length(of series: Int) -> Int { starts[series + 1] - starts[series] }

  /// The series of the line that starts at `start`, if it is one of the two that are likely.
  ///
  /// - Precondition: `bytes` ends with a line end
  mutating func guess(_ bytes: Span<UInt8>, at start: Int) -> Int? {
    guard previous >= 0 else { return nil }
    if begins(bytes, at: start, with: previous) { return previous }
    let next = following[previous]
    guard next != previous, begins(bytes, at: start, with: next) else { return nil }
    previous = next
    return next
  }

  /// The series whose labels stand in `range`, and whether it is seen for the first time.
  mutating func find(_ bytes: Span<UInt8>, _ range: Range<Int>) -> (series: Int, isNew: Bool) {
    let hash = Self.hash(bytes, range)
    var slot = hash & (slots.count - 1)
    var found = -1
    while slots[slot] >= 0 {
      let candidate = Int(slots[slot])
      if hashes[candidate] == hash, length(of: candidate) == range.count,
        isEqual(bytes, at: range.lowerBound, to: candidate)
      {
        found = candidate
        break
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    let isNew = found < 0
    if isNew {
      found = following.count
      slots[slot] = Int32(truncatingIfNeeded: found)
      for index in range { arena.append(bytes[index]) }
      starts.append(arena.count)
      following.append(found)
      hashes.append(hash)
      if following.count * 2 > slots.count { grow() }
    }
    if previous >= 0 { following[previous] = found }
    previous = found
    return (found, isNew)
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for (series, hash) in hashes.enumerated() {
      var slot = hash & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(truncatingIfNeeded: series)
    }
  }

  /// Whether the line at `start` has the labels of `series` and then something else.
  private func begins(_ bytes: Span<UInt8>, at start: Int, with series: Int) -> Bool {
    let length = length(of: series)
    guard bytes.count - start > length, isEqual(bytes, at: start, to: series) else { return false }
    guard bytes[start + length - 1] != UInt8(ascii: "}") else { return true }
    // A name alone may be the start of a longer one, or of one with labels.
    var index = start + length
    guard bytes[index] == 0x20 || bytes[index] == 0x09 else { return false }
    while bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
    return bytes[index] != UInt8(ascii: "{")
  }

  private func isEqual(_ bytes: Span<UInt8>, at start: Int, to series: Int) -> Bool {
    let known = starts[series]
    let count = length(of: series)
    // `memcmp` compares 32 bytes at a time; the callers have checked that both sides have `count`.
    return unsafe bytes.withUnsafeBufferPointer { line in
      unsafe arena.withUnsafeBufferPointer { arena in
        guard let line = line.baseAddress, let arena = arena.baseAddress else { return false }
        return unsafe memcmp(line + start, arena + known, count) == 0
      }
    }
  }

  /// Seeded per process, so that no file can be made to collide; results do not depend on it.
  private static func hash(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
    var hasher = Hasher()
    // The range lies within the span: its bytes were just read.
    unsafe bytes.extracting(range).withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    return hasher.finalize()
  }
}
