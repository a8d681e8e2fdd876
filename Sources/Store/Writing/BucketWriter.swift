internal import GRDB
internal import PodfitModel

/// Keeps what the views know about series that measure the same: `is_alone`, `step_ms`,
/// `bucket_ms`.
///
/// Steps and buckets are needed for parts that several sources measure, and only there. Steps are
/// taken from all samples of a series, so the result depends on the content and not on the order in
/// which it came.
///
/// - Source: docs/formulas/duplicates.md
struct BucketWriter {
  let db: Database
  let path: String

  // SEARCH a USING INTEGER PRIMARY KEY (rowid=?)
  // SEARCH b USING INDEX series_by_container (pod_container_id=?)
  static let siblings = """
    SELECT b.id, b.part, b.step_ms, b.bucket_ms, b.is_alone FROM series a JOIN series b
      ON b.pod_container_id = a.pod_container_id AND b.metric = a.metric
    WHERE a.id = ?
    """

  private struct Sibling {
    var id: Int64
    var part: String
    var step: Int64?
    var bucket: Int64?
    var isAlone: Bool

    init(_ row: Row) {
      id = row.integer(0) ?? 0
      part = row.text(1)
      step = row.integer(2)
      bucket = row.integer(3)
      isAlone = row.integer(4) == 1
    }
  }

  /// Updates every metric of a container that one of these series measures.
  func update(touching series: [(id: Int64, key: SeriesKey)]) throws(StoreError) {
    let touched = Dictionary(series.map { ($0.id, $0.key) }, uniquingKeysWith: { a, _ in a })
    var done: Set<Int64> = []
    do {
      for each in series where !done.contains(each.id) {
        let statement = try db.cachedStatement(sql: Self.siblings)
        let all = try Row.fetchAll(statement, arguments: [each.id]).map(Sibling.init)
        done.formUnion(all.map(\.id))
        guard all.count > 1 else { continue }
        for sources in Dictionary(grouping: all, by: \.part).values {
          try update(sources, of: each.key, touched)
        }
      }
    } catch {
      throw StoreError(reported: error, path: path)
    }
  }

  private func update(
    _ sources: [Sibling],
    of key: SeriesKey,
    _ touched: [Int64: SeriesKey]
  ) throws {
    var steps = sources.map(\.step)
    if sources.count > 1, !key.metric.isCounter {
      for (index, source) in sources.enumerated()
      where touched[source.id] != nil || steps[index] == nil {
        var samples = SampleColumn()
        try ChunkReader(on: db, path: path)
          .append(source.id, to: &samples, named: { touched[source.id] ?? key })
        steps[index] = samples.step?.milliseconds
      }
    }
    let bucket = steps.compactMap { $0 }.min() ?? 1
    for (source, step) in zip(sources, steps)
    where source.isAlone || source.step != step || source.bucket != bucket {
      // SEARCH series USING INTEGER PRIMARY KEY (rowid=?)
      try db.cachedStatement(
        sql: "UPDATE series SET is_alone = 0, step_ms = ?, bucket_ms = ? WHERE id = ?"
      ).execute(arguments: [step, bucket, source.id])
    }
  }
}
