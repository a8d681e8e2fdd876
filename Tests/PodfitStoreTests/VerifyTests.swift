import Foundation
import GRDB
import PodfitModel
import Testing

@testable import PodfitStore

@Suite("Checking a whole database")
struct VerifyTests {
  let folder: TemporaryFolder
  let store: Store

  init() throws {
    folder = try TemporaryFolder()
    store = try Store.open(path: folder.path("podfit.db"))
    let digest = String(repeating: "0123456789abcdef", count: 4)
    let times = (0..<500).map { Int64($0) * 300_000 }
    try store.ingest(
      digest,
      [
        SampleBatch(key: key(), samples: SampleColumn(times: times, values: times)),
        batch(key(metric: .cpuUsage), [(5, 7_000), (99_999, 8_000)]),
      ],
      facts: [
        .podNode(pod: PodID(cluster: "c", namespace: "shop", name: "web-0"), node: "n1")
      ]
    )
  }

  @Test("a database that podfit wrote is in order, and nothing changes")
  func sound() throws {
    let before = try store.contentLines
    let result = try store.verify()
    #expect(result.problems == [] && result.problemCount == 0)
    #expect(result.samples == 502 && result.chunks == 3 && result.views > 8)
    #expect(try store.contentLines == before)
  }

  @Test(
    "each kind of damage is found and named",
    arguments: [
      ("UPDATE series SET samples = samples + 1", "samples is 501, its chunks say 500"),
      ("UPDATE series SET first_ms = 1 WHERE id = 1", "first_ms is 1, its chunks say 0"),
      ("UPDATE series SET last_ms = NULL WHERE id = 1", "last_ms is null"),
      ("DELETE FROM chunk WHERE day = 1", "samples is 500, its chunks say 288"),
      ("DELETE FROM chunk WHERE series_id = 2", "has no samples"),
      ("UPDATE chunk SET value_bits = x'00' WHERE day = 1", "corrupt chunk"),
      ("UPDATE chunk SET width = 57", "width is out of range"),
      ("UPDATE chunk SET block = 12", "block is out of range"),
      ("UPDATE chunk SET id = id + 5", "first_ms is out of range"),
      ("UPDATE chunk SET id = id + (9 << 24) WHERE day = 1", "rows of series that are not there"),
      ("UPDATE chunk SET gaps = ' 1 '", "presence"),
      ("UPDATE series SET metric = 'colour' WHERE id = 2", "no such metric: colour"),
      ("DELETE FROM slot WHERE n = 3", "numbers are missing"),
      ("DELETE FROM slot WHERE n > 3", "too few numbers"),
      ("UPDATE file SET digest = 'x'", "neither SHA-256 nor Poly1305"),
      ("UPDATE file SET samples = -1", "below zero"),
      ("UPDATE file SET warnings_json = '['", "no JSON"),
      ("DELETE FROM file", "no ingested file"),
      ("UPDATE inventory SET json = '{}'", "cannot be decoded"),
      ("UPDATE inventory SET key = 'other'", "of another fact"),
      ("PRAGMA foreign_keys = OFF; DELETE FROM pod_container", "refers to no row of pod_container"),
      ("DROP VIEW nodes", "nodes is missing"),
      ("DROP VIEW nodes; CREATE VIEW nodes AS SELECT * FROM nowhere", "view nodes: no such table"),
      ("CREATE TABLE mine (a INTEGER) STRICT", "mine is not podfit's"),
      ("DROP INDEX series_by_container", "series_by_container is missing"),
      (
        """
        INSERT INTO daily_sketch VALUES ('c','n','Pod','w','app',1,'cpu','',1,1,5,5,5,5,0,0,
          printf('8%071d', 0),'[[5,1]]','[[1,1]]')
        """, "vpa_buckets do not end with max"
      ),
      (
        """
        INSERT INTO daily_sketch VALUES ('c','n','Pod','w','app',1,'cpu','',1,1,5,5,5,5,0,0,'x',
          '[[5,1]]','[[0,1]]')
        """, "coverage or buckets"
      ),
    ] as [(String, String)]
  )
  func damage(sql: String, words: String) throws {
    try store.queue.writeWithoutTransaction { db in
      for statement in sql.split(separator: ";") { try db.execute(sql: String(statement)) }
    }
    let result = try store.verify()
    #expect(result.problems.contains { $0.contains(words) }, "\(result.problems)")
  }

  @Test("more problems than can be read are counted")
  func many() throws {
    try store.queue.write { db in
      for index in 0..<300 {
        try db.execute(
          sql: "INSERT INTO inventory VALUES ('pod', ?, 0, 'x')",
          arguments: ["\(index)"]
        )
      }
    }
    let result = try store.verify()
    #expect(result.problems.count == 100 && result.problemCount >= 300)
  }
}
