import PodfitModel
import Testing

@testable import PodfitPack

@Suite("Pods spread over nodes")
struct NodeSpreadTests {
  private func spread(_ name: String, _ count: Int, _ cores: Int64, skew: Int = 1) -> PackItem {
    var item = item(name, count, [cores])
    item.nodeSkew = skew
    return item
  }

  private func solve(_ cores: Int64, _ items: [PackItem]) throws -> PackingSolution {
    try PackingSolution(of: try problem([pool("p", [cores])], items), work: 1_000)
  }

  @Test("1 to 25 replicas, five a node: as few nodes as without the rule", arguments: 1...25)
  func closedForm(replicas: Int) throws {
    let solution = try solve(5, [spread("a", replicas, 1)])
    #expect(solution.packing.nodeCount == (replicas + 4) / 5)
    #expect(solution.lowerBound == (replicas + 4) / 5)
  }

  @Test("the worked table, nodes of ten cores")
  func table() throws {
    // Other pods open nodes that want their share; where there is no room, more nodes do.
    let rows: [(pods: Int, cores: Int64, skew: Int, others: Int, size: Int64, nodes: Int)] = [
      (2, 1, 1, 0, 1, 1), (4, 1, 1, 3, 8, 3), (6, 1, 1, 3, 8, 3), (7, 1, 1, 3, 8, 4),
      // Beside pods of eight cores none of three fits: one each on nodes of their own.
      (2, 3, 1, 3, 8, 5), (2, 3, 2, 3, 8, 4), (25, 1, 1, 0, 1, 3),
    ]
    for row in rows {
      var items = [spread("a", row.pods, row.cores, skew: row.skew)]
      if row.others > 0 { items.append(item("b", row.others, [row.size])) }
      let solution = try solve(10, items)
      #expect(solution.packing.nodeCount == row.nodes, "\(row)")
      #expect(solution.lowerBound <= row.nodes)
      #expect(solution.packing.leftOut.isEmpty)
    }
  }

  @Test("the checker counts nodes without any of the pods")
  func checked() throws {
    let problem = try problem([pool("p", [10])], [spread("a", 3, 1), item("b", 2, [8])])
    func refusal(_ counts: [(Int, Int)]) -> PackingError.Code? {
      let nodes = counts.map { a, b in
        PackedNode(
          pool: 0,
          copies: 1,
          contents: [(0, a), (1, b)].filter { $0.1 > 0 }.map {
            PackedNode.Content(item: $0.0, count: $0.1)
          }
        )
      }
      do {
        try PackingChecker(problem).verify(Packing(packer: "by hand", nodes: nodes))
        return nil
      } catch {
        return error.code
      }
    }
    #expect(refusal([(2, 1), (1, 1)]) == nil)
    #expect(refusal([(2, 1), (0, 1), (1, 0)]) == .checkFailed(.uneven(item: 0)))
    #expect(refusal([(3, 0), (0, 1), (0, 1)]) == .checkFailed(.uneven(item: 0)))
  }

  @Test("several workloads at once, never below what is proved without the rule", arguments: 1...15)
  func several(seed: Int) throws {
    var numbers = SeededNumbers(seed)
    var items = (0..<5).map { index in
      item(
        "w\(index)",
        Int.random(in: 1...9, using: &numbers),
        [Int64.random(in: 1...5, using: &numbers)]
      )
    }
    for index in 0..<3 { items[index].nodeSkew = Int.random(in: 1...2, using: &numbers) }
    let solution = try solve(12, items)
    #expect(solution.packing.nodeCount >= solution.lowerBound, "seed \(seed)")
    #expect(solution.packing.leftOut.isEmpty, "seed \(seed)")
  }
}

@Suite("Pods that must be together")
struct TogetherTests {
  private static let zone = "topology.kubernetes.io/zone"

  private func zones(_ cores: [Int64]) -> [PackPool] {
    cores.enumerated().map { index, cores in
      PackPool(
        name: "z\(index)",
        nodesNow: 1,
        allocatable: ResourceVector([cores]),
        labels: [Self.zone: "\(index)"]
      )
    }
  }

  private func solve(
    _ pools: [PackPool],
    _ items: [PackItem],
    _ rules: [ItemAffinity]
  ) throws -> PackingSolution {
    try PackingSolution(of: try problem(pools, items).with(affinities: rules), work: 1_000)
  }

  @Test("all on one node with their like, others beside them")
  func alike() throws {
    let solution = try solve(
      [pool("p", [10])],
      [item("ring", 6, [1]), item("b", 8, [1])],
      [ItemAffinity(item: 0, partners: [0])]
    )
    #expect(solution.packing.nodeCount == 2)
    #expect(solution.lowerBound == 2)
  }

