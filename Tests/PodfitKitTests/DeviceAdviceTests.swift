import Foundation
import PodfitKit
import TestSupport
import Testing

/// A made-up cluster of two nodes: a trainer with an idle GPU, a server that fills a small part of one, a
/// database that keeps the disk of its node busy at night, and a neighbour that reads little.
@Suite("GPUs, disks, networks and nodes from an export to the advice")
struct DeviceAdviceTests {
  let podfit: Podfit
  let folder: URL

  /// 2026-11-21T00:00:00Z.
  static let end: Int64 = 1_795_219_200_000
  static let steps: Int64 = 3 * 288

  init() throws {
    folder = try PodfitProgram.temporaryFolder()
    podfit = Podfit(database: folder.appending(path: "podfit.db").path)
    let url = folder.appending(path: "export.txt")
    try Data((Self.lines.joined(separator: "\n") + "\n").utf8).write(to: url)
    try podfit.ingest(
      IngestRequest(paths: [url.path], cluster: "eu", now: Instant(milliseconds: Self.end))
    )
  }

  private static func series(_ head: String, _ value: (Int64) -> String) -> [String] {
    (0..<steps).map { step in
      "\(head) \(value(step)) \(end - (steps - 1 - step) * 300_000)"
    }
  }

  /// Whether it is the first hour of a day, in which the database works.
  private static func isNight(_ step: Int64) -> Bool { step % 288 < 24 }

  private static func pod(_ name: String, on node: String) -> [String] {
    let labels = #"namespace="ml",pod="\#(name)-0""#
    let usage = #"\#(labels),container="app",node="\#(node)""#
    return [
      #"kube_pod_owner{\#(labels),owner_kind="StatefulSet",owner_name="\#(name)"} 1 \#(end)"#,
      #"kube_pod_info{\#(labels),node="\#(node)"} 1 \#(end)"#,
    ] + series("container_memory_working_set_bytes{\(usage)}") { _ in "1073741824" }
      + series("container_cpu_usage_seconds_total{\(usage)}") { "\($0 * 30)" }
  }

  private static func gpu(_ name: String, _ id: String, engine: String, used: String) -> [String] {
    let labels =
      #"namespace="ml",pod="\#(name)-0",container="app",UUID="\#(id)",gpu="0","#
      + #"modelName="NVIDIA A100-SXM4-80GB",Hostname="n1""#
    let limits = #"namespace="ml",pod="\#(name)-0",container="app""#
    return [
      #"kube_pod_container_resource_requests{\#(limits),resource="nvidia_com_gpu"} 1 \#(end)"#
    ] + series("DCGM_FI_PROF_GR_ENGINE_ACTIVE{\(labels)}") { _ in engine }
      + series("DCGM_FI_DEV_FB_USED{\(labels)}") { _ in used }
      + series("DCGM_FI_DEV_FB_FREE{\(labels)}") { _ in "\(81_920 - (Int64(used) ?? 0))" }
  }

  static let lines: [String] =
    pod("train", on: "n1") + gpu("train", "GPU-1", engine: "0.002", used: "79000")
    + pod("serve", on: "n1") + gpu("serve", "GPU-2", engine: "0.3", used: "12000")
    + pod("db", on: "n2") + pod("web", on: "n2")
    + written("db", byNight: 3_000_000_000, byDay: 0)
    + written("web", byNight: 1_000_000_000, byDay: 5_000_000_000)
    + node

  private static func written(_ name: String, byNight: Int64, byDay: Int64) -> [String] {
    var sum: Int64 = 0
    return series(
      #"container_fs_writes_bytes_total{namespace="ml",pod="\#(name)-0",container="app",device="sda"}"#
    ) {
      sum += isNight($0) ? byNight : byDay
      return "\(sum)"
    }
  }

