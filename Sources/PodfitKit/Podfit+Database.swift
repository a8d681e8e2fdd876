import PodfitModel
import PodfitStore

/// The answer to a query: columns and rows of text.
public struct QueryAnswer: Hashable, Sendable {
  /// The names of the columns.
  public var columns: [String]
  /// The rows, each with one text a column; NULL is an empty text.
  public var rows: [[String]]
}

extension Podfit {
  /// Answers a read-only SQL query over the tables and views of docs/schema.md.
  ///
  /// - Throws: ``PodfitError`` for a query that writes or is no SQL, or when the database cannot be read
  public func query(_ sql: String) throws(PodfitError) -> QueryAnswer {
    try withStore(.readOnly) { store in
      let result = try store.query(sql)
      return QueryAnswer(columns: result.columns, rows: result.rows.map { $0.map(\.description) })
    }
  }

  /// The same as text, a line at a time, so that the answer need not fit memory.
  ///
  /// - Parameters:
  ///   - sql: One reading statement.
  ///   - format: How rows are written.
  ///   - limit: So many rows at most; nil for all.
  ///   - timeout: Seconds after which the query is given up; nil for never.
  ///   - body: Called with pieces of text.
  /// - Returns: Whether there were more rows than `limit`.
  /// - Throws: ``PodfitError`` as ``query(_:)``, or what `body` throws
  public func query(
    _ sql: String,
    as format: QueryFormat,
    limit: Int? = nil,
    timeout: Double? = nil,
    _ body: (String) throws -> Void
  ) throws(PodfitError) -> Bool {
    try withStore(.readOnly) { store in
      var isCut = false
      var count = 0
      var names: [String] = []
      try store.query(
        sql,
        timeout: timeout,
        columns: { columns in
          names = columns
          try body(format.head(columns))
        },
        row: { row in
          if let limit, count >= limit {
            isCut = true
            return false
          }
          try body(format.row(row, columns: names, isFirst: count == 0))
          count += 1
          return true
        }
      )
      try body(format.tail(isEmpty: count == 0))
      return isCut
    }
  }

  /// What the database holds, as names and values in a fixed order.
  ///
  /// - Throws: ``PodfitError`` when the database cannot be read
  public func databaseInfo() throws(PodfitError) -> [(name: String, value: String)] {
    try withStore(.readOnly) { store in
      let info = try store.info()
      return [
        ("file", database), ("schema version", "\(info.schemaVersion)"),
        ("bytes", "\(info.fileBytes)"), ("files ingested", "\(info.files)"),
        ("containers of pods", "\(info.containers)"), ("series", "\(info.series)"),
        ("samples", "\(info.samples)"), ("inventory facts", "\(info.facts)"),
        ("window", info.window.map { "\($0.start) to \($0.end)" } ?? "no samples"),
        ("SQLite", info.sqliteVersion),
      ]
    }
  }

  /// The SQL of the tables and views.
  ///
  /// - Throws: ``PodfitError`` when SQLite reports trouble
  public static func sqlSchema() throws(PodfitError) -> String {
    do {
      return try Schema.sql()
    } catch {
      throw .store(error)
    }
  }
}
