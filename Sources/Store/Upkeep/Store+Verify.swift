internal import Foundation
internal import GRDB
internal import PodfitModel

/// What a check of a whole database found.
public struct Verification: Hashable, Sendable {
  /// What is wrong, in words, in the order found; at most ``limit`` of them.
  public var problems: [String] = []
  /// How many things are wrong.
  public var problemCount = 0
  /// Chunks that were decoded.
  public var chunks = 0
  /// Samples that were decoded.
  public var samples = 0
  /// Views that answered.
  public var views = 0

  /// So many problems are named; more are counted.
  public static let limit = 100

  mutating func add(_ problem: String) {
    problemCount += 1
    if problems.count < Self.limit { problems.append(problem.printable) }
  }
}

extension Store {
  /// Checks everything that a program could find wrong with the file; changes nothing.
  ///
  /// - Throws: `StoreError` when the file cannot be read at all
  /// - Complexity: O(samples)
  public func verify() throws(StoreError) -> Verification {
    try read { db in
      var check = DatabaseCheck(db: db, path: path)
      try check.run()
      return check.result
    }
  }
}

/// The checks, one after the other.
private struct DatabaseCheck {
  let db: Database
  let path: String
  var result = Verification()

  mutating func run() throws {
    try checkPages()
    try checkSchema()
    try checkChunks()
    try checkLedger()
    try checkInventory()
    try checkSketches()
    try checkRollups()
    try checkViews()
  }

  private mutating func checkPages() throws {
    let rows = try String.fetchCursor(db, sql: "PRAGMA integrity_check(100)")
    while let text = try rows.next() {
      if text != "ok" { result.add("SQLite: \(text)") }
    }
    let keys = try Row.fetchCursor(db, sql: "PRAGMA foreign_key_check")
    while let row = try keys.next() {
      result.add("\(row.text(0)): row \(row.integer(1) ?? 0) refers to no row of \(row.text(2))")
    }
  }

  private mutating func checkSchema() throws {
    let wanted = try Schema.statements()
    let rows = try Row.fetchAll(db, sql: "SELECT name, sql FROM sqlite_schema WHERE sql NOT NULL")
    let found = Dictionary(rows.map { ($0.text(0), $0.text(1)) }) { first, _ in first }
    for (name, sql) in wanted where found[name] != sql {
      result.add(found[name] == nil ? "\(name) is missing" : "\(name) is not as podfit made it")
    }
    let known = Set(wanted.map(\.name))
    for name in found.keys.sorted() where !known.contains(name) && !name.hasPrefix("sqlite_") {
      result.add("\(name) is not podfit's")
    }
  }

  /// Every chunk decodes, and the chunks of a series add up to its row.
  private mutating func checkChunks() throws {
    let sql = """
      SELECT s.id, s.samples, s.first_ms, s.last_ms, s.metric,
        \(ChunkTable.columnsOfC)
      FROM series s LEFT JOIN chunk c ON \(ChunkNumber.isOf("s.id")) ORDER BY s.id, c.id
      """
    // SCAN c; its key says the series, so that SQLite checks nothing itself.
    let strays = try Int64.fetchOne(
      db,
      sql: """
        SELECT count(*) FROM chunk c
        WHERE NOT EXISTS (SELECT 1 FROM series s WHERE s.id = c.series_id)
        """
    )
    if let strays, strays > 0 { result.add("chunk: \(strays) rows of series that are not there") }
    let slots = try Int64.fetchOne(db, sql: "SELECT count(*) FROM slot") ?? 0
    let lastSlot = try Int64.fetchOne(db, sql: "SELECT max(n) FROM slot") ?? -1
    if slots != lastSlot + 1 { result.add("slot: numbers are missing below \(lastSlot)") }
    var current: SeriesTotals?
    let rows = try RawStatement(sql, on: db, path: path)
    while try rows.step() {
      let id = rows.integer(0) ?? 0
      if current?.id != id {
        finish(current)
        current = SeriesTotals(id: id, rows)
        if Metric(rawValue: rows.text(4)) == nil {
          result.add("series \(id): no such metric: \(rows.text(4))")
        }
        current?.key = try SeriesByID.key(of: id, in: db)
      }
      guard rows.integer(5) != nil else { continue }
      let isInBlocks = rows.integer(21) != nil
      if (rows.integer(9) ?? 0) > slots || isInBlocks && slots <= BlockPacking.widest {
        result.add("series \(id): slot has too few numbers")
      }
      guard let key = current?.key else {
        result.add("series \(id): no such container")
        continue
      }
      var column = SampleColumn()
      do {
        try ChunkTable.append(rows, from: 5, to: &column, named: { key }, path: path)
      } catch {
        result.add("\(error.withoutPath)")
        current?.isBroken = true
        continue
      }
      result.chunks += 1
      result.samples += column.count
      current?.add(column)
    }
    finish(current)
  }

