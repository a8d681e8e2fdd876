internal import Foundation
internal import GRDB
public import PodfitModel

/// How much a store holds.
public struct StoreInfo: Hashable, Sendable {
  /// The schema version of the file.
  public var schemaVersion: Int64
  /// The size of the database in bytes, without its write-ahead log.
  public var fileBytes: Int64
  /// Ingested files.
  public var files: Int64
  /// Containers of pods with samples.
  public var containers: Int64
  /// Series.
  public var series: Int64
  /// Samples.
  public var samples: Int64
  /// Inventory facts.
  public var facts: Int64
  /// The time that the samples cover.
  public var window: TimeWindow?
  /// The version of SQLite in use.
  public var sqliteVersion: String
}

extension Store {
  /// How much the store holds; reads no samples.
  ///
  /// - Throws: `StoreError` when SQLite reports trouble.
  public func info() throws(StoreError) -> StoreInfo {
    let window = try window()
    return try read { db in
      func number(_ sql: String) throws -> Int64 { try Int64.fetchOne(db, sql: sql) ?? 0 }
      return StoreInfo(
        schemaVersion: try number("PRAGMA user_version"),
        fileBytes: try number("PRAGMA page_count") * number("PRAGMA page_size"),
        files: try number("SELECT count(*) FROM file"),
        containers: try number("SELECT count(*) FROM pod_container"),
        series: try number("SELECT count(*) FROM series"),
        samples: try number("SELECT coalesce(sum(samples), 0) FROM series"),
        facts: try number("SELECT count(*) FROM inventory"),
        window: window,
        sqliteVersion: try String.fetchOne(db, sql: "SELECT sqlite_version()") ?? ""
      )
    }
  }

  /// The statements that made this file's tables and views, in order.
  ///
  /// - Throws: `StoreError` when SQLite reports trouble.
  public func schemaSQL() throws(StoreError) -> String {
    try read { db in
      // SCAN sqlite_schema
      let sql = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid"
      return try String.fetchAll(db, sql: sql).map { $0 + ";\n" }.joined(separator: "\n")
    }
  }
}
