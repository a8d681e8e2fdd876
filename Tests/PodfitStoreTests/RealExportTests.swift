import Foundation
import PodfitModel
import TestSupport
import Testing

@testable import PodfitStore

/// A real export with planted duplicates: 333 series of 124 containers and their aggregates.
@Suite("A real export", .enabled(if: SharedData.isPresent))
struct RealExportTests {
  private static func batches() throws -> [SampleBatch] {
    let name = "exports/prometheus/range_memory_working_set_raw.24h-5m.json.gz"
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", SharedData.file(name).path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let body = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let result = try #require((body["data"] as? [String: Any])?["result"] as? [[String: Any]])
    return try result.compactMap { series in
      let labels = try #require(series["metric"] as? [String: String])
      let namespace = labels["namespace"] ?? labels["kubernetes_namespace"] ?? ""
      guard let pod = labels["pod"] ?? labels["pod_name"] else { return nil }
      let container = labels["container"] ?? labels["container_name"] ?? ""
      let values = try #require(series["values"] as? [[Any]])
      let samples = try values.map { pair in
        (
          try #require((pair[0] as? NSNumber)?.int64Value) * 1_000,
          try #require((pair[1] as? String).flatMap(Int64.init))
        )
      }
      let identity = PodContainerID(
        pod: PodID(cluster: "default", namespace: namespace, name: pod),
        container: container
      )
      let source = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      let column = SampleColumn(times: samples.map(\.0), values: samples.map(\.1))
      let key = SeriesKey(
        container: identity,
        metric: .memoryWorkingSet,
        source: source.joined(separator: ",")
      )
      return SampleBatch(key: key, samples: column)
    }
  }

  @Test("memory at noon is 51.8 GiB: not 127.9 with aggregates, not 76.0 with duplicates")
  func noon() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("podfit.db")
    let store = try Store.open(path: path)
    let batches = try Self.batches()
    #expect(batches.count == 333)
    let result = try store.ingest("raw", batches)
    #expect(result.newSamples == batches.reduce(0) { $0 + $1.samples.count })

    func gibibytes(_ sql: String) throws -> String {
      let row = try #require(try Shell.run(sql, on: path).first)
      return String(format: "%.1f", try #require(Double(row[0])) / 1_073_741_824)
    }
    let noon = "at = '2026-11-20T12:00:00Z'"
    #expect(try gibibytes("SELECT sum(bytes) FROM memory_working_set WHERE \(noon)") == "51.8")
    #expect(try gibibytes("SELECT sum(value) FROM all_samples WHERE \(noon)") == "127.9")
    #expect(
      try gibibytes(
        "SELECT sum(value) FROM all_samples WHERE \(noon) AND container NOT IN ('', 'POD')"
      ) == "76.0"
    )
    #expect(
      try Shell.run("SELECT sum(value), count(*) FROM all_samples", on: path) == [
        [
          "\(batches.reduce(Int64(0)) { $0 + $1.samples.values.reduce(0, +) })",
          "\(result.newSamples)",
        ]
      ]
    )
    // 5-minute memory in pages; the goal of the format is 1.75 bytes a value.
    let bits = try Shell.run(
      """
      SELECT sum(length(value_bits) + coalesce(length(presence_bits), 0)
        + coalesce(length(time_bits), 0)) FROM chunk
      """,
      on: path
    )
    let bytes = try #require(Double(bits[0][0])) / Double(result.newSamples)
    #expect(bytes < 2.2, "\(bytes) bytes per sample")
  }
}
