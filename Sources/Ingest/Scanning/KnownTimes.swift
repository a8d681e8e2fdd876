/// The times of an earlier line, by which those of the next are found without being read.
///
/// Series of one target have the times of its scrapes in common, so that most numbers of a line stand in
/// the one before, in the same order; then their text is compared, fourteen bytes at a time, and the
/// numbers are copied. What is not found is read by ``NumberRun``. A time that only one of both lines has
/// costs one reading and a step; lines that have nothing in common are soon left alone.
///
/// Usual input: 5,000 lines of 2016 times, of which one in a hundred is missing.
struct KnownTimes {
  /// The bytes of a time of thirteen digits and the comma before it.
  private static let width = 14
  /// Fewer are not worth it, more are not kept.
  private static let size = 32...1 << 16
  /// What thirteen digits can say; the smallest is in the year 2001.
  private static let range: Range<Int64> = 1_000_000_000_000..<10_000_000_000_000

  private var times: [Int64] = []
  /// The times as text, each with a comma before it.
  private var text: [UInt8] = []
  /// The place in ``times`` that is compared next.
  private var cursor = 0
  /// The times of this line that were found, and those that were not.
  private(set) var found = 0
  private var missed = 0
  /// Lines to come before another one is learned, and how many it will be after that.
  private var pause = 0
  private var nextPause = 0

  /// Starts with another line.
  mutating func begin() {
    cursor = 0
    found = 0
    missed = 0
  }

  /// Ends a line: learns its times where too few of them were known.
  ///
  /// To learn costs as much as to read, so that it is done seldom where it has not helped.
  mutating func end(_ column: [Int64]) {
    guard Self.size.contains(column.count) else { return }
    if found > column.count / 8 * 7 {
      nextPause = 0
    } else if pause > 0 {
      pause -= 1
    } else {
      pause = nextPause
      nextPause = min(64, 2 * nextPause + 1)
      learn(column)
    }
  }

  /// Reads `,number` again and again, as ``NumberRun/scan(_:from:to:in:into:)`` does for whole numbers.
  mutating func scan(
    _ bytes: Span<UInt8>,
    from start: Int,
    to end: Int,
    into column: inout [Int64]
  ) -> Int {
    let unit = NumberRun.Unit(decimals: 0)
    var position = start
    // The first number of a line, and those at the borders of blocks, were read by others.
    if let last = column.last { seek(last) }
    while cursor < times.count, missed < 64 || missed < found {
      let count = matches(bytes, position, end)
      column.append(contentsOf: times[cursor..<cursor + count])
      cursor += count
      found += count
      position += count * Self.width
      guard let number = NumberRun.one(bytes, from: position, to: end, in: unit) else {
        return position
      }
      column.append(number.units)
      position = number.end
      missed += 1
      seek(number.units)
    }
    return NumberRun.scan(bytes, from: position, to: end, in: unit, into: &column)
  }

  /// How many times from the cursor on stand at `position`, each followed by another or the end.
  private func matches(_ bytes: Span<UInt8>, _ position: Int, _ end: Int) -> Int {
    // The byte behind the last one is looked at, too.
    let limit = min(times.count - cursor, (end - position - 1) / Self.width)
    guard limit > 0 else { return 0 }
    precondition(position >= 0 && end <= bytes.count && text.count == times.count * Self.width)
    // Both sides hold `limit` times from their places on, by the lines above.
    var count = unsafe bytes.withUnsafeBytes { bytes in
      unsafe text.withUnsafeBytes { text in
        guard var here = bytes.baseAddress, var known = text.baseAddress else { return 0 }
        unsafe here += position
        unsafe known += cursor * Self.width
        var count = 0
        while count < limit {
          let first =
            unsafe here.loadUnaligned(as: UInt64.self)
            ^ known.loadUnaligned(as: UInt64.self)
          let last =
            unsafe here.loadUnaligned(fromByteOffset: 6, as: UInt64.self)
            ^ known.loadUnaligned(fromByteOffset: 6, as: UInt64.self)
          guard first | last == 0 else { break }
          count &+= 1
          unsafe here += Self.width
          unsafe known += Self.width
        }
        return count
      }
    }
    // What follows the last one may belong to it.
    if count > 0 {
      let next = bytes[position + count * Self.width]
      if next != UInt8(ascii: ","), next != UInt8(ascii: "]") { count -= 1 }
    }
    return count
  }

  /// Moves the cursor behind a time; it stays where the times before it are.
  private mutating func seek(_ time: Int64) {
    var steps = 0
    while cursor < times.count, times[cursor] <= time {
      cursor += 1
      steps += 1
      guard steps < 16 else {
        // They ascend.
        var (low, high) = (cursor, times.count)
        while low < high {
          let middle = (low + high) / 2
          if times[middle] <= time { low = middle + 1 } else { high = middle }
        }
        cursor = low
        return
      }
    }
  }

  private mutating func learn(_ column: [Int64]) {
    times = []
    text = []
    guard let first = column.first, let last = column.last, Self.range.contains(first),
      Self.range.contains(last), zip(column, column.dropFirst()).allSatisfy({ $0 < $1 })
    else { return }
    times = column
    text = [UInt8](repeating: UInt8(ascii: ","), count: column.count * Self.width)
    for (index, time) in column.enumerated() {
      var rest = time
      for place in stride(from: Self.width - 1, to: 0, by: -1) {
        let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
        text[index * Self.width + place] = UInt8(truncatingIfNeeded: 48 + digit)
        rest = quotient
      }
    }
  }
}

extension JSONPullParser {
  /// Takes the next elements of an array of times into `column`, as ``takeNumbers(in:into:)`` does.
  mutating func takeTimes(_ known: inout KnownTimes, into column: inout [Int64]) {
    position = known.scan(buffer.span, from: position, to: end, into: &column)
  }
}
