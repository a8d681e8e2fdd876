internal import GRDB
internal import PodfitModel

/// Finds a series by its row id.
enum SeriesByID {
  // SEARCH s USING INTEGER PRIMARY KEY (rowid=?)
  // SEARCH p USING INTEGER PRIMARY KEY (rowid=?)
  static let find = """
    SELECT p.cluster, p.namespace, p.pod, p.container, s.metric, s.part, s.source
    FROM series s JOIN pod_container p ON p.id = s.pod_container_id WHERE s.id = ?
    """

  /// The series, or nil where there is none.
  static func key(of id: Int64, in db: Database) throws -> SeriesKey? {
    guard let row = try Row.fetchOne(db.cachedStatement(sql: find), arguments: [id]) else {
      return nil
    }
    let pod = PodID(cluster: row.text(0), namespace: row.text(1), name: row.text(2))
    return SeriesKey(
      container: PodContainerID(pod: pod, container: row.text(3)),
      // A metric of a newer podfit is named by the wrong word in a message, nowhere else.
      metric: Metric(rawValue: row.text(4)) ?? .memoryWorkingSet,
      part: row.text(5),
      source: row.text(6)
    )
  }

  /// The samples of a series; none where there is no such series.
  static func samples(of id: Int64, in db: Database) throws -> SampleColumn {
    guard let key = try key(of: id, in: db) else { return SampleColumn() }
    return try ChunkTable(db: db, path: "series \(id)").samples(of: id, named: key)
  }
}
