internal import GRDB

/// The schema of a podfit database.
public enum Schema {
  /// Marks a file as podfit's (`PRAGMA application_id`): the bytes `pdft`.
  public static let applicationID: Int64 = 0x7064_6674

  /// The schema version that this program writes (`PRAGMA user_version`).
  public static let version: Int64 = Migration.all.last?.number ?? 0

  /// Bytes per database page.
  ///
  /// A day of a 5-minute series is 400 to 700 bytes; at 16 KiB a page holds about thirty such rows
  /// and none has to leave its page.
  static let pageSize = 16_384

  /// All statements of a fresh database, tables before views.
  ///
  /// - Throws: `StoreError` when SQLite is older than the schema needs (3.38).
  public static func sql() throws(StoreError) -> String {
    try objects().map { $0.sql + ";\n" }.joined(separator: "\n")
  }

  /// `docs/schema.md`: every table, index and view with its statement and what it is for.
  ///
  /// The text depends on the schema alone; a test compares it with the file.
  ///
  /// - Throws: `StoreError` when SQLite is older than the schema needs (3.38).
  public static func markdown() throws(StoreError) -> String {
    var text = SchemaNotes.introduction
    for (type, title) in [("table", "Tables"), ("index", "Indexes"), ("view", "Views")] {
      text += "\n## \(title)\n"
      for object in try objects() where object.type == type {
        text += "\n### \(object.name)\n\n\(SchemaNotes.notes[object.name] ?? "")\n"
        if SchemaNotes.isShown(object.name) { text += "\n```sql\n\(object.sql);\n```\n" }
      }
    }
    return text
  }

  /// The names of all tables and views, in the order in which they are made.
  static func names() throws(StoreError) -> [String] {
    try objects().map(\.name)
  }

  /// The statements of all tables, indexes and views by their names.
  static func statements() throws(StoreError) -> [(name: String, sql: String)] {
    try objects().map { ($0.name, $0.sql) }
  }

  private static func objects() throws(StoreError) -> [(type: String, name: String, sql: String)] {
    do {
      let queue = try DatabaseQueue()
      return try queue.write { db in
        try Migration.migrate(db, from: 0)
        // SCAN sqlite_schema
        let rows = try Row.fetchAll(
          db,
          sql: "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid"
        )
        return rows.map { ($0.text(0), $0.text(1), $0.text(2)) }
      }
    } catch {
      throw StoreError(reported: error, path: ":memory:")
    }
  }
}
