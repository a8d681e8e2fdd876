import PodfitModel

/// Reads the time cells of a file; remembers the last date, which most rows share.
struct TimeCell {
  /// The date last seen as the number yyyymmdd, and the start of its day.
  private var knownDate: Int64 = -1
  private var knownDay: Int64 = 0

  /// Milliseconds since the epoch; nil for text that is no time since 1970 with a zone.
  ///
  /// RFC 3339 (a blank may stand for `T`), or seconds or milliseconds since the epoch, which their
  /// size tells apart: 10^11 seconds are in the year 5138, 10^11 milliseconds in 1973.
  mutating func milliseconds(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int64? {
    let time =
      range.count > 10 && bytes[range.lowerBound + 4] == UInt8(ascii: "-")
      ? rfc3339(bytes, range) : epoch(bytes, range)
    // The zero time of several languages lies before 1970 and is no measurement.
    guard let time, time >= 0 else { return nil }
    return time
  }

  private mutating func rfc3339(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int64? {
    func digits(_ offset: Int, _ count: Int) -> Int64? {
      let start = range.lowerBound + offset
      guard start + count <= range.upperBound else { return nil }
      var value: Int64 = 0
      for index in start..<start + count {
        let digit = bytes[index] &- 48
        guard digit <= 9 else { return nil }
        value = value &* 10 &+ Int64(digit)
      }
      return value
    }
    func has(_ character: Unicode.Scalar, _ offset: Int) -> Bool {
      let index = range.lowerBound + offset
      return index < range.upperBound && bytes[index] == UInt8(ascii: character)
    }

    guard let year = digits(0, 4), let month = digits(5, 2), let day = digits(8, 2),
      has("-", 4), has("-", 7), has("T", 10) || has(" ", 10) || has("t", 10),
      let hour = digits(11, 2), let minute = digits(14, 2), let second = digits(17, 2),
      has(":", 13), has(":", 16), hour < 24, minute < 60, second <= 60
    else { return nil }
    let date = year * 10_000 + month * 100 + day
    if date != knownDate {
      let text = String(decoding: (0..<10).map { bytes[range.lowerBound + $0] }, as: UTF8.self)
      guard let midnight = Instant(rfc3339: text + "T00:00:00Z") else { return nil }
      knownDate = date
      knownDay = midnight.milliseconds
    }

    var offset = 19
    var fraction: Int64 = 0
    if has(".", offset) {
      var scale: Int64 = 100
      offset += 1
      let first = offset
      while let digit = digits(offset, 1) {
        fraction += digit * scale
        scale /= 10
        offset += 1
      }
      guard offset > first else { return nil }
    }
    var zone: Int64 = 0
    if has("Z", offset) || has("z", offset) {
      offset += 1
    } else if has("+", offset) || has("-", offset) {
      guard let zoneHour = digits(offset + 1, 2), has(":", offset + 3),
        let zoneMinute = digits(offset + 4, 2), zoneHour < 24, zoneMinute < 60
      else { return nil }
      zone = (zoneHour * 3_600 + zoneMinute * 60) * (has("-", offset) ? -1 : 1)
      offset += 6
    } else {
      return nil
    }
    guard offset == range.count else { return nil }
    return knownDay + (hour * 3_600 + minute * 60 + second - zone) * 1_000 + fraction
  }

  private func epoch(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int64? {
    var whole: Int64 = 0
    var index = range.lowerBound
    while index < range.upperBound {
      let digit = bytes[index] &- 48
      guard digit <= 9 else { break }
      whole = whole * 10 + Int64(digit)
      // Microseconds and nanoseconds are refused rather than guessed.
      guard whole < 100_000_000_000_000 else { return nil }
      index += 1
    }
    guard index > range.lowerBound else { return nil }
    var fraction: Int64 = 0
    if index < range.upperBound {
      guard bytes[index] == UInt8(ascii: ".") else { return nil }
      var scale: Int64 = 100
      for rest in index + 1..<range.upperBound {
        let digit = bytes[rest] &- 48
        guard digit <= 9 else { return nil }
        fraction += Int64(digit) * scale
        scale /= 10
      }
    }
    return whole < 100_000_000_000 ? whole * 1_000 + fraction : whole
  }
}
