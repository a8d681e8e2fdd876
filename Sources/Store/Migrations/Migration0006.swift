extension Migration {
  /// Version 6: chunks by number, gaps by name, and an index over series that holds no text.
  ///
  /// A table of whole numbers is filled to the last row; the one of version 1 left a ninth of every
  /// page free (docs/decisions/0014-chunks-by-number.md).
  static let chunksByNumber = Migration(
    number: 6,
    sql: """
      CREATE TEMP TABLE kept AS SELECT * FROM main.chunk;

      DROP TABLE main.chunk;

      \(chunkTable)

      INSERT INTO main.chunk (id, \(kept))
        SELECT \(ChunkNumber.sql("series_id", day: "day")), \(kept) FROM temp.kept ORDER BY 1;

      DROP TABLE temp.kept;

      DROP INDEX series_by_part;

      CREATE INDEX series_by_container ON series (pod_container_id);

      DROP VIEW sample_point;

      \(SampleViews.samplePointByNumber)
      """
  )

  private static let kept = """
    first_ms, step_ms, samples, slots, base, slope, scale, width, is_delta, time_scale, time_width,
        presence_bits, time_bits, value_bits
    """

  private static let chunkTable = """
    CREATE TABLE chunk (
      id INTEGER PRIMARY KEY,           -- series_id and day in one number
      \(ChunkNumber.columns)
      first_ms INTEGER NOT NULL,
      step_ms INTEGER NOT NULL,         -- distance of slots; with time_bits the smallest distance
      samples INTEGER NOT NULL,
      slots INTEGER NOT NULL,
      base INTEGER NOT NULL,
      slope INTEGER NOT NULL,
      scale INTEGER NOT NULL,
      width INTEGER NOT NULL,           -- bits per slot in value_bits
      is_delta INTEGER NOT NULL,        -- 1: numbers are increases from slot to slot
      time_scale INTEGER,
      time_width INTEGER,               -- bits per slot in time_bits
      presence_bits BLOB,               -- which slots hold a sample; null: see gaps
      time_bits BLOB,                   -- distances above step_ms; null: none
      value_bits BLOB NOT NULL,
      gaps TEXT                         -- slots without a sample between blanks; null: none
    ) STRICT;
    """
}
