internal import Foundation
internal import GRDB
internal import PodfitModel

/// What dropping old days took away, or would take away.
public struct PruneResult: Hashable, Sendable {
  /// The first day that stays, counted from 1970-01-01.
  public var firstKeptDay: Int64
  /// Days that go.
  public var days: Int64
  /// Samples that go.
  public var samples: Int64
  /// Series that go because none of their samples stays.
  public var series: Int64
  /// Daily sketches that go.
  public var sketches: Int64
}

extension Store {
  /// Opens a database that is there already for writing.
  ///
  /// - Throws: `StoreError` as ``open(path:mode:busyTimeout:)``, and where there is no file
  public static func openExisting(path: String) throws(StoreError) -> Store {
    do {
      guard try FileInspection(path: path) != .missing else {
        throw StoreError(.missing, path: path)
      }
    } catch {
      throw StoreError(reported: error, path: path)
    }
    return try open(path: path, mode: .readWriteCreating)
  }

  /// The last day with samples or sketches, counted from 1970-01-01; nil without any.
  ///
  /// - Throws: `StoreError` when SQLite reports trouble
  public func lastDay() throws(StoreError) -> Int64? {
    try read { db in
      let sample = try Int64.fetchOne(db, sql: "SELECT max(last_ms) FROM series")
        .map { Instant(milliseconds: $0).day }
      // SCAN daily_sketch
      let sketch = try Int64.fetchOne(db, sql: "SELECT max(day) FROM daily_sketch")
      return [sample, sketch].compactMap { $0 }.max()
    }
  }

  /// Drops all samples, sketches and rollups of days before `day`, in one step.
  ///
  /// What is left is what ingesting only the later days would have given. The ledger and the inventory
  /// stay: a file that was ingested once brings nothing back.
  ///
  /// - Parameters:
  ///   - day: The first day that stays, counted from 1970-01-01, UTC.
  ///   - isRehearsal: Whether to count only.
  ///   - shrinks: Whether to give the free space back to the system afterwards.
  /// - Returns: What went, or would go.
  /// - Throws: `StoreError` when SQLite reports trouble
  /// - Complexity: O(chunks)
  @discardableResult
  public func prune(
    before day: Int64,
    isRehearsal: Bool = false,
    shrinks: Bool = false
  ) throws(StoreError) -> PruneResult {
    guard mode == .readWriteCreating else { throw StoreError(.readOnly, path: path) }
    do {
      var result = PruneResult(firstKeptDay: day, days: 0, samples: 0, series: 0, sketches: 0)
      try queue.writeWithoutTransaction { db in
        try db.inTransaction(.immediate) {
          result = try Pruning(db: db, path: path, day: day).run()
          return isRehearsal ? .rollback : .commit
        }
        if shrinks, !isRehearsal { try db.execute(sql: "VACUUM") }
      }
      return result
    } catch {
      throw StoreError(reported: error, path: path)
    }
  }
}

/// The statements that drop old days, inside the caller's transaction.
private struct Pruning {
  let db: Database
  let path: String
  let day: Int64

  func run() throws -> PruneResult {
    func number(_ sql: String) throws -> Int64 {
      try Int64.fetchOne(db, sql: sql, arguments: [day]) ?? 0
    }
    var result = PruneResult(
      firstKeptDay: day,
      days: try number("SELECT count(DISTINCT day) FROM chunk WHERE day < ?"),
      samples: try number("SELECT coalesce(sum(samples), 0) FROM chunk WHERE day < ?"),
      series: 0,
      sketches: 0
    )
    // SCAN chunk: its key is by series, so that ingest writes front to back
    try db.execute(
      sql: """
        CREATE TEMP TABLE pruned AS
          SELECT series_id, sum(samples) AS samples FROM chunk WHERE day < ? GROUP BY series_id
        """,
      arguments: [day]
    )
    defer { try? db.execute(sql: "DROP TABLE IF EXISTS temp.pruned") }
    try db.execute(sql: "DELETE FROM chunk WHERE day < ?", arguments: [day])
    // The siblings' buckets may rest on what went; found while the series are still there.
    let touched = try siblings()
    try db.execute(
      sql: """
        UPDATE series SET samples = series.samples - pruned.samples,
          first_ms = (SELECT c.first_ms FROM chunk c
            WHERE \(ChunkNumber.isOf("series.id")) ORDER BY c.id LIMIT 1)
        FROM pruned WHERE pruned.series_id = series.id
        """
    )
    try db.execute(
      sql: """
        DELETE FROM series WHERE id IN (SELECT series_id FROM pruned)
          AND NOT EXISTS (SELECT 1 FROM chunk c WHERE \(ChunkNumber.isOf("series.id")))
        """
    )
    result.series = Int64(db.changesCount)
    try db.execute(
      sql: """
        DELETE FROM pod_container
        WHERE NOT EXISTS (SELECT 1 FROM series s WHERE s.pod_container_id = pod_container.id)
        """
    )
    try renewBuckets(touched)
    try db.execute(sql: "DELETE FROM daily_sketch WHERE day < ?", arguments: [day])
    result.sketches = Int64(db.changesCount)
    try db.execute(sql: "DELETE FROM daily_use WHERE day < ?", arguments: [day])
    try db.execute(sql: "DELETE FROM rollup_day WHERE day < ?", arguments: [day])
    return result
  }

  /// The series that compete with, or are parts beside, one that lost samples.
  private func siblings() throws -> [Int64] {
    try Int64.fetchAll(
      db,
      sql: """
        SELECT DISTINCT b.id FROM pruned JOIN series a ON a.id = pruned.series_id
        JOIN series b ON b.pod_container_id = a.pod_container_id AND b.metric = a.metric
        WHERE NOT b.is_alone
        """
    )
  }

  /// Brings steps and buckets to what the samples that are left give.
  private func renewBuckets(_ touched: [Int64]) throws {
    var pending: [(id: Int64, key: SeriesKey)] = []
    for id in touched {
      // SEARCH series USING INTEGER PRIMARY KEY (rowid=?)
      try db.cachedStatement(
        sql: "UPDATE series SET step_ms = NULL, bucket_ms = 1, is_alone = 1 WHERE id = ?"
      ).execute(arguments: [id])
      guard let key = try SeriesByID.key(of: id, in: db) else { continue }
      pending.append((id, key))
    }
    try BucketWriter(db: db, path: path).update(touching: pending)
  }
}
