import Testing

@testable import PodfitIngest

@Suite("Files of other tools")
struct BinaryFilesTests {
  @Test(
    "are refused by their first bytes, with the way to a readable one",
    arguments: [
      (Array("PAR1".utf8), "Parquet", "neutral-csv.md"), (Array("ARROW1".utf8), "Arrow", "CSV"),
      (Array("ORC".utf8), "ORC", "CSV"),
      ([0xBA, 0xAA, 0xD7, 0x00], "index of a block of Prometheus", "promtool tsdb dump"),
      ([0x85, 0xBD, 0x40, 0xDD], "chunks of a block of Prometheus", "promtool tsdb dump"),
      ([0xFF, 0x06, 0, 0, 0x73, 0x4E, 0x61, 0x50, 0x70, 0x59], "snappy", "query_range"),
      (Array("SQLite format 3\0".utf8), "SQLite", "--db"),
      (Array(#"{"ulid":"01J","minTime":0,"maxTime":1}"#.utf8), "block of Prometheus", "promtool"),
      (Array(#"{"results":{"A":{"frames":[]}}}"#.utf8), "Grafana's own query", "CSV"),
      (Array(#"{"panels":[],"schemaVersion":39}"#.utf8), "a dashboard of Grafana", "Inspect"),
    ] as [([UInt8], String, String)]
  )
  func magics(head: [UInt8], what: String, hint: String) {
    for bytes in [head, Gzip.member(head)] {
      let text = KeptInput.error(bytes)?.description ?? ""
      #expect(text.contains(what), "\(text)")
      #expect(text.contains("hint: ") && text.contains(hint), "\(text)")
    }
  }
}
