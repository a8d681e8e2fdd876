import Foundation
import PodfitKit
import TestSupport
import Testing

/// Clusters of which nothing but series is there: no `kubectl` was run.
@Suite("Nodes from metrics alone")
struct NodesFromMetricsTests {
  let podfit: Podfit
  let folder: URL

  /// 2026-11-21T00:00:00Z.
  static let end: Int64 = 1_795_219_200_000

  init() throws {
    folder = try PodfitProgram.temporaryFolder()
    podfit = Podfit(database: folder.appending(path: "podfit.db").path)
  }

  private func ingest(_ lines: [String]) throws {
    let url = folder.appending(path: "\(UUID().uuidString).txt")
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: url)
    try podfit.ingest(
      IngestRequest(paths: [url.path], cluster: "eu", now: Instant(milliseconds: Self.end))
    )
  }

  /// Nodes of 4 cores and 16 GiB.
  private static func nodes(_ count: Int) -> [String] {
    (1...count).flatMap { node in
      [("cpu", "4"), ("memory", "17179869184"), ("pods", "110")].map {
        #"kube_node_status_allocatable{node="n\#(node)",resource="\#($0.0)"} \#($0.1) \#(end)"#
      }
    }
  }

  /// One pod of 1.5 cores and 2 GiB, as kube-state-metrics told at a time before the end.
  private static func pod(
    _ name: String,
    node: String = "n1",
    owner: (kind: String, name: String) = ("StatefulSet", "db"),
    hoursAgo: Int64 = 0
  ) -> [String] {
    let at = end - hoursAgo * 3_600_000
    let labels = #"namespace="shop",pod="\#(name)""#
    return [
      #"kube_pod_owner{\#(labels),owner_kind="\#(owner.kind)",owner_name="\#(owner.name)"} 1 \#(at)"#,
      #"kube_pod_info{\#(labels),node="\#(node)"} 1 \#(at)"#,
      #"kube_pod_container_resource_requests{\#(labels),node="\#(node)",container="db",resource="cpu"} 1.5 \#(at)"#,
      #"kube_pod_container_resource_requests{\#(labels),node="\#(node)",container="db",resource="memory"} 2147483648 \#(at)"#,
    ]
  }

  private static func usage(_ name: String, lastHoursAgo: Int64 = 0) -> [String] {
    let last: Int64 = end - lastHoursAgo * 3_600_000
    let labels = #"namespace="shop",pod="\#(name)",container="db",node="n1""#
    var lines: [String] = []
    for step: Int64 in 0..<400 {
      let at: Int64 = last - step * 300_000
      lines.append("container_memory_working_set_bytes{\(labels)} 1073741824 \(at)")
    }
    return lines
  }

  @Test("pods that requests and nodes tell of are placed: 5 of 1.5 cores on nodes of 4 need 3")
  func requests() throws {
    try ingest(Self.nodes(5) + (0..<5).flatMap { Self.pod("db-\($0)", node: "n\($0 + 1)") })
    let plan = try podfit.nodePlan(RecommendRequest())
    #expect(plan.nodesNow == 5)
    #expect(plan.nodesForCurrentRequests == 3)
    #expect(plan.nodesNeeded == 3 && plan.lowerBound == 3)
    #expect(plan.notes.contains { $0.hasPrefix("5 pods taken from metrics") })
  }

  @Test("pods that are gone, ended jobs and more than the replicas are not placed")
  func present() throws {
    var lines = Self.nodes(5) + (0..<3).flatMap { Self.pod("db-\($0)") }
    lines += (0..<3).flatMap { Self.usage("db-\($0)") }
    // Requests of the last day, but no use for six hours.
    lines += Self.pod("db-8") + Self.usage("db-8", lastHoursAgo: 6)
    // Stated a day before, and never measured.
    lines += Self.pod("db-9", hoursAgo: 24)
    lines += Self.pod("load-1-z5fhf", owner: ("Job", "load-1"))
    try ingest(lines)
    let plan = try podfit.nodePlan(RecommendRequest())
    #expect(plan.nodesForCurrentRequests == 2)
    #expect(plan.notes.contains { $0.hasPrefix("3 pods taken from metrics") })

    try ingest([
      #"kube_statefulset_replicas{namespace="shop",statefulset="db"} 2 \#(Self.end)"#
    ])
    let fewer = try podfit.nodePlan(RecommendRequest())
    #expect(fewer.nodesForCurrentRequests == 1)
    #expect(fewer.notes.contains { $0.hasPrefix("2 pods taken from metrics") })
  }

  @Test("a DaemonSet is every node's load, a pod without a node waits")
  func roles() throws {
    var lines = Self.nodes(3)
    for node in 1...3 {
      lines += Self.pod("agent-\(node)", node: "n\(node)", owner: ("DaemonSet", "agent"))
    }
    lines += Self.pod("db-0") + Self.pod("db-1", node: "")
    try ingest(lines)
    let plan = try podfit.nodePlan(RecommendRequest())
    // 1.5 of 4 cores are the agent's: one db each.
    #expect(plan.nodesForCurrentRequests == 1)
    #expect(plan.notes.contains { $0.contains("1 pod without a node yet") })
  }

  @Test("samples alone place pods by what is recommended, and say that requests are missing")
  func samples() throws {
    try ingest(Self.nodes(2) + (0..<4).flatMap { Self.usage("db-\($0)") })
    let plan = try podfit.nodePlan(RecommendRequest())
    #expect(plan.nodesNeeded == 1)
    #expect(plan.notes.contains { $0.hasPrefix("4 pods without requests") })
  }

  @Test("a list of pods is the whole truth of its cluster")
  func lists() throws {
    try ingest(Self.nodes(2) + (0..<5).flatMap { Self.pod("db-\($0)") })
    let list = #"""
      {"kind":"List","items":[{"kind":"Pod","metadata":{"name":"db-0","namespace":"shop"},
      "spec":{"nodeName":"n1","containers":[{"name":"db","resources":{"requests":{"cpu":"1500m"}}}]},
      "status":{"phase":"Running"}}]}
      """#
    let url = folder.appending(path: "pods.json")
    try Data(list.utf8).write(to: url)
    try podfit.ingest(
      IngestRequest(paths: [url.path], cluster: "eu", now: Instant(milliseconds: Self.end))
    )
    let plan = try podfit.nodePlan(RecommendRequest())
    #expect(plan.nodesForCurrentRequests == 1)
    #expect(!plan.notes.contains { $0.contains("taken from metrics") })
  }

  @Test("where no pod or no node is known, an error says which files are missing")
  func missing() throws {
    try ingest(Self.nodes(2))
    let noPods = #expect(throws: PodfitError.self) { try podfit.nodePlan(RecommendRequest()) }
    #expect("\(noPods as Any)".contains("kube_pod_container_resource_requests"))
    let report = try podfit.report(RecommendRequest())
    #expect(report.plan == nil)

    let other = Podfit(database: folder.appending(path: "other.db").path)
    let url = folder.appending(path: "pods.txt")
    try Data((Self.pod("db-0").joined(separator: "\n") + "\n").utf8).write(to: url)
    try other.ingest(IngestRequest(paths: [url.path], now: Instant(milliseconds: Self.end)))
    let noNodes = #expect(throws: PodfitError.self) { try other.nodePlan(RecommendRequest()) }
    #expect("\(noNodes as Any)".contains("kube_node_status_allocatable"))
  }
}
