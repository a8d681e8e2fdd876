import PodfitModel

/// Readings as text that wait until all that decides about them has been read.
///
/// Monitoring services put what a number means before or after it, as their JSON writers please.
/// One series of a service holds some thousands of readings, so that waiting costs little.
struct HeldReadings {
  /// One reading.
  struct Reading {
    /// Milliseconds since the epoch.
    var time: Int64
    /// The number as it is written.
    var text: [UInt8]
    /// Where the number starts.
    var place: ObjectNode.Place
  }

  /// Readings of one series or resource may take this many bytes.
  static let byteLimit = 64 << 20

  /// Years 1 to 9999: beyond lie other units of time.
  private static let times = -62_135_596_800_000...253_402_300_799_999 as ClosedRange<Int64>

  /// The readings in file order.
  private(set) var all: [Reading] = []
  private var bytes = 0

  /// Adds a reading.
  ///
  /// - Throws: ``IngestError`` for more than the limit
  mutating func append(_ reading: Reading, _ parser: JSONPullParser) throws(IngestError) {
    bytes += reading.text.count + 80
    guard bytes <= Self.byteLimit else {
      throw parser.error(.tooLarge(what: "readings of one series", limit: Self.byteLimit))
    }
    all.append(reading)
  }

  /// Readings that are held by a caller who minds their number.
  init(_ readings: [Reading] = []) { all = readings }

  /// The time that the parser's last string or number is: milliseconds, or nanoseconds, since the epoch.
  ///
  /// - Throws: ``IngestError`` for text that is no time of the years 1 to 9999
  static func time(
    _ parser: JSONPullParser,
    nanoseconds: Bool = false
  ) throws(IngestError) -> Int64 {
    let reading = parser.withScalar { DecimalScanner.scan($0, decimals: 0) }
    guard case .units(let units) = reading, units > 0 else { throw badTime(parser) }
    let time = nanoseconds ? units / 1_000_000 : units
    guard times.contains(time) else { throw badTime(parser) }
    return time
  }

  /// The time that the parser's last string is, in the form of RFC 3339.
  ///
  /// - Throws: ``IngestError`` for any other text
  static func writtenTime(_ parser: JSONPullParser) throws(IngestError) -> Int64 {
    guard let instant = Instant(rfc3339: parser.text) else { throw badTime(parser) }
    return instant.milliseconds
  }

  private static func badTime(_ parser: JSONPullParser) -> IngestError {
    parser.error(.badTime(String(parser.text.prefix(100))))
  }
}

extension HeldReadings.Reading {
  /// A reading whose number is the parser's last event.
  init(time: Int64, _ parser: JSONPullParser) {
    self.init(
      time: time,
      text: parser.withScalar { bytes in bytes.indices.map { bytes[$0] } },
      place: ObjectNode.Place(parser)
    )
  }

  /// Whether the number is zero, with any number of zeros: a request or limit that is not set.
  var isZero: Bool { DecimalScanner.scan(text.span, decimals: 9) == .units(0) }
}
