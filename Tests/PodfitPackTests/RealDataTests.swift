import Foundation
import PodfitModel
import PodfitPack
import TestSupport
import Testing

@Suite("Real lists and instances", .enabled(if: SharedData.isPresent))
struct RealDataTests {
  /// A line of vbp/index.csv: an instance and what is known of it.
  struct Known: Sendable, CustomTestStringConvertible {
    var path: String
    var optimum: Int?
    var heuristic: Int
    var testDescription: String { path }
  }

  /// Every fortieth instance of the published families, up to 130 items.
  static func known() throws -> [Known] {
    let text = try String(contentsOf: SharedData.file("vbp/index.csv"), encoding: .utf8)
    let rows = text.split(whereSeparator: \.isNewline).dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let small = rows.filter { (Int($0[3]) ?? 0) <= 130 }
    return small.enumerated().filter { $0.offset % 40 == 0 }.compactMap { _, row in
      guard let heuristic = Int(row[6]) else { return nil }
      return Known(
        path: "vbp/\(row[0])/\(row[1]).vbp",
        optimum: Int(row[5]),
        heuristic: heuristic
      )
    }
  }

  private func instance(_ path: String) throws -> PackingProblem {
    let text = try String(contentsOf: SharedData.file(path), encoding: .utf8)
    let rows = text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: " ").compactMap { Int64($0) }
    }
    let bin = rows[1]
    let items = rows.dropFirst(3).enumerated().map { index, row in
      item("w\(index)", Int(row[bin.count]), Array(row.prefix(bin.count)))
    }
    return try problem([pool("bin", bin)], Array(items))
  }

  @Test("published instances: bound <= optimum <= packing, and near the best heuristic known")
  func published() throws {
    let known = try Self.known()
    #expect(known.count >= 10)
    var packed = 0
    var best = 0
    for each in known {
      let solution = try PackingSolution(of: try instance(each.path), work: 100_000)
      let nodes = solution.packing.nodeCount
      if let optimum = each.optimum {
        #expect(solution.lowerBound <= optimum, "\(each.path)")
        #expect(nodes >= optimum, "\(each.path)")
      }
      #expect(solution.lowerBound <= each.heuristic, "\(each.path)")
      packed += nodes
      best += each.heuristic
    }
    // The best of more than a hundred heuristics per instance, published with the instances.
    #expect(Double(packed) <= 1.05 * Double(best))
  }

  @Test("two-dimensional instances: never below the proven optimum")
  func twoDimensional() throws {
    let text = try String(contentsOf: SharedData.file("vbp/ct2d/index.csv"), encoding: .utf8)
    let rows = text.split(whereSeparator: \.isNewline).dropFirst().map { $0.split(separator: ",") }
    #expect(rows.count > 50)
    for row in rows.enumerated().filter({ $0.offset % 6 == 0 }).map(\.element) {
      let optimum = try #require(Int(row[2]))
      let solution = try PackingSolution(of: try instance("vbp/ct2d/\(row[0]).vbp"), work: 100_000)
      #expect(solution.lowerBound <= optimum, "\(row[0])")
      if row[3] == "1" { #expect(solution.packing.nodeCount >= optimum, "\(row[0])") }
      #expect(solution.packing.nodeCount <= optimum + 2, "\(row[0])")
    }
  }

  @Test("the four-node cluster of the exports")
  func exports() throws {
    let nodes = try KubectlList.items("get-nodes.json").map(NodeSpec.init(kubectl:))
    let pods = try KubectlList.items("get-pods.json").map(PodSpec.init(kubectl:))
    let owners = Dictionary(uniqueKeysWithValues: pods.map { ($0.id, $0.owner) })
    let problem = try PackingProblem(
      nodes: nodes,
      pods: pods,
      owner: { id in
        owners[id].flatMap { $0 }.map {
          WorkloadID(cluster: "", namespace: id.namespace, kind: $0.kind, name: $0.name)
        }
      }
    )
    #expect(problem.resources == ["cpu", "memory", "pods"])
    #expect(problem.pools.map(\.name) == ["general", "highmem"])
    #expect(problem.pools.map(\.nodesNow) == [3, 1])
    #expect(problem.pools.map(\.allocatable.amounts[0]) == [3_920_000_000, 7_920_000_000])
    // 40 pods run: 8 of DaemonSets, 2 static ones on one of three nodes, 6 on highmem.
    #expect(problem.items.reduce(0) { $0 + $1.count } == 32)
    #expect(problem.daemons.map(\.workload.name) == ["fluent-bit", "node-exporter"])
    // By hand: 17.82 cores of 3.72 a node, and 8.05 of 7.72, after DaemonSets.
    let plan = try NodePlanner().plan(current: problem, recommended: problem)
    #expect(plan.lowerBound == 7)
    #expect(plan.nodesNow == 4)
    #expect(plan.pools.map(\.bindingResource) == ["cpu", "cpu"])
    #expect(plan.pools.map(\.nodesNeeded)[1] == 2)
    #expect((5...6).contains(plan.pools[0].nodesNeeded))
    #expect(plan.unschedulable.isEmpty)
    // The data and stream pods run on highmem, whose taint they do not tolerate.
    #expect(plan.notes.contains { $0.hasPrefix("6 pods on nodes that their selector") })
  }
}

