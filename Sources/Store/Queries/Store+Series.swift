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
      s.window_ms, c.\(ChunkTable.columns.split(separator: ", ").joined(separator: ", c."))
    FROM pod_container p
    CROSS JOIN series s ON s.pod_container_id = p.id
    CROSS JOIN chunk c ON c.series_id = s.id
    """

  // The loops give the order; no sorting:
  // SCAN p USING COVERING INDEX sqlite_autoindex_pod_container_1
  // SEARCH s USING INDEX series_by_part (pod_container_id=?)
  // SEARCH c USING PRIMARY KEY (series_id=?)
  static let all = """
    \(selection)
    ORDER BY p.cluster, p.namespace, p.pod, p.container, s.metric, s.part, s.id, c.day
    """

  // The same with SEARCH p USING COVERING INDEX (cluster=? AND namespace=? AND pod=? AND
  // container=?)
  static let one = """
    \(selection)
    WHERE p.cluster = ? AND p.namespace = ? AND p.pod = ? AND p.container = ?
    ORDER BY s.metric, s.part, s.id, c.day
    """

  // SCAN series: a row per series, no samples
  // SEARCH c USING PRIMARY KEY (series_id=? AND day=?)
  static let window = """
    SELECT min(s.first_ms - c.step_ms), max(s.last_ms) FROM series s
    LEFT JOIN chunk c ON c.series_id = s.id
      AND c.day = s.first_ms / 86400000 - (s.first_ms % 86400000 < 0)
      AND s.first_ms = (SELECT min(first_ms) FROM series)
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
  /// - Throws: `StoreError` when SQLite reports trouble.
  public func window() throws(StoreError) -> TimeWindow? {
    try read { db in
      guard let row = try Row.fetchOne(db, sql: SeriesQueries.window), let end = row.integer(1)
      else { return nil }
      let start = row.integer(0) ?? end
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

  /// The index gives everything but the order of sources.
  private static func sorted(_ series: [StoredSeries]) -> [StoredSeries] {
    series.count < 2 ? series : series.sorted { $0.key < $1.key }
  }
}
