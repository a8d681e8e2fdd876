internal import GRDB
internal import GRDBSQLite

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A statement of SQLite itself, for the few that run once per series or chunk.
///
/// GRDB makes a value of every column and a copy of every blob; that is several times the cost of
/// the statement. Here blobs are bound and read where they are.
///
/// Safe because the statement never leaves the struct, which owns it from `init` to `deinit`, and
/// because what is lent to a closure ends with it. The struct must not outlive its connection: it
/// lives inside a function that was given one.
@safe struct RawStatement: ~Copyable {
  private let statement: OpaquePointer
  private let connection: OpaquePointer
  private let path: String

  /// Compiles `sql`.
  init(_ sql: String, on db: Database, path: String) throws(StoreError) {
    guard let connection = unsafe db.sqliteConnection else {
      throw StoreError(.sqlite(code: SQLITE_MISUSE, message: "closed"), path: path)
    }
    var made: OpaquePointer?
    // The text is copied by SQLite.
    let code = unsafe sqlite3_prepare_v3(
      connection,
      sql,
      -1,
      UInt32(SQLITE_PREPARE_PERSISTENT),
      &made,
      nil
    )
    guard code == SQLITE_OK, let made = unsafe made else {
      throw unsafe Self.error(code, connection, path)
    }
    unsafe statement = made
    unsafe self.connection = connection
    self.path = path
  }

  deinit { unsafe sqlite3_finalize(statement) }

  /// Binds an integer; parameters count from 1.
  func bind(_ value: Int64, at parameter: Int32) {
    // Fails only for a parameter that is not there; then `step` finds it unset, which tests show.
    unsafe sqlite3_bind_int64(statement, parameter, value)
  }

  /// Binds an integer or nothing.
  func bind(_ value: Int64?, at parameter: Int32) {
    guard let value else { return bindNull(at: parameter) }
    bind(value, at: parameter)
  }

  /// Binds nothing.
  func bindNull(at parameter: Int32) { unsafe sqlite3_bind_null(statement, parameter) }

  /// Binds a text, of which SQLite is given a copy.
  func bind(_ text: String, at parameter: Int32) {
    let count = text.utf8.count
    // SQLite frees the copy when it is done with it, or at once where it cannot take it.
    guard let copy = unsafe malloc(count + 1) else { return bindNull(at: parameter) }
    var text = text
    // The copy has room for all bytes.
    text.withUTF8 { bytes in
      if let start = bytes.baseAddress { unsafe memcpy(copy, start, bytes.count) }
    }
    unsafe sqlite3_bind_text64(
      statement,
      parameter,
      copy.assumingMemoryBound(to: CChar.self),
      UInt64(count),
      { unsafe free($0) },
      UInt8(SQLITE_UTF8)
    )
  }

  /// Binds a blob while `body` runs; without bytes for nil.
  func binding<R>(
    _ bytes: [UInt8]?,
    at parameter: Int32,
    _ body: () throws(StoreError) -> R
  ) throws(StoreError) -> R {
    guard let bytes else {
      bindNull(at: parameter)
      return try body()
    }
    return try unsafe bytes.span.bytes.withUnsafeBytes { (buffer) throws(StoreError) -> R in
      if let start = buffer.baseAddress, unsafe !buffer.isEmpty {
        // No destructor means that the bytes stay until they are unbound, below.
        unsafe sqlite3_bind_blob64(statement, parameter, start, UInt64(buffer.count), nil)
      } else {
        unsafe sqlite3_bind_zeroblob(statement, parameter, 0)
      }
      defer { bindNull(at: parameter) }
      return try body()
    }
  }

  /// Moves to the next row; false at the end.
  func step() throws(StoreError) -> Bool {
    let code = unsafe sqlite3_step(statement)
    switch code {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw unsafe Self.error(code, connection, path)
    }
  }

  /// Makes the statement ready to be run again; bound values stay.
  func reset() { unsafe sqlite3_reset(statement) }

  /// Runs the statement to its end and makes it ready again.
  func run() throws(StoreError) {
    defer { reset() }
    while try step() {}
  }

  /// The row id of the row that was inserted last.
  var lastRowID: Int64 { unsafe sqlite3_last_insert_rowid(connection) }

  /// The rows that the last statement changed.
  var changes: Int { Int(unsafe sqlite3_changes(connection)) }

  /// The integer of a column, nil where it holds something else or nothing.
  func integer(_ column: Int32) -> Int64? {
    guard unsafe sqlite3_column_type(statement, column) == SQLITE_INTEGER else { return nil }
    return unsafe sqlite3_column_int64(statement, column)
  }

  /// The text of a column, empty where it holds something else.
  func text(_ column: Int32) -> String {
    guard let bytes = unsafe textBytes(column) else { return "" }
    return unsafe String(decoding: bytes, as: UTF8.self)
  }

  /// The text of a column, or `known` itself where it is the same: that costs no memory and makes
  /// comparing both quick.
  func text(_ column: Int32, like known: String) -> String {
    guard let bytes = unsafe textBytes(column) else { return "" }
    return unsafe Self.isSame(bytes, known)
      ? known : String(decoding: bytes, as: UTF8.self)
  }

  /// Whether a column holds this text.
  func holds(_ text: String, _ column: Int32) -> Bool {
    guard let bytes = unsafe textBytes(column) else { return false }
    return unsafe Self.isSame(bytes, text)
  }

  /// The bytes of a text where SQLite keeps them, until the statement moves; nil where the column
  /// holds something else or nothing.
  @unsafe func textBytes(_ column: Int32) -> UnsafeRawBufferPointer? {
    guard unsafe sqlite3_column_type(statement, column) == SQLITE_TEXT,
      let start = unsafe sqlite3_column_text(statement, column)
    else { return nil }
    let count = Int(unsafe sqlite3_column_bytes(statement, column))
    return unsafe UnsafeRawBufferPointer(start: start, count: count)
  }

  @unsafe private static func isSame(_ bytes: UnsafeRawBufferPointer, _ text: String) -> Bool {
    guard bytes.count == text.utf8.count else { return false }
    // The closure ends before the text and the statement go on.
    return unsafe text.utf8.withContiguousStorageIfAvailable { other in
      guard let a = bytes.baseAddress, let b = other.baseAddress else { return true }
      return unsafe memcmp(a, b, other.count) == 0
    } ?? text.utf8.elementsEqual(bytes)
  }

  /// The bytes of a column where SQLite keeps them, until the statement moves; nil where it holds
  /// something else or nothing.
  @unsafe func bytes(_ column: Int32) -> UnsafeRawBufferPointer? {
    guard unsafe sqlite3_column_type(statement, column) == SQLITE_BLOB else { return nil }
    let count = Int(unsafe sqlite3_column_bytes(statement, column))
    return unsafe UnsafeRawBufferPointer(
      start: sqlite3_column_blob(statement, column),
      count: count
    )
  }

  private static func error(
    _ code: Int32,
    _ connection: OpaquePointer,
    _ path: String
  ) -> StoreError {
    // The text belongs to the connection and is copied at once.
    let message = unsafe sqlite3_errmsg(connection).map { unsafe String(cString: $0) }
    let error = DatabaseError(
      resultCode: ResultCode(rawValue: unsafe sqlite3_extended_errcode(connection)),
      message: message
    )
    return StoreError(reported: error, path: path)
  }
}
