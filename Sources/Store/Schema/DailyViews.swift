/// The views of schema version 2: every sample by name, and the days that were rolled up.
enum DailyViews {
  /// The statements that make the views.
  static let sql = [allSamples, dailyUsage, rollups].joined()

  private static let allSamples = """
    CREATE VIEW all_samples AS
      SELECT cluster, namespace, pod, container, metric, part, source, at_ms,
        \(SampleViews.rfc3339("at_ms")) AS at, value
      FROM sample_point;


    """

  private static func date(_ day: String) -> String {
    "strftime('%Y-%m-%d', \(day) * 86400, 'unixepoch')"
  }

  private static let dailyUsage = """
    CREATE VIEW daily_usage AS
      SELECT w.cluster, w.namespace, w.kind, w.workload, w.container, \(date("u.day")) AS day,
        max(u.cpu_samples, u.memory_samples) AS samples,
        u.cpu_mean_nanocores / 1e9 AS cpu_mean_cores, u.cpu_p50_nanocores / 1e9 AS cpu_p50_cores,
        u.cpu_p95_nanocores / 1e9 AS cpu_p95_cores, u.cpu_p99_nanocores / 1e9 AS cpu_p99_cores,
        u.cpu_max_nanocores / 1e9 AS cpu_max_cores,
        u.memory_mean_bytes, u.memory_p95_bytes, u.memory_max_bytes,
        u.covered_slots / 288.0 AS coverage_ratio,
        r.last_file_id = (SELECT coalesce(max(id), 0) FROM file) AS is_current
      FROM workload_container w
      JOIN daily_use u ON u.workload_container_id = w.id
      JOIN rollup_day r ON r.day = u.day;


    """

  private static let rollups = """
    CREATE VIEW rollups AS
      SELECT \(date("day")) AS day, samples,
        last_file_id = (SELECT coalesce(max(id), 0) FROM file) AS is_current
      FROM rollup_day;
    """
}
