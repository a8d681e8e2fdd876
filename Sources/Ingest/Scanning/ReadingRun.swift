/// Reads runs of plain readings, `,[1794787500,"0.098143"],[1794787800,…`, straight from the buffer into
/// columns of integers.
///
/// Usual input: the body of a range query, which is little else: 100 to 100,000 readings per series
/// of 20 to 40 bytes each. Seconds mostly begin as those before did, so that six of ten digits are
/// compared and four are read. Values are read by ``NumberRun``; what it does not take (signs,
/// exponents, `NaN`, escapes) and what has blanks stays for ``JSONPullParser``, of which this is the
/// quick twin. Nothing is kept between calls but the guess, so that block borders may lie anywhere.
///
/// Measured with `podfit-bench read` on 19.9 M readings in 0.48 GB, digest and labels included: 21 to
/// 25 M readings per second and core, 14 to 16 M where values have all their digits. Of the time a
/// third each are the digest and this scanner, a tenth the labels of 10,000 series.
struct ReadingRun {
  /// The most readings of one run.
  static let limit = 4_096

  /// The bytes from the comma before a reading that are looked at, at most: `,[`, two numbers with
  /// what is read beyond them, `,"` and `"]`.
  private static let reach = 2 + 49 + 2 + 49 + 2

  /// Milliseconds and values of the last run, in `0..<count`.
  private(set) var times = [Int64](repeating: 0, count: Self.limit)
  private(set) var values = [Int64](repeating: 0, count: Self.limit)
  private(set) var count = 0
  /// The largest value of the last run, at least 0.
  private(set) var largest: Int64 = 0

  /// The first six digits of the last time, in the lowest bytes.
  private var guess: UInt64 = 0
  /// The milliseconds of those six digits before four zeros.
  private var guessed: Int64 = 0

  private static let sixBytes: UInt64 = 0x0000_FFFF_FFFF_FFFF
  private static let milliseconds = NumberRun.Unit(decimals: 3)
  /// Two characters each, the first in the lower byte.
  private static let opening = UInt16(UInt8(ascii: ",")) | UInt16(UInt8(ascii: "[")) << 8
  private static let middle = UInt16(UInt8(ascii: ",")) | UInt16(UInt8(ascii: "\"")) << 8
  private static let closing = UInt16(UInt8(ascii: "\"")) | UInt16(UInt8(ascii: "]")) << 8

  /// Reads `,[seconds,"value"]` again and again from `start`, as long as all of it is plain.
  ///
  /// - Parameters:
  ///   - bytes: the buffer
  ///   - start: where the comma before the first reading is to be
  ///   - end: where the bytes of the input end in the buffer
  ///   - unit: the unit of the values
  ///   - allowed: the times that are no mistake, in milliseconds
  ///   - limit: how many readings are taken at most; those above ``ReadingRun/limit`` do not count
  /// - Returns: the place after the last reading that was taken; `start` where none was
  mutating func scan(
    _ bytes: Span<UInt8>,
    from start: Int,
    to end: Int,
    in unit: NumberRun.Unit,
    allowed: ClosedRange<Int64>,
    upTo limit: Int = Self.limit
  ) -> Int {
    // The raw view of bytes is as good as the bytes; its loads below are checked.
    let raw = unsafe bytes.bytes
    let table = NumberRun.powers
    let powers = table.span
    let last = end - Self.reach
    let limit = min(limit, Self.limit)
    // Two spans of one struct would be two accesses to it.
    var timesTaken: [Int64] = []
    var valuesTaken: [Int64] = []
    swap(&times, &timesTaken)
    swap(&values, &valuesTaken)
    defer {
      swap(&times, &timesTaken)
      swap(&values, &valuesTaken)
    }
    var timeColumn = timesTaken.mutableSpan
    var valueColumn = valuesTaken.mutableSpan
    var position = start
    var taken = 0
    var largest: Int64 = 0
    while position <= last, taken < limit, Self.pair(raw, at: position) == Self.opening {
      let first = position &+ 2
      let time: Int64
      let timeEnd: Int
      let word = NumberRun.word(raw, at: first)
      if (word ^ guess) & Self.sixBytes == 0, let rest = Self.fourDigits(raw, at: first &+ 6),
        Self.pair(raw, at: first &+ 10) == Self.middle
      {
        time = guessed &+ rest &* 1_000
        timeEnd = first &+ 10
      } else {
        guard let whole = NumberRun.plain(raw, at: first, in: Self.milliseconds, powers),
          allowed.contains(whole.units), Self.pair(raw, at: whole.end) == Self.middle
        else { break }
        (time, timeEnd) = whole
        // Ten characters from 10^9 on are ten digits.
        if timeEnd &- first == 10, time >= 1_000_000_000_000 {
          guess = word
          guessed = time &- time % 10_000_000
        }
      }
      guard let value = NumberRun.plain(raw, at: timeEnd &+ 2, in: unit, powers),
        Self.pair(raw, at: value.end) == Self.closing
      else { break }
      timeColumn[taken] = time
      valueColumn[taken] = value.units
      largest = max(largest, value.units)
      taken &+= 1
      position = value.end &+ 2
    }
    count = taken
    self.largest = largest
    return position
  }

  /// The value of four digits; nil where one is none.
  @inline(__always)
  private static func fourDigits(_ raw: RawSpan, at offset: Int) -> Int64? {
    // Any four bytes are a number; the load checks that they are in the span.
    let word = unsafe UInt32(
      littleEndian: raw.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)
    )
    let digits = word ^ 0x3030_3030
    guard ((digits &+ 0x7676_7676) | digits) & 0x8080_8080 == 0 else { return nil }
    let pairs = digits &* 10 &+ (digits &>> 8)
    return Int64((pairs & 0xFF) &* 100 &+ ((pairs &>> 16) & 0xFF))
  }

  @inline(__always)
  private static func pair(_ raw: RawSpan, at offset: Int) -> UInt16 {
    // Any two bytes are a number; the load checks that they are in the span.
    unsafe UInt16(
      littleEndian: raw.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self)
    )
  }
}

extension JSONPullParser {
  /// Takes the next elements of an array into `run`, as many as are plain readings and in the buffer;
  /// may be called after any element and takes none rather than a wrong one.
  mutating func takeReadings(
    in unit: NumberRun.Unit,
    allowed: ClosedRange<Int64>,
    upTo limit: Int,
    into run: inout ReadingRun
  ) {
    position = run.scan(
      buffer.span,
      from: position,
      to: end,
      in: unit,
      allowed: allowed,
      upTo: limit
    )
  }
}
