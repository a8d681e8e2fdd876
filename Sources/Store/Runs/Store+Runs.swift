internal import GRDB
public import PodfitModel

/// What a report said in one week, as text that another part of podfit writes and reads.
public struct StoredRun: Hashable, Sendable {
  /// The ISO week, such as `2026-W47`.
  public var week: String
  /// When it was made.
  public var madeAt: Instant
  /// The strategy.
  public var strategy: String
  /// The version of podfit.
  public var version: String
  /// The run.
  public var json: String

  /// Makes a run.
  public init(week: String, madeAt: Instant, strategy: String, version: String, json: String) {
    self.week = week
    self.madeAt = madeAt
    self.strategy = strategy
    self.version = version
    self.json = json
  }
}

extension Store {
  /// The runs kept, the oldest week first.
  ///
  /// - Throws: `StoreError` when SQLite reports trouble.
  public func runs() throws(StoreError) -> [StoredRun] {
    try read { db in
      // SCAN run: in the order of its primary key
      let sql = "SELECT week, made_at_ms, strategy, podfit, json FROM run ORDER BY week"
      return try Row.fetchAll(db, sql: sql).map { row in
        StoredRun(
          week: row.text(0),
          madeAt: Instant(milliseconds: row.integer(1) ?? 0),
          strategy: row.text(2),
          version: row.text(3),
          json: row.text(4)
        )
      }
    }
  }

  /// Keeps a run; an earlier one of the same week goes.
  ///
  /// - Throws: `StoreError` when the store is read-only or SQLite reports trouble.
  public func keep(_ run: StoredRun) throws(StoreError) {
    guard mode == .readWriteCreating else { throw StoreError(.readOnly, path: path) }
    do {
      try queue.write { db in
        try db.execute(
          sql: """
            INSERT OR REPLACE INTO run (week, made_at_ms, strategy, podfit, json)
            VALUES (?, ?, ?, ?, ?)
            """,
          arguments: [run.week, run.madeAt.milliseconds, run.strategy, run.version, run.json]
        )
      }
    } catch {
      throw StoreError(reported: error, path: path)
    }
  }
}