  /// The disk of n2, read by an exporter whose pod tells the node, and conditions of n1.
  private static let node: [String] = {
    var busy: Int64 = 0
    let exporter = #"namespace="mon",pod="node-exporter-x",instance="10.0.0.2:9100""#
    return [#"kube_pod_info{namespace="mon",pod="node-exporter-x",node="n2"} 1 \#(end)"#]
      + series(#"node_disk_io_time_seconds_total{\#(exporter),device="nvme0n1"}"#) {
        busy += isNight($0) ? 299 : 30
        return "\(busy)"
      }
      + series(#"kube_node_status_condition{node="n1",condition="DiskPressure",status="true"}"#) {
        $0 == 100 ? "1" : "0"
      }
  }()

  @Test("an idle GPU and a slice that is enough are findings with their numbers")
  func gpus() throws {
    let set = try podfit.recommendations(RecommendRequest())
    let findings = Dictionary(
      uniqueKeysWithValues: set.recommendations.map { ($0.id.workload.name, $0.findings) }
    )
    #expect(Set(findings.keys) == ["train", "serve", "db", "web"])
    #expect(findings["train"]?.map(\.id) == ["gpu-idle"])
    #expect(findings["train"]?.first?.message.contains("168 GPU-hours a week") == true)
    #expect(findings["serve"]?.map(\.id) == ["gpu-slice"])
    // 12000 MiB · 1.15 = 13.5 GiB of 17.6; 0.3 · 7 · 1.15 = 2.42 parts.
    #expect(findings["serve"]?.first?.message.hasPrefix("a slice 3g.40gb of an A100 80GB") == true)
    #expect(findings["db"]?.isEmpty == true && findings["web"]?.isEmpty == true)
  }

  @Test("a busy disk names who wrote while it was, and a condition of one reading is told")
  func nodes() throws {
    let set = try podfit.recommendations(RecommendRequest())
    #expect(set.nodeFindings.map(\.node) == ["n1", "n2"])
    #expect(set.nodeFindings.map(\.id) == ["node-condition", "node-disk-saturated"])
    let disk = try #require(set.nodeFindings.last)
    #expect(disk.severity == .warning)
    #expect(disk.message.contains("ml/db 75 %, ml/web 25 %"))
    let json = try RecommendationJSON().render(set)
    let document = try RecommendationDocument(json: Data(json.utf8))
    #expect(document.model.nodeFindings == set.nodeFindings)
    #expect(document.model.recommendations.map(\.findings) == set.recommendations.map(\.findings))
    #expect(RecommendationTable().render(set).contains("node-disk-saturated"))
  }

  @Test("JSON of recommendations, explanations and reports is as the published schemas say")
  func schemas() throws {
    let set = try podfit.recommendations(RecommendRequest())
    let json = try RecommendationJSON().render(set)
    // What is about devices is there, so that the schema is asked about it.
    for key in [#""gpu-idle""#, #""gpu-slice""#, #""node_findings""#, #""node-disk-saturated""#] {
      #expect(json.contains(key), "\(key)")
    }
    #expect(try PublishedSchema.faults(of: json, by: "recommendations").isEmpty)
    let selector = try ContainerSelector("ml/serve")
    let explained = try podfit.explained(selector, RecommendRequest())
    let explanation = try ExplanationJSON().render(explained, drawsLines: false)
    #expect(try PublishedSchema.faults(of: explanation, by: "explain").isEmpty)
    let report = try podfit.report(RecommendRequest())
    #expect(try PublishedSchema.faults(of: JSONReport().render(report), by: "report").isEmpty)

    // A schema that lets everything pass would show nothing.
    let damages = [
      (#""id" : "gpu-idle""#, #""id" : "GPU idle""#), (#""advice""#, #""advise""#),
      (#""node_findings""#, #""node_finding""#), (#""node" :"#, #""nodes" :"#),
    ]
    for (key, damaged) in damages {
      #expect(json.contains(key), "\(key)")
      let faults = try PublishedSchema.faults(
        of: json.replacing(key, with: damaged),
        by: "recommendations"
      )
      #expect(!faults.isEmpty, "\(damaged)")
    }
  }

  @Test("what pods read and write stands in the chain, and reports have a section for each")
  func reports() throws {
    let selector = try ContainerSelector("ml/db")
    let db = try #require(try podfit.explanations(of: selector, RecommendRequest()).first)
    let step = try #require(db.explanation.first { $0.step == "disk and network, each pod" })
    // 3 GB in 300 seconds.
    #expect(step.inputs["writes to disks"] == "p50 0 B/s, p95 10 MB/s, max 10 MB/s")
    let report = try podfit.report(RecommendRequest())
    let text = TextReport().render(report)
    #expect(text.contains("RISKS: NODES IN TROUBLE") && text.contains("\nGPUS\n"))
    let page = HTMLReport().render(report)
    #expect(page.contains("id=\"gpus\"") && page.contains("Nodes in trouble"))
  }

  @Test("samples of devices and nodes that are exported come back as they were")
  func roundTrip() throws {
    var table: [UInt8] = []
    try podfit.export(ExportRequest(content: .samples, format: .csv)) { table += $0 }
    let url = folder.appending(path: "again.csv")
    try Data(table).write(to: url)
    let again = Podfit(database: folder.appending(path: "again.db").path)
    try again.ingest(IngestRequest(paths: [url.path], now: Instant(milliseconds: Self.end)))
    let before = try podfit.recommendations(RecommendRequest())
    let after = try again.recommendations(RecommendRequest())
    func found(_ set: RecommendationSet) -> [String] {
      set.recommendations.flatMap { each in
        each.findings.map { "\(each.id.workload.name) \($0.message)" }
      }
    }
    #expect(found(before) == found(after) && !found(after).isEmpty)
  }
}
