import PodfitModel
import PodfitPack
import Testing

@Suite("Pods spread over zones")
struct SpreadTests {
  private static let zone = "topology.kubernetes.io/zone"

  /// One pool in each zone, nodes of 5 cores.
  private func zones(_ count: Int, cores: Int64 = 5) -> [PackPool] {
    (0..<count).map { index in
      PackPool(
        name: "z\(index)",
        nodesNow: 1,
        allocatable: ResourceVector([cores]),
        labels: [Self.zone: "\(index)"]
      )
    }
  }

  private func spread(_ name: String, _ count: Int, _ cores: Int64 = 1, skew: Int = 1) -> PackItem {
    PackItem(
      workload: workload(name),
      count: count,
      request: ResourceVector([cores]),
      spread: ItemSpread(label: Self.zone, maxSkew: skew)
    )
  }

  @Test(
    "1 to 25 replicas over three zones, five a node: the sum of each zone's nodes",
    arguments: 1...25
  )
  func closedForm(replicas: Int) throws {
    let problem = try PackingProblem(
      resources: ["cpu"],
      pools: zones(3),
      items: [spread("a", replicas)]
    )
    let solution = try PackingSolution(of: problem, work: 1_000)
    let each = (0..<3).map { replicas / 3 + ($0 < replicas % 3 ? 1 : 0) }
    let needed = each.reduce(0) { $0 + ($1 + 4) / 5 }
    #expect(solution.packing.nodeCount == needed)
    #expect(solution.lowerBound <= needed)
    // Up to three replicas each needs a zone of its own, and from three on every zone a node.
    #expect(solution.lowerBound >= min(replicas, 3))
  }

  @Test("a skew may be used by no packing, but is allowed by the checker; more is refused")
  func checked() throws {
    func refusal(_ counts: [Int], skew: Int) throws -> PackingError.Code? {
      let problem = try PackingProblem(
        resources: ["cpu"],
        pools: zones(3),
        items: [spread("a", counts.reduce(0, +), skew: skew)]
      )
      let nodes = counts.enumerated().filter { $0.element > 0 }.map {
        PackedNode(
          pool: $0.offset,
          copies: 1,
          contents: [PackedNode.Content(item: 0, count: $0.element)]
        )
      }
      do {
        try PackingChecker(problem).verify(Packing(packer: "by hand", nodes: nodes))
        return nil
      } catch {
        return error.code
      }
    }
    #expect(try refusal([2, 1, 1], skew: 1) == nil)
    #expect(try refusal([3, 1, 1], skew: 2) == nil)
    #expect(try refusal([3, 1, 1], skew: 1) == .checkFailed(.uneven(item: 0)))
    // A zone without pods counts as the emptiest.
    #expect(try refusal([2, 2, 0], skew: 1) == .checkFailed(.uneven(item: 0)))
    #expect(try refusal([1, 1, 0], skew: 1) == nil)
  }

  @Test("a zone whose nodes are too small holds up the pods of its share, with the reason")
  func tooSmall() throws {
    var pools = zones(3)
    pools[2].allocatable = ResourceVector([1])
    let problem = try PackingProblem(
      resources: ["cpu"],
      pools: pools,
      items: [spread("a", 6, 2)]
    )
    let plan = try NodePlanner().plan(current: nil, recommended: problem)
    #expect(plan.unschedulable.map(\.pods) == [2])
    #expect(
      plan.unschedulable.map(\.reason) == [
        "its pods are spread by \(Self.zone), and one value of it has no node with room"
      ]
    )
  }

  @Test("nodes without the label take none of the pods")
  func unlabelled() throws {
    var pools = zones(2)
    pools.append(PackPool(name: "none", nodesNow: 1, allocatable: ResourceVector([100])))
    let problem = try PackingProblem(
      resources: ["cpu"],
      pools: pools,
      items: [spread("a", 10)]
    )
    let solution = try PackingSolution(of: problem, work: 1_000)
    #expect(solution.packing.nodeCount == 2)
    #expect(solution.packing.nodes.allSatisfy { $0.pool < 2 })
  }

  @Test("never below the exact count, with other pods beside", arguments: 1...20)
  func bound(seed: Int) throws {
    var numbers = SeededNumbers(seed)
    let items = (0..<4).map { index in
      let count = Int.random(in: 1...7, using: &numbers)
      let cores = Int64.random(in: 1...3, using: &numbers)
      return index.isMultiple(of: 2)
        ? spread("s\(index)", count, cores, skew: Int.random(in: 1...2, using: &numbers))
        : item("p\(index)", count, [cores])
    }
    let solution = try PackingSolution(
      of: try PackingProblem(resources: ["cpu"], pools: zones(3), items: items),
      work: 1_000
    )
    let free = try PackingSolution(
      of: try PackingProblem(
        resources: ["cpu"],
        pools: zones(3),
        items: items.map { each in
          var each = each
          each.spread = nil
          return each
        }
      ),
      work: 1_000
    )
    #expect(solution.packing.nodeCount >= solution.lowerBound, "seed \(seed)")
    #expect(solution.lowerBound >= free.lowerBound, "seed \(seed)")
  }
}

@Suite("Nodes that stay")
struct KeptNodesTests {
  private func plan(
    _ pools: [PackPool],
    _ items: [PackItem],
    keep: [String]
  ) throws -> NodePlan {
    var planner = NodePlanner()
    planner.kept = keep
    return try planner.plan(current: nil, recommended: try problem(pools, items))
  }

