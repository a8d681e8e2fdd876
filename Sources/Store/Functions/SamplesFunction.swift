internal import GRDB
private import GRDBSQLite
internal import PodfitModel

/// The table-valued function `samples(series)` of queries: the samples of one series, unpacked in
/// Swift instead of SQL.
///
/// ```sql
/// SELECT s.metric, x.at, x.value FROM series s, samples(s.id) x WHERE s.pod_container_id = 7
/// ```
///
/// It is an eponymous virtual table: there only while podfit has the file open, so that the file
/// itself stays readable by every SQLite. Columns: `at_ms`, `at`, `value`; the hidden `series` is the
/// argument.
///
/// SQLite calls back on the thread and inside the statement that reads, so that everything here
/// happens on the connection's own queue.
///
/// - Source: sqlite.org/vtab.html §3.1.2.1 (table-valued functions)
enum SamplesFunction {
  /// Makes the function known on a connection.
  static func register(on db: Database) throws {
    let box = unsafe Unmanaged.passRetained(Connection(db))
    let status = unsafe sqlite3_create_module_v2(
      db.sqliteConnection,
      "samples",
      module,
      box.toOpaque(),
      { box in
        if let box = unsafe box { unsafe Unmanaged<Connection>.fromOpaque(box).release() }
      }
    )
    guard status == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: status)) }
  }

  /// The connection that reads chunks; SQLite lets go of it before the connection ends.
  private final class Connection {
    unowned let db: Database

    init(_ db: Database) { self.db = db }
  }

  /// A table as SQLite sees it; its own part comes first.
  @unsafe private struct Table {
    var base: sqlite3_vtab
    var connection: Unmanaged<Connection>
  }

  /// A cursor as SQLite sees it; its own part comes first.
  @unsafe private struct Cursor {
    var base: sqlite3_vtab_cursor
    var state: Unmanaged<State>
  }

  /// Where a cursor stands.
  private final class State {
    var series: Int64 = 0
    var samples = SampleColumn()
    var index = 0
  }

  /// The columns in the order of the declaration.
  private enum Column: Int32 { case atMilliseconds, at, value, series }

  private static let declaration =
    "CREATE TABLE x (at_ms INTEGER, at TEXT, value INTEGER, series INTEGER HIDDEN)"

  // MARK: - What SQLite calls

  // Made once and never changed or freed: SQLite keeps the pointer.
  nonisolated(unsafe) private static let module: UnsafeMutablePointer<sqlite3_module> = {
    let module = UnsafeMutablePointer<sqlite3_module>.allocate(capacity: 1)
    var methods = sqlite3_module()
    // Without xCreate the table exists by its own name only.
    unsafe methods.xConnect = { connection, auxiliary, _, _, table, _ in
      unsafe connect(connection, auxiliary, table)
    }
    unsafe methods.xBestIndex = { _, info in unsafe plan(info) }
    unsafe methods.xDisconnect = { table in
      unsafe table?.withMemoryRebound(to: Table.self, capacity: 1) { unsafe $0.deallocate() }
      return SQLITE_OK
    }
    unsafe methods.xOpen = { _, cursor in unsafe open(cursor) }
    unsafe methods.xClose = { cursor in unsafe close(cursor) }
    unsafe methods.xFilter = { cursor, index, _, count, arguments in
      unsafe filter(cursor, index, count, arguments)
    }
    unsafe methods.xNext = { cursor in
      unsafe state(of: cursor)?.index += 1
      return SQLITE_OK
    }
    unsafe methods.xEof = { cursor in
      guard let state = unsafe state(of: cursor) else { return 1 }
      return state.index < state.samples.count ? 0 : 1
    }
    unsafe methods.xColumn = { cursor, context, column in unsafe value(cursor, context, column) }
    unsafe methods.xRowid = { cursor, id in
      unsafe id?.pointee = Int64(state(of: cursor)?.index ?? 0)
      return SQLITE_OK
    }
    unsafe module.initialize(to: methods)
    return unsafe module
  }()

  private static func connect(
    _ connection: OpaquePointer?,
    _ auxiliary: UnsafeMutableRawPointer?,
    _ table: UnsafeMutablePointer<UnsafeMutablePointer<sqlite3_vtab>?>?
  ) -> Int32 {
    guard let auxiliary = unsafe auxiliary, let table = unsafe table else { return SQLITE_MISUSE }
    let status = unsafe sqlite3_declare_vtab(connection, declaration)
    guard status == SQLITE_OK else { return status }
    let own = UnsafeMutablePointer<Table>.allocate(capacity: 1)
    unsafe own.initialize(
      to: Table(base: sqlite3_vtab(), connection: Unmanaged.fromOpaque(auxiliary))
    )
    unsafe table.pointee = UnsafeMutableRawPointer(own).assumingMemoryBound(to: sqlite3_vtab.self)
    return SQLITE_OK
  }

  /// The one plan there is: the series is given.
  ///
  /// Without it the function says what it needs.
  private static func plan(_ info: UnsafeMutablePointer<sqlite3_index_info>?) -> Int32 {
    guard let info = unsafe info else { return SQLITE_MISUSE }
    var isGiven = false
    for index in unsafe 0..<Int(info.pointee.nConstraint) {
      let constraint = unsafe info.pointee.aConstraint[index]
      guard constraint.iColumn == Column.series.rawValue,
        Int32(constraint.op) == SQLITE_INDEX_CONSTRAINT_EQ
      else { continue }
      // This order of tables has no value for the argument yet; SQLite tries another one.
      guard constraint.usable != 0 else { return SQLITE_CONSTRAINT }
      unsafe info.pointee.aConstraintUsage[index].argvIndex = isGiven ? 0 : 1
      unsafe info.pointee.aConstraintUsage[index].omit = isGiven ? 0 : 1
      isGiven = true
    }
    unsafe info.pointee.idxNum = isGiven ? 1 : 0
    unsafe info.pointee.estimatedCost = isGiven ? 2_000 : 1e15
    unsafe info.pointee.estimatedRows = isGiven ? 2_000 : 1_000_000_000
    return SQLITE_OK
  }

  private static func open(
    _ cursor: UnsafeMutablePointer<UnsafeMutablePointer<sqlite3_vtab_cursor>?>?
  ) -> Int32 {
    guard let cursor = unsafe cursor else { return SQLITE_MISUSE }
    let own = UnsafeMutablePointer<Cursor>.allocate(capacity: 1)
    unsafe own.initialize(
      to: Cursor(base: sqlite3_vtab_cursor(), state: Unmanaged.passRetained(State()))
    )
    unsafe cursor.pointee = UnsafeMutableRawPointer(own)
      .assumingMemoryBound(to: sqlite3_vtab_cursor.self)
    return SQLITE_OK
  }

  private static func close(_ cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>?) -> Int32 {
    guard let cursor = unsafe cursor else { return SQLITE_OK }
    let own = unsafe UnsafeMutableRawPointer(cursor).assumingMemoryBound(to: Cursor.self)
    unsafe own.pointee.state.release()
    unsafe own.deallocate()
    return SQLITE_OK
  }

  private static func state(of cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>?) -> State? {
    guard let cursor = unsafe cursor else { return nil }
    return unsafe UnsafeMutableRawPointer(cursor).assumingMemoryBound(to: Cursor.self)
      .pointee.state.takeUnretainedValue()
  }

  /// Starts at the first sample of the series that the argument names; none for what is no series.
  private static func filter(
    _ cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>?,
    _ plan: Int32,
    _ count: Int32,
    _ arguments: UnsafeMutablePointer<OpaquePointer?>?
  ) -> Int32 {
    guard let cursor = unsafe cursor, let state = unsafe state(of: cursor),
      let base = unsafe cursor.pointee.pVtab
    else { return SQLITE_MISUSE }
    guard plan == 1, count >= 1, let argument = unsafe arguments?[0] else {
      return unsafe fail(base, "samples needs the id of a series, as in samples(series.id)")
    }
    state.index = 0
    state.samples = SampleColumn()
    guard unsafe sqlite3_value_type(argument) == SQLITE_INTEGER else { return SQLITE_OK }
    let connection = unsafe UnsafeMutableRawPointer(base).assumingMemoryBound(to: Table.self)
      .pointee.connection.takeUnretainedValue()
    state.series = unsafe sqlite3_value_int64(argument)
    do {
      state.samples = try SeriesByID.samples(of: state.series, in: connection.db)
      return SQLITE_OK
    } catch {
      return unsafe fail(base, "\(error)")
    }
  }

  private static func value(
    _ cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>?,
    _ context: OpaquePointer?,
    _ column: Int32
  ) -> Int32 {
    guard let state = unsafe state(of: cursor), state.index < state.samples.count else {
      return SQLITE_MISUSE
    }
    let time = state.samples.times[state.index]
    switch Column(rawValue: column) {
    case .atMilliseconds: unsafe sqlite3_result_int64(context, time)
    case .value: unsafe sqlite3_result_int64(context, state.samples.values[state.index])
    case .at:
      let text = Instant(milliseconds: time).rfc3339
      guard let copy = unsafe copied(text) else { return SQLITE_NOMEM }
      unsafe sqlite3_result_text(context, copy, Int32(text.utf8.count)) { unsafe sqlite3_free($0) }
    case .series: unsafe sqlite3_result_int64(context, state.series)
    case nil: unsafe sqlite3_result_null(context)
    }
    return SQLITE_OK
  }

  /// Leaves a message for whoever asked.
  private static func fail(_ table: UnsafeMutablePointer<sqlite3_vtab>, _ text: String) -> Int32 {
    unsafe sqlite3_free(table.pointee.zErrMsg)
    unsafe table.pointee.zErrMsg = copied(text)
    return SQLITE_ERROR
  }

  /// The text in memory that SQLite frees, ended by a zero.
  private static func copied(_ text: String) -> UnsafeMutablePointer<CChar>? {
    let bytes = Array(text.utf8)
    guard let memory = unsafe sqlite3_malloc64(UInt64(bytes.count) + 1) else { return nil }
    let copy = unsafe memory.assumingMemoryBound(to: CChar.self)
    for (index, byte) in bytes.enumerated() { unsafe copy[index] = CChar(bitPattern: byte) }
    unsafe copy[bytes.count] = 0
    return unsafe copy
  }
}
