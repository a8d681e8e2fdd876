import Foundation
import TestSupport
import Testing

@Suite(
  "What lists for nodes say, and what of them is not read",
  .enabled(if: PodfitProgram.isPresent)
)
struct NodeInputTests {
  let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private func plan(_ pods: String, _ types: String, _ more: String...) throws -> [String: Any] {
    _ = try workspace.write(pods, to: "pods.csv")
    _ = try workspace.write(types, to: "types.csv")
    let lists = ["nodes", "--pods", "pods.csv", "--node-types", "types.csv", "--format", "json"]
    let result = try workspace.podfit(lists + more)
    #expect(result.status == 0, "\(result.errors)")
    try validate(result.output, schema: "nodes")
    return try workspace.object(result.output)
  }

  @Test("costs are those of exact prices: three nodes of a third, not of its millionths")
  func exactCost() throws {
    let plan = try plan("workload,replicas,cpu,memory\na,30,1,1Gi\n", "name,cpu,memory\nm,3,16Gi\n")
    let node = 3 + 16 / 7.5
    #expect(plan["nodes_needed"] as? Int == 10)
    #expect(abs((plan["cost_needed"] as? Double ?? 0) - 10 * node) < 1e-9)
    #expect(abs((plan["cost_lower_bound"] as? Double ?? 0) - 10 * node) < 1e-9)
  }

  @Test("a share of a device without a number of them is of one; of several it is refused")
  func shares() throws {
    let types = "name,cpu,memory,gpus\nm,64,64Gi,2\n"
    let plan = try plan("workload,replicas,cpu,memory,gpu_milli\na,3,1,1Gi,600\n", types)
    #expect(plan["nodes_needed"] as? Int == 2)
    _ = try workspace.write("workload,cpu,memory,gpus,gpu_milli\na,1,1Gi,2,500\n", to: "pods.csv")
    let refused = try workspace.podfit("nodes", "--pods", "pods.csv", "--node-types", "types.csv")
    #expect(refused.status == 2)
    #expect(refused.errors.contains("pods.csv:2: column gpu_milli"))
  }

  @Test("a workload that keeps away from its own name is one a node; unknown columns are named")
  func ownNameAndColumns() throws {
    let plan = try plan(
      "workload,replicas,cpu,memory,not_with,replicsa\na,3,1,1Gi,a,9\n",
      "name,cpu,memory\nm,64,64Gi\n"
    )
    #expect(plan["nodes_needed"] as? Int == 3)
    #expect(
      (plan["notes"] as? [String] ?? []).contains("not read of the list of pods: column replicsa")
    )
  }

  @Test("nodes of a list may stay by their names")
  func keep() throws {
    let nodes = "node,cpu,memory\nx1,4,16Gi\nx2,4,16Gi\nx3,8,16Gi\n"
    let plan = try plan("workload,replicas,cpu,memory\na,1,1,1Gi\n", nodes, "--keep", "x1,x2")
    #expect(plan["nodes_needed"] as? Int == 2)
  }

  @Test("workloads are called what the list calls them", arguments: ["", "shop"])
  func names(namespace: String) throws {
    let plan = try plan(
      "workload,namespace,replicas,cpu,memory\na,\(namespace),1,9,1Gi\n",
      "name,cpu,memory\nm,4,16Gi\n"
    )
    let left = try #require(plan["unschedulable"] as? [[String: Any]])
    #expect(left.map { $0["workload"] as? String } == [namespace.isEmpty ? "a" : "shop/a"])
    _ = try workspace.write(
      "scenarios:\n  - name: one\n    max_per_node:\n      \(namespace.isEmpty ? "a" : "shop/a"): 1\n",
      to: "one.yaml"
    )
    let result = try workspace.podfit(
      "nodes",
      "scenario",
      "one.yaml",
      "--pods",
      "pods.csv",
      "--node-types",
      "types.csv",
      "--format",
      "json"
    )
    #expect(result.status == 0, "\(result.errors)")
    try validate(result.output, schema: "nodes-scenario")
    let rows = try #require(try workspace.object(result.output)["scenarios"] as? [[String: Any]])
    let named = try #require(rows[0]["left_out"] as? [[String: Any]])
    #expect(named.map { $0["pods"] as? Int } == [1])
  }

  @Test("hosts are counted by the columns of inventories, and sized by the catalogue")
  func hosts() throws {
    _ = try workspace.write("VM count,size\n3,m5.xlarge\n2,m5.xlarge\n", to: "hosts.csv")
    let plan = try plan(
      "workload,replicas,cpu,memory\na,1,1,1Gi\n",
      "name,cpu,memory,count\nm,4,16Gi,10\n",
      "--baseline",
      "hosts.csv"
    )
    let before = try #require(plan["baseline"] as? [String: Any])
    #expect(before["hosts"] as? Int == 5)
    #expect(before["size_ratio_now"] is Double)
  }
}