  @Test("too many for one node have no place, and it is said")
  func tooMany() throws {
    let problem = try problem([pool("p", [10])], [item("ring", 12, [1]), item("b", 3, [1])])
      .with(affinities: [ItemAffinity(item: 0, partners: [0])])
    let plan = try NodePlanner().plan(current: nil, recommended: problem)
    #expect(plan.unschedulable.map(\.pods) == [12])
    #expect(
      plan.unschedulable.map(\.reason) == [
        "must be with other pods, and no node allowed holds them together"
      ]
    )
    #expect((plan.nodesNeeded, plan.lowerBound) == (1, 1))
  }

  @Test(
    "pods that follow others are shared out among them",
    arguments: [
      // Hosts of 4 cores, guests of 1, nodes of 10: 4 + 2 each, two of these beside each other do not fit.
      (hosts: 2, guests: 4, cores: Int64(10), nodes: 2), (2, 2, 10, 1), (3, 4, 10, 2),
      (2, 5, 7, 2), (2, 4, 6, 2), (5, 1, 5, 5), (1, 6, 10, 1),
    ]
  )
  func follow(hosts: Int, guests: Int, cores: Int64, nodes: Int) throws {
    let solution = try solve(
      [pool("p", [cores])],
      [item("guest", guests, [1]), item("host", hosts, [4])],
      [ItemAffinity(item: 0, partners: [1])]
    )
    #expect(solution.packing.nodeCount == nodes)
    #expect(solution.packing.leftOut.isEmpty)
    #expect(solution.lowerBound <= nodes)
  }

  @Test("in one zone, the one that takes fewest nodes")
  func zone() throws {
    let solution = try solve(
      zones([5, 8]),
      [item("ring", 8, [1]), item("b", 1, [5])],
      [ItemAffinity(item: 0, partners: [0], label: Self.zone)]
    )
    #expect(solution.packing.nodeCount == 2)
    let own = solution.packing.nodes.filter { $0.contents.contains { $0.item == 0 } }
    #expect(!own.isEmpty && own.allSatisfy { $0.pool == 1 })
  }

  @Test("the checker refuses pods apart from those they must be with")
  func checked() throws {
    let pools = zones([10, 10])
    let items = [item("a", 2, [1]), item("b", 2, [1])]
    func refusal(_ rule: ItemAffinity, _ nodes: [[(pool: Int, item: Int)]]) throws -> Bool {
      let packed = nodes.map { contents in
        PackedNode(
          pool: contents[0].pool,
          copies: 1,
          contents: Dictionary(grouping: contents, by: \.item).sorted { $0.key < $1.key }.map {
            PackedNode.Content(item: $0.key, count: $0.value.count)
          }
        )
      }
      let checker = PackingChecker(try problem(pools, items).with(affinities: [rule]))
      do {
        try checker.verify(Packing(packer: "by hand", nodes: packed))
        return false
      } catch {
        return error.code == .checkFailed(.apart(item: 0))
      }
    }
    let alike = ItemAffinity(item: 0, partners: [0])
    let follows = ItemAffinity(item: 0, partners: [1])
    let inZone = ItemAffinity(item: 0, partners: [1], label: Self.zone)
    let together = [[(pool: 0, item: 0), (0, 0), (0, 1), (0, 1)]]
    let two = [[(pool: 0, item: 0), (0, 1)], [(0, 0), (0, 1)]]
    let alone = [[(pool: 0, item: 0), (0, 0)], [(0, 1), (0, 1)]]
    let other = [[(pool: 0, item: 0), (0, 0)], [(1, 1), (1, 1)]]
    #expect(
      try [together, two, alone, other].map { try refusal(alike, $0) } == [
        false, true, false, false,
      ]
    )
    #expect(
      try [together, two, alone, other].map { try refusal(follows, $0) } == [
        false, false, true, true,
      ]
    )
    #expect(
      try [together, two, alone, other].map { try refusal(inZone, $0) } == [
        false, false, false, true,
      ]
    )
  }

  @Test("one pod in each zone at most: as many places as there are zones", arguments: 1...6)
  func apart(pods: Int) throws {
    var apart = item("a", pods, [1])
    apart.spread = ItemSpread(label: Self.zone, maxSkew: 1, most: 1)
    let problem = try problem(zones([10, 10, 10]), [apart, item("b", 2, [4])])
    let plan = try NodePlanner().plan(current: nil, recommended: problem)
    #expect(plan.unschedulable.map(\.pods) == (pods > 3 ? [pods - 3] : []))
    #expect(plan.nodesNeeded == min(3, pods))
    #expect(plan.lowerBound <= plan.nodesNeeded)
    #expect(pods > 3 || plan.lowerBound >= pods)
  }
}

@Suite("Spot nodes and fewer nodes")
struct SpotTests {
  private func answer(_ change: ScenarioChange) throws -> ScenarioAnswer {
    // Ten pods of a core, nodes of five at a price of 100: two nodes.
    var own = pool("m", [5, 100, 110], now: 9)
    own.cost = 100
    return try ScenarioAnswer(
      try problem([own], [item("a", 10, [1, 1, 1])]),
      change: change,
      zones: 3,
      effort: .full,
      seed: 1
    )
  }

  @Test(
    "half of the pods at 0.3 of the price, with room for those that are taken away",
    arguments: [
      // ⌈5 / (1 − lost)⌉ pods on spot nodes: 5, 10, 7.
      (share: 0.5, lost: 0.0, ["m": 1, "m (spot)": 1], Int64(130)),
      (0.5, 0.5, ["m": 1, "m (spot)": 2], 160), (0.5, 0.2, ["m": 1, "m (spot)": 2], 160),
      (1, 0, ["m (spot)": 2], 60), (0, 0.5, ["m": 2], 200),
      (0.15, 0, ["m": 2, "m (spot)": 1], 230),
    ]
  )
  func spot(share: Double, lost: Double, pools: [String: Int], cost: Int64) throws {
    var change = ScenarioChange()
    change.spot = SpotShare(share: share, price: 0.3, lost: lost)
    let answer = try answer(change)
    #expect(answer.pools == pools)
    #expect(answer.cost == cost)
    #expect(answer.costLowerBound <= cost)
  }

  @Test("nodes that go, and limits, leave pods without a place")
  func limits() throws {
    var change = ScenarioChange()
    change.removedNodes = ["m": 8]
    #expect(try answer(change).unschedulable == 5)
    change.removedNodes = ["m": 7]
    #expect(try answer(change).unschedulable == 0)
    change = ScenarioChange()
    change.poolLimits = ["m": 1]
    let limited = try answer(change)
    #expect((limited.nodes, limited.unschedulable) == (1, 5))
    change.poolLimits = ["ghost": 1]
    #expect(throws: PackingError.self) { try answer(change) }
  }
}
