import Foundation
import GRDB
import PodfitModel
import Testing

@testable import PodfitStore

@Suite("Reading a store")
struct QueryTests {
  let folder: TemporaryFolder
  let store: Store

  init() throws {
    folder = try TemporaryFolder()
    store = try Store.open(path: folder.path("podfit.db"))
  }

  @Test("a query gives columns and rows of every type, also without rows")
  func values() throws {
    let result = try store.query(
      "-- a comment\n /* another */ SELECT 1 AS a, 2.5 AS b, 'x' AS c, NULL AS d, x'01ff' AS e"
    )
    #expect(result.columns == ["a", "b", "c", "d", "e"])
    #expect(
      result.rows == [[.integer(1), .real(2.5), .text("x"), .null, .blob([1, 255])]]
    )
    #expect(result.rows[0].map(\.description) == ["1", "2.5", "x", "", "01ff"])
    let none = try store.query("SELECT path, format FROM files")
    #expect(none == QueryResult(columns: ["path", "format"], rows: []))
  }

  @Test(
    "what is not one reading statement is refused and changes nothing",
    arguments: [
      "DELETE FROM series", "WITH x AS (SELECT 1) DELETE FROM series", "", "-- nothing",
      "/* open", "ATTACH 'other.db' AS o", "VACUUM INTO 'other.db'", "PRAGMA user_version = 9",
      "SELECT 1; DELETE FROM series", "BEGIN", "INSERT INTO slot VALUES (-1)",
    ]
  )
  func refused(sql: String) throws {
    try store.ingest("a", [batch(key(), [(1, 1)])])
    let before = try store.contentLines
    #expect {
      try store.query(sql)
    } throws: { error in
      guard case .notAQuery = (error as? StoreError)?.code else { return false }
      return true
    }
    #expect(try store.contentLines == before)
    #expect(try folder.contents.allSatisfy { $0.hasPrefix("podfit.db") })
  }

  @Test(
    "a wrong statement is reported in SQLite's words",
    arguments: [
      "SELECT * FROM nothing", "SELECT 1 +", "SELECT abs(-9223372036854775807 - 1)",
    ]
  )
  func wrong(sql: String) throws {
    #expect {
      try store.query(sql)
    } throws: { error in
      guard case .badQuery(let message) = (error as? StoreError)?.code else { return false }
      return !message.isEmpty
    }
    #expect(throws: StoreError.self) { try store.query("SELECT ?") }
  }

  @Test("an empty store has no window, containers, facts or files")
  func empty() throws {
    #expect(try store.window() == nil)
    #expect(try store.containers().isEmpty)
    #expect(try store.facts().isEmpty)
    #expect(try store.files().isEmpty)
    #expect(try store.series(of: key().container).isEmpty)
    #expect(try store.allSeries.isEmpty)
    #expect(try store.info().samples == 0)
  }

  @Test("the window begins one step before the first sample")
  func window() throws {
    try store.ingest(
      "a",
      [
        batch(key("a"), [(300_000, 1), (600_000, 2)]),
        batch(key("b"), [(600_000, 1), (90_000_000, 2)]),
      ]
    )
    #expect(
      try store.window()
        == TimeWindow(start: Instant(milliseconds: 0), end: Instant(milliseconds: 90_000_000))
    )
    try store.ingest("b", [batch(key("c"), [(-5, 1)])])
    #expect(try store.window()?.start == Instant(milliseconds: -5))
  }

  @Test("containers come in order, each once with all its series in order")
  func order() throws {
    let keys = [
      key("b"), key("a", metric: .cpuUsage), key("a", source: "2"), key("a", source: "1"),
      key("a", container: "side"), key("z", namespace: "data"),
    ]
    for (index, each) in keys.enumerated() {
      let samples: [(Int64, Int64)] = [(1, Int64(index)), (86_400_001, 5)]
      try store.ingest("f\(index)", [batch(each, samples)])
    }
    var seen: [PodContainerID] = []
    var seenKeys: [SeriesKey] = []
    try store.forEachContainer { container, series in
      seen.append(container)
      seenKeys += series.map(\.key)
      #expect(series.allSatisfy { $0.key.container == container && $0.samples.count == 2 })
      // Reading inside is allowed.
      let again = try store.series(of: container).map(\.key)
      #expect(again == series.map(\.key))
    }
    #expect(try seen == store.containers())
    #expect(seen == seen.sorted() && Set(seen).count == seen.count)
    #expect(seenKeys == keys.sorted())
    let backwards = Array(seen.reversed())
    #expect(try store.series(of: backwards).map(\.key.container).first == seen.last)
    struct Stop: Error {}
    #expect(throws: Stop.self) { try store.forEachContainer { _, _ in throw Stop() } }
  }

  @Test("the longest window that a file states is kept")
  func windows() throws {
    for (index, seconds) in [nil, 60, 300, 120].enumerated() {
      var each = batch(key(), [(Int64(index), 1)])
      each.window = seconds.map { TimeSpan.seconds(Int64($0)) }
      try store.ingest("f\(index)", [each])
    }
    #expect(try store.series(of: key().container).first?.window == .seconds(300))
  }

  @Test("a corrupt chunk is an error that names the series and the day")
  func corrupt() throws {
    try store.ingest(
      "a",
      [batch(key(), [(86_400_000, 1), (86_400_001, 200), (86_400_002, 7), (86_400_003, 90)])]
    )
    let path = store.path
    try store.queue.write { db in
      try db.execute(sql: "UPDATE chunk SET value_bits = x'00'")
    }
    let expected = StoreError(
      .corruptChunk(
        series: key(),
        day: 1,
        defect: .length("value_bits", found: 1, expected: 4)
      ),
      path: path
    )
    #expect(throws: expected) { try store.series(of: key().container) }
    #expect(throws: expected) { try store.forEachContainer { _, _ in } }
    #expect(throws: expected) { try store.ingest("b", [batch(key(), [(86_400_004, 1)])]) }
    #expect(expected.description.contains("c/shop/web-0/app memory_working_set_bytes, day 1"))
  }

  @Test("rows that podfit never writes are errors")
  func corruptRows() throws {
    try store.ingest(
      "a",
      [batch(key(), [(1, 1)])],
      facts: [.podNode(pod: key().container.pod, node: "n")]
    )
    try store.queue.write { db in
      try db.execute(sql: "UPDATE series SET metric = 'x'; UPDATE inventory SET json = '{}'")
    }
    #expect(throws: StoreError.self) { try store.series(of: key().container) }
    #expect(throws: StoreError.self) { try store.facts() }
  }

  @Test("a reader gives what the containers give, series by series in their order")
  func reader() throws {
    let folder = try TemporaryFolder()
    let store = try Store.open(path: folder.path("podfit.db"))
    var batches: [SampleBatch] = []
    for pod in ["a", "b", "c"] {
      for metric in [Metric.cpuUsage, .memoryWorkingSet, .restartsTotal] {
        let samples = (0..<700).map { (Int64($0) * 300_000, Int64($0 * 4_096 + pod.utf8.count)) }
        batches.append(batch(key(pod, metric: metric), samples))
      }
    }
    try store.ingest("a", batches)
    let all = try store.allSeries
    let wanted: Set<Metric> = [.cpuUsage, .memoryWorkingSet]
    let entries = try store.seriesIndex(wanted)
    #expect(entries.map(\.key) == all.keys.filter { wanted.contains($0.metric) }.sorted())
    #expect(try store.seriesIndex().count == 9)
    try store.withSeriesReader { reader in
      var column = SampleColumn(times: [1], values: [2])
      for entry in entries {
        try reader.read(entry, into: &column)
        #expect(column == all[entry.key])
        #expect(entry.count == column.count)
      }
    }
  }

  @Test("a reader gives the same in any order of series, as columns and as runs")
  func readerOrder() throws {
    let folder = try TemporaryFolder()
    let store = try Store.open(path: folder.path("podfit.db"))
    var random = Seeded(11)
    for file in 0..<4 {
      let batches = (0..<30).map { index in
        let samples = (0..<Int.random(in: 1...900, using: &random)).map {
          (Int64($0 * 4 + file) * 300_000, Int64.random(in: 0...99, using: &random))
        }
        return batch(key("p\(index)", source: "\(index % 2)"), samples)
      }
      try store.ingest("f\(file)", batches)
    }
    let all = try store.allSeries
    var entries = try store.seriesIndex()
    #expect(entries.map(\.key) == all.keys.sorted())
    entries += entries.reversed()
    entries.shuffle(using: &random)
    try store.withSeriesReader { reader in
      var values: [Int64] = []
      var runs: [TimeRun] = []
      for entry in entries {
        let expected = try #require(all[entry.key])
        let column = try reader.series(entry).samples
        #expect(column == expected)
        values = [5]
        try reader.append(entry, to: &values, times: &runs)
        #expect(values == [5] + expected.values)
        #expect(runs.reduce(0) { $0 + $1.count } == expected.count)
        #expect(runs.first?.first == expected.times.first && runs.last?.last == expected.times.last)
      }
    }
  }

  @Test("a reader goes on after a corrupt chunk, which it names")
  func readerCorrupt() throws {
    for name in ["a", "b", "c"] { try store.ingest(name, [batch(key(name), [(1, 1), (2, 9)])]) }
    try store.queue.write { db in
      try db.execute(sql: "UPDATE chunk SET width = 63 WHERE series_id = 2")
    }
    let entries = try store.seriesIndex()
    try store.withSeriesReader { reader in
      for (index, entry) in entries.enumerated() {
        if index == 1 {
          #expect(throws: StoreError.self) { try reader.series(entry) }
        } else {
          let values = try reader.series(entry).samples.values
          #expect(values == [1, 9])
        }
      }
    }
  }
}
