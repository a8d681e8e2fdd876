internal import GRDB

/// One step from one schema version to the next.
///
/// Migrations are numbered and append-only: what a released one does never changes. A view that
/// changes is dropped and made again by a later migration.
struct Migration: Sendable {
  /// The version the schema has afterwards (`PRAGMA user_version`).
  let number: Int64
  /// The statements, separated by semicolons.
  let sql: String

  /// All migrations in order; the last one's number is the version this program writes.
  static let all: [Migration] = [
    .tablesAndViews, .sketchesAndRollups, .clusterViews, .runs, .backtests, .chunksByNumber,
    .blocks,
  ]

  /// Brings an empty or older database to the newest version, inside the caller's transaction.
  static func migrate(_ db: Database, from version: Int64) throws {
    for migration in all where migration.number > version {
      try db.execute(sql: migration.sql)
    }
    try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
    try db.execute(sql: "PRAGMA user_version = \(Schema.version)")
  }
}
