import PodfitModel

/// Reads the time of a row, which mostly is that of the row before or of the same day.
///
/// Usual input: `2026-08-02T10:15:00Z` and its delimiter: three loads of eight bytes that overlap.
struct QuickClock {
  private let delimiter: UInt8
  /// The time that was read last.
  private(set) var time: Int64 = 0
  private var timeText = (UInt64(0), UInt64(0), UInt64(0))
  private var dateText = (UInt64(0), UInt64(0))
  private var day: Int64 = 0
  private var slowTimes = TimeCell()

  init(delimiter: UInt8) { self.delimiter = delimiter }

  /// Reads the time that starts at `place` into `time`; the place after it.
  @inline(__always)
  mutating func read(_ bytes: UnsafeRawPointer, _ place: Int) -> Int? {
    // `2026-08-02T10:15:00Z` and its delimiter are 21 bytes: three loads that overlap.
    let text = unsafe (
      bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self),
      bytes.loadUnaligned(fromByteOffset: place + 8, as: UInt64.self),
      bytes.loadUnaligned(fromByteOffset: place + 13, as: UInt64.self)
    )
    if text == timeText { return place + 20 }
    let date = unsafe (
      text.0, bytes.loadUnaligned(fromByteOffset: place + 3, as: UInt64.self)
    )
    if date == dateText, UInt8(truncatingIfNeeded: text.2 >> 56) == delimiter,
      UInt8(truncatingIfNeeded: text.2 >> 48) == UInt8(ascii: "Z"),
      let clock = QuickNumber.clock(
        unsafe bytes.loadUnaligned(fromByteOffset: place + 11, as: UInt64.self)
      )
    {
      time = day + clock
      timeText = text
      return place + 20
    }
    return unsafe readOther(bytes, place, text, date)
  }

  @inline(never)
  private mutating func readOther(
    _ bytes: UnsafeRawPointer,
    _ place: Int,
    _ text: (UInt64, UInt64, UInt64),
    _ date: (UInt64, UInt64)
  ) -> Int? {
    // Seconds and milliseconds of this century; whatever else is a number is left to `TimeCell`.
    // Thirteen digits with leading zeros would be seconds.
    if let number = unsafe QuickNumber(bytes + place, decimals: 0),
      number.length == 10 || number.length == 13 && number.units >= 100_000_000_000
    {
      let end = place + number.length
      let byte = unsafe bytes.load(fromByteOffset: end, as: UInt8.self)
      if byte == delimiter || byte == 10 || byte == 13 {
        time = number.length == 10 ? number.units * 1_000 : number.units
        timeText = (0, 0, 0)
        return end
      }
    }
    guard let end = unsafe Self.endOfCell(bytes, place, delimiter) else { return nil }
    let cell = unsafe UnsafeRawBufferPointer(start: bytes + place, count: end - place)
    let copy = unsafe [UInt8](cell)
    guard let read = slowTimes.milliseconds(copy.span, 0..<copy.count) else { return nil }
    time = read
    let after = unsafe bytes.load(fromByteOffset: end, as: UInt8.self)
    let isPlain =
      copy.count == 20 && copy[10] == UInt8(ascii: "T") && copy[19] == UInt8(ascii: "Z")
      && after == delimiter
    timeText = isPlain ? text : (0, 0, 0)
    if isPlain {
      day = read - read % 86_400_000
      dateText = date
    }
    return end
  }

  /// The end of a cell of at most 40 bytes without quotes; nil for any other.
  static func endOfCell(_ bytes: UnsafeRawPointer, _ place: Int, _ delimiter: UInt8) -> Int? {
    for index in place..<place + 40 {
      let byte = unsafe bytes.load(fromByteOffset: index, as: UInt8.self)
      if byte == delimiter || byte == 10 || byte == 13 { return index }
      if byte == UInt8(ascii: "\"") { return nil }
    }
    return nil
  }
}
