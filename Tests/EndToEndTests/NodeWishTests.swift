import Foundation
import TestSupport
import Testing

/// What is asked of `podfit nodes` beside the pods and nodes as they are, over a small cluster by hand.
///
/// Four nodes of 4 cores and 16 GiB in two zones; 8 pods of 1 core and 2 GiB: four a node, two nodes.
@Suite("Wishes over a cluster", .enabled(if: PodfitProgram.isPresent))
struct NodeWishTests {
  let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private func node(_ index: Int) -> String {
    """
    {"kind":"Node","metadata":{"name":"n\(index)","labels":{"agentpool":"general",
    "topology.kubernetes.io/zone":"z\(index % 2)"}},
    "status":{"allocatable":{"cpu":"4","memory":"16Gi","pods":"110"}}}
    """
  }

  private func pod(_ index: Int, limit: String = "") -> String {
    """
    {"kind":"Pod","metadata":{"name":"web-\(index)","namespace":"shop","labels":{"app":"web"},
    "ownerReferences":[{"kind":"StatefulSet","name":"web","controller":true}]},
    "spec":{"nodeName":"n\(index % 4 + 1)","containers":[{"name":"app",
    "resources":{"requests":{"cpu":"1","memory":"2Gi"}\(limit)}}]},"status":{"phase":"Running"}}
    """
  }

  private func ingest(limit: String = "", more: [String] = []) throws {
    let workload = """
      {"kind":"StatefulSet","metadata":{"name":"web","namespace":"shop"},"spec":{"replicas":8,
      "template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"app",
      "resources":{"requests":{"cpu":"1","memory":"2Gi"}\(limit)}}]}}}}
      """
    let items =
      (1...4).map { node($0) } + (0..<8).map { pod($0, limit: limit) } + [workload] + more
    let text = "{\"kind\":\"List\",\"items\":[\(items.joined(separator: ","))]}"
    let result = try workspace.podfit("ingest", try workspace.write(text, to: "cluster.json"))
    #expect(result.status == 0, "\(result.errors)")
  }

  private func plan(_ arguments: String...) throws -> [String: Any] {
    let result = try workspace.podfit(["nodes", "--format", "json"] + arguments)
    #expect(result.status == 0, "\(result.errors)")
    try validate(result.output, schema: "nodes")
    return try workspace.object(result.output)
  }

  @Test(
    "the count and its minimum",
    arguments: [
      ([], 2, 2),
      // Half as many again: 12 pods, 3 nodes. A hundredth more: one pod more.
      (["--growth", "1.5"], 3, 3), (["--growth", "1.01"], 3, 3), (["--growth", "0.5"], 1, 1),
      // One of two zones gone: each holds all 8 pods.
      (["--survive", "zone"], 4, 4),
      // One node more than without.
      (["--survive", "node"], 3, 3),
      // Named nodes stay, whether needed or not.
      (["--keep", "n1"], 2, 2), (["--keep", "n1,n2,n4"], 3, 3), (["--keep", "general"], 4, 4),
      (["--keep", "all", "--growth", "2.1"], 5, 5),
      // Three of four cores: three pods a node. Six of sixteen GiB: three pods, too.
      (["--cap", "cpu=0.75"], 3, 3), (["--cap", "memory=0.4"], 3, 3),
      (["--cap", "cpu=0.5,memory=0.9"], 4, 4),
      // At most two pods' share of the two zones' loss and a third more pods at once: 11 in each.
      (["--survive", "zone", "--growth", "1.3"], 6, 6),
    ] as [([String], Int, Int)]
  )
  func counts(arguments: [String], nodes: Int, bound: Int) throws {
    try ingest()
    let result = try workspace.podfit(["nodes", "--format", "json"] + arguments)
    #expect(result.status == 0, "\(result.errors)")
    let plan = try workspace.object(result.output)
    #expect(plan["nodes_now"] as? Int == 4)
    #expect(plan["nodes_needed"] as? Int == nodes)
    #expect(plan["lower_bound"] as? Int == bound)
  }

  @Test("costs of a database: by size without prices, else by machine type or pool")
  func prices() throws {
    try ingest()
    let sized = try plan()
    let node = 4 + 16 / 7.5
    #expect(sized["cost_unit"] as? String == "cores + GiB/7.5")
    #expect(abs((sized["cost_now"] as? Double ?? 0) - 4 * node) < 1e-9)
    #expect(abs((sized["cost_needed"] as? Double ?? 0) - 2 * node) < 1e-9)
    #expect(abs((sized["cost_lower_bound"] as? Double ?? 0) - 2 * node) < 1e-9)
    _ = try workspace.write("name,price\ngeneral,0.1\n", to: "prices.csv")
    let priced = try plan("--prices", "prices.csv")
    #expect(priced["cost_unit"] as? String == "price")
    #expect(abs((priced["cost_needed"] as? Double ?? 0) - 0.2) < 1e-12)
    _ = try workspace.write("name,price\nother,0.1\n", to: "prices.csv")
    let missing = try workspace.podfit("nodes", "--prices", "prices.csv")
    #expect(missing.status == 2 && missing.errors.contains("no price of general"))
  }

