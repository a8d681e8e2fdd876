extension Migration {
  /// Version 1: files, containers, series, chunks, inventory, and the views over them.
  static let tablesAndViews = Migration(
    number: 1,
    sql: tables + SampleViews.sql + InventoryViews.sql
  )

  private static let tables = """
    CREATE TABLE file (
      id INTEGER PRIMARY KEY,
      digest TEXT NOT NULL,             -- SHA-256 of the bytes as they came, hexadecimal
      options TEXT NOT NULL,            -- options of the ingest that change what is read
      path TEXT NOT NULL,               -- as given
      format TEXT NOT NULL,             -- id of the input format
      samples INTEGER NOT NULL,         -- samples read
      rejected INTEGER NOT NULL,        -- samples that are no number or out of range
      skipped INTEGER NOT NULL,         -- samples and series left out on purpose
      warnings_json TEXT NOT NULL,      -- array of texts
      ingested_at_ms INTEGER NOT NULL,
      UNIQUE (digest, options)
    ) STRICT;

    CREATE TABLE pod_container (
      id INTEGER PRIMARY KEY,
      cluster TEXT NOT NULL,
      namespace TEXT NOT NULL,
      pod TEXT NOT NULL,
      container TEXT NOT NULL,          -- empty: the source did not say which container
      UNIQUE (cluster, namespace, pod, container)
    ) STRICT;

    CREATE TABLE series (
      id INTEGER PRIMARY KEY,
      pod_container_id INTEGER NOT NULL REFERENCES pod_container (id),
      metric TEXT NOT NULL,             -- neutral name; ends in its unit
      part TEXT NOT NULL,               -- such as a JVM memory pool; parts are summed
      source TEXT NOT NULL,             -- who measured; sources are never summed
      window_ms INTEGER,                -- what one sample covers, where the source says so
      samples INTEGER NOT NULL DEFAULT 0,
      first_ms INTEGER,
      last_ms INTEGER,
      step_ms INTEGER,                  -- median distance of samples; only where sources compete
      bucket_ms INTEGER NOT NULL DEFAULT 1, -- width of the time buckets in which sources compete
      is_alone INTEGER NOT NULL DEFAULT 1 -- 1: the only series of its container and metric
    ) STRICT;

    -- Without source: it is as long as all labels of a series, and few series differ in it alone.
    CREATE INDEX series_by_part ON series (pod_container_id, metric, part);

    CREATE TABLE chunk (
      series_id INTEGER NOT NULL REFERENCES series (id),
      day INTEGER NOT NULL,             -- days since 1970-01-01, UTC
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
      presence_bits BLOB,               -- which slots hold a sample; null: all
      time_bits BLOB,                   -- distances above step_ms; null: none
      value_bits BLOB NOT NULL,
      PRIMARY KEY (series_id, day)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE slot (
      n INTEGER PRIMARY KEY             -- 0, 1, 2 … up to the largest chunk; for the views
    ) STRICT;

    CREATE TABLE inventory (
      kind TEXT NOT NULL,
      key TEXT NOT NULL,                -- what the fact is about; parts joined by U+001F
      version INTEGER NOT NULL,         -- of two facts with one key the higher version counts
      json TEXT NOT NULL,
      PRIMARY KEY (kind, key)
    ) STRICT, WITHOUT ROWID;


    """
}
