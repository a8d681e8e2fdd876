extension Migration {
  /// Version 4: what reports said, week by week.
  static let runs = Migration(
    number: 4,
    sql: """
      CREATE TABLE run (
        week TEXT PRIMARY KEY,            -- ISO week, such as 2026-W47
        made_at_ms INTEGER NOT NULL,      -- when, as the report was told
        strategy TEXT NOT NULL,
        podfit TEXT NOT NULL,             -- the version that made it
        json TEXT NOT NULL                -- the run: docs/formats/run.md
      ) STRICT, WITHOUT ROWID;
      """
  )
}