  @Test("hosts before the migration: by number, and by cores + GiB/7.5")
  func baseline() throws {
    try ingest()
    _ = try workspace.write("count,cpu,memory\n1,2,15Gi\n1,4,15Gi\n", to: "hosts.csv")
    let before = try #require(try plan("--baseline", "hosts.csv")["baseline"] as? [String: Any])
    #expect(before["hosts"] as? Int == 2)
    #expect(before["ratio_now"] as? Double == 2)
    #expect(before["ratio_needed"] as? Double == 1)
    // Before: 6 cores and 30 GiB, 10 in all. A node: 4 cores and 16 GiB.
    let node = 4 + 16 / 7.5
    #expect(abs((before["size_ratio_now"] as? Double ?? 0) - 4 * node / 10) < 1e-9)
    #expect(abs((before["size_ratio_needed"] as? Double ?? 0) - 2 * node / 10) < 1e-9)
  }

  @Test("requests of a file count instead of new advice")
  func recommendations() throws {
    try ingest()
    let rows = (1...8).map { hour in
      "2026-11-20T0\(hour):00:00Z,shop,web-0,app,3600,0.2,100000000"
    }
    _ = try workspace.write(
      "time,namespace,pod,container,window_s,cpu,memory\n" + rows.joined(separator: "\n") + "\n",
      to: "usage.csv"
    )
    #expect(try workspace.podfit("ingest", "usage.csv").status == 0)
    let advice = try workspace.podfit("recommend", "--format", "json")
    #expect(advice.status == 0, "\(advice.errors)")
    var set = try workspace.object(advice.output)
    var list = try #require(set["recommendations"] as? [[String: Any]])
    #expect(list.count == 1)
    // Half a core and 1 GiB: eight pods a node by CPU. A core and 8 GiB: two by memory.
    for (cpu, memory, nodes) in [(0.5, 1 << 30, 1), (1.0, 8 << 30, 4), (3.0, 1 << 30, 8)] {
      var amounts = try #require(list[0]["recommended"] as? [String: Any])
      amounts["cpu_request_cores"] = cpu
      amounts["memory_request_bytes"] = memory
      list[0]["recommended"] = amounts
      list[0]["status"] = "lower"
      set["recommendations"] = list
      let text = try JSONSerialization.data(withJSONObject: set)
      _ = try workspace.write(String(decoding: text, as: UTF8.self), to: "advice.json")
      let plan = try plan("--recommendations", "advice.json")
      #expect(plan["nodes_needed"] as? Int == nodes)
      #expect(plan["nodes_for_current_requests"] as? Int == 2)
    }
  }

  @Test("limits of at most so many times a node")
  func limits() throws {
    // Limits of 4 cores and 4 GiB a pod: eight pods are 32 cores and 32 GiB.
    try ingest(limit: ",\"limits\":{\"cpu\":\"4\",\"memory\":\"4Gi\"}")
    #expect(try plan()["nodes_needed"] as? Int == 2)
    #expect(try plan("--limit-cap", "memory=1")["nodes_needed"] as? Int == 2)
    // 12 GiB of limits a node, three pods; two nodes' cores, two pods.
    #expect(try plan("--limit-cap", "memory=0.75")["nodes_needed"] as? Int == 3)
    let capped = try plan("--limit-cap", "cpu=2,memory=0.75")
    #expect(capped["nodes_needed"] as? Int == 4)
    #expect(capped["lower_bound"] as? Int == 4)
  }

  @Test("a disruption budget of zero keeps the nodes that run its pods, and is said to block")
  func budget() throws {
    let budget = { (rule: String) in
      """
      {"kind":"PodDisruptionBudget","metadata":{"name":"web-budget","namespace":"shop"},
      "spec":{\(rule),"selector":{"matchLabels":{"app":"web"}}}}
      """
    }
    try ingest(more: [budget("\"maxUnavailable\":0")])
    let blockers = try #require(try plan()["blockers"] as? [[String: Any]])
    // Its pods run on all four nodes, of which two are needed.
    let own = try #require(
      blockers.first { ($0["reason"] as? String)?.contains("web-budget") == true }
    )
    #expect(own["freed_nodes"] as? Int == 2)
    #expect((own["reason"] as? String)?.contains("4 nodes that run it cannot be drained") == true)

