import GRDB
import PodfitModel
import Testing

@testable import PodfitStore

@Suite("Query plans")
struct PlanTests {
  let folder: TemporaryFolder
  let store: Store

  init() throws {
    folder = try TemporaryFolder()
    store = try Store.open(path: folder.path("podfit.db"))
    try store.ingest("a", [batch(key(), [(1, 1)])])
  }

  private func plan(_ sql: String) throws -> [String] {
    try store.reading { db in
      let statement = try db.makeStatement(sql: "EXPLAIN QUERY PLAN \(sql)")
      let count = sql.filter { $0 == "?" }.count
      let unset = StatementArguments([DatabaseValue](repeating: .null, count: count))
      return try Row.fetchAll(statement, arguments: unset).map { $0["detail"] }
    }
  }

  @Test(
    "no statement of the main job scans chunks or sorts samples",
    arguments: [
      SeriesQueries.all, SeriesQueries.one, SeriesQueries.containers, SeriesQueries.names,
      ChunkTable.one, ChunkTable.allOfSeries, ChunkTable.onward, SeriesWriter.findContainer,
      SeriesWriter.findSeries, BucketWriter.siblings, Ledger.byDigest,
    ]
  )
  func mainJob(sql: String) throws {
    let steps = try plan(sql)
    #expect(!steps.isEmpty)
    for step in steps {
      #expect(!step.hasPrefix("SCAN c") && !step.hasPrefix("SCAN s"), "\(step)")
      #expect(!step.contains("TEMP B-TREE"), "\(step)")
    }
  }

  @Test("chunks are found by their number")
  func primaryKey() throws {
    let range = "SEARCH c USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"
    for sql in [SeriesQueries.all, SeriesQueries.one] { #expect(try plan(sql).contains(range)) }
    #expect(
      try plan(SeriesQueries.firstStep).contains("SEARCH c USING INTEGER PRIMARY KEY (rowid=?)")
    )
    #expect(try plan(ChunkTable.one) == ["SEARCH chunk USING INTEGER PRIMARY KEY (rowid=?)"])
  }

  @Test("the index of series reads both tables from end to end and sorts nothing")
  func index() throws {
    #expect(
      try plan(SeriesQueries.names)
        == ["SCAN pod_container USING COVERING INDEX sqlite_autoindex_pod_container_1"]
    )
    #expect(try plan(SeriesQueries.series) == ["SCAN series"])
  }

  @Test("a walk over chunks begins at its series")
  func walk() throws {
    #expect(try plan(ChunkTable.onward) == ["SEARCH chunk USING INTEGER PRIMARY KEY (rowid>?)"])
  }

  @Test("the window reads one row per series and one chunk")
  func window() throws {
    #expect(try plan(SeriesQueries.span) == ["SCAN series"])
    let steps = try plan(SeriesQueries.firstStep)
    #expect(!steps.contains { $0.hasPrefix("SCAN c") || $0.hasPrefix("SCAN s") })
    #expect(!steps.contains("USE TEMP B-TREE FOR ORDER BY"), "one container at a time is sorted")
  }

  @Test(
    "conditions on a view reach the indexes",
    arguments: ["all_samples", "container_usage", "memory_working_set"]
  )
  func views(view: String) throws {
    let steps = try plan("SELECT * FROM \(view) WHERE cluster = 'c' AND namespace = 'shop'")
    #expect(steps.contains { $0.contains("(cluster=? AND namespace=?)") }, "\(steps)")
    for table in ["p", "s", "c", "slot"] {
      #expect(!steps.contains { $0 == "SCAN \(table)" || $0.hasPrefix("SCAN \(table) ") })
    }
  }

  @Test("unpacking chunks sorts nothing: the loops are in the order of the windows")
  func unsorted() throws {
    #expect(try !plan("SELECT * FROM all_samples").contains { $0.contains("TEMP B-TREE") })
  }
}
