internal import GRDB
public import PodfitModel

extension SeriesQueries {
  // SCAN pod_container USING COVERING INDEX sqlite_autoindex_pod_container_1
  static let names = """
    SELECT cluster, namespace, pod, container, id FROM pod_container
    ORDER BY cluster, namespace, pod, container
    """

  // SCAN pod_container
  static let containerCount = "SELECT count(*), max(id) FROM pod_container"

  // SCAN series: in the order in which they lie. A search for the series of each container took twice
  // as long for 200,000 series, and four times where the table does not fit SQLite's cache.
  static let series = """
    SELECT id, pod_container_id, window_ms, samples, metric, part, source FROM series
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
      let counts = try RawStatement(SeriesQueries.containerCount, on: db, path: path)
      _ = try counts.step()
      var index = SeriesIndex(
        path: path,
        containers: Int(clamping: counts.integer(0) ?? 0),
        lastContainer: counts.integer(1) ?? 0
      )
      let names = try RawStatement(SeriesQueries.names, on: db, path: path)
      while try names.step() { index.addContainer(names) }
      let series = try RawStatement(SeriesQueries.series, on: db, path: path)
      while try series.step() { try index.addSeries(series, metrics) }
      return index.entries
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