    let other = try NodeWishTests()
    try other.ingest(more: [budget("\"minAvailable\":7")])
    let none = try #require(try other.plan()["blockers"] as? [[String: Any]])
    #expect(!none.contains { ($0["reason"] as? String)?.contains("budget") == true })
  }

  @Test("blockers beside nodes that stay and a loss to survive")
  func blockers() throws {
    // A pod of 3 cores leaves one of the others beside it: 8 + 3 cores are three nodes.
    let giant = """
      {"kind":"Pod","metadata":{"name":"giant-0","namespace":"shop"},"spec":{"nodeName":"n1",
      "containers":[{"name":"app","resources":{"requests":{"cpu":"3","memory":"2Gi"}}}]},
      "status":{"phase":"Running"}}
      """
    try ingest(more: [giant])
    for arguments in [["--keep", "n1"], ["--survive", "node"]] {
      let result = try workspace.podfit(["nodes", "--format", "json"] + arguments)
      let blockers = try workspace.object(result.output)["blockers"] as? [[String: Any]]
      #expect(blockers?.map { $0["freed_nodes"] as? Int } == [1], "\(arguments) \(result.errors)")
    }
    // Where all stay, nothing is freed.
    #expect((try plan("--keep", "all")["blockers"] as? [Any])?.isEmpty == true)
  }

  @Test(
    "wishes that make no sense are errors",
    arguments: [
      (["--cap", "cpu=2"], "from 0.01 to 1"), (["--cap", "cpu"], "--cap"),
      (["--cap", "moon=0.5"], "cpu, memory, pods"), (["--cap", "cpu=nan"], "--cap"),
      (["--limit-cap", "pods=2"], "cpu, memory"), (["--limit-cap", ""], "--limit-cap"),
      (["--cap", "cpu=0.5,cpu=0.6"], "--cap"),
    ]
  )
  func refused(arguments: [String], error: String) throws {
    try ingest()
    let result = try workspace.podfit(["nodes"] + arguments)
    #expect(result.status == 2)
    #expect(result.output.isEmpty && result.errors.contains(error), "\(result.errors)")
  }

  @Test("scenarios: spot nodes with room for those taken away, nodes that go, a fixed mix")
  func scenarios() throws {
    // Ten pods of one core on nodes of five at a price of 1: two nodes.
    _ = try workspace.write("workload,replicas,cpu,memory\na,10,1,1Gi\n", to: "pods.csv")
    _ = try workspace.write("name,cpu,memory,count,price\nm,5,64Gi,9,1\n", to: "types.csv")
    _ = try workspace.write(
      """
      scenarios:
        - name: half on spot
          spot:
            share: 0.5
            price: 0.3
            lost: 0.5
        - name: eight go
          remove_nodes:
            m: 8
        - name: two at most
          limit:
            m: 2
          growth: 1.5

      """,
      to: "what-if.yaml"
    )
    let lists = ["--pods", "pods.csv", "--node-types", "types.csv", "--format", "json"]
    let result = try workspace.podfit(["nodes", "scenario", "what-if.yaml"] + lists)
    #expect(result.status == 0, "\(result.errors)")
    try validate(result.output, schema: "nodes-scenario")
    let rows = try #require(try workspace.object(result.output)["scenarios"] as? [[String: Any]])
    #expect(rows.map { $0["nodes"] as? Int } == [2, 3, 1, 2])
    // Five pods on one node; on spot nodes room for ten, two nodes at 0.3.
    let costs = rows.compactMap { $0["cost"] as? Double }
    #expect(zip(costs, [2, 1.6, 1, 2]).allSatisfy { abs($0 - $1) < 1e-9 })
    #expect(rows.map { $0["unschedulable"] as? Int } == [0, 0, 5, 5])
    #expect((rows[1]["pools"] as? [String: Int]) == ["m": 1, "m (spot)": 2])
    for (text, error) in [
      ("- name: x\n  spot:\n    price: 0.3\n", "spot needs a share"),
      ("- name: x\n  spot:\n    share: 2\n", "expected a number"),
      ("- name: x\n  limit:\n    ghost: 2\n", "ghost"),
      ("- name: x\n  remove_nodes:\n    m: -1\n", "expected a number"),
    ] {
      _ = try workspace.write(text, to: "what-if.yaml")
      let refused = try workspace.podfit(["nodes", "scenario", "what-if.yaml"] + lists)
      #expect(refused.status == 2 && refused.errors.contains(error), "\(refused.errors)")
    }
  }
}
