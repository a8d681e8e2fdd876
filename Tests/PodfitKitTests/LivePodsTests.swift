import Foundation
import PodfitKit
import PodfitModel
import TestSupport
import Testing

/// Two nodes with a pod of one Deployment each; the pod on the second has had no sample for thirty hours.
@Suite("Pods without samples")
struct LivePodsTests {
  let podfit: Podfit
  let folder: URL

  /// 2026-11-21T00:00:00Z.
  static let end: Int64 = 1_795_219_200_000

  init() throws {
    folder = try PodfitProgram.temporaryFolder()
    podfit = Podfit(database: folder.appending(path: "podfit.db").path)
  }

  private struct Listed {
    var name: String
    var kind: String
    var node: String
    var silentHours: Int64
    var version = 1
  }

  private static func owner(_ kind: String) -> String { kind == "DaemonSet" ? "agent" : "api" }

  private static func pod(_ pod: Listed) -> String {
    #"""
    {"kind":"Pod","metadata":{"name":"\#(pod.name)","namespace":"shop","resourceVersion":"\#(pod.version)",
    "ownerReferences":[{"kind":"\#(pod.kind)","name":"\#(owner(pod.kind))","controller":true}]},
    "spec":{"nodeName":"\#(pod.node)","containers":[{"name":"app","resources":{"requests":{"cpu":"1","memory":"1Gi"}}}]},
    "status":{"phase":"Running"}}
    """#
  }

  private static func node(_ name: String) -> String {
    #"""
    {"kind":"Node","metadata":{"name":"\#(name)"},"status":{"allocatable":{"cpu":"2","memory":"8Gi","pods":"20"},
    "capacity":{"cpu":"2","memory":"8Gi","pods":"20"}}}
    """#
  }

  private static func workload(_ kind: String, replicas: Int) -> String {
    #"""
    {"kind":"\#(kind)","metadata":{"name":"\#(owner(kind))","namespace":"shop"},"spec":{"replicas":\#(replicas)}}
    """#
  }

  private func plan(_ pods: [Listed], replicas: Int?) throws -> NodePlan {
    var items = ["n1", "n2"].map(Self.node) + pods.map(Self.pod)
    if let replicas { items.append(Self.workload("StatefulSet", replicas: replicas)) }
    let list = #"{"apiVersion":"v1","kind":"List","items":[\#(items.joined(separator: ","))]}"#
    var rows = ["time,namespace,pod,container,cpu_cores,memory_bytes"]
    for pod in pods {
      for step: Int64 in 0..<96 {
        let at = Self.end - pod.silentHours * 3_600_000 - step * 900_000
        rows.append("\(at),shop,\(pod.name),app,0.1,100000000")
      }
    }
    let files = [("list.json", list), ("usage.csv", rows.joined(separator: "\n") + "\n")]
    for (name, text) in files {
      try Data(text.utf8).write(to: folder.appending(path: name))
    }
    try podfit.ingest(
      IngestRequest(
        paths: files.map { folder.appending(path: $0.0).path },
        cluster: "eu",
        now: Instant(milliseconds: Self.end)
      )
    )
    return try podfit.nodePlan(RecommendRequest())
  }

  private static func pods(_ silentHours: Int64) -> [Listed] {
    [
      Listed(name: "api-0", kind: "StatefulSet", node: "n1", silentHours: 0),
      Listed(name: "api-1", kind: "StatefulSet", node: "n2", silentHours: silentHours),
    ]
  }

  @Test(
    "a silent pod stays where its workload is asked to have it, and goes where it is not",
    arguments: [(30, 2, 2), (30, 1, 1), (30, nil, 1), (20, 1, 2)] as [(Int64, Int?, Int)]
  )
  func replicas(silentHours: Int64, replicas: Int?, nodes: Int) throws {
    let plan = try plan(Self.pods(silentHours), replicas: replicas)
    #expect(plan.nodesNow == nodes)
    #expect(plan.notes.contains { $0.contains("count as gone") } == (nodes == 1))
  }

  @Test("of several silent pods as many stay as are missing, those listed last")
  func several() throws {
    var pods = Self.pods(30)
    pods.append(Listed(name: "api-2", kind: "StatefulSet", node: "n1", silentHours: 40, version: 9))
    let plan = try plan(pods, replicas: 2)
    // The one of the newer version is on the first node, so that the second is empty.
    #expect(plan.nodesNow == 1)
    #expect(plan.notes.contains { $0.hasPrefix("1 pod of earlier lists") })
  }

  @Test("a workload all of whose pods are silent is gone, with nodes that have nothing else")
  func removed() throws {
    let pods = [
      Listed(name: "agent-1", kind: "DaemonSet", node: "n1", silentHours: 0),
      Listed(name: "api-1", kind: "StatefulSet", node: "n2", silentHours: 30),
    ]
    #expect(try plan(pods, replicas: 1).nodesNow == 1)
  }

  @Test("a silent pod of a DaemonSet stays on a node that is in use")
  func daemon() throws {
    let pods =
      Self.pods(0) + [
        Listed(name: "agent-1", kind: "DaemonSet", node: "n1", silentHours: 0),
        Listed(name: "agent-2", kind: "DaemonSet", node: "n2", silentHours: 30),
      ]
    let plan = try plan(pods, replicas: 2)
    #expect(plan.nodesNow == 2)
    #expect(!plan.notes.contains { $0.contains("count as gone") })
  }
}
