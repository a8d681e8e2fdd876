import Foundation
import TestSupport
import Testing

@Suite("Nodes for plain lists", .enabled(if: PodfitProgram.isPresent))
struct NodeListTests {
  let workspace: Workspace
  private let lists = ["nodes", "--pods", "pods.csv", "--node-types", "types.csv"]

  init() throws {
    workspace = try Workspace()
    // By hand: 12 pods of 3 cores, three a node of 10; 8 of 1 core fill the fourth places.
    _ = try workspace.write(
      """
      workload,namespace,replicas,cpu,memory
      big,shop,12,3,6Gi
      small,shop,4,1000m,1Gi

      """,
      to: "pods.csv"
    )
    _ = try workspace.write("name,cpu,memory,pods,count\nm,10,32Gi,110,9\n", to: "types.csv")
  }

  private func plan(_ arguments: String...) throws -> [String: Any] {
    let result = try workspace.podfit(lists + ["--format", "json"] + arguments)
    #expect(result.status == 0, "\(result.errors)")
    try validate(result.output, schema: "nodes")
    return try workspace.object(result.output)
  }

  @Test("the count, the proven minimum and the cost in cores, checked")
  func count() throws {
    let plan = try plan()
    #expect(plan["nodes_now"] as? Int == 9)
    #expect(plan["nodes_needed"] as? Int == 4)
    #expect(plan["lower_bound"] as? Int == 4)
    #expect(plan["checked"] as? Bool == true)
    #expect(plan["truncated_by_time"] as? Bool == false)
    #expect(plan["cost_unit"] as? String == "cores + GiB/7.5")
    // 10 cores and 32 GiB.
    let node = 10 + 32 / 7.5
    #expect(abs((plan["cost_now"] as? Double ?? 0) - 9 * node) < 1e-4)
    #expect(abs((plan["cost_needed"] as? Double ?? 0) - 4 * node) < 1e-4)
    #expect(abs((plan["cost_lower_bound"] as? Double ?? 0) - 4 * node) < 1e-4)
    #expect(plan["seconds"] == nil && plan["assignment"] == nil)
  }

  @Test("the cheapest mix: the large machine for what needs it, the small one for the rest")
  func prices() throws {
    _ = try workspace.write(
      "name,cpu,memory,pods,count\nm,10,32Gi,110,0\ns,2,8Gi,30,0\n",
      to: "types.csv"
    )
    _ = try workspace.write("name,price\nm,1.00\ns,0.15\n", to: "prices.csv")
    _ = try workspace.write(
      "workload,replicas,cpu,memory\nbig,1,9,6Gi\nsmall,4,1,1Gi\n",
      to: "pods.csv"
    )
    let plan = try plan("--prices", "prices.csv", "--timing", "--assignment", "nodes.csv")
    // One large node has room for one small pod; two small nodes hold the other three.
    #expect(abs((plan["cost_needed"] as? Double ?? 0) - 1.3) < 1e-9)
    #expect(abs((plan["cost_lower_bound"] as? Double ?? 0) - 1.3) < 1e-9)
    #expect(plan["cost_unit"] as? String == "price")
    #expect(plan["seconds"] is Double)
    #expect(plan["assignment"] as? String == "nodes.csv")
    let rows = String(decoding: try workspace.read("nodes.csv"), as: UTF8.self)
      .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(rows.first?.joined(separator: ",") == "node,node_type,namespace,workload,pods")
    #expect(rows.dropFirst().reduce(0) { $0 + (Int($1[4]) ?? 0) } == 5)
  }

