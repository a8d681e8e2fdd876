extension Migration {
  /// Version 5: back-tests and what each setting of each strategy came to.
  static let backtests = Migration(number: 5, sql: backtestTables)

  private static let backtestTables = """
    CREATE TABLE backtest (
      id INTEGER PRIMARY KEY,
      made_ms INTEGER NOT NULL,
      start_ms INTEGER NOT NULL,
      end_ms INTEGER NOT NULL,
      warmup_days INTEGER NOT NULL,
      horizon_days INTEGER NOT NULL,
      origins_json TEXT NOT NULL,       -- JSON: milliseconds since 1970-01-01, UTC
      workloads INTEGER NOT NULL,
      containers INTEGER NOT NULL,
      dropped INTEGER NOT NULL,         -- containers at origins that a strategy had no number for
      seed TEXT NOT NULL,               -- an unsigned 64-bit number
      resamples INTEGER NOT NULL,
      verdict TEXT NOT NULL,            -- one sentence per line
      calibration_json TEXT             -- null where strategy budget was not run
    ) STRICT;

    CREATE TABLE backtest_entry (
      backtest_id INTEGER NOT NULL REFERENCES backtest (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      strategy TEXT NOT NULL,
      knob TEXT NOT NULL,
      is_published INTEGER NOT NULL,
      is_comparable INTEGER NOT NULL,
      pod_days INTEGER NOT NULL,
      changes INTEGER NOT NULL,
      oom_day_ratio REAL,
      cpu_time_over_request_ratio REAL,
      cpu_unserved_ratio REAL,
      memory_fleet_slack REAL,
      memory_geo_slack REAL,
      cpu_fleet_slack REAL,
      cpu_geo_slack REAL,
      large_quarter_breach_ratio REAL,
      stated_risk REAL,
      interval_low REAL,
      interval_high REAL,
      PRIMARY KEY (backtest_id, position)
    ) STRICT, WITHOUT ROWID;

    """
}
