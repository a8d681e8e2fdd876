import Foundation
import GRDB
import PodfitModel
import Testing

@testable import PodfitStore

@Suite("Sketches in the database")
struct SketchStoreTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func sketch(
    _ values: [Int64],
    shard: String = "",
    day: Int64 = 20_000,
    workload: String = "web"
  ) -> DailySketch {
    var coverage = DayCoverage()
    coverage.add(from: 0, to: 300_000)
    let owner = WorkloadID(cluster: "c", namespace: "n", kind: .deployment, name: workload)
    return DailySketch(
      key: DailySketch.Key(
        container: ContainerID(workload: owner, container: "app"),
        day: day,
        signal: .cpu
      ),
      shard: shard,
      samples: Int64(values.count),
      pods: 1,
      min: values.min() ?? 0,
      max: values.max() ?? 0,
      sum: values.reduce(0, +),
      peakSum: values.max() ?? 0,
      coverage: coverage,
      quantiles: BucketCounts(of: values.map(LogLinearBuckets.bucket)),
      vpa: BucketCounts(of: values.map(VPABuckets.bucket))
    )
  }

  private func stored(_ files: [[DailySketch]], named name: String) throws -> [DailySketch] {
    let store = try Store.open(path: folder.path(name))
    for (index, file) in files.enumerated() {
      try store.ingestFile(path: "\(index)", at: someTime) { session in
        for sketch in file { try session.accept(sketch) }
        return FileOutcome(digest: "\(name)-\(index)", format: "sketch-jsonl")
      }
    }
    var all: [DailySketch] = []
    try store.forEachSketch { all.append($0) }
    return all
  }

  @Test("come back as they were, by key and shard")
  func roundTrip() throws {
    let all = [
      sketch([1, 2, 3]), sketch([9], shard: "b"), sketch([4], day: 20_001),
      sketch([5], workload: "worker"),
    ]
    #expect(try stored([all.reversed()], named: "a") == all)
  }

  @Test("of one key and shard the fuller one stays, whatever the order and however often")
  func replacing() throws {
    let (early, late, other) = (sketch([1, 2]), sketch([1, 2, 3]), sketch([1, 2, 4]))
    let orders = [
      [early, late, other], [other, early, late], [late, other, early, late], [other, late, other],
    ]
    for (index, order) in orders.enumerated() {
      #expect(try stored(order.map { [$0] }, named: "\(index)") == [other])
    }
  }

  @Test("the plain shell reads them, buckets included")
  func shell() throws {
    _ = try stored([[sketch([1, 1, 300])]], named: "shell.db")
    let rows = try Shell.run(
      """
      SELECT workload, signal, samples, max_value, j.value ->> 0, j.value ->> 1
      FROM daily_sketch, json_each(quantile_buckets) j ORDER BY 5
      """,
      on: folder.path("shell.db")
    )
    #expect(
      rows == [["web", "cpu", "3", "300", "1", "2"], ["web", "cpu", "3", "300", "278", "1"]]
    )
  }

  /// What migrations after the first one made, views before tables that others refer to.
  private static func newerObjects() throws -> [(type: String, name: String)] {
    let first = try DatabaseQueue()
    let names = try first.write { db in
      try db.execute(sql: Migration.tablesAndViews.sql)
      return try Set(String.fetchAll(db, sql: "SELECT name FROM sqlite_schema"))
    }
    let all = try DatabaseQueue()
    let rows = try all.write { db in
      try Migration.migrate(db, from: 0)
      return try Row.fetchAll(
        db,
        sql: """
          SELECT type, name FROM sqlite_schema WHERE type IN ('view', 'table')
            AND name NOT LIKE 'sqlite_%' ORDER BY type = 'table', rowid DESC
          """
      )
    }
    return rows.map { ($0["type"], $0["name"]) }.filter { !names.contains($0.1) }
  }

  @Test("a file of schema 1 is brought up to date and keeps its samples")
  func migration() throws {
    let path = folder.path("old.db")
    do {
      let store = try Store.open(path: path)
      try store.ingest("a", [batch(key(), [(1, 10)])])
      try store.queue.write { db in
        for (type, name) in try Self.newerObjects() {
          try db.execute(sql: "DROP \(type) \(name)")
        }
        try db.execute(sql: "CREATE VIEW samples AS SELECT * FROM sample_point")
        try db.execute(sql: "PRAGMA user_version = 1")
      }
    }
    #expect(throws: StoreError.self) { try Store.open(path: path, mode: .readOnly) }
    let store = try Store.open(path: path)
    #expect(try store.query("SELECT value FROM samples(1)").rows == [[.integer(10)]])
    #expect(try Shell.run("SELECT value FROM all_samples", on: path) == [["10"]])
    #expect(try store.verify().problems.filter { !$0.contains("SHA-256") } == [])
  }
}
