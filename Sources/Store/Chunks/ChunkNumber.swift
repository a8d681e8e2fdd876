/// Where the chunk of a series and a day stands: one number, so that a table of whole numbers holds
/// all days of a series side by side.
///
/// SQLite fills the pages of such a table to the last row where rows come in their order, and finds
/// one without comparing texts or columns. The table with a key of two columns was a tenth larger.
enum ChunkNumber {
  /// Bits of a number that are the day; the others are the series.
  private static let dayBits: Int64 = 24
  /// Days count from here, so that those before 1970 are no negative numbers.
  private static let firstDay: Int64 = -(1 << (dayBits - 1))

  /// The number of a chunk; nil for a day, or a series, that has none: days reach 22,000 years
  /// either way, and series to half a million million.
  static func of(series: Int64, day: Int64) -> Int64? {
    guard series >= 0, series < 1 << (63 - dayBits), day >= firstDay, day < -firstDay else {
      return nil
    }
    return series << dayBits | (day - firstDay)
  }

  /// The lowest number that a chunk of a series may have; what is no series has none.
  static func first(of series: Int64) -> Int64 {
    series < 0 ? .min : series < 1 << (63 - dayBits) ? series << dayBits : .max
  }

  /// The highest number that a chunk of a series may have.
  static func last(of series: Int64) -> Int64 {
    series < 0 || series >= 1 << (63 - dayBits)
      ? .min : series << dayBits | ((1 << dayBits) - 1)
  }

  /// The series of a chunk.
  static func series(of number: Int64) -> Int64 { number >> dayBits }

  /// The day of a chunk.
  static func day(of number: Int64) -> Int64 {
    (number & ((1 << dayBits) - 1)) + firstDay
  }

  // MARK: - In SQL

  /// The columns of the table that are the halves of its key.
  static let columns = """
    series_id INTEGER GENERATED ALWAYS AS (id >> \(dayBits)) VIRTUAL,
      day INTEGER GENERATED ALWAYS AS ((id & \((1 << dayBits) - 1)) - \(-firstDay)) VIRTUAL,
    """

  /// That a chunk is one of a series; searches the key.
  static func isOf(_ series: String, chunk: String = "c") -> String {
    let first = "\(series) << \(dayBits)"
    return "\(chunk).id BETWEEN \(first) AND (\(first) | \((1 << dayBits) - 1))"
  }

  /// The number of a chunk of a series and a day.
  static func sql(_ series: String, day: String) -> String {
    "(\(series) << \(dayBits) | ((\(day)) + \(-firstDay)))"
  }
}
