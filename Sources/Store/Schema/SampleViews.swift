/// The views over samples: chunks unpacked in SQL alone, so that the plain `sqlite3` shell reads
/// them.
///
/// SQLite has no way to index into packed bits except `substr` on the blob and `instr` in a blob of
/// all 256 bytes, which gives a byte's number. That is about a microsecond a sample: for questions,
/// not for profiles. Conditions on cluster, namespace, pod, container and metric reach the indexes.
enum SampleViews {
  /// The statements that make the views of version 1, in the order in which they build on each
  /// other.
  static let sql = [
    samplePoint(
      chunks: "c.series_id = s.id",
      isWhole: "c.presence_bits IS NULL",
      isPresent: bitOfPresence("slot.n"),
      order: ("c.day", "metric, part, series_id, day")
    ), samples, containerUsage, memoryWorkingSet,
  ].joined()

  /// The base of the views over the chunks of version 6, which are found by number and may name
  /// their gaps.
  static let samplePointByNumber = samplePointByNumber(hasBlocks: false)

  /// The same over the chunks of version 7, whose numbers may lie in blocks.
  static let samplePointInBlocks = samplePointByNumber(hasBlocks: true)

  private static func samplePointByNumber(hasBlocks: Bool) -> String {
    samplePoint(
      chunks: ChunkNumber.isOf("s.id"),
      isWhole: "c.presence_bits IS NULL AND c.gaps IS NULL",
      isPresent: isPresent("slot.n"),
      order: ("c.id AS chunk_id", "series_id, metric, part, chunk_id"),
      hasBlocks: hasBlocks
    )
  }

  /// Whether a slot holds a sample, of chunks that may name their gaps.
  static func isPresent(_ slot: String) -> String {
    """
    CASE WHEN c.gaps IS NULL THEN \(bitOfPresence(slot))
              ELSE instr(c.gaps, ' ' || \(slot) || ' ') = 0 END
    """
  }

  private static func bitOfPresence(_ slot: String) -> String {
    """
    c.presence_bits IS NULL
              OR ((\(byte("c.presence_bits", "\(slot) / 8"))) >> (7 - \(slot) % 8)) & 1
    """
  }

  /// Every byte value once, in order: `instr(allBytes, byte) - 1` is the number of a byte.
  static let allBytes: String = {
    let digits = Array("0123456789ABCDEF")
    return "x'" + (0...255).map { "\(digits[$0 / 16])\(digits[$0 % 16])" }.joined() + "'"
  }()

  /// The value of byte `index` (0-based) of a blob column; 0 behind its end.
  static func byte(_ blob: String, _ index: String) -> String {
    "instr(b.bytes, substr(\(blob), \(index) + 1, 1)) - 1"
  }

  /// Number `place` of a row of numbers of `width` bits that begins `start` bytes into a blob: enough
  /// bytes that hold it, shifted and masked.
  ///
  /// Up to 25 bits lie in four bytes wherever they start. For 64 bits the mask is -1, since SQLite
  /// shifts all bits out.
  static func number(
    of blob: String,
    width: String,
    at place: String = "slot.n",
    from start: String = ""
  ) -> String {
    func word(_ count: Int) -> String {
      (0..<count).map { index in
        let shift = (count - 1 - index) * 8
        return "((\(byte(blob, "\(start)\(place) * \(width) / 8 + \(index)"))) << \(shift))"
      }.joined(separator: " |\n            ")
    }
    return """
      (CASE WHEN \(width) = 0 THEN 0
              WHEN \(width) <= 25 THEN
            (\(word(4)))
                >> (32 - \(place) * \(width) % 8 - \(width)) & ((1 << \(width)) - 1)
              ELSE
            (\(word(8)))
                >> (64 - \(place) * \(width) % 8 - \(width)) & ((1 << \(width)) - 1)
              END)
      """
  }

  /// The joins below both arms; `CROSS JOIN` keeps the order of loops, which is the order of
  /// windows.
  private static func loops(_ chunks: String) -> String {
    """
        FROM pod_container p
        CROSS JOIN series s ON s.pod_container_id = p.id
        CROSS JOIN chunk c ON \(chunks)
        CROSS JOIN slot ON slot.n < c.slots
        CROSS JOIN (SELECT \(allBytes) AS bytes) b
    """
  }