/// A kubectl list read by Foundation, apart from the project's own reader.
private struct KubectlList {
  static func items(_ name: String) throws -> [[String: Any]] {
    let data = try Data(contentsOf: SharedData.file("exports/kubernetes/\(name)"))
    let list = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    return try #require(list?["items"] as? [[String: Any]])
  }
}

extension [String: Any] {
  fileprivate func object(_ key: String) -> [String: Any] { self[key] as? [String: Any] ?? [:] }

  fileprivate func list(_ key: String) -> [[String: Any]] { self[key] as? [[String: Any]] ?? [] }

  fileprivate func text(_ key: String) -> String { self[key] as? String ?? "" }

  fileprivate func quantity<Amount: ResourceAmount>(_ key: String) throws -> Amount? {
    try (self[key] as? String).map { try Amount(quantity: $0) }
  }
}

extension NodeSpec {
  fileprivate init(kubectl json: [String: Any]) throws {
    let allocatable = json.object("status").object("allocatable")
    let pods: Memory? = try allocatable.quantity("pods")
    self.init(
      cluster: "",
      name: json.object("metadata").text("name"),
      labels: json.object("metadata").object("labels") as? [String: String] ?? [:],
      allocatable: NodeResources(
        cpu: try allocatable.quantity("cpu") ?? .zero,
        memory: try allocatable.quantity("memory") ?? .zero,
        pods: pods?.bytes
      ),
      taints: json.object("spec").list("taints").map {
        Taint(key: $0.text("key"), value: $0.text("value"), effect: $0.text("effect"))
      }
    )
  }
}

extension PodSpec {
  fileprivate init(kubectl json: [String: Any]) throws {
    let metadata = json.object("metadata")
    let spec = json.object("spec")
    func containers(_ key: String) throws -> [ContainerSpec] {
      try spec.list(key).map { container in
        let requests = container.object("resources").object("requests")
        let limits = container.object("resources").object("limits")
        return ContainerSpec(
          name: container.text("name"),
          resources: ContainerResources(
            cpuRequest: try requests.quantity("cpu"),
            cpuLimit: try limits.quantity("cpu"),
            memoryRequest: try requests.quantity("memory"),
            memoryLimit: try limits.quantity("memory")
          ),
          isRestartableInit: key == "initContainers" && container.text("restartPolicy") == "Always"
        )
      }
    }
    self.init(
      id: PodID(cluster: "", namespace: metadata.text("namespace"), name: metadata.text("name")),
      owner: metadata.list("ownerReferences").first.map {
        ObjectReference(
          cluster: "",
          namespace: metadata.text("namespace"),
          kind: WorkloadKind(rawValue: $0.text("kind")),
          name: $0.text("name")
        )
      },
      node: spec["nodeName"] as? String,
      phase: json.object("status").text("phase"),
      template: PodTemplate(
        labels: metadata.object("labels") as? [String: String] ?? [:],
        containers: try containers("containers"),
        initContainers: try containers("initContainers"),
        placement: PlacementRules(
          nodeSelector: spec.object("nodeSelector") as? [String: String] ?? [:],
          tolerations: spec.list("tolerations").map {
            Toleration(
              key: $0.text("key"),
              operation: $0.text("operator"),
              value: $0.text("value"),
              effect: $0.text("effect")
            )
          }
        )
      )
    )
  }
}
