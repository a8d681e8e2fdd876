import Foundation
import PodfitKit
import TestSupport
import Testing

@Suite("Checkpoints of the Vertical Pod Autoscaler, out and in")
struct CheckpointExportTests {
  private let folder: URL
  private let now = Instant(milliseconds: 1_795_000_000_000)

  init() throws { folder = try PodfitProgram.temporaryFolder() }

  private func podfit(_ name: String) -> Podfit {
    Podfit(database: folder.appending(path: name).path)
  }

  /// Two days of one container at 5 minutes: 0.25 cores, and 1 core for an hour each day.
  private func usage() throws -> String {
    var text =
      "time,namespace,workload,workload_kind,pod,container,cpu_usage_cores,"
      + "memory_working_set_bytes\n"
    for sample in 0..<576 {
      let time = Instant(milliseconds: 1_790_000_000_000 + Int64(sample) * 300_000)
      let cpu = sample % 288 < 12 ? "1" : "0.25"
      text += "\(time.rfc3339),shop,api,Deployment,api-1,app,\(cpu),\(104_857_600 + sample)\n"
    }
    let url = folder.appending(path: "usage.csv")
    try Data(text.utf8).write(to: url)
    return url.path
  }

  @Test("an exported checkpoint comes back bit for bit")
  func roundTrip() throws {
    let first = podfit("a.db")
    try first.ingest(IngestRequest(paths: [try usage()], now: now))
    let exported = try first.vpaCheckpoints()
    let file = folder.appending(path: "checkpoints.json")
    try Data(exported.utf8).write(to: file)
    let second = podfit("b.db")
    try second.ingest(IngestRequest(paths: [file.path], now: now))
    #expect(try second.vpaCheckpoints() == exported)
    #expect(try first.vpaCheckpoints() == exported)
  }

  @Test("weights are the decayed ones, relative to the heaviest bucket's 10,000")
  func weights() throws {
    let first = podfit("a.db")
    try first.ingest(IngestRequest(paths: [try usage()], now: now))
    let json = try JSONSerialization.jsonObject(with: Data(try first.vpaCheckpoints().utf8))
    let items = try #require((json as? [String: Any])?["items"] as? [[String: Any]])
    #expect(items.count == 1)
    let status = try #require(items.first?["status"] as? [String: Any])
    #expect(status["version"] as? String == "v3")
    #expect(status["totalSamplesCount"] as? Int == 576)
    let cpu = try #require(status["cpuHistogram"] as? [String: Any])
    let buckets = try #require(cpu["bucketWeights"] as? [String: Int])
    // 0.25 cores lie in bucket ⌊log1.05(0.25 · 0.05 / 0.01 + 1)⌋ = 16, one core in 36.
    #expect(buckets["16"] == 10_000)
    // The busy hour is the first of each day: its weight beside the other 23, all halving each day.
    let weight: (Int) -> Double = { exp2(Double($0 % 288) / 288) }
    let busy = (0..<12).reduce(0.0) { $0 + weight($1) }
    let quiet = (12..<288).reduce(0.0) { $0 + weight($1) }
    #expect(buckets["36"] == Int((busy / quiet * 10_000).rounded()))
    #expect(buckets.count == 2)
    // The second day's peak is still open at the last sample and is left out.
    let memory = try #require(status["memoryHistogram"] as? [String: Any])
    #expect((memory["bucketWeights"] as? [String: Int])?.values.map { $0 } == [10_000])
  }

  @Test("without samples or checkpoints the list is empty")
  func empty() throws {
    let podfit = podfit("c.db")
    let file = folder.appending(path: "nodes.json")
    let nodes =
      #"{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Node","#
      + #""metadata":{"name":"n"},"status":{"allocatable":{"cpu":"4","memory":"8Gi","pods":"110"}}}]}"#
    try Data(nodes.utf8).write(to: file)
    try podfit.ingest(IngestRequest(paths: [file.path], now: now))
    #expect(try podfit.vpaCheckpoints().contains("\"items\" : [\n\n  ]"))
  }
}
