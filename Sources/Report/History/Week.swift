public import PodfitModel

/// A week by ISO 8601: from a Monday at midnight UTC on, numbered in the year of its Thursday.
public struct Week: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The year that the week is counted in.
  public let year: Int64
  /// Its number, from 1.
  public let number: Int64
  /// Its Monday, in days since 1970-01-01.
  private let monday: Int64

  /// The week that contains a time.
  public init(containing time: Instant) { self.init(day: time.day) }

  private init(day: Int64) {
    // 1970-01-01 was a Thursday.
    let weekday = Self.remainder(day.addingSaturated(3), 7)
    monday = day.subtractingSaturated(weekday)
    let thursday = monday.addingSaturated(3)
    year = Self.year(of: thursday)
    number = 1 + thursday.subtractingSaturated(Self.start(of: year)) / 7
  }

  /// Reads `2026-W47`; nil for other text and weeks that do not exist.
  public init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].count == 4, parts[1].count == 3, parts[1].first == "W",
      (parts[0] + parts[1].dropFirst()).utf8.allSatisfy({ (48...57).contains($0) }),
      let year = Int64(parts[0]), let number = Int64(parts[1].dropFirst()), number > 0
    else { return nil }
    // The fourth of January is always in week 1.
    self.init(day: Self.start(of: year) + 3 + (number - 1) * 7)
    guard self.year == year, self.number == number else { return nil }
  }

  /// The time it begins.
  public var start: Instant { Instant(milliseconds: monday.multipliedSaturated(by: 86_400_000)) }

  /// The time the next one begins.
  public var end: Instant { start + .days(7) }

  /// The week as `2026-W47`.
  public var description: String {
    "\(year.digits(4))-W\(number.digits(2))"
  }

  /// Earlier weeks come first.
  public static func < (a: Self, b: Self) -> Bool { a.monday < b.monday }

  /// The first of January, in days since 1970-01-01 (proleptic Gregorian calendar).
  private static func start(of year: Int64) -> Int64 {
    let before = year - 1
    return before * 365 + quotient(before, 4) - quotient(before, 100) + quotient(before, 400)
      - 719_162
  }

  private static func year(of day: Int64) -> Int64 {
    var year = 1970 + quotient(day, 366)
    while start(of: year + 1) <= day { year += 1 }
    return year
  }

  private static func quotient(_ a: Int64, _ b: Int64) -> Int64 {
    (a - remainder(a, b)) / b
  }

  private static func remainder(_ a: Int64, _ b: Int64) -> Int64 {
    let rest = a % b
    return rest < 0 ? rest + b : rest
  }
}

extension Int64 {
  /// The number with leading zeros.
  fileprivate func digits(_ count: Int) -> String {
    let text = String(self)
    return String(repeating: "0", count: Swift.max(0, count - text.count)) + text
  }
}
