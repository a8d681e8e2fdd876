import PodfitModel

/// The time of a line: since the JVM's start, on the wall clock, either or none.
struct GCMoment: Hashable {
  /// Nanoseconds since the JVM's start.
  var uptime: Int64?
  /// Milliseconds since 1970.
  var wall: Int64?

  /// No time.
  init() {}

  /// Reads the decorators `[…][…]` in `0..<end` of a unified log, in whatever order they are.
  ///
  /// Uptime is `0.015s`, `233ms` or `…ns`; a number of milliseconds or nanoseconds that would be more
  /// than thirty years is a clock's.
  init(decorators bytes: Span<UInt8>, to end: Int) {
    var position = 0
    while position < end, bytes[position] == UInt8(ascii: "[") {
      let first = position + 1
      guard let close = bytes.first(UInt8(ascii: "]"), from: first, to: end) else { return }
      if first < close, bytes[first].isDigit { take(bytes, from: first, to: close) }
      position = close + 1
    }
  }

  /// Reads one decorator that begins with a digit.
  private mutating func take(_ bytes: Span<UInt8>, from start: Int, to end: Int) {
    if wall == nil, let found = Self.wall(bytes, at: start), found.end <= end {
      wall = found.milliseconds
      return
    }
    guard let whole = bytes.integer(at: start) else { return }
    if bytes.has("ms", at: whole.end), whole.end + 2 == end {
      note(milliseconds: whole.value, nanoseconds: whole.value.multipliedSaturated(by: 1_000_000))
    } else if bytes.has("ns", at: whole.end), whole.end + 2 == end {
      note(milliseconds: whole.value / 1_000_000, nanoseconds: whole.value)
    } else if uptime == nil, let seconds = bytes.nanos(at: start), bytes.has("s", at: seconds.end),
      seconds.end + 1 == end
    {
      uptime = seconds.value
    }
  }

  private mutating func note(milliseconds: Int64, nanoseconds: Int64) {
    if milliseconds > 946_684_800_000 {
      if wall == nil { wall = milliseconds }
    } else if uptime == nil {
      uptime = nanoseconds
    }
  }

  /// Reads `2026-11-23T15:25:42.174+0000` at `start`: milliseconds since 1970, and where it ends.
  ///
  /// The zone is `+hhmm`, `+hh:mm` or `Z`; without one the time is taken as UTC.
  static func wall(_ bytes: Span<UInt8>, at start: Int) -> (milliseconds: Int64, end: Int)? {
    guard start + 19 <= bytes.count, bytes[start + 4] == UInt8(ascii: "-"),
      bytes[start + 7] == UInt8(ascii: "-"), bytes[start + 13] == UInt8(ascii: ":"),
      bytes[start + 16] == UInt8(ascii: ":"),
      bytes[start + 10] == UInt8(ascii: "T") || bytes[start + 10] == 0x20,
      let year = field(bytes, start, 4), let month = field(bytes, start + 5, 2),
      let day = field(bytes, start + 8, 2), let hour = field(bytes, start + 11, 2),
      let minute = field(bytes, start + 14, 2), let second = field(bytes, start + 17, 2),
      (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 61
    else { return nil }
    var position = start + 19
    var fraction: Int64 = 0
    if position < bytes.count, bytes[position] == 0x2E || bytes[position] == 0x2C {
      var scale: Int64 = 100
      position += 1
      while position < bytes.count, bytes[position].isDigit {
        fraction += Int64(bytes[position] - 0x30) * scale
        scale /= 10
        position += 1
      }
    }
    var zone: Int64 = 0
    if position < bytes.count, bytes[position] == UInt8(ascii: "Z") {
      position += 1
    } else if position < bytes.count, bytes[position] == 0x2B || bytes[position] == 0x2D,
      let hours = field(bytes, position + 1, 2)
    {
      let gap = bytes.has(":", at: position + 3) ? 1 : 0
      if let minutes = field(bytes, position + 3 + gap, 2) {
        zone = (hours * 60 + minutes) * (bytes[position] == 0x2B ? 1 : -1)
        position += 5 + gap
      }
    }
    let days = days(year: year, month: month, day: day)
    let seconds = days * 86_400 + hour * 3_600 + (minute - zone) * 60 + second
    return (seconds * 1_000 + fraction, position)
  }

  private static func field(_ bytes: Span<UInt8>, _ start: Int, _ width: Int) -> Int64? {
    guard start >= 0, start + width <= bytes.count else { return nil }
    var value: Int64 = 0
    for index in start..<start + width {
      guard bytes[index].isDigit else { return nil }
      value = value * 10 + Int64(bytes[index] - 0x30)
    }
    return value
  }

  /// Days from 1970-01-01 in the Gregorian calendar, years counted from March.
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}
