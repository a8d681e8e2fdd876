internal import GRDB
internal import PodfitModel

/// Writes series and their chunks.
final class SeriesWriter {
  private let db: Database
  private let path: String
  private let chunks: ChunkReader
  private let putChunk: RawStatement
  private var longestChunk: Int?

  /// Samples with times that were not there before.
  private(set) var newSamples = 0

  init(db: Database, path: String) throws(StoreError) {
    self.db = db
    self.path = path
    chunks = try ChunkReader(on: db, path: path)
    putChunk = try RawStatement(ChunkTable.put, on: db, path: path)
  }

  // SEARCH pod_container USING COVERING INDEX sqlite_autoindex_pod_container_1
  static let findContainer = """
    SELECT id FROM pod_container
    WHERE cluster = ? AND namespace = ? AND pod = ? AND container = ?
    """

  // SEARCH series USING INDEX series_by_part (pod_container_id=? AND metric=? AND part=?)
  static let findSeries = """
    SELECT id FROM series
    WHERE pod_container_id = ? AND metric = ? AND part = ? AND source = ?
    """

  // SEARCH slot: the last row
  private static let countSlots = "SELECT coalesce(max(n), -1) + 1 FROM slot"

  /// The row id of a series, which is made where it is missing.
  func identify(_ key: SeriesKey, window: TimeSpan?) throws(StoreError) -> (id: Int64, isNew: Bool)
  {
    let pod = key.container.pod
    for text in [
      pod.cluster, pod.namespace, pod.name, key.container.container, key.part, key.source,
    ] where text.utf8.contains(0) {
      throw StoreError(.textWithNUL(text), path: path)
    }
    do {
      let owner: StatementArguments = [
        pod.cluster, pod.namespace, pod.name, key.container.container,
      ]
      let ownerID =
        try Int64.fetchOne(db.cachedStatement(sql: Self.findContainer), arguments: owner)
        ?? insert(
          "INSERT INTO pod_container (cluster, namespace, pod, container) VALUES (?, ?, ?, ?)",
          owner
        )
      let identity: StatementArguments = [ownerID, key.metric.rawValue, key.part, key.source]
      let find = try db.cachedStatement(sql: Self.findSeries)
      if let id = try Int64.fetchOne(find, arguments: identity) {
        if let window { try widenWindow(of: id, to: window) }
        return (id, false)
      }
      let id = try insert(
        """
        INSERT INTO series (pod_container_id, metric, part, source, window_ms)
        VALUES (?, ?, ?, ?, ?)
        """,
        identity + [window?.milliseconds]
      )
      return (id, true)
    } catch {
      throw StoreError(reported: error, path: path)
    }
  }

  /// Keeps the longest window that any file states, so that the order of files does not matter.
  func widenWindow(of series: Int64, to window: TimeSpan) throws(StoreError) {
    // SEARCH series USING INTEGER PRIMARY KEY (rowid=?)
    try run(
      "UPDATE series SET window_ms = max(coalesce(window_ms, ?1), ?1) WHERE id = ?2",
      [window.milliseconds, series]
    )
  }

  /// Merges the waiting samples of a series into its chunks.
  func write(_ pending: PendingSeries) throws(StoreError) {
    let samples = pending.samples.sortedAndUnique()
    let before = newSamples
    for (day, part) in samples.splitByDay() {
      let kept =
        pending.isNew
        ? nil : try chunks.samples(of: pending.id, day: day, named: { pending.key })
      guard let kept else {
        newSamples += part.count
        try write(part, series: pending.id, day: day)
        continue
      }
      let merged = kept.merged(with: part)
      if merged == kept { continue }
      newSamples += merged.count - kept.count
      try write(merged, series: pending.id, day: day)
    }
    // SEARCH series USING INTEGER PRIMARY KEY (rowid=?)
    try run(
      """
      UPDATE series SET samples = samples + ?1, first_ms = min(coalesce(first_ms, ?2), ?2),
        last_ms = max(coalesce(last_ms, ?3), ?3) WHERE id = ?4
      """,
      [newSamples - before, samples.times.first, samples.times.last, pending.id]
    )
  }

  private func write(_ samples: SampleColumn, series: Int64, day: Int64) throws(StoreError) {
    let chunk = Chunk(encoding: samples)
    try ChunkTable.put(chunk, series: series, day: day, by: putChunk)
    try extendSlots(to: chunk.slots)
  }

  /// The views count with the numbers in `slot`; it must reach as far as the longest chunk.
  private func extendSlots(to count: Int) throws(StoreError) {
    do {
      let known = try longestChunk ?? Int64.fetchOne(db, sql: Self.countSlots).map { Int($0) } ?? 0
      longestChunk = max(known, count)
      for n in known..<max(known, count) {
        try db.cachedStatement(sql: "INSERT INTO slot (n) VALUES (?)").execute(arguments: [n])
      }
    } catch {
      throw StoreError(reported: error, path: path)
    }
  }

  private func insert(_ sql: String, _ arguments: StatementArguments) throws -> Int64 {
    try db.cachedStatement(sql: sql).execute(arguments: arguments)
    return db.lastInsertedRowID
  }

  private func run(_ sql: String, _ arguments: StatementArguments) throws(StoreError) {
    do {
      try db.cachedStatement(sql: sql).execute(arguments: arguments)
    } catch {
      throw StoreError(reported: error, path: path)
    }
  }
}
