import PodfitModel
import Testing

@testable import PodfitPack

@Suite("Losses within the limits of pools")
struct LossTests {
  private func answer(
    _ problem: PackingProblem,
    _ loss: ScenarioChange.Loss?,
    zones: Int = 3
  ) throws -> ScenarioAnswer {
    var change = ScenarioChange()
    change.loss = loss
    return try ScenarioAnswer(problem, change: change, zones: zones, effort: .full, seed: 1)
  }

  @Test(
    "no pool gets more nodes than its limit, and pods without a place are named",
    arguments: [
      // 20 pods, four a node: five nodes. One kept free leaves four, which hold 16.
      (5, ScenarioChange.Loss.node, 5, 4), (6, .node, 6, 0), (1, .node, 0, 20),
      // One node a zone: two zones hold 8 of 20, with 3 a zone all 20.
      (5, .zone, 3, 12), (9, .zone, 9, 0), (2, .zone, 0, 20),
    ]
  )
  func limits(limit: Int, loss: ScenarioChange.Loss, nodes: Int, left: Int) throws {
    let problem = try problem([pool("m", [4], now: limit, limit: limit)], [item("a", 20, [1])])
    let answer = try answer(problem, loss)
    #expect(answer.nodes == nodes)
    #expect(answer.nodes <= limit)
    #expect(answer.lowerBound <= answer.nodes)
    #expect(answer.unschedulable == left)
    #expect(answer.leftOut.map(\.workload.name) == (left > 0 ? ["a"] : []))
  }

  @Test(
    "a pod larger than any node is left out once, whatever is lost",
    arguments: [nil, "zone", "node"]
  )
  func large(loss: String?) throws {
    let problem = try problem([pool("m", [4])], [item("huge", 2, [5]), item("a", 8, [1])])
    let answer = try answer(problem, loss.flatMap(ScenarioChange.Loss.init))
    #expect(answer.unschedulable == 2)
  }

  @Test("with limits the minimum is of all nodes of the pools, also of those kept free")
  func mixed() throws {
    // One large node would do; with one kept free there is none of them, and four small ones are used.
    let problem = try problem(
      [pool("large", [16], limit: 1), pool("small", [4])],
      [item("a", 16, [1])]
    )
    let answer = try answer(problem, .node)
    #expect(answer.pools == ["small": 5])
    #expect(answer.lowerBound == 2)
  }

  @Test("full pools say how many nodes they may have, not how many there are")
  func reason() throws {
    let problem = try problem([pool("m", [4], now: 0, limit: 2)], [item("a", 20, [1])])
    let answer = try answer(problem, nil)
    #expect(answer.nodes == 2 && answer.unschedulable == 12)
    #expect(
      answer.leftOut.map(\.reason) == ["it may only use 2 nodes, and there is no room left"]
    )
  }
}

@Suite("Pods spread over zones and over nodes")
struct BothSpreadTests {
  private static let zone = "topology.kubernetes.io/zone"

  private func zones(_ count: Int, cores: Int64) -> [PackPool] {
    (0..<count).map { index in
      PackPool(
        name: "z\(index)",
        nodesNow: 1,
        allocatable: ResourceVector([cores]),
        labels: [Self.zone: "\(index)"]
      )
    }
  }

  private func both(_ name: String, _ count: Int, _ cores: Int64, skew: Int = 1) -> PackItem {
    var item = PackItem(
      workload: workload(name),
      count: count,
      request: ResourceVector([cores]),
      fixedPools: nil,
      spread: ItemSpread(label: Self.zone, maxSkew: skew)
    )
    item.nodeSkew = skew
    return item
  }

  @Test("twelve pods by zone and by node, four a node: three nodes, as they may run")
  func example() throws {
    let problem = try PackingProblem(
      resources: ["cpu"],
      pools: zones(3, cores: 40),
      items: [both("web", 12, 9)]
    )
    let solution = try PackingSolution(of: problem)
    #expect(solution.packing.nodeCount == 3)
    #expect(solution.lowerBound == 3)
  }

  @Test("three workloads at once share the three nodes")
  func several() throws {
    let problem = try PackingProblem(
      resources: ["cpu"],
      pools: zones(3, cores: 160),
      items: ["x", "y", "z"].map { both($0, 12, 9) }
    )
    #expect(try PackingSolution(of: problem).packing.nodeCount == 3)
  }

  @Test(
    "1 to 30 replicas over three zones, five a node: never more than each zone's share takes",
    arguments: 1...30
  )
  func closedForm(replicas: Int) throws {
    let problem = try PackingProblem(
      resources: ["cpu"],
      pools: zones(3, cores: 5),
      items: [both("a", replicas, 1)]
    )
    let solution = try PackingSolution(of: problem)
    // With N nodes in each zone all hold within one of each other: even shares of even shares.
    let each = (replicas + 2) / 3
    let nodes = (each + 4) / 5
    #expect(solution.packing.nodeCount <= max(min(replicas, 3), 3 * nodes))
    #expect(solution.lowerBound <= solution.packing.nodeCount)
    #expect(solution.packing.leftOut.isEmpty)
  }

  @Test("two workloads over nodes, one of them on one pool alone: by pool, not one pod a node")
  func groups() throws {
    func spread(_ name: String, _ count: Int, pools: [Int]) -> PackItem {
      var item = item(name, count, [9], pools: pools)
      item.nodeSkew = 1
      return item
    }
    let pools = [pool("general", [160], now: 6), pool("special", [80], now: 1)]
    let problem = try problem(
      pools,
      [spread("x", 12, pools: [0]), spread("y", 4, pools: [0, 1]), item("z", 8, [9], pools: [1])]
    )
    let solution = try PackingSolution(of: problem)
    // 16 pods of 9 fit a general node; eight of 9 a special one.
    #expect(solution.packing.nodeCount <= 3)
    #expect(solution.lowerBound >= 2)
  }
}
