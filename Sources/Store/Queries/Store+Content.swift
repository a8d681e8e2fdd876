internal import Foundation
internal import GRDB

extension Store {
  /// Hands the whole content to `line` as text, in one order that depends on the content alone.
  ///
  /// Row ids, paths and times of ingest are left out: stores that took in the same files in any
  /// order give the same lines. The order is files, series with their chunks, inventory, sketches,
  /// each by its names. Rollups are left out, since they can be made from the rest.
  ///
  /// - Throws: `StoreError` when SQLite reports trouble, or what `line` throws.
  public func dumpContent(_ line: (String) throws -> Void) throws {
    do {
      try reading { db in
        for sql in Self.dumps {
          let rows = try Row.fetchCursor(db, sql: sql)
          while let row = try rows.next() { try line(row.text(0)) }
        }
      }
    } catch let error as DatabaseError {
      throw StoreError(reported: error, path: path)
    }
  }

  // Everything is read and sorted; this is for comparing stores, not for the main job.
  private static let dumps = [
    """
    SELECT json_array('file', digest, options, format, samples, rejected, skipped, warnings_json)
    FROM file ORDER BY digest, options
    """,
    """
    SELECT json_array('series', p.cluster, p.namespace, p.pod, p.container, s.metric, s.part,
      s.source, s.window_ms, s.samples, s.first_ms, s.last_ms, s.step_ms, s.bucket_ms,
      s.is_alone)
    FROM pod_container p JOIN series s ON s.pod_container_id = p.id
    ORDER BY p.cluster, p.namespace, p.pod, p.container, s.metric, s.part, s.source
    """,
    """
    SELECT json_array('chunk', p.cluster, p.namespace, p.pod, p.container, s.metric, s.part,
      s.source, c.day, c.first_ms, c.step_ms, c.samples, c.slots, c.base, c.slope, c.scale, c.width,
      c.is_delta, c.time_scale, c.time_width, hex(c.presence_bits), hex(c.time_bits),
      hex(c.value_bits), c.gaps, c.block)
    FROM pod_container p JOIN series s ON s.pod_container_id = p.id
    JOIN chunk c ON \(ChunkNumber.isOf("s.id"))
    ORDER BY p.cluster, p.namespace, p.pod, p.container, s.metric, s.part, s.source, c.day
    """,
    "SELECT json_array('fact', kind, key, version, json) FROM inventory ORDER BY kind, key",
    """
    SELECT json_array('sketch', cluster, namespace, kind, workload, container, day, signal, shard,
      samples, pods, min_value, max_value, sum_value, peak_sum, restarts, oom_kills, coverage,
      quantile_buckets, vpa_buckets)
    FROM daily_sketch
    ORDER BY cluster, namespace, workload, kind, container, day, signal, shard
    """,
  ]
}
