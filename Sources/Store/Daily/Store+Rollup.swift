internal import Foundation
internal import GRDB
public import PodfitModel

/// What a rollup did.
public struct RollupResult: Hashable, Sendable {
  /// The days that are rolled up now.
  public var days: Int
  /// Days that were new, gone or different from when they were rolled up last.
  public var changedDays: Int
  /// The containers of workloads that have days.
  public var containers: Int

  /// Makes a result.
  public init(days: Int, changedDays: Int, containers: Int) {
    self.days = days
    self.changedDays = changedDays
    self.containers = containers
  }
}

extension Store {
  // SCAN c: every chunk once
  private static let stampedChunks = """
    SELECT p.cluster, p.namespace, p.pod, s.metric, s.part, s.source, p.container, s.window_ms,
      c.samples, \(ChunkTable.columnsOfC)
    FROM chunk c CROSS JOIN series s ON s.id = c.series_id
    CROSS JOIN pod_container p ON p.id = s.pod_container_id
    """

  /// Fills `daily_use` anew where any day has changed since the last time.
  ///
  /// What a day comes to depends on other days too (the step by which duplicates are told apart, the
  /// reading before midnight), so that all of them are computed anew or none.
  ///
  /// - Parameters:
  ///   - owner: The workload of a pod; part of what makes a day different.
  ///   - usage: Hands every day of every container of a workload over; called only where it is needed.
  /// - Returns: What there is now.
  /// - Throws: `StoreError` when SQLite reports trouble, or what a closure throws
  public func rollUp(
    owner: (PodID) -> WorkloadID,
    usage: ((DailyUsage) throws -> Void) throws -> Void
  ) throws -> RollupResult {
    guard mode == .readWriteCreating else { throw StoreError(.readOnly, path: path) }
    do {
      var changed = 0
      try queue.writeWithoutTransaction { db in
        try db.inTransaction(.immediate) {
          let stamps = try DayStamp.all(in: db, sql: Self.stampedChunks, owner: owner)
          let known = try DayStamp.known(in: db)
          changed = Set(stamps.keys).union(known.keys).count { stamps[$0] != known[$0] }
          let file = try Int64.fetchOne(db, sql: "SELECT coalesce(max(id), 0) FROM file") ?? 0
          if changed > 0 {
            try db.execute(sql: "DELETE FROM daily_use")
            try db.execute(sql: "DELETE FROM workload_container")
            var writer = RollupWriter(db: db)
            try usage { try writer.write($0) }
          }
          try DayStamp.write(stamps, lastFile: file, in: db)
          return .commit
        }
      }
      return try read { db in
        RollupResult(
          days: try Int.fetchOne(db, sql: "SELECT count(*) FROM rollup_day") ?? 0,
          changedDays: changed,
          containers: try Int.fetchOne(db, sql: "SELECT count(*) FROM workload_container") ?? 0
        )
      }
    } catch let error as DatabaseError {
      throw StoreError(reported: error, path: path)
    }
  }
}

/// What tells one content of a day from another.
private struct DayStamp: Equatable {
  var samples: Int64 = 0
  var digest: UInt64 = 0

  /// The stamps of all days, from every byte of their chunks and from whose they are.
  static func all(
    in db: Database,
    sql: String,
    owner: (PodID) -> WorkloadID
  ) throws -> [Int64: DayStamp] {
    var stamps: [Int64: DayStamp] = [:]
    let rows = try Row.fetchCursor(db, sql: sql)
    while let row = try rows.next() {
      let pod = PodID(cluster: row.text(0), namespace: row.text(1), name: row.text(2))
      var hash = FNV()
      hash.add(owner(pod).path)
      for column in 0..<7 { hash.add(row.text(column)) }
      let day = ChunkNumber.day(of: row.integer(9) ?? 0)
      hash.add(day)
      for column in [7, 8] + (10..<21) { hash.add(row.integer(column) ?? -1) }
      for column in 21..<24 {
        let bytes = row.bytes(column)
        hash.add(Int64(bytes?.count ?? -1))
        hash.add(bytes ?? [])
      }
      hash.add(row.text(24))
      if let block = row.integer(25) { hash.add(block) }
      // Adding up makes the order of rows, which depends on the order of files, not matter.
      stamps[day, default: DayStamp()].digest &+= hash.value
      stamps[day, default: DayStamp()].samples += row.integer(8) ?? 0
    }
    return stamps
  }

  /// The stamps of the last rollup.
  static func known(in db: Database) throws -> [Int64: DayStamp] {
    var stamps: [Int64: DayStamp] = [:]
    let rows = try Row.fetchCursor(
      db,
      sql: "SELECT day, samples, stamp FROM rollup_day WHERE samples > 0"
    )
    while let row = try rows.next() {
      stamps[row.integer(0) ?? 0] = DayStamp(
        samples: row.integer(1) ?? 0,
        digest: UInt64(bitPattern: row.integer(2) ?? 0)
      )
    }
    return stamps
  }

  static func write(_ stamps: [Int64: DayStamp], lastFile: Int64, in db: Database) throws {
    try db.execute(sql: "DELETE FROM rollup_day")
    for (day, stamp) in stamps.sorted(by: { $0.key < $1.key }) {
      try db.cachedStatement(sql: "INSERT INTO rollup_day VALUES (?, ?, ?, ?)")
        .execute(arguments: [day, stamp.samples, Int64(bitPattern: stamp.digest), lastFile])
    }
    // The sample at the first midnight belongs to a day of which no chunk is.
    try db.execute(
      sql: "INSERT OR IGNORE INTO rollup_day SELECT DISTINCT day, 0, 0, ? FROM daily_use",
      arguments: [lastFile]
    )
  }
}

/// The 64-bit hash of Fowler, Noll and Vo (FNV-1a): tells changes, not attacks.
private struct FNV {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
  }

  mutating func add(_ text: String) {
    add(text.utf8)
    add([0x1F])
  }

  mutating func add(_ number: Int64) {
    for shift in stride(from: 0, to: 64, by: 8) {
      add(CollectionOfOne(UInt8(truncatingIfNeeded: number >> Int64(shift))))
    }
  }
}

/// Writes days of containers.
private struct RollupWriter {
  let db: Database
  private var last: (id: ContainerID, row: Int64)?

  init(db: Database) { self.db = db }

  mutating func write(_ usage: DailyUsage) throws {
    let row: Int64
    if let last, last.id == usage.id {
      row = last.row
    } else {
      let workload = usage.id.workload
      try db.cachedStatement(
        sql: """
          INSERT INTO workload_container (cluster, namespace, kind, workload, container)
          VALUES (?, ?, ?, ?, ?)
          """
      ).execute(arguments: [
        workload.cluster, workload.namespace, workload.kind.rawValue, workload.name,
        usage.id.container,
      ])
      row = db.lastInsertedRowID
      last = (usage.id, row)
    }
    try db.cachedStatement(
      sql: "INSERT INTO daily_use VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ).execute(arguments: [
      row, usage.day, usage.cpu?.samples ?? 0, usage.cpu?.mean.nanocores, usage.cpu?.p50.nanocores,
      usage.cpu?.p95.nanocores, usage.cpu?.p99.nanocores, usage.cpu?.max.nanocores,
      usage.memory?.samples ?? 0, usage.memory?.mean.bytes, usage.memory?.p95.bytes,
      usage.memory?.max.bytes, usage.coverage.coveredSlots,
    ])
  }
}
