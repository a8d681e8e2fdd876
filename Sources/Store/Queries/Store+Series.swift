internal import GRDB
public import PodfitModel

/// Statements that read samples, for their plans to be tested.
enum SeriesQueries {
  // SCAN p USING COVERING INDEX sqlite_autoindex_pod_container_1
  static let containers = """
    SELECT p.cluster, p.namespace, p.pod, p.container FROM pod_container p
    ORDER BY p.cluster, p.namespace, p.pod, p.container
    """

  private static let selection = """
    SELECT p.cluster, p.namespace, p.pod, p.container, s.id, s.metric, s.part, s.source,
      s.window_ms, \(ChunkTable.columnsOfC)
    FROM pod_container p
    CROSS JOIN series s ON s.pod_container_id = p.id
    CROSS JOIN chunk c ON \(ChunkNumber.isOf("s.id"))
    """

  // The loops give the order; no sorting:
  // SCAN p USING COVERING INDEX sqlite_autoindex_pod_container_1
  // SEARCH s USING INDEX series_by_container (pod_container_id=?)
  // SEARCH c USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)
  static let all = """
    \(selection)
    ORDER BY p.cluster, p.namespace, p.pod, p.container, s.id, c.id
    """

  // The same with SEARCH p USING COVERING INDEX (cluster=? AND namespace=? AND pod=? AND
  // container=?)
  static let one = """
    \(selection)
    WHERE p.cluster = ? AND p.namespace = ? AND p.pod = ? AND p.container = ?
    ORDER BY s.id, c.id
    """

  // SCAN series: a row per series, no samples
  static let span = "SELECT min(first_ms), max(last_ms) FROM series"

  // The first series by its names that begins when the samples begin, and its first chunk:
  // SCAN p USING COVERING INDEX sqlite_autoindex_pod_container_1
  // SEARCH s USING INDEX series_by_container (pod_container_id=?)
  // SEARCH c USING INTEGER PRIMARY KEY (rowid=?)
  static let firstStep = """
    SELECT c.step_ms FROM pod_container p
    CROSS JOIN series s ON s.pod_container_id = p.id AND s.first_ms = ?
    CROSS JOIN chunk c ON c.id = \(
      ChunkNumber.sql("s.id", day: "s.first_ms / 86400000 - (s.first_ms % 86400000 < 0)"))
    ORDER BY p.cluster, p.namespace, p.pod, p.container, s.metric, s.part, s.source LIMIT 1
    """
}

extension Store {
  /// All containers that have samples or had some, by cluster, namespace, pod and name.
  ///
  /// - Throws: `StoreError` when SQLite reports trouble.
  public func containers() throws(StoreError) -> [PodContainerID] {
    try read { db in
      try Row.fetchAll(db, sql: SeriesQueries.containers).map(Self.container)
    }
  }

  /// Hands every container with all its series to `body`, by cluster, namespace, pod and name.
  ///
  /// Names are ordered by their UTF-8 bytes. One container at a time is in memory. `body` may read
  /// from the store, not write to it.
  ///
  /// - Parameter body: Called once per container; its series are in the order of their keys.
  /// - Throws: `StoreError` when a chunk is corrupt, or what `body` throws.
  /// - Complexity: O(samples)
  public func forEachContainer(
    _ body: (PodContainerID, [StoredSeries]) throws -> Void
  ) throws {
    try streamContainers(sql: SeriesQueries.all, container: nil, body)
  }

  /// All series of one container in the order of their keys; empty where it is not known.
  ///
  /// - Throws: `StoreError` when a chunk is corrupt or SQLite reports trouble.
  public func series(of container: PodContainerID) throws(StoreError) -> [StoredSeries] {
    var result: [StoredSeries] = []
    do {
      try streamContainers(sql: SeriesQueries.one, container: container) { _, series in
        result = series
      }
    } catch {
      throw StoreError(reported: error, path: path)
    }
    return result
  }

  /// All series of some containers, in the order of `containers` and then of their keys.
  ///
  /// - Throws: `StoreError` when a chunk is corrupt or SQLite reports trouble.
  public func series(of containers: [PodContainerID]) throws(StoreError) -> [StoredSeries] {
    var result: [StoredSeries] = []
    for container in containers { result += try series(of: container) }
    return result
  }

  /// The time that all samples cover: from one step before the first to the last; nil without
  /// samples.
  ///
  /// The step is that of the first series, by its names, of those that begin together.
  ///
  /// - Throws: `StoreError` when SQLite reports trouble.
  public func window() throws(StoreError) -> TimeWindow? {
    try read { db in
      guard let row = try Row.fetchOne(db, sql: SeriesQueries.span), let end = row.integer(1)
      else { return nil }
      let first = row.integer(0) ?? end
      let step = try Int64.fetchOne(db, sql: SeriesQueries.firstStep, arguments: [first]) ?? 0
      let start = first.subtractingSaturated(step)
      return TimeWindow(start: Instant(milliseconds: start), end: Instant(milliseconds: end))
    }
  }

  private static func container(_ row: Row) -> PodContainerID {
    PodContainerID(
      pod: PodID(cluster: row.text(0), namespace: row.text(1), name: row.text(2)),
      container: row.text(3)
    )
  }

  private func streamContainers(
    sql: String,
    container: PodContainerID?,
    _ body: (PodContainerID, [StoredSeries]) throws -> Void
  ) throws {
    do {
      try reading { db in
        let rows = try RawStatement(sql, on: db, path: path)
        if let container {
          rows.bind(container.pod.cluster, at: 1)
          rows.bind(container.pod.namespace, at: 2)
          rows.bind(container.pod.name, at: 3)
          rows.bind(container.container, at: 4)
        }
        var names = NameReader(path: path)
        var current: [StoredSeries] = []
        var currentID: Int64?
        while try rows.step() {
          let id = rows.integer(4)
          if id != currentID || current.isEmpty {
            let next = StoredSeries(
              key: SeriesKey(
                container: names.container(rows),
                metric: try names.metric(rows, 5),
                part: rows.text(6),
                source: rows.text(7)
              ),
              samples: SampleColumn(),
              window: rows.integer(8).map { TimeSpan(milliseconds: $0) }
            )
            if let last = current.last, last.key.container != next.key.container {
              try body(last.key.container, Self.sorted(current))
              current = []
            }
            current.append(next)
            currentID = id
          }
          let index = current.count - 1
          let key = current[index].key
          try ChunkTable.append(
            rows,
            from: 9,
            to: &current[index].samples,
            named: { key },
            path: path
          )
        }
        if let last = current.last { try body(last.key.container, Self.sorted(current)) }
      }
    } catch let error as DatabaseError {
      throw StoreError(reported: error, path: path)
    }
  }

  /// The index gives the container alone.
  private static func sorted(_ series: [StoredSeries]) -> [StoredSeries] {
    series.count < 2 ? series : series.sorted { $0.key < $1.key }
  }
}
