internal import GRDB
internal import PodfitModel

/// Statements about rows of the `chunk` table, and how such a row is decoded.
enum ChunkTable {
  /// The columns in the order that ``append(_:from:of:to:path:)`` reads.
  static let columns = """
    day, first_ms, step_ms, samples, slots, base, slope, scale, width, is_delta, time_scale, \
    time_width, presence_bits, time_bits, value_bits
    """

  // SEARCH chunk USING PRIMARY KEY (series_id=? AND day=?)
  static let one = "SELECT \(columns) FROM chunk WHERE series_id = ? AND day = ?"

  // SEARCH chunk USING PRIMARY KEY (series_id=?)
  static let allOfSeries = "SELECT \(columns) FROM chunk WHERE series_id = ? ORDER BY day"

  // SEARCH chunk USING PRIMARY KEY (series_id>?): rows of the series after it follow
  static let onward = """
    SELECT \(columns), series_id FROM chunk WHERE series_id >= ? ORDER BY series_id, day
    """
  /// Where ``onward`` has the series, after ``columns``.
  static let seriesColumn: Int32 = 15

  static let put = "INSERT OR REPLACE \(row)"

  /// For a chunk that is not there, which is the rule: before it replaces a row SQLite copies the
  /// whole page to a journal of the statement, which it need not do here.
  static let add = "INSERT OR IGNORE \(row)"

  private static let row = """
    INTO chunk (series_id, \(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """

  /// Decodes the chunk in the row that `statement` stands on, whose columns from `start` are
  /// ``columns``, behind what `column` holds; `key` names the series where the chunk is damaged.
  static func append(
    _ statement: borrowing RawStatement,
    from start: Int32 = 0,
    to column: inout SampleColumn,
    named key: () -> SeriesKey,
    path: String
  ) throws(StoreError) {
    let day = statement.integer(start) ?? 0
    do throws(ChunkDefect) {
      // The view is used up before the statement moves.
      try view(statement, start).append(day: day, to: &column)
    } catch {
      throw StoreError(.corruptChunk(series: key(), day: day, defect: error), path: path)
    }
  }

  /// The same for times as runs and values apart.
  static func append(
    _ statement: borrowing RawStatement,
    runs: inout [TimeRun],
    values: inout [Int64],
    named key: () -> SeriesKey,
    path: String
  ) throws(StoreError) {
    let day = statement.integer(0) ?? 0
    do throws(ChunkDefect) {
      try view(statement, 0).append(day: day, runs: &runs, values: &values)
    } catch {
      throw StoreError(.corruptChunk(series: key(), day: day, defect: error), path: path)
    }
  }

  private static func view(
    _ statement: borrowing RawStatement,
    _ start: Int32
  ) throws(ChunkDefect) -> ChunkView {
    func integer(_ offset: Int32, _ name: String) throws(ChunkDefect) -> Int64 {
      guard let value = statement.integer(start + offset) else { throw .header(name) }
      return value
    }
    func small(_ offset: Int32, _ name: String) throws(ChunkDefect) -> Int {
      Int(try integer(offset, name))
    }
    let timeBits = unsafe statement.bytes(start + 13)
    let hasTimes = unsafe timeBits != nil
    return unsafe ChunkView(
      first: try integer(1, "first_ms"),
      step: try integer(2, "step_ms"),
      samples: try small(3, "samples"),
      slots: try small(4, "slots"),
      base: try integer(5, "base"),
      slope: try integer(6, "slope"),
      scale: try integer(7, "scale"),
      width: try small(8, "width"),
      isDelta: try integer(9, "is_delta") != 0,
      timeScale: hasTimes ? try integer(10, "time_scale") : 0,
      timeWidth: hasTimes ? try small(11, "time_width") : 0,
      presence: statement.bytes(start + 12),
      timeBits: timeBits,
      bits: statement.bytes(start + 14) ?? UnsafeRawBufferPointer(start: nil, count: 0)
    )
  }

  /// Writes a chunk; `statement` is ``add``, or ``put`` in place of the one that may be there.
  static func put(
    _ chunk: Chunk,
    series: Int64,
    day: Int64,
    by statement: borrowing RawStatement
  ) throws(StoreError) {
    let numbers: [Int64] = [
      series, day, chunk.first, chunk.step, Int64(chunk.samples), Int64(chunk.slots), chunk.base,
      chunk.slope, chunk.scale, Int64(chunk.width), chunk.isDelta ? 1 : 0,
    ]
    for index in numbers.indices { statement.bind(numbers[index], at: Int32(index + 1)) }
    statement.bind(chunk.times?.scale, at: 12)
    statement.bind((chunk.times?.width).map { Int64($0) }, at: 13)
    try statement.binding(chunk.presence, at: 14) { () throws(StoreError) in
      try statement.binding(chunk.times?.bits, at: 15) { () throws(StoreError) in
        try statement.binding(chunk.bits, at: 16) { () throws(StoreError) in
          try statement.run()
        }
      }
    }
  }
}

/// Reads the samples of series, one after the other, by statements that are compiled once.
@safe struct ChunkReader: ~Copyable {
  private let all: RawStatement
  private let one: RawStatement
  private let path: String

  init(on db: Database, path: String) throws(StoreError) {
    let all = try RawStatement(ChunkTable.allOfSeries, on: db, path: path)
    let one = try RawStatement(ChunkTable.one, on: db, path: path)
    self.all = all
    self.one = one
    self.path = path
  }

  /// Appends all samples of a series to `column`.
  func append(
    _ series: Int64,
    to column: inout SampleColumn,
    named key: () -> SeriesKey
  ) throws(StoreError) {
    all.bind(series, at: 1)
    defer { all.reset() }
    while try all.step() {
      try ChunkTable.append(all, to: &column, named: key, path: path)
    }
  }

  /// The samples of a series and day, or nil where there are none.
  func samples(
    of series: Int64,
    day: Int64,
    named key: () -> SeriesKey
  ) throws(StoreError) -> SampleColumn? {
    one.bind(series, at: 1)
    one.bind(day, at: 2)
    defer { one.reset() }
    guard try one.step() else { return nil }
    var column = SampleColumn()
    try ChunkTable.append(one, to: &column, named: key, path: path)
    return column
  }
}
