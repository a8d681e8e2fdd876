import Foundation
import PodfitModel
import TestSupport
import Testing

@testable import PodfitIngest

@Suite("Exports of a real VictoriaMetrics", .enabled(if: SharedData.isPresent))
struct VictoriaMetricsFilesTests {
  // Python 3, json with parse_float=Decimal, quantize(1, ROUND_HALF_EVEN), values summed as int.
  static let lines: [ExpectedSamples] = [
    .init(
      "victoriametrics/export.shop-dev.1h.jsonl.gz",
      4_210,
      74,
      0,
      69_154_282_433_808_636,
      7_557_668_222_176_436
    ),
    .init(
      "victoriametrics/export.split_lines.jsonl",
      180,
      3,
      0,
      16_147_206_144,
      323_130_708_224_160
    ),
    .init("victoriametrics/export.special_values.jsonl", 0, 0, 2, 0, 0),
    .init("victoriametrics/export.special_values.v1.82.derived.jsonl", 0, 0, 3, 0, 0),
  ]

  @Test("every sample arrives, exact to the unit", arguments: lines)
  func samples(expected: ExpectedSamples) throws {
    let report = try expected.check()
    #expect(report.format == "victoriametrics-jsonl")
    #expect(report.warnings.isEmpty)
  }

  @Test("what was read does not depend on the size of the blocks", arguments: lines)
  func blocks(expected: ExpectedSamples) throws {
    try expected.checkBlocks()
  }

  @Test("lines about one series are one series, with the samples of the same answer in pairs")
  func splitLines() throws {
    let (lines, one) = try KeptInput.readShared("exports/victoriametrics/export.split_lines.jsonl")
    let (pairs, other) = try KeptInput.readShared("exports/victoriametrics/export.promapi.json")
    #expect(pairs.format == "prometheus-json")
    #expect(one.series == other.series)
    #expect(one.batches.count == 9 && other.batches.count == 3)
    #expect(lines.samples == pairs.samples && lines.series == pairs.series)
    #expect(one.facts == other.facts && one.facts.count == 3)
  }

  @Test("series that are of no use are counted by their metric's name")
  func special() throws {
    let path = "exports/victoriametrics/export.special_values.v1.82.derived.jsonl"
    let (report, _) = try KeptInput.readShared(path)
    #expect(report.skipped == ["metric not used: kube_x": 2, "metric not used: stale_x": 1])
    // The values are numbers that count nothing, whatever they are.
    #expect(report.rejected == 0)
  }

  /// A range answer of Prometheus as the lines by which VictoriaMetrics would write it.
  private static func lines(_ answer: [UInt8]) throws -> String {
    let document = try JSONSerialization.jsonObject(with: Data(answer)) as? [String: Any]
    let data = document?["data"] as? [String: Any]
    var text = ""
    for series in data?["result"] as? [[String: Any]] ?? [] {
      let points = series["values"] as? [[Any]] ?? []
      let labels = try JSONSerialization.data(withJSONObject: series["metric"] ?? [:])
      let values = points.map { point in
        let value = point[1] as? String ?? ""
        return value == "NaN" ? "null" : value.hasSuffix("Inf") ? "\"\(value)\"" : value
      }
      let times = points.map { point in
        "\(Int64(((point[0] as? NSNumber)?.doubleValue ?? 0) * 1_000 + 0.5))"
      }
      text += "{\"metric\":\(String(decoding: labels, as: UTF8.self))"
      text += ",\"values\":[\(values.joined(separator: ","))]"
      text += ",\"timestamps\":[\(times.joined(separator: ","))]}\n"
    }
    return text
  }

  @Test(
    "the same data as pairs and as columns is the same, batch by batch and fact by fact",
    arguments: ExpectedSamples.all.map(\.file).filter { $0.contains("prometheus/range_") }
      + ["exports/victoriametrics/export.promapi.json"]
  )
  func pairsAndColumns(file: String) throws {
    let data = [UInt8](try Data(contentsOf: SharedData.file(file)))
    let reader = try ByteReader(.bytes(data), named: file)
    let lines = try Self.lines(try reader.head(1 << 26))
    if lines.isEmpty { return #expect(file.contains("empty")) }
    let (pairs, one) = try KeptInput.read(data, named: file)
    let (columns, other) = try KeptInput.read(Array(lines.utf8), named: file)
    #expect(columns.format == "victoriametrics-jsonl")
    #expect(columns.samples == pairs.samples && columns.series == pairs.series)
    #expect(columns.skipped == pairs.skipped && columns.rejected == pairs.rejected)
    #expect(columns.facts == pairs.facts && columns.warnings == pairs.warnings)
    #expect(one.batches.map(\.key) == other.batches.map(\.key))
    #expect(one.batches.map(\.samples) == other.batches.map(\.samples))
    #expect(one.batches.map(\.window) == other.batches.map(\.window))
    #expect(one.facts == other.facts)
  }

  @Test("native data is refused with the way to lines")
  func native() throws {
    let error = #expect(throws: IngestError.self) {
      try KeptInput.readShared("exports/victoriametrics/export_native.small.bin")
    }
    #expect(error?.code == .notReadable(.victoriaMetricsNative))
    #expect(error?.description.contains("hint: export by /api/v1/export instead") == true)
  }
}
