extension Instant {
  /// RFC 3339 in UTC with `Z`; milliseconds only where there are any.
  ///
  /// Years outside 0…9999 have no RFC 3339 form; they are written with the digits they need.
  public var rfc3339: String {
    let date = CivilDate(daysSinceEpoch: day)
    var rest = milliseconds - day * 86_400_000
    let fraction = rest % 1_000
    rest /= 1_000
    let time = [rest / 3_600, rest / 60 % 60, rest % 60].map { $0.padded(2) }
    let text =
      "\(date.year.padded(4))-\(Int64(date.month).padded(2))-\(Int64(date.day).padded(2))"
      + "T\(time.joined(separator: ":"))"
    return fraction == 0 ? "\(text)Z" : "\(text).\(fraction.padded(3))Z"
  }

  /// Reads an RFC 3339 date-time with a zone, such as `2026-11-20T12:00:00Z` or `…T14:00:00+02:00`.
  ///
  /// Fractions of a second are kept to the millisecond; a leap second counts as the next second.
  /// Returns nil for text in any other form and for dates that do not exist.
  ///
  /// - Source: RFC 3339 §5.6
  public init?(rfc3339 text: some StringProtocol) {
    self.init(rfc3339Bytes: Array(text.utf8))
  }

  private init?(rfc3339Bytes bytes: [UInt8]) {
    func number(_ range: Range<Int>) -> Int64? {
      guard range.upperBound <= bytes.count else { return nil }
      var value: Int64 = 0
      for byte in bytes[range] {
        guard byte >= 48, byte <= 57 else { return nil }
        value = value * 10 + Int64(byte - 48)
      }
      return value
    }
    func has(_ character: Unicode.Scalar, at index: Int) -> Bool {
      index < bytes.count && UInt32(bytes[index]) == character.value
    }

    guard let year = number(0..<4), has("-", at: 4), let month = number(5..<7), has("-", at: 7),
      let day = number(8..<10), has("T", at: 10) || has("t", at: 10) || has(" ", at: 10),
      let hour = number(11..<13), has(":", at: 13), let minute = number(14..<16), has(":", at: 16),
      let second = number(17..<19), hour < 24, minute < 60, second <= 60,
      let date = CivilDate(year: year, month: Int(month), day: Int(day))
    else { return nil }

    var index = 19
    var fraction: Int64 = 0
    if has(".", at: index) {
      index += 1
      var scale: Int64 = 100
      let first = index
      while index < bytes.count, bytes[index] >= 48, bytes[index] <= 57 {
        fraction += Int64(bytes[index] - 48) * scale
        scale /= 10
        index += 1
      }
      guard index > first else { return nil }
    }

    var offset: Int64 = 0
    if has("Z", at: index) || has("z", at: index) {
      index += 1
    } else if has("+", at: index) || has("-", at: index) {
      guard let zoneHour = number(index + 1..<index + 3), has(":", at: index + 3),
        let zoneMinute = number(index + 4..<index + 6), zoneHour < 24, zoneMinute < 60
      else { return nil }
      offset = (zoneHour * 3_600 + zoneMinute * 60) * (has("-", at: index) ? -1 : 1)
      index += 6
    } else {
      return nil
    }
    guard index == bytes.count else { return nil }
    let seconds =
      date.daysSinceEpoch * 86_400 + hour * 3_600 + minute * 60 + second - offset
    self.init(milliseconds: seconds * 1_000 + fraction)
  }
}

extension Instant: CustomStringConvertible {
  /// The same as ``rfc3339``.
  public var description: String { rfc3339 }
}

/// A date of the proleptic Gregorian calendar.
///
/// - Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": days from civil and back,
///   in eras of 400 years that start on 1 March
private struct CivilDate {
  var year: Int64
  var month: Int
  var day: Int

  init?(year: Int64, month: Int, day: Int) {
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    guard (1...12).contains(month), day >= 1,
      day <= lengths[month - 1] + (leap && month == 2 ? 1 : 0)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  init(daysSinceEpoch: Int64) {
    let shifted = daysSinceEpoch + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = Int(dayOfYear - (153 * shiftedMonth + 2) / 5) + 1
    month = Int(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9)
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  var daysSinceEpoch: Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let monthIndex = Int64(month > 2 ? month - 3 : month + 9)
    let dayOfYear = (153 * monthIndex + 2) / 5 + Int64(day) - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}

extension Int64 {
  fileprivate func padded(_ width: Int) -> String {
    let digits = String(magnitude)
    let zeros = String(repeating: "0", count: Swift.max(0, width - digits.count))
    return (self < 0 ? "-" : "") + zeros + digits
  }
}
