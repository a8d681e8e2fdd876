import Foundation
import PodfitModel
import TestSupport
import Testing

@testable import PodfitIngest

@Suite("Sketches as JSON lines")
struct SketchJSONLTests {
  /// Keeps what it is handed.
  private struct Sink: SampleSink {
    var sketches: [DailySketch] = []

    mutating func accept(_ batch: SampleBatch) {}
    mutating func accept(_ fact: InventoryFact) {}
    mutating func accept(_ sketch: DailySketch) { sketches.append(sketch) }
  }

  /// The example of docs/formats/sketch.md.
  private static let example: String = {
    let page = SharedData.packageRoot.appending(path: "docs/formats/sketch.md")
    let text = (try? String(contentsOf: page, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").first { $0.hasPrefix("{\"sketch\":1") }.map(String.init)
      ?? ""
  }()

  private func read(_ text: String, block: Int = 1 << 16) throws(IngestError) -> (Sink, FileReport)
  {
    var sink = Sink()
    let report = try Ingestor.read(
      .bytes(Array(text.utf8)),
      named: "sketches.jsonl",
      into: &sink,
      blockSize: block
    )
    return (sink, report)
  }

  @Test("the example of the page is read and written back byte for byte, in blocks of any size")
  func example() throws {
    for block in [1, 2, 7, 1 << 16] {
      let (sink, report) = try read(Self.example + "\n" + Self.example + "\n", block: block)
      #expect(report.format == "sketch-jsonl" && report.facts == 2 && report.samples == 0)
      #expect(sink.sketches.map(\.line) == [Self.example, Self.example])
    }
    let sketch = try #require(try read(Self.example).0.sketches.first)
    #expect(sketch.key.container.shortPath == "shop/Deployment/cart/app")
    #expect(sketch.quantile(0.5) == 1_003 && sketch.quantile(1.0) == 30_000_000)
    #expect(sketch.coverage.coveredSlots == 3)
  }

  @Test("rows that contradict themselves are errors that say how")
  func defects() {
    for (old, new, words) in [
      ("\"samples\":3", "\"samples\":4", "do not add up to samples"),
      ("\"pods\":2", "\"pods\":1", "do not add up to pods"),
      ("\"pods\":2", "\"pods\":0", "at least 1"),
      ("\"min\":1000", "\"min\":1010", "do not begin with min"),
      ("\"max\":30000000", "\"max\":40000000", "do not begin with min and end with max"),
      ("\"min\":1000", "\"min\":30000001", "min is above max"),
      ("\"day\":\"2026-11-20\"", "\"day\":\"2026-02-30\"", "day is no date"),
      ("\"memory\"", "\"disk\"", "neither cpu nor memory"),
      ("\"e000", "\"E000", "72 hexadecimal digits"),
      ("\"e000", "\"0000", "coverage is empty"),
      ("\"sketch\":1", "\"sketch\":2", "its version is 2, this podfit reads 1"),
      ("[[506,2],[2404,1]]", "[[2404,1],[506,2]]", "ascending buckets"),
      ("[[506,2],[2404,1]]", "[[506,0],[2404,1]]", "ascending buckets"),
      ("[2404,1]", "[7296,1]", "ascending buckets below 7296"),
      ("[[0,1],[2,1]]", "[[0,1],[176,1]]", "ascending buckets below 176"),
      ("\"workload\":\"cart\"", "\"workload\":\"\"", "workload is empty"),
      ("\"cart\"", "\"ca\\u0000rt\"", "control character"),
      ("\"sum\":30002000", "\"sum\":3.5", "3.5"),
      ("\"sum\":30002000", "\"sum\":1e3", "1e3"),
      ("\"sum\":30002000", "\"sum\":-1", "-1"),
      ("\"sum\":30002000", "\"sum\":99999999999999999999", "99999999999999999999"),
      ("\"sum\":30002000", "\"sum\":\"1\"", "sum"),
      ("\"sum\":30002000,", "", "no "),
      ("\"shard\":\"\"", "\"shard\":\"\",\"shard\":\"\"", "shard"),
      ("\"shard\":\"\"", "\"colour\":\"red\"", "colour"),
    ] {
      let text = Self.example.replacing(old, with: new)
      #expect(text != Self.example, "\(old)")
      let error = #expect(throws: IngestError.self) { try read(text) }
      #expect("\(error.map { "\($0)" } ?? "")".contains(words), "\(new): \(error as Any)")
    }
  }

  @Test("a file cut at any byte is an error, or whole rows")
  func cuts() {
    let bytes = Array((Self.example + "\n" + Self.example).utf8)
    for length in 1..<bytes.count where length != Self.example.utf8.count {
      if length == Self.example.utf8.count + 1 { continue }
      let text = String(decoding: bytes.prefix(length), as: UTF8.self)
      #expect(throws: IngestError.self, "\(length)") { try read(text) }
    }
  }
}
