extension Migration {
  /// Version 2: daily sketches, daily rollups, and the name `samples` for the function of
  /// `podfit db sql` (docs/decisions/0010-samples-is-a-function.md).
  static let sketchesAndRollups = Migration(
    number: 2,
    sql: "DROP VIEW samples;\n\n" + sketchTables + DailyViews.sql
  )

  private static let sketchTables = """
    CREATE TABLE daily_sketch (
      cluster TEXT NOT NULL,
      namespace TEXT NOT NULL,
      kind TEXT NOT NULL,
      workload TEXT NOT NULL,
      container TEXT NOT NULL,
      day INTEGER NOT NULL,             -- days since 1970-01-01, UTC
      signal TEXT NOT NULL,             -- cpu: values are nanocores; memory: bytes
      shard TEXT NOT NULL,              -- which part of the pods; empty: all of them
      samples INTEGER NOT NULL,
      pods INTEGER NOT NULL,
      min_value INTEGER NOT NULL,
      max_value INTEGER NOT NULL,
      sum_value INTEGER NOT NULL,
      peak_sum INTEGER NOT NULL,        -- sum of the pods' largest values
      restarts INTEGER NOT NULL,
      oom_kills INTEGER NOT NULL,
      coverage TEXT NOT NULL,           -- 288 bits in hexadecimal, one for each five minutes
      quantile_buckets TEXT NOT NULL,   -- JSON: pairs of bucket and count
      vpa_buckets TEXT NOT NULL,        -- JSON: pairs of bucket and count
      PRIMARY KEY (cluster, namespace, workload, kind, container, day, signal, shard)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE workload_container (
      id INTEGER PRIMARY KEY,
      cluster TEXT NOT NULL,
      namespace TEXT NOT NULL,
      kind TEXT NOT NULL,
      workload TEXT NOT NULL,
      container TEXT NOT NULL,
      UNIQUE (cluster, namespace, workload, kind, container)
    ) STRICT;

    CREATE TABLE daily_use (
      workload_container_id INTEGER NOT NULL REFERENCES workload_container (id),
      day INTEGER NOT NULL,             -- days since 1970-01-01, UTC
      cpu_samples INTEGER NOT NULL,
      cpu_mean_nanocores INTEGER,
      cpu_p50_nanocores INTEGER,
      cpu_p95_nanocores INTEGER,
      cpu_p99_nanocores INTEGER,
      cpu_max_nanocores INTEGER,
      memory_samples INTEGER NOT NULL,
      memory_mean_bytes INTEGER,
      memory_p95_bytes INTEGER,
      memory_max_bytes INTEGER,
      covered_slots INTEGER NOT NULL,   -- of the 288 five minutes of a day
      PRIMARY KEY (workload_container_id, day)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE rollup_day (
      day INTEGER PRIMARY KEY,          -- days since 1970-01-01, UTC
      samples INTEGER NOT NULL,         -- stored then; 0: of this day only its last midnight is
      stamp INTEGER NOT NULL,           -- digest of the day's chunks and their workloads
      last_file_id INTEGER NOT NULL     -- the newest row of the ledger then
    ) STRICT;


    """
}