  @Test(
    "they count whether pods need them or not, and are filled first",
    arguments: [
      (pods: 4, keep: ["all"], nodes: [5, 3]), (4, ["old"], [5, 0]), (24, ["old"], [5, 1]),
      (40, ["new"], [0, 4]), (30, ["old", "new"], [5, 3]),
    ]
  )
  func counts(pods: Int, keep: [String], nodes: [Int]) throws {
    // Old nodes hold four pods, new ones ten.
    let plan = try plan(
      [pool("old", [4, 4, 110], now: 5), pool("new", [10, 10, 110], now: 3)],
      [item("a", pods, [1, 1, 1])],
      keep: keep
    )
    let needed = Dictionary(uniqueKeysWithValues: plan.pools.map { ($0.name, $0.nodesNeeded) })
    #expect([needed["old"], needed["new"]] == nodes)
    #expect(plan.nodesNow == 8)
    #expect(plan.lowerBound == plan.nodesNeeded)
  }

  @Test("a name that is none is an error, and so are nodes that stay while a zone is lost")
  func refused() throws {
    #expect(throws: PackingError.self) {
      try self.plan([pool("p", [4, 4, 110])], [item("a", 1, [1, 1, 1])], keep: ["ghost"])
    }
    var planner = NodePlanner()
    planner.kept = ["all"]
    planner.change.loss = .node
    #expect(throws: PackingError.self) {
      try planner.plan(
        current: nil,
        recommended: try problem([pool("p", [4, 4, 110])], [item("a", 1, [1, 1, 1])])
      )
    }
  }
}

@Suite("What blocks a smaller count")
struct BlockerTests {
  private func plan(_ pools: [PackPool], _ items: [PackItem]) throws -> NodePlan {
    try NodePlanner().plan(current: nil, recommended: try problem(pools, items))
  }

  @Test("a limit of one pod a node, named with what it costs")
  func onePerNode() throws {
    // Six pods of one core fit one node; the limit makes it six.
    let plan = try plan(
      [pool("p", [10, 10, 110])],
      [item("apart", 6, [1, 1, 1], max: 1), item("free", 3, [1, 1, 1])]
    )
    #expect(plan.nodesNeeded == 6)
    #expect(plan.blockers.map(\.workload.name) == ["apart"])
    #expect(plan.blockers.map(\.freedNodes) == [5])
    #expect(plan.blockers.map(\.reason) == ["at most 1 pod on a node"])
  }

  @Test("pods above half a node, and none where nothing blocks")
  func giants() throws {
    let plan = try plan(
      [pool("p", [10, 10, 110])],
      [item("giant", 4, [6, 1, 1]), item("small", 8, [2, 1, 1])]
    )
    // Four giants with two small ones each; without giants eight small ones fill two nodes.
    #expect(plan.nodesNeeded == 4)
    #expect(plan.blockers.map(\.freedNodes) == [2])
    #expect(plan.blockers.map(\.reason) == ["one pod takes 60 % of a node"])
    #expect(
      try self.plan([pool("p", [10, 10, 110])], [item("a", 30, [1, 1, 1])]).blockers.isEmpty
    )
  }

  @Test("what daemons take of each node")
  func daemons() throws {
    let problem = try PackingProblem(
      resources: ["cpu", "memory", "pods"],
      pools: [pool("p", [10, 20, 110], now: 3)],
      items: [item("a", 5, [1, 1, 1])],
      daemons: [
        PackDaemon(
          workload: workload("d", .daemonSet),
          request: ResourceVector([1, 4, 1]),
          placement: PlacementRules(),
          observedPools: [0]
        )
      ]
    )
    let plan = try NodePlanner().plan(current: nil, recommended: problem)
    #expect(plan.pools.map(\.daemons.cpu.nanocores) == [1])
    #expect(plan.pools.map(\.daemons.memory.bytes) == [4])
    #expect(plan.pools.map(\.daemonShare) == [0.2])
  }
}

@Suite("What the default scheduler would leave")
struct SchedulerReplayTests {
  private func replay(_ items: [PackItem], nodes: [Int], cores: Int64 = 10) throws -> NodePlan
    .Scheduler?
  {
    let plan = try NodePlanner().plan(
      current: nil,
      recommended: try problem([pool("p", [cores, cores, 110])], items)
    )
    #expect(plan.nodesNeeded == nodes[0])
    return plan.scheduler
  }

  @Test("alike pods that fill their nodes all find one")
  func alike() throws {
    let left = try #require(try replay([item("a", 40, [2, 2, 1])], nodes: [8]))
    #expect(left == NodePlan.Scheduler(pendingPods: 0, nodes: 8))
  }

  @Test("small pods spread over two nodes leave no room for a large one")
  func spread() throws {
    // Two nodes: one for the large pod, one for ten small ones. Spread, the small ones take five of
    // each, unless the large pod comes early; by some seed it comes late.
    let problem = try problem(
      [pool("p", [10, 10, 110])],
      [item("large", 1, [10, 10, 1]), item("small", 10, [1, 1, 1])]
    )
    let left = try (1...20).map { seed in
      var planner = NodePlanner()
      planner.seed = UInt64(seed)
      return try planner.plan(current: nil, recommended: problem).scheduler
    }
    #expect(left.contains(NodePlan.Scheduler(pendingPods: 1, nodes: 3)))
    #expect(left.allSatisfy { ($0?.nodes ?? 0) - 2 == $0?.pendingPods })
  }

  @Test("one pod a node holds for the scheduler, too")
  func limited() throws {
    let left = try replay([item("a", 6, [1, 1, 1], max: 1)], nodes: [6])
    #expect(left == NodePlan.Scheduler(pendingPods: 0, nodes: 6))
  }
}
