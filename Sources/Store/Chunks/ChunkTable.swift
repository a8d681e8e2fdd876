internal import GRDB
internal import PodfitModel

/// Statements about rows of the `chunk` table, and how such a row is decoded.
enum ChunkTable {
  /// The columns in the order that ``append(_:from:of:to:path:)`` reads.
  static let columns = """
    id, first_ms, step_ms, samples, slots, base, slope, scale, width, is_delta, time_scale, \
    time_width, presence_bits, time_bits, value_bits, gaps, block
    """

  /// The columns of a chunk that a statement knows as `c`.
  static let columnsOfC = "c.\(columns.split(separator: ", ").joined(separator: ", c."))"

  // SEARCH chunk USING INTEGER PRIMARY KEY (rowid=?)
  static let one = "SELECT \(columns) FROM chunk WHERE id = ?"

  // SEARCH chunk USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)
  static let allOfSeries = "SELECT \(columns) FROM chunk WHERE id BETWEEN ? AND ? ORDER BY id"

  // SEARCH chunk USING INTEGER PRIMARY KEY (rowid>?): rows of the series after it follow
  static let onward = "SELECT \(columns) FROM chunk WHERE id >= ? ORDER BY id"

  static let put = "INSERT OR REPLACE \(row)"

  /// For a chunk that is not there, which is the rule: before it replaces a row SQLite copies the
  /// whole page to a journal of the statement, which it need not do here.
  static let add = "INSERT OR IGNORE \(row)"

  private static let row = """
    INTO chunk (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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
    let day = ChunkNumber.day(of: statement.integer(start) ?? 0)
    do throws(ChunkDefect) {
      try withView(statement, start) { (view) throws(ChunkDefect) in
        try view.append(day: day, to: &column)
      }
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
    let day = ChunkNumber.day(of: statement.integer(0) ?? 0)
    do throws(ChunkDefect) {
      try withView(statement, 0) { (view) throws(ChunkDefect) in
        try view.append(day: day, runs: &runs, values: &values)
      }
    } catch {
      throw StoreError(.corruptChunk(series: key(), day: day, defect: error), path: path)
    }
  }

  /// Lends the chunk in a row; it is used up before the statement moves.
  @inline(__always)
  private static func withView(
    _ statement: borrowing RawStatement,
    _ start: Int32,
    _ body: (ChunkView) throws(ChunkDefect) -> Void
  ) throws(ChunkDefect) {
    guard let gaps = unsafe statement.textBytes(start + 15) else {
      return try body(unsafe view(statement, start, presence: statement.bytes(start + 12)))
    }
    let slots = Int(clamping: statement.integer(start + 4) ?? 0)
    let samples = Int(clamping: statement.integer(start + 3) ?? 0)
    guard let presence = unsafe SlotGaps.presence(gaps, slots: slots, samples: samples),
      unsafe statement.bytes(start + 12) == nil
    else { throw .presence }
    try unsafe presence.span.bytes.withUnsafeBytes {
      (presence: UnsafeRawBufferPointer) throws(ChunkDefect) -> Void in
      try body(unsafe view(statement, start, presence: presence))
    }
  }

  @unsafe private static func view(
    _ statement: borrowing RawStatement,
    _ start: Int32,
    presence: UnsafeRawBufferPointer?
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
      block: Int(statement.integer(start + 16) ?? 0),
      timeScale: hasTimes ? try integer(10, "time_scale") : 0,
      timeWidth: hasTimes ? try small(11, "time_width") : 0,
      presence: presence,
      timeBits: timeBits,
      bits: statement.bytes(start + 14) ?? UnsafeRawBufferPointer(start: nil, count: 0)
    )
  }

  /// Writes a chunk; `statement` is ``add``, or ``put`` in place of the one that may be there.
  static func put(
    _ chunk: Chunk,
    number: Int64,
    by statement: borrowing RawStatement
  ) throws(StoreError) {
    statement.bind(number, at: 1)
    statement.bind(chunk.first, at: 2)
    statement.bind(chunk.step, at: 3)
    statement.bind(Int64(chunk.samples), at: 4)
    statement.bind(Int64(chunk.slots), at: 5)
    statement.bind(chunk.base, at: 6)
    statement.bind(chunk.slope, at: 7)
    statement.bind(chunk.scale, at: 8)
    statement.bind(Int64(chunk.width), at: 9)
    statement.bind(chunk.isDelta ? 1 : 0, at: 10)
    statement.bind(chunk.times?.scale, at: 11)
    statement.bind((chunk.times?.width).map { Int64($0) }, at: 12)
    statement.bind(chunk.block > 0 ? Int64(chunk.block) : nil, at: 17)
    let gaps = chunk.presence.flatMap {
      SlotGaps.text($0, slots: chunk.slots, samples: chunk.samples)
    }
    if let gaps { statement.bind(gaps, at: 16) } else { statement.bindNull(at: 16) }
    try statement.binding(gaps == nil ? chunk.presence : nil, at: 13) { () throws(StoreError) in
      try statement.binding(chunk.times?.bits, at: 14) { () throws(StoreError) in
        try statement.binding(chunk.bits, at: 15) { () throws(StoreError) in
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
    all.bind(ChunkNumber.first(of: series), at: 1)
    all.bind(ChunkNumber.last(of: series), at: 2)
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
    guard let number = ChunkNumber.of(series: series, day: day) else { return nil }
    one.bind(number, at: 1)
    defer { one.reset() }
    guard try one.step() else { return nil }
    var column = SampleColumn()
    try ChunkTable.append(one, to: &column, named: key, path: path)
    return column
  }
}
