extension Lookalike {
  /// The first bytes of other tools' files, which are exported from those tools instead of read here.
  ///
  /// - Source: Prometheus, tsdb/docs/format (index, chunks); the file formats of Apache Parquet,
  ///   Arrow and ORC, SQLite, snappy frames, LZ4 frames and 7-Zip
  static let otherTools: [([UInt8], Lookalike)] = [
    ([0xBA, 0xAA, 0xD7, 0x00], block("the index of a block")),
    ([0x85, 0xBD, 0x40, 0xDD], block("chunks of a block")),
    ([0x01, 0x30, 0xBA, 0x30], block("tombstones of a block")),
    (Array("PAR1".utf8), table("Parquet")),
    (Array("ARROW1".utf8), table("Arrow")),
    (Array("ORC".utf8), table("ORC")),
    (
      Array("SQLite format 3\0".utf8),
      .known(
        "a SQLite database",
        advice:
          "podfit's own is named by --db; of others export the table as CSV, docs/formats/neutral-csv.md"
      )
    ),
    (
      [0xFF, 0x06, 0x00, 0x00] + Array("sNaPpY".utf8),
      .known("snappy data, as remote read gives it", advice: "export by /api/v1/query_range")
    ),
    ([0x04, 0x22, 0x4D, 0x18], .compressed("LZ4")),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], .compressed("7-Zip")),
  ]

  static func block(_ part: String) -> Lookalike {
    .known(
      "\(part) of Prometheus",
      advice: "promtool tsdb dump DIRECTORY writes it as text; a snapshot needs an empty wal/ in it"
    )
  }

  private static func table(_ name: String) -> Lookalike {
    .known(
      "\(name) data",
      advice: "write it as CSV with the columns of docs/formats/neutral-csv.md, such as by"
        + " duckdb -c \"COPY (SELECT …) TO 'usage.csv'\""
    )
  }
}
