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
