import Foundation
import GRDB
import PodfitModel
import Testing

@testable import PodfitStore

@Suite("samples(series) in queries")
struct SamplesFunctionTests {
  let folder: TemporaryFolder
  let store: Store

  init() throws {
    folder = try TemporaryFolder()
    store = try Store.open(path: folder.path("podfit.db"))
  }

  @Test(
    "gives what the view of all samples gives, for every kind of chunk",
    arguments: 0..<4 as Range<UInt64>
  )
  func agrees(seed: UInt64) throws {
    var random = Seeded(seed)
    var batches: [SampleBatch] = []
    for times in ColumnGenerator.Times.allCases {
      for values in ColumnGenerator.Values.allCases {
        let column = ColumnGenerator.column(times, values, &random)
        batches.append(SampleBatch(key: key("pod-\(batches.count)"), samples: column))
      }
    }
    try store.ingest("a", batches)
    let unpacked = try store.query(
      """
      SELECT p.pod, x.at_ms, x.at, x.value FROM series s JOIN pod_container p
        ON p.id = s.pod_container_id JOIN samples(s.id) x ORDER BY p.pod, x.at_ms
      """
    )
    let viewed = try store.query(
      "SELECT pod, at_ms, at, value FROM all_samples ORDER BY pod, at_ms"
    )
    #expect(unpacked.rows == viewed.rows && !viewed.rows.isEmpty)
  }

  @Test("the series may be given in any way a value can be")
  func forms() throws {
    try store.ingest("a", [batch(key("a"), [(1, 10), (2, 20)]), batch(key("b"), [(3, 30)])])
    func sum(_ sql: String) throws -> [[QueryValue]] { try store.query(sql).rows }
    #expect(try sum("SELECT sum(value) FROM samples(1)") == [[.integer(30)]])
    #expect(try sum("SELECT sum(value) FROM samples WHERE series = 2") == [[.integer(30)]])
    #expect(try sum("SELECT count(*) FROM samples(99)") == [[.integer(0)]])
    #expect(try sum("SELECT count(*) FROM samples(NULL)") == [[.integer(0)]])
    #expect(try sum("SELECT count(*) FROM samples('x')") == [[.integer(0)]])
    #expect(try sum("SELECT count(*) FROM samples(1) WHERE series = 2") == [[.integer(0)]])
    #expect(
      try sum("SELECT s.id, (SELECT max(value) FROM samples(s.id)) FROM series s ORDER BY 1")
        == [[.integer(1), .integer(20)], [.integer(2), .integer(30)]]
    )
    // Two at once, each with a cursor of its own.
    #expect(
      try sum("SELECT a.value, b.value FROM samples(1) a, samples(2) b ORDER BY 1")
        == [[.integer(10), .integer(30)], [.integer(20), .integer(30)]]
    )
    let error = #expect(throws: StoreError.self) { try store.query("SELECT * FROM samples") }
    #expect("\(error as Any)".contains("samples needs the id of a series"))
  }

  @Test("a corrupt chunk is an error with its place")
  func corrupt() throws {
    try store.ingest("a", [batch(key(), [(1, 10), (2, 20)])])
    try store.queue.write { try $0.execute(sql: "UPDATE chunk SET value_bits = x'00000000'") }
    let error = #expect(throws: StoreError.self) { try store.query("SELECT * FROM samples(1)") }
    #expect("\(error as Any)".contains("corrupt chunk"))
  }

  @Test("a query that takes too long is given up; rows may be cut off")
  func limits() throws {
    try store.ingest("a", [batch(key(), [(1, 10)])])
    let endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"
    let error = #expect(throws: StoreError.self) {
      try store.query(
        "\(endless) WHERE x < 0",
        timeout: 0.05,
        columns: { _ in },
        row: { _ in true }
      )
    }
    #expect(error?.code == .queryTimeout(seconds: 0.05))
    var rows = 0
    try store.query(
      endless,
      columns: { _ in },
      row: { _ in
        rows += 1
        return rows < 10
      }
    )
    #expect(rows == 10)
    #expect(try store.query("SELECT 1").rows == [[.integer(1)]])
  }

  @Test(
    "what would write, attach or load is refused",
    arguments: [
      "ATTACH 'x.db' AS x", "PRAGMA user_version = 7", "PRAGMA journal_mode = DELETE",
      "SELECT load_extension('x')", "DELETE FROM file", "VACUUM INTO 'x.db'",
      "WITH a AS (SELECT 1) DELETE FROM file", "SELECT 1; DELETE FROM file",
      "INSERT INTO samples VALUES (1, 2, 3)", "DETACH main", "BEGIN", "SELECT writefile('x', 'y')",
      "WITH a AS (SELECT 1) INSERT INTO file SELECT * FROM file",
    ]
  )
  func refused(sql: String) throws {
    try store.ingest("a", [batch(key(), [(1, 10)])])
    let before = try store.contentLines
    #expect(throws: StoreError.self) { try store.query(sql) }
    #expect(try store.contentLines == before)
    #expect(try folder.contents.filter { $0.hasPrefix("x") }.isEmpty)
  }
}