  @Test("growth, a loss to survive, nodes that stay, and hosts before the migration")
  func wishes() throws {
    // A fifth more: 15 and 5 pods; three of 3 cores a node, so five nodes.
    #expect(try plan("--growth", "1.2")["nodes_needed"] as? Int == 5)
    #expect(try plan("--survive", "node")["nodes_needed"] as? Int == 5)
    // One of three zones gone: six and two pods in each zone, so two nodes.
    #expect(try plan("--survive", "zone")["nodes_needed"] as? Int == 6)
    let kept = try plan("--keep", "m")
    #expect(kept["nodes_needed"] as? Int == 9)
    #expect(kept["lower_bound"] as? Int == 9)
    _ = try workspace.write("count,cpu,memory\n2,5,15Gi\n1,4,60Gi\n", to: "hosts.csv")
    let before = try plan("--baseline", "hosts.csv")["baseline"] as? [String: Any]
    #expect(before?["hosts"] as? Int == 3)
    #expect(before?["ratio_now"] as? Double == 3)
    #expect(abs((before?["ratio_needed"] as? Double ?? 0) - 4.0 / 3) < 1e-9)
    // Before: 14 cores and 90 GiB, 26 in all; a node is 10 and 32/7.5.
    #expect(
      abs((before?["size_ratio_needed"] as? Double ?? 0) - 4 * (10 + 32 / 7.5) / 26) < 1e-9
    )
  }

  @Test("machines of the catalogue, less the share of the provider")
  func machines() throws {
    _ = try workspace.write(
      "name,provider,cpu,memory\nm5.xlarge,eks,,\nown,gke,4,16Gi\n",
      to: "types.csv"
    )
    _ = try workspace.write("workload,replicas,cpu,memory\na,60,10m,1Mi\n", to: "pods.csv")
    let plan = try plan()
    // 58 addresses or 110 pods a node: one of the latter takes all.
    let pools = (plan["pools"] as? [[String: Any]] ?? []).compactMap { $0["nodes_needed"] as? Int }
    #expect(pools == [0, 1])
    _ = try workspace.write("name,provider\nx9.huge,eks\n", to: "types.csv")
    let unknown = try workspace.podfit(lists)
    #expect(unknown.status == 2 && unknown.errors.contains("x9.huge"))
    _ = try workspace.write("name,provider\nm5.large,moon\n", to: "types.csv")
    #expect(try workspace.podfit(lists).errors.contains("gke, eks, eks-prefix, aks, aks-1.28"))
  }

  @Test(
    "wishes that make no sense are usage errors",
    arguments: [
      ["--growth", "0"], ["--growth", "nan"], ["--survive", "moon"], ["--keep", ","],
      ["--keep", "m", "--survive", "node"], ["--keep", "ghost"],
      ["--survive", "zone", "--assignment", "a.csv"], ["--recommendations", "x.json"],
    ]
  )
  func badWishes(arguments: [String]) throws {
    let result = try workspace.podfit(lists + arguments)
    #expect(result.status == 2)
    #expect(result.output.isEmpty && !result.errors.isEmpty)
  }

  @Test("pods that no node holds are named with the reason, and the others counted")
  func unschedulable() throws {
    _ = try workspace.write(
      "workload,replicas,cpu,memory,gpus,gpu_milli\ngiant,2,11,1Gi,,\nshare,1,1,1Gi,1,500\nok,1,1,1Gi,,\n",
      to: "pods.csv"
    )
    let plan = try plan()
    let left = try #require(plan["unschedulable"] as? [[String: Any]])
    #expect(left.map { $0["pods"] as? Int } == [2, 1])
    #expect((left[0]["reason"] as? String)?.contains("11 cores") == true)
    #expect((left[1]["reason"] as? String)?.contains("gpu") == true)
    #expect(plan["nodes_needed"] as? Int == 1)
  }

  @Test("shares of one device: 0.6 and 0.6 need two devices, 0.5 and 0.5 one")
  func devices() throws {
    _ = try workspace.write("name,cpu,memory,pods,gpus\nm,10,32Gi,110,1\n", to: "types.csv")
    for (share, nodes) in [(600, 2), (500, 1)] {
      _ = try workspace.write(
        "workload,replicas,cpu,memory,gpus,gpu_milli\na,2,1,1Gi,1,\(share)\n",
        to: "pods.csv"
      )
      #expect(try plan()["nodes_needed"] as? Int == nodes)
    }
    // Three shares of 0.6 on a node with two devices: the sum of 1.8 would fit, the devices do not.
    _ = try workspace.write("name,cpu,memory,pods,gpus\nm,10,32Gi,110,2\n", to: "types.csv")
    _ = try workspace.write(
      "workload,replicas,cpu,memory,gpus,gpu_milli\na,3,1,1Gi,1,600\n",
      to: "pods.csv"
    )
    #expect(try plan()["nodes_needed"] as? Int == 2)
  }

  @Test("pods that keep apart, models, limits of a pool")
  func rules() throws {
    _ = try workspace.write(
      "workload,replicas,cpu,memory,not_with\na,1,1,1Gi,b\nb,1,1,1Gi,\n",
      to: "pods.csv"
    )
    #expect(try plan()["nodes_needed"] as? Int == 2)
    _ = try workspace.write(
      "name,cpu,memory,gpus,gpu_model,limit\nm,10,32Gi,1,T4,\nv,10,32Gi,1,V100,1\n",
      to: "types.csv"
    )
    _ = try workspace.write(
      "workload,replicas,cpu,memory,gpus,gpu_models\na,2,1,1Gi,1,V100\nb,1,1,1Gi,1,T4|V100\n",
      to: "pods.csv"
    )
    let plan = try plan()
    #expect(plan["nodes_needed"] as? Int == 2)
    let left = try #require(plan["unschedulable"] as? [[String: Any]])
    #expect(left.map { $0["pods"] as? Int } == [1])
  }

  @Test("the same input gives the same bytes; so does the same seed")
  func deterministic() throws {
    for seed in ["1", "7"] {
      let arguments = lists + ["--format", "json", "--seed", seed]
      #expect(try workspace.podfit(arguments).output == workspace.podfit(arguments).output)
    }
  }

  @Test(
    "absurd lists get an error with file, line and column, never a count",
    arguments: [
      ("workload,cpu,memory\na,x,1Gi\n", "pods.csv:2: column cpu: not an amount"),
      ("workload,cpu,memory\na,-1,1Gi\n", "pods.csv:2: column cpu"),
      ("workload,cpu,memory\na,NaN,1Gi\n", "pods.csv:2: column cpu"),
      ("workload,cpu,memory\na,,1Gi\n", "pods.csv:2: column cpu: an empty cell"),
      ("workload,cpu\na,1\n", "pods.csv:1: no column memory"),
      ("workload,cpu,cpu_milli,memory\na,1,1,1\n", "mean the same"),
      ("workload,cpu,memory\na,1\n", "pods.csv:2: 2 cells where the header has 3"),
      ("workload,cpu,memory\n\"a,1,1\n", "pods.csv:2: a quoted cell does not end"),
      ("workload,cpu,memory\n", "pods.csv: no rows"),
      ("", "no header"),
      ("workload,replicas,cpu,memory\na,99999999999,1,1Gi\n", "column replicas: out of range"),
      ("workload,replicas,cpu,memory\na,1.5,1,1Gi\n", "column replicas: not a whole number"),
      ("workload,cpu,memory,not_with\na,1,1,ghost\n", "nothing is called ghost"),
      ("workload,cpu,memory,node_types\na,1,1,ghost\n", "nothing is called ghost"),
    ]
  )
  func refused(text: String, error: String) throws {
    _ = try workspace.write(text, to: "pods.csv")
    let result = try workspace.podfit(lists)
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains(error), "\(result.errors)")
  }

  @Test(
    "prices: below zero, not a number, missing",
    arguments: [
      ("name,price\nm,-1\n", "out of range"), ("name,price\nm,abc\n", "not a price"),
      ("name,price\nn,1\n", "no price of m"), ("name,price\nm,0\n", "out of range"),
    ]
  )
  func badPrices(text: String, error: String) throws {
    _ = try workspace.write(text, to: "prices.csv")
    let result = try workspace.podfit(lists + ["--prices", "prices.csv"])
    #expect(result.status == 2)
    #expect(result.errors.contains(error), "\(result.errors)")
  }

  @Test("a fee per node counts: the cheaper machine need not be the cheaper node")
  func fees() throws {
    // github.com/aws/karpenter, issue 1664: 0.08 an hour for a small machine, 0.65 for one that holds
    // eight times as much: 0.64 against 0.65, and 1.12 against 0.71 with an agent at 0.06 a node.
    _ = try workspace.write("workload,replicas,cpu,memory\na,8,2,1Gi\n", to: "pods.csv")
    _ = try workspace.write("name,cpu,memory\nsmall,2,8Gi\nlarge,16,64Gi\n", to: "types.csv")
    _ = try workspace.write("name,price\nsmall,0.08\nlarge,0.65\n", to: "prices.csv")
    let without = try plan("--prices", "prices.csv")
    #expect(abs((without["cost_needed"] as? Double ?? 0) - 0.64) < 1e-9)
    _ = try workspace.write("name,price,fee\nsmall,0.08,0.06\nlarge,0.65,0.06\n", to: "prices.csv")
    let with = try plan("--prices", "prices.csv")
    #expect(abs((with["cost_needed"] as? Double ?? 0) - 0.71) < 1e-9)
    #expect(abs((with["cost_lower_bound"] as? Double ?? 0) - 0.71) < 1e-9)
    #expect(with["nodes_needed"] as? Int == 1)
    _ = try workspace.write("name,price,fee\nsmall,0.08,-1\nlarge,0.65,0\n", to: "prices.csv")
    #expect(try workspace.podfit(lists + ["--prices", "prices.csv"]).errors.contains("column fee"))
    _ = try workspace.write("name,cpu,memory,fee\nsmall,2,8Gi,0.06\n", to: "types.csv")
    #expect(try workspace.podfit(lists).errors.contains("no column price"))
  }

  @Test(
    "disk, network and limits bind where both lists have them",
    arguments: [
      // Eight pods of one core on nodes of ten: one node but for what else they need.
      (",storage", ",30Gi", ",storage", ",100Gi", [], 3),
      (",network_bandwidth", ",200M", ",network_bandwidth", ",1G", [], 2),
      (",disk_bandwidth", ",100M", ",disk_bandwidth", ",400M", [], 2),
      // A node that does not say how much it has is not short of it.
      (",disk_bandwidth", ",100M", ",disk_bandwidth", ",", [], 1),
      // Limits of 5 cores: 40 of them, at most 20 a node; of 8 GiB: 64, at most 32.
      (",cpu_limit", ",5", "", "", ["--limit-cap", "cpu=2"], 2),
      (",memory_limit", ",8Gi", "", "", ["--limit-cap", "memory=1"], 2),
      (",cpu_limit", ",5", "", "", [], 1),
    ] as [(String, String, String, String, [String], Int)]
  )
  func dimensions(
    podHeader: String,
    pod: String,
    typeHeader: String,
    type: String,
    arguments: [String],
    nodes: Int
  ) throws {
    _ = try workspace.write(
      "workload,replicas,cpu,memory\(podHeader)\na,8,1,1Gi\(pod)\n",
      to: "pods.csv"
    )
    _ = try workspace.write("name,cpu,memory\(typeHeader)\nm,10,32Gi\(type)\n", to: "types.csv")
    let result = try workspace.podfit(lists + ["--format", "json"] + arguments)
    #expect(result.status == 0, "\(result.errors)")
    let plan = try workspace.object(result.output)
    #expect(plan["nodes_needed"] as? Int == nodes)
    #expect(plan["lower_bound"] as? Int == nodes)
  }

  @Test("a resource that no node type states is said to be left out")
  func notOffered() throws {
    _ = try workspace.write(
      "workload,replicas,cpu,memory,network_bandwidth\na,8,1,1Gi,200M\n",
      to: "pods.csv"
    )
    let notes = try plan()["notes"] as? [String]
    #expect(notes?.contains { $0.contains("network-bandwidth") } == true)
  }

  @Test("the catalogue is a list of node types, less what the provider takes")
  func catalog() throws {
    let list = try workspace.podfit("nodes", "catalog", "--provider", "eks", "--format", "csv")
    #expect(list.status == 0)
    let rows = list.output.split(separator: "\n").map { $0.split(separator: ",") }
    // 4 cores and 95 % of 16 GiB; 58 pods: 80 millicores and 255 + 11·58 + 100 MiB less.
    let machine = try #require(rows.first { $0.first == "m5.xlarge" })
    #expect(machine[1] == "3920m" && machine[3] == "58")
    let bytes = (16 << 30) / 100 * 95 - (255 + 11 * 58 + 100) << 20
    #expect(abs((Int(machine[2]) ?? 0) - bytes) < 1 << 20)
    #expect(!list.output.contains("Standard_") && !list.output.contains("n1-"))
    let few = list.output.split(separator: "\n").filter {
      $0.hasPrefix("name,") || $0.hasPrefix("m5.")
    }
    _ = try workspace.write(few.joined(separator: "\n") + "\n", to: "types.csv")
    #expect((try plan()["nodes_needed"] as? Int ?? 0) > 0)
    let all = try workspace.podfit("nodes", "catalog")
    #expect(all.output.contains("Standard_D8s_v5") && all.output.contains("n2-standard-8"))
    #expect(try workspace.podfit("nodes", "catalog", "--provider", "moon").status == 2)
  }

  @Test("a million replicas are no more work than ten")
  func manyReplicas() throws {
    _ = try workspace.write("workload,replicas,cpu,memory\na,1000000,1,1Gi\n", to: "pods.csv")
    let plan = try plan()
    #expect(plan["nodes_needed"] as? Int == 100_000)
    #expect(plan["lower_bound"] as? Int == 100_000)
  }

  @Test("nodes of no capacity hold nothing, and that is said")
  func noCapacity() throws {
    _ = try workspace.write("name,cpu,memory\nm,0,0\n", to: "types.csv")
    let plan = try plan()
    #expect(plan["nodes_needed"] as? Int == 0)
    #expect((plan["unschedulable"] as? [Any])?.count == 2)
  }

  @Test("bins of an instance, its bound, and whether they are equal")
  func bins() throws {
    _ = try workspace.write("2\n10 10\n3\n6 1 2\n4 9 2\n1 1 3\n", to: "a.vbp")
    let result = try workspace.podfit("nodes", "--vbp", "a.vbp", "--format", "json")
    try validate(result.output, schema: "bins")
    let bins = try workspace.object(result.output)
    // Two pairs (6,1)+(4,9) are exactly full; three small ones need a third bin.
    #expect(bins["bins"] as? Int == 3)
    #expect(bins["lower_bound"] as? Int == 3)
    #expect(bins["proved"] as? Bool == true)
    for (text, error) in [
      ("2\n10 10\n3\n6 1 2\n", "ends after 1 row of 3"), ("0\n", "out of range"),
      ("2\n10 0\n", "out of range"), ("2\n10 10\n1\n1 x 1\n", "a.vbp:4"),
      ("1\n10\n1\n1 1\n5\n", "nothing behind the last row"),
    ] {
      _ = try workspace.write(text, to: "a.vbp")
      let refused = try workspace.podfit("nodes", "--vbp", "a.vbp")
      #expect(refused.status == 2 && refused.errors.contains(error), "\(refused.errors)")
    }
  }
}