  private mutating func finish(_ totals: SeriesTotals?) {
    guard let totals, !totals.isBroken else { return }
    if totals.count == 0 { result.add("series \(totals.id): has no samples") }
    for (name, stated, found) in [
      ("samples", totals.statedCount, totals.count), ("first_ms", totals.statedFirst, totals.first),
      ("last_ms", totals.statedLast, totals.last),
    ] where stated != found {
      let (stated, found) = (stated.map { "\($0)" } ?? "null", found.map { "\($0)" } ?? "null")
      result.add("series \(totals.id): \(name) is \(stated), its chunks say \(found)")
    }
  }

  private mutating func checkLedger() throws {
    let sql = """
      SELECT id, digest, samples, rejected, skipped, json_valid(warnings_json), path FROM file
      ORDER BY id
      """
    let rows = try Row.fetchCursor(db, sql: sql)
    while let row = try rows.next() {
      let name = "file \(row.integer(0) ?? 0) (\(row.text(6)))"
      let digest = row.text(1)
      if !Self.isDigest(digest) {
        result.add("\(name): its digest is neither SHA-256 nor Poly1305")
      }
      if (2...4).contains(where: { (row.integer($0) ?? -1) < 0 }) {
        result.add("\(name): a count is below zero")
      }
      if row.integer(5) != 1 { result.add("\(name): its warnings are no JSON") }
    }
    let series = try Int64.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM series)") ?? 0
    let files = try Int64.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM file)") ?? 0
    if series == 1, files == 0 { result.add("there are samples but no ingested file") }
  }

  /// Whether a text is a digest as the ledger has them.
  private static func isDigest(_ text: String) -> Bool {
    let code = "poly1305:"
    let isCode = text.hasPrefix(code)
    let digits = text.utf8.dropFirst(isCode ? code.utf8.count : 0)
    return digits.count == (isCode ? 32 : 64)
      && digits.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
      }
  }

  private mutating func checkInventory() throws {
    let decoder = JSONDecoder()
    var plain = PlainFacts()
    let sql = "SELECT kind, key, version, json FROM inventory"
    let row = try RawStatement(sql, on: db, path: path)
    while try row.step() {
      let name = "inventory fact \(row.text(0)) \(row.text(1))"
      let known = plain.fact(row, kind: 0, key: 1, json: 3)
      let found = known ?? (try? decoder.decode(InventoryFact.self, from: Data(row.text(3).utf8)))
      guard let fact = found else {
        result.add("\(name): cannot be decoded")
        continue
      }
      if fact.kind != row.text(0) || fact.key != row.text(1) || fact.version != row.integer(2) {
        result.add("\(name): its JSON is of another fact")
      }
    }
  }

  private mutating func checkSketches() throws {
    let table = SketchTable(db: db, path: path)
    let rows = try Row.fetchCursor(db, sql: SketchTable.all)
    while let row = try rows.next() {
      do {
        _ = try table.sketch(row)
      } catch {
        result.add(error.withoutPath)
      }
    }
  }

  private mutating func checkRollups() throws {
    let orphans = try Int64.fetchOne(
      db,
      sql: "SELECT count(*) FROM daily_use WHERE day NOT IN (SELECT day FROM rollup_day)"
    )
    if let orphans, orphans > 0 { result.add("daily_use: \(orphans) rows of days not rolled up") }
  }

  /// Every view compiles and gives a row, asked for one container where it tells containers apart.
  private mutating func checkViews() throws {
    let one = try Row.fetchOne(
      db,
      sql: "SELECT cluster, namespace, pod, container FROM pod_container"
    )
    let names = try String.fetchAll(
      db,
      sql: "SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name"
    )
    for name in names {
      do {
        let quoted = "\"\(name.split(separator: "\"").joined(separator: "\"\""))\""
        let columns = try Row.fetchAll(
          db,
          sql: "SELECT name FROM pragma_table_info(?)",
          arguments: [name]
        ).map { $0.text(0) }
        let keys = ["cluster", "namespace", "pod", "container"]
        if let one, Set(keys).isSubset(of: columns) {
          _ = try Row.fetchOne(
            db,
            sql: """
              SELECT * FROM \(quoted)
              WHERE cluster = ? AND namespace = ? AND pod = ? AND container = ? LIMIT 1
              """,
            arguments: StatementArguments((0..<4).map { one.text($0) })
          )
        } else {
          _ = try Row.fetchOne(db, sql: "SELECT * FROM \(quoted) LIMIT 1")
        }
        result.views += 1
      } catch {
        result.add("view \(name): \((error as? DatabaseError)?.message ?? "\(error)")")
      }
    }
  }
}

/// What a series' row says, and what its chunks come to.
private struct SeriesTotals {
  var id: Int64
  var key: SeriesKey?
  var statedCount: Int64?
  var statedFirst: Int64?
  var statedLast: Int64?
  var count: Int64? = 0
  var first: Int64?
  var last: Int64?
  var isBroken = false

  init(id: Int64, _ row: borrowing RawStatement) {
    self.id = id
    statedCount = row.integer(1)
    statedFirst = row.integer(2)
    statedLast = row.integer(3)
  }

  mutating func add(_ column: SampleColumn) {
    count = (count ?? 0) + Int64(column.count)
    first = first ?? column.times.first
    last = column.times.last
  }
}
