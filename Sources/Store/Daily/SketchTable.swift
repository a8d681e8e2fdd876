internal import GRDB
internal import PodfitModel

/// Reads and writes rows of the `daily_sketch` table.
struct SketchTable {
  let db: Database
  let path: String

  // Of two rows with one key and shard the one with more samples stays, of equal ones the one whose
  // numbers are larger: whatever the order of files, the same rows remain.
  // SEARCH daily_sketch USING PRIMARY KEY
  static let upsert = """
    INSERT INTO daily_sketch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET samples = excluded.samples, pods = excluded.pods,
      min_value = excluded.min_value, max_value = excluded.max_value,
      sum_value = excluded.sum_value, peak_sum = excluded.peak_sum,
      restarts = excluded.restarts, oom_kills = excluded.oom_kills, coverage = excluded.coverage,
      quantile_buckets = excluded.quantile_buckets, vpa_buckets = excluded.vpa_buckets
    WHERE (excluded.samples, excluded.pods, excluded.sum_value, excluded.min_value,
        excluded.max_value, excluded.peak_sum, excluded.restarts, excluded.oom_kills,
        excluded.coverage, excluded.quantile_buckets, excluded.vpa_buckets)
      > (daily_sketch.samples, daily_sketch.pods, daily_sketch.sum_value, daily_sketch.min_value,
        daily_sketch.max_value, daily_sketch.peak_sum, daily_sketch.restarts,
        daily_sketch.oom_kills, daily_sketch.coverage, daily_sketch.quantile_buckets,
        daily_sketch.vpa_buckets)
    """

  // SCAN daily_sketch: in the order of its primary key
  static let all = """
    SELECT * FROM daily_sketch
    ORDER BY cluster, namespace, workload, kind, container, day, signal, shard
    """

  /// Keeps a sketch, unless the same part of the same day is there with more samples.
  func put(_ sketch: DailySketch) throws(StoreError) {
    let workload = sketch.key.container.workload
    let names = [
      workload.cluster, workload.namespace, workload.kind.rawValue, workload.name,
      sketch.key.container.container, sketch.shard,
    ]
    for name in names where name.utf8.contains(0) {
      throw StoreError(.textWithNUL(name), path: path)
    }
    do {
      try db.cachedStatement(sql: Self.upsert).execute(arguments: [
        names[0], names[1], names[2], names[3], names[4], sketch.key.day,
        sketch.key.signal.rawValue, sketch.shard, sketch.samples, sketch.pods, sketch.min,
        sketch.max, sketch.sum, sketch.peakSum, sketch.restarts, sketch.oomKills,
        sketch.coverage.text, sketch.quantiles.text, sketch.vpa.text,
      ])
    } catch {
      throw StoreError(reported: error, path: path)
    }
  }

  /// The sketch of a row, which holds all columns in their order.
  func sketch(_ row: Row) throws(StoreError) -> DailySketch {
    guard let signal = DailySketch.Signal(rawValue: row.text(6)) else {
      throw corrupt(row, "no such signal")
    }
    guard let coverage = DayCoverage(text: row.text(16)),
      let quantiles = BucketCounts(text: row.text(17)), let vpa = BucketCounts(text: row.text(18))
    else { throw corrupt(row, "coverage or buckets cannot be read") }
    let workload = WorkloadID(
      cluster: row.text(0),
      namespace: row.text(1),
      kind: WorkloadKind(rawValue: row.text(2)),
      name: row.text(3)
    )
    let sketch = DailySketch(
      key: DailySketch.Key(
        container: ContainerID(workload: workload, container: row.text(4)),
        day: row.integer(5) ?? 0,
        signal: signal
      ),
      shard: row.text(7),
      samples: row.integer(8) ?? 0,
      pods: row.integer(9) ?? 0,
      min: row.integer(10) ?? 0,
      max: row.integer(11) ?? 0,
      sum: row.integer(12) ?? 0,
      peakSum: row.integer(13) ?? 0,
      restarts: row.integer(14) ?? 0,
      oomKills: row.integer(15) ?? 0,
      coverage: coverage,
      quantiles: quantiles,
      vpa: vpa
    )
    if let defect = sketch.defect { throw corrupt(row, defect) }
    return sketch
  }

  private func corrupt(_ row: Row, _ detail: String) -> StoreError {
    let name = (0..<5).map { row.text($0) }.joined(separator: "/").printable
    return StoreError(.corruptRow(table: "daily_sketch", detail: "\(name): \(detail)"), path: path)
  }
}
