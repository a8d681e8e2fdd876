/// A point in time, in whole milliseconds since 1970-01-01T00:00:00Z.
public struct Instant: Hashable, Comparable, Sendable, Codable {
  /// Milliseconds since the epoch, UTC, leap seconds not counted.
  public let milliseconds: Int64

  /// Makes an instant from milliseconds since the epoch.
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// Reads milliseconds as one integer.
  public init(from decoder: any Decoder) throws {
    milliseconds = try decoder.singleValueContainer().decode(Int64.self)
  }

  /// Writes milliseconds as one integer.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(milliseconds)
  }

  /// Orders by time.
  public static func < (a: Instant, b: Instant) -> Bool { a.milliseconds < b.milliseconds }

  /// The instant `span` later, held at the limits of the type.
  public static func + (a: Instant, span: TimeSpan) -> Instant {
    Instant(milliseconds: a.milliseconds.addingSaturated(span.milliseconds))
  }

  /// The time from `b` to `a`, held at the limits of the type.
  public static func - (a: Instant, b: Instant) -> TimeSpan {
    TimeSpan(milliseconds: a.milliseconds.subtractingSaturated(b.milliseconds))
  }

  /// The days since the epoch of the UTC day that contains this instant.
  public var day: Int64 {
    let (quotient, remainder) = milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
    return remainder < 0 ? quotient - 1 : quotient
  }
}

/// A length of time in whole milliseconds.
public struct TimeSpan: Hashable, Comparable, Sendable, Codable {
  /// The length in milliseconds; negative when it points backwards.
  public let milliseconds: Int64

  /// Makes a length of time from milliseconds.
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// Reads milliseconds as one integer.
  public init(from decoder: any Decoder) throws {
    milliseconds = try decoder.singleValueContainer().decode(Int64.self)
  }

  /// Writes milliseconds as one integer.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(milliseconds)
  }

  /// Makes a length of time from whole seconds.
  public static func seconds(_ count: Int64) -> TimeSpan {
    TimeSpan(milliseconds: count.multipliedSaturated(by: 1_000))
  }

  /// Makes a length of time from whole hours.
  public static func hours(_ count: Int64) -> TimeSpan {
    TimeSpan(milliseconds: count.multipliedSaturated(by: 3_600_000))
  }

  /// Makes a length of time from days of 24 hours.
  public static func days(_ count: Int64) -> TimeSpan {
    TimeSpan(milliseconds: count.multipliedSaturated(by: 86_400_000))
  }

  /// The length in seconds.
  public var seconds: Double { Double(milliseconds) / 1_000 }

  /// The length in days of 24 hours.
  public var days: Double { Double(milliseconds) / 86_400_000 }

  /// Orders by length.
  public static func < (a: TimeSpan, b: TimeSpan) -> Bool { a.milliseconds < b.milliseconds }
}

/// A range of time: samples at `end` are in it, samples at `start` are not, since a sample covers
/// the window that ends at its time.
public struct TimeWindow: Hashable, Sendable, Codable {
  /// Where the range begins.
  public var start: Instant
  /// Where the range ends.
  public var end: Instant

  /// Makes a range of time.
  public init(start: Instant, end: Instant) {
    self.start = start
    self.end = end
  }

  /// The length of the range, never negative.
  public var span: TimeSpan { max(end - start, TimeSpan(milliseconds: 0)) }

  /// The smallest range that holds both.
  public func union(_ other: TimeWindow) -> TimeWindow {
    TimeWindow(start: min(start, other.start), end: max(end, other.end))
  }
}
