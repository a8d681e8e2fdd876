internal import GRDB
public import PodfitModel

extension SeriesQueries {
  // SCAN p USING COVERING INDEX sqlite_autoindex_pod_container_1
  // SEARCH s USING INDEX series_by_part (pod_container_id=?)
  static let index = """
    SELECT p.cluster, p.namespace, p.pod, p.container, s.id, s.metric, s.part, s.source,
      s.window_ms, s.samples
    FROM pod_container p
    CROSS JOIN series s ON s.pod_container_id = p.id
    ORDER BY p.cluster, p.namespace, p.pod, p.container, s.metric, s.part, s.id
    """
}

/// A stored series without its samples; ``SeriesReader`` reads those.
public struct SeriesEntry: Sendable {
  /// The number by which the database knows the series; it says nothing to anyone else.
  public let id: Int64
  /// The series.
  public let key: SeriesKey
  /// The length of the window each reading covers, where the source stated it.
  public let window: TimeSpan?
  /// How many readings there are.
  public let count: Int
}

/// Reads the samples of series into memory that is used again, without a statement or a name per
/// series.
///
/// Usual use: a few hundred thousand series of some thousand samples. Readers of different stores
/// (connections) on one file run side by side, each over its own part of ``Store/seriesIndex(_:)``.
public struct SeriesReader: ~Copyable {
  private let chunks: ChunkWalk

  init(_ chunks: consuming ChunkWalk) { self.chunks = chunks }

  /// Puts all readings of a series into `column`, in place of what it holds: sorted by time, each
  /// time once.
  ///
  /// - Throws: `StoreError` when a chunk is corrupt or SQLite reports trouble.
  /// - Complexity: O(samples)
  public func read(_ entry: SeriesEntry, into column: inout SampleColumn) throws(StoreError) {
    column.times.removeAll(keepingCapacity: true)
    column.values.removeAll(keepingCapacity: true)
    try chunks.append(entry.id, to: &column, named: { entry.key })
  }

  /// A series with all its readings.
  ///
  /// - Throws: `StoreError` when a chunk is corrupt or SQLite reports trouble.
  /// - Complexity: O(samples)
  public func series(_ entry: SeriesEntry) throws(StoreError) -> StoredSeries {
    var column = SampleColumn()
    column.times.reserveCapacity(entry.count)
    column.values.reserveCapacity(entry.count)
    try chunks.append(entry.id, to: &column, named: { entry.key })
    return StoredSeries(key: entry.key, samples: column, window: entry.window)
  }

  /// Appends the readings of a series to `values` and puts their times into `runs`, in place of what
  /// it holds.
  ///
  /// - Parameters:
  ///   - entry: The series.
  ///   - values: Is given a value for each time, in their order.
  ///   - runs: The times, sorted, each once.
  /// - Throws: `StoreError` when a chunk is corrupt or SQLite reports trouble.
  /// - Complexity: O(samples)
  public func append(
    _ entry: SeriesEntry,
    to values: inout [Int64],
    times runs: inout [TimeRun]
  ) throws(StoreError) {
    runs.removeAll(keepingCapacity: true)
    try chunks.append(entry.id, runs: &runs, values: &values, named: { entry.key })
  }
}

extension Store {
  /// All series of some metrics without their samples, by cluster, namespace, pod, container,
  /// metric, part and source; names are ordered by their UTF-8 bytes.
  ///
  /// Series of one container share the memory of its names.
  ///
  /// - Parameter metrics: The metrics wanted; nil for all.
  /// - Returns: The series, with what it takes to read them by ``withSeriesReader(_:)``.
  /// - Throws: `StoreError` when SQLite reports trouble.
  /// - Complexity: O(series)
  public func seriesIndex(_ metrics: Set<Metric>? = nil) throws(StoreError) -> [SeriesEntry] {
    try read { db in
      let rows = try RawStatement(SeriesQueries.index, on: db, path: path)
      var keys = KeyReader(path: path)
      var entries: [SeriesEntry] = []
      while try rows.step() {
        let metric = try keys.metric(rows)
        if let metrics, !metrics.contains(metric) { continue }
        entries.append(
          SeriesEntry(
            id: rows.integer(4) ?? 0,
            key: keys.key(rows, metric),
            window: rows.integer(8).map { TimeSpan(milliseconds: $0) },
            count: Int(clamping: max(rows.integer(9) ?? 0, 0))
          )
        )
      }
      Self.sortSources(&entries)
      return entries
    }
  }

  /// The index gives everything but the order of sources.
  private static func sortSources(_ entries: inout [SeriesEntry]) {
    var start = 0
    while start < entries.count {
      let key = entries[start].key
      var end = start + 1
      while end < entries.count, entries[end].key.metric == key.metric,
        entries[end].key.part == key.part, entries[end].key.container == key.container
      {
        end += 1
      }
      if end - start > 1 { entries[start..<end].sort { $0.key < $1.key } }
      start = end
    }
  }

  /// Lends `body` a reader of samples; nothing may be written to the store meanwhile.
  ///
  /// - Throws: What `body` throws, or `StoreError` when SQLite reports trouble.
  public func withSeriesReader<Result>(
    _ body: (borrowing SeriesReader) throws -> Result
  ) throws -> Result {
    do {
      return try reading { db in
        // One transaction: else every search of a series locks the file and looks whether another
        // process has changed it.
        let isOutermost = !db.isInsideTransaction
        if isOutermost { try db.execute(sql: "BEGIN DEFERRED") }
        defer { if isOutermost { try? db.execute(sql: "COMMIT") } }
        return try body(SeriesReader(try ChunkWalk(on: db, path: path)))
      }
    } catch let error as DatabaseError {
      throw StoreError(reported: error, path: path)
    }
  }
}

/// Makes keys of rows that begin with cluster, namespace, pod, container, then a number, metric, part
/// and source; names that repeat from row to row are made once.
struct KeyReader {
  private let path: String
  private var last: PodContainerID?
  private var metrics: [(name: String, metric: Metric)] = []

  init(path: String) { self.path = path }

  /// The metric of a row.
  mutating func metric(_ row: borrowing RawStatement) throws(StoreError) -> Metric {
    for known in metrics where row.holds(known.name, 5) { return known.metric }
    let name = row.text(5)
    guard let metric = Metric(rawValue: name) else {
      let detail = "no such metric: \(name)"
      throw StoreError(.corruptRow(table: "series", detail: detail), path: path)
    }
    metrics.append((name, metric))
    return metric
  }

  /// The key of a row whose metric is known.
  mutating func key(_ row: borrowing RawStatement, _ metric: Metric) -> SeriesKey {
    SeriesKey(
      container: container(row),
      metric: metric,
      part: row.text(6, like: ""),
      source: row.text(7, like: "")
    )
  }

  private mutating func container(_ row: borrowing RawStatement) -> PodContainerID {
    if let last, row.holds(last.container, 3), row.holds(last.pod.name, 2),
      row.holds(last.pod.namespace, 1), row.holds(last.pod.cluster, 0)
    {
      return last
    }
    let container = PodContainerID(
      pod: PodID(
        cluster: row.text(0, like: last?.pod.cluster ?? ""),
        namespace: row.text(1, like: last?.pod.namespace ?? ""),
        name: row.text(2, like: last?.pod.name ?? "")
      ),
      container: row.text(3, like: last?.container ?? "")
    )
    last = container
    return container
  }
}
