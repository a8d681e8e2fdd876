internal import Foundation
internal import GRDB
internal import PodfitModel

/// The table of ingested files.
struct Ledger {
  let db: Database

  private static let columns = """
    path, options, digest, format, samples, rejected, skipped, warnings_json, ingested_at_ms
    """

  // SEARCH file USING INDEX sqlite_autoindex_file_1 (digest=? AND options=?)
  static let byDigest = "SELECT \(columns) FROM file WHERE digest = ? AND options = ?"

  // SCAN file, one row per file; the temporary B-tree sorts them
  static let all = "SELECT \(columns) FROM file ORDER BY ingested_at_ms, path, digest, options"

  /// The record of a file, or nil.
  func record(digest: String, options: String) throws -> FileRecord? {
    try Row.fetchOne(db, sql: Self.byDigest, arguments: [digest, options]).map(Self.record)
  }

  /// All records by time of ingest, then path.
  func records() throws -> [FileRecord] {
    try Row.fetchAll(db, sql: Self.all).map(Self.record)
  }

  // SCAN file: the first row ends it
  static let firstDigest = "SELECT digest FROM file ORDER BY id LIMIT 1"

  /// The digest of the file that was ingested first, or nil.
  func firstDigest() throws -> String? { try String.fetchOne(db, sql: Self.firstDigest) }

  /// Adds a record.
  func insert(_ record: FileRecord) throws {
    let outcome = record.outcome
    try db.execute(
      sql: """
        INSERT INTO file (path, options, digest, format, samples, rejected, skipped, warnings_json,
          ingested_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        record.path, record.options, outcome.digest, outcome.format, outcome.samples,
        outcome.rejected, outcome.skipped, Self.json(outcome.warnings),
        record.ingestedAt.milliseconds,
      ]
    )
  }

  private static func json(_ warnings: [String]) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    // An array of texts always has a JSON form.
    return (try? encoder.encode(warnings)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
  }

  private static func record(_ row: Row) -> FileRecord {
    let warnings = try? JSONDecoder().decode([String].self, from: Data(row.text(7).utf8))
    return FileRecord(
      path: row.text(0),
      options: row.text(1),
      outcome: FileOutcome(
        digest: row.text(2),
        format: row.text(3),
        samples: Int(row.integer(4) ?? 0),
        rejected: Int(row.integer(5) ?? 0),
        skipped: Int(row.integer(6) ?? 0),
        warnings: warnings ?? []
      ),
      ingestedAt: Instant(milliseconds: row.integer(8) ?? 0)
    )
  }
}