  /// The view, by how the chunks of a series are found, when a chunk has no gaps, whether a slot
  /// holds a sample, and what tells chunks apart with the order of the loops.
  private static func samplePoint(
    chunks: String,
    isWhole: String,
    isPresent: String,
    order: (column: String, loops: String),
    hasBlocks: Bool = false
  ) -> String {
    let isUneven = "c.is_delta OR NOT (\(isWhole)) OR c.time_bits IS NOT NULL"
    return """
      CREATE VIEW sample_point AS
        SELECT p.cluster, p.namespace, p.pod, p.container, s.metric, s.part, s.source, s.bucket_ms,
          s.is_alone, c.first_ms + c.step_ms * slot.n AS at_ms,
          c.base + c.scale * \(number(of: "c.value_bits", width: "c.width")) AS value
      \(loops(chunks))
          WHERE c.is_delta = 0 AND \(isWhole) AND c.time_bits IS NULL\(hasBlocks ? " AND c.block IS NULL" : "")
        UNION ALL
      \(hasBlocks ? inBlocks(chunks) : "")  SELECT cluster, namespace, pod, container, metric, part, source, bucket_ms, is_alone,
          first_ms + step_ms * n + time_scale * time_sum,
          base + slope * n + scale * CASE WHEN is_delta THEN value_sum ELSE value_number END
        FROM (
          SELECT *, sum(time_number) OVER slots_so_far AS time_sum,
            sum(CASE WHEN is_delta THEN value_number ELSE 0 END) OVER slots_so_far AS value_sum
          FROM (
            SELECT p.cluster, p.namespace, p.pod, p.container, s.metric, s.part, s.source,
              s.bucket_ms, s.is_alone, s.id AS series_id, \(order.column), c.first_ms, c.step_ms,
              coalesce(c.time_scale, 0) AS time_scale,
              c.base, c.slope, c.scale, c.is_delta, slot.n AS n,
              \(isPresent) AS is_present,
              CASE WHEN c.time_bits IS NULL THEN 0 ELSE
                \(number(of: "c.time_bits", width: "c.time_width"))
              END AS time_number,
              \(number(of: "c.value_bits", width: "c.width")) AS value_number
      \(loops(chunks))
              WHERE \(hasBlocks ? "c.block IS NULL AND (\(isUneven))" : isUneven)
          )
          WINDOW slots_so_far AS (
            PARTITION BY cluster, namespace, pod, container, \(order.loops) ORDER BY n
          )
        )
        WHERE is_present;


      """
  }

  /// RFC 3339 in UTC of a column of milliseconds; a fraction only where there is one.
  static func rfc3339(_ column: String) -> String {
    let fraction = "(\(column) % 1000 + 1000) % 1000"
    let seconds = "(\(column) - \(fraction)) / 1000"
    return """
      strftime('%Y-%m-%dT%H:%M:%S', \(seconds), 'unixepoch')
          || CASE WHEN \(column) % 1000 = 0 THEN 'Z' ELSE printf('.%03dZ', \(fraction)) END
      """
  }

  private static let samples = """
    CREATE VIEW samples AS
      SELECT cluster, namespace, pod, container, metric, part, source, at_ms,
        \(rfc3339("at_ms")) AS at, value
      FROM sample_point;


    """

  /// Window functions instead of `GROUP BY`: SQLite moves a condition of the caller below the
  /// former (its columns are in `PARTITION BY`) and so down to the indexes, but not below the
  /// latter.
  ///
  /// The sum is in two halves: `sum` of SQLite fails on overflow, and one absurd sample must not
  /// make the view unreadable.
  private static let containerUsage = """
    CREATE VIEW container_usage AS
      SELECT cluster, namespace, pod, container, metric, at_ms,
        \(rfc3339("at_ms")) AS at, value
      FROM sample_point
      WHERE is_alone AND \(counts)
      UNION ALL
      SELECT cluster, namespace, pod, container, metric, at_ms,
        \(rfc3339("at_ms")),
        CASE WHEN high + (low >> 32) > 2147483647 THEN 9223372036854775807
          WHEN high + (low >> 32) < -2147483648 THEN -9223372036854775807 - 1
          ELSE (high + (low >> 32)) << 32 | (low & 4294967295) END
      FROM (
        SELECT cluster, namespace, pod, container, metric, at_ms,
          sum(value >> 32) OVER moment AS high, sum(value & 4294967295) OVER moment AS low,
          row_number() OVER moment AS place
        FROM (
          SELECT cluster, namespace, pod, container, metric,
            max(at_ms) OVER bucket AS at_ms, max(value) OVER bucket AS value,
            row_number() OVER bucket AS place
          FROM sample_point
          WHERE NOT is_alone AND \(counts)
          WINDOW bucket AS (
            PARTITION BY cluster, namespace, pod, container, metric, part,
              at_ms / bucket_ms + (at_ms % bucket_ms > 0)
          )
        )
        WHERE place = 1
        WINDOW moment AS (PARTITION BY cluster, namespace, pod, container, metric, at_ms)
      )
      WHERE place = 1;


    """

  /// No counters, and only containers with a name, except for JVM metrics.
  private static let counts = """
    substr(metric, -6) <> '_total'
          AND (container NOT IN ('', 'POD') OR substr(metric, 1, 4) = 'jvm_')
    """

  private static let memoryWorkingSet = """
    CREATE VIEW memory_working_set AS
      SELECT at, cluster, namespace, pod, container, value AS bytes
      FROM container_usage WHERE metric = 'memory_working_set_bytes';


    """
}
