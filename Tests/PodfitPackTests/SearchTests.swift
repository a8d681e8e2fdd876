import PodfitModel
import Testing

@testable import PodfitPack

/// The least cost by trying everything, for a handful of pods; nil when they cannot all be placed.
///
/// Knows nothing of packers, bounds or the checker; items name their pools by `fixedPools`.
private func leastCost(_ problem: PackingProblem) -> Int64? {
  struct Node {
    var pool: Int
    var free: [Int64]
    var counts: [Int: Int] = [:]
  }
  let pods = problem.items.enumerated().flatMap {
    Array(repeating: $0.offset, count: $0.element.count)
  }
  var best: Int64?
  var nodes: [Node] = []
  func put(_ pod: Int, on node: Node) -> Node? {
    let item = problem.items[pod]
    guard item.fixedPools?.contains(node.pool) ?? true,
      node.counts[pod, default: 0] < item.maxPerNode ?? .max,
      !problem.conflicts.contains(where: { pair in
        (pair.first == pod && node.counts[pair.second] != nil)
          || (pair.second == pod && node.counts[pair.first] != nil)
      })
    else { return nil }
    var node = node
    for (resource, amount) in item.request.amounts.enumerated() {
      node.free[resource] -= amount
      if node.free[resource] < 0 { return nil }
    }
    node.counts[pod, default: 0] += 1
    return node
  }
  func place(_ next: Int, _ cost: Int64) {
    if let best, cost >= best { return }
    guard next < pods.count else {
      best = cost
      return
    }
    for index in nodes.indices {
      guard let filled = put(pods[next], on: nodes[index]) else { continue }
      let before = nodes[index]
      nodes[index] = filled
      place(next + 1, cost)
      nodes[index] = before
    }
    for (pool, each) in problem.pools.enumerated() {
      guard nodes.count(where: { $0.pool == pool }) < each.nodeLimit ?? .max,
        let filled = put(pods[next], on: Node(pool: pool, free: each.allocatable.amounts))
      else { continue }
      nodes.append(filled)
      place(next + 1, cost + each.cost)
      nodes.removeLast()
    }
  }
  place(0, 0)
  return best
}

/// A random problem with priced pools, conflicts and sometimes limits of nodes.
private func pricedProblem(_ numbers: inout SeededNumbers, limits: Bool = false) throws
  -> PackingProblem
{
  let base = try randomProblem(&numbers, pools: Int.random(in: 1...3, using: &numbers), items: 4)
  let conflict = ItemConflict(0, 1)
  return try PackingProblem(
    resources: base.resources,
    pools: base.pools.map { pool in
      var pool = pool
      pool.cost = .random(in: 3...9, using: &numbers)
      if limits { pool.nodeLimit = Int.random(in: 2...6, using: &numbers) }
      return pool
    },
    items: base.items,
    conflicts: Bool.random(using: &numbers) ? [conflict] : []
  )
}

@Suite("The search for the cheapest packing")
struct SearchTests {
  @Test("never below the least cost, never proved above it, and equal in nearly all cases")
  func leastCosts() throws {
    var equal = 0
    for seed in 1...120 {
      var numbers = SeededNumbers(seed * 13)
      let problem = try pricedProblem(&numbers)
      let least = try #require(leastCost(problem))
      let solution = try PackingSolution(of: problem, work: 20_000)
      #expect(solution.packing.leftOut.isEmpty, "seed \(seed)")
      #expect(solution.costLowerBound <= least, "seed \(seed)")
      #expect(solution.cost >= least, "seed \(seed)")
      equal += solution.cost == least ? 1 : 0
    }
    #expect(equal >= 114)
  }

  @Test("limited pools: the minimum stays below the least cost where all pods can be placed")
  func limitedPools() throws {
    for seed in 1...80 {
      var numbers = SeededNumbers(seed * 17)
      let problem = try pricedProblem(&numbers, limits: true)
      guard let least = leastCost(problem) else { continue }
      let solution = try PackingSolution(of: problem, work: 20_000)
      if solution.packing.leftOut.isEmpty {
        #expect(solution.cost >= least, "seed \(seed)")
        #expect(solution.costLowerBound <= least, "seed \(seed)")
      }
    }
  }

  @Test("a workload limited per node needs pods over limit nodes, at the price of the cheapest")
  func perNodeLimit() throws {
    let problem = try PackingProblem(
      resources: ["cpu", "memory", "pods"],
      pools: [
        PackPool(name: "a", nodesNow: 0, allocatable: ResourceVector([100, 100, 10]), cost: 7),
        PackPool(name: "b", nodesNow: 0, allocatable: ResourceVector([50, 50, 10]), cost: 4),
      ],
      items: [item("w", 30, [1, 1, 1], max: 3)]
    )
    let solution = try PackingSolution(of: problem, work: 10_000)
    #expect(solution.cost == 40)
    #expect(solution.costLowerBound == 40)
    #expect(solution.lowerBound == 10)
  }

  @Test("the cost bound never rises when a node grows, a request shrinks, a limit goes")
  func monotone() throws {
    for seed in 1...60 {
      var numbers = SeededNumbers(seed * 29)
      let problem = try pricedProblem(&numbers)
      let before = bound(problem)
      for change in 0..<4 {
        let pools = problem.pools.enumerated().map { index, pool in
          var pool = pool
          if change == 0, index == 0 { pool.allocatable.amounts[0] += 7 }
          if change == 3 { pool.cost = max(1, pool.cost - 1) }
          return pool
        }
        let items = problem.items.enumerated().map { index, item in
          var item = item
          if change == 1, index == 0 { item.request.amounts[1] /= 2 }
          if change == 2 { item.maxPerNode = nil }
          return item
        }
        let easier = try PackingProblem(resources: problem.resources, pools: pools, items: items)
        #expect(bound(easier) <= before * (1 + 1e-6), "seed \(seed), change \(change)")
      }
    }
  }

  private func bound(_ problem: PackingProblem) -> Double {
    CostBound(PatternTables(PackingInstance(problem).merged().instance))
      .certificate(solver: ClpSolver()).cost
  }

  @Test("whatever a solver suggests, the bound holds")
  func lyingSolver() throws {
    struct Liar: LinearProgramSolver {
      let seed: Int
      func solve(_ program: LinearProgram) -> LinearSolution? {
        var numbers = SeededNumbers(seed)
        return LinearSolution(
          cost: 1e9,
          amounts: program.costs.map { _ in .random(in: -2...9, using: &numbers) },
          duals: program.rows.map { _ in .random(in: -5...5, using: &numbers) }
        )
      }
    }
    for seed in 1...60 {
      var numbers = SeededNumbers(seed * 31)
      let problem = try pricedProblem(&numbers, limits: seed % 2 == 0)
      guard let least = leastCost(problem) else { continue }
      let solution = try PackingSolution(of: problem, work: 5_000, solver: Liar(seed: seed))
      #expect(solution.costLowerBound <= least || !solution.packing.leftOut.isEmpty, "seed \(seed)")
    }
  }

  @Test("exact search for one node: as good as trying all")
  func exactPattern() throws {
    for seed in 1...60 {
      var numbers = SeededNumbers(seed * 37)
      let problem = try randomProblem(&numbers, pools: 1, items: 7, most: 3)
      let tables = PatternTables(PackingInstance(problem))
      let values = (0..<7).map { _ in Double.random(in: 0...1, using: &numbers) }
      var best = 0.0
      func tryAll(_ item: Int, _ free: [Int64], _ value: Double) {
        best = max(best, value)
        guard item < 7 else { return }
        var free = free
        for count in 0...tables.most[item] {
          if count > 0 {
            for resource in free.indices { free[resource] -= tables.need[item * 3 + resource] }
            if free.contains(where: { $0 < 0 }) { break }
          }
          tryAll(item + 1, free, value + Double(count) * values[item])
        }
      }
      tryAll(0, problem.pools[0].allocatable.amounts, 0)
      var dual = KnapsackDual(resources: 3)
      dual.improve(values: values, pool: 0, tables, reached: 0, steps: 50)
      #expect(dual.bound >= best * (1 - 1e-12), "seed \(seed)")
      let exact = ExactPattern(
        values: values,
        pool: 0,
        prices: dual.prices,
        known: ([], 0),
        limit: 1_000_000,
        tables
      )
      #expect(abs(exact.best.value - best) < 1e-9, "seed \(seed)")
      #expect(exact.bound >= best * (1 - 1e-9), "seed \(seed)")
    }
  }

  @Test("many single pods of few sizes are packed as few items, and every pod is named again")
  func merged() throws {
    let items = (0..<500).map { item("p\($0)", 1, [Int64(10 + $0 % 4 * 7), 5, 1]) }
    let many = try problem([pool("m", [100, 100, 20])], items)
    let (instance, members) = PackingInstance(many).merged()
    #expect(instance.itemCount == 4)
    #expect(members.map(\.count).reduce(0, +) == 500)
    let solution = try PackingSolution(of: many, work: 10_000)
    let placed = Set(solution.packing.nodes.flatMap(\.contents).map(\.item))
    #expect(placed.count == 500)
  }

  @Test("an early end gives a checked packing and says so")
  func stopped() throws {
    var numbers = SeededNumbers(5)
    let problem = try randomProblem(&numbers, pools: 3, items: 60, most: 40)
    let effort = PackingEffort(shouldStop: { true })
    let solution = try PackingSolution(of: problem, effort: effort)
    #expect(solution.packing.leftOut.isEmpty)
    #expect(solution.wasStopped || solution.isProved)
  }

  @Test("the same seed gives the same packing, with either end of the budget")
  func repeated() throws {
    var numbers = SeededNumbers(11)
    let problem = try randomProblem(&numbers, pools: 2, items: 40, most: 20)
    for work in [2_000, 200_000] {
      let one = try PackingSolution(of: problem, seed: 3, work: work)
      let two = try PackingSolution(of: problem, seed: 3, work: work)
      #expect(one.packing == two.packing)
    }
  }

  @Test("costs and conflicts that make no sense are refused")
  func refused() throws {
    for cost in [0, -5, Int64.max] {
      #expect(throws: PackingError.self) {
        try PackingProblem(
          resources: ["cpu"],
          pools: [
            PackPool(name: "m", nodesNow: 0, allocatable: ResourceVector([1]), cost: cost)
          ],
          items: []
        )
      }
    }
    #expect(throws: PackingError.self) {
      try PackingProblem(resources: ["cpu"], pools: [], items: [], conflicts: [ItemConflict(0, 1)])
    }
  }
}

@Suite("Devices")
struct DeviceTests {
  /// One resource of devices in thousandths.
  private func problem(_ devices: Int64, _ shares: [(Int, Int64)]) throws -> PackingProblem {
    try PackingProblem(
      resources: ["cpu", "gpu"],
      pools: [
        PackPool(name: "m", nodesNow: 0, allocatable: ResourceVector([1_000, devices * 1_000]))
      ],
      items: shares.enumerated().map { item("w\($0.offset)", $0.element.0, [1, $0.element.1]) },
      devices: DeviceResource(resource: 1, unit: 1_000)
    )
  }

  /// Devices of a node, pods of each share, and nodes needed.
  struct Case: Sendable {
    var devices: Int64
    var shares: [(Int, Int64)]
    var nodes: Int
  }

  static let cases: [Case] = [
    Case(devices: 1, shares: [(2, 600)], nodes: 2),
    Case(devices: 2, shares: [(2, 600)], nodes: 1),
    Case(devices: 2, shares: [(3, 600)], nodes: 2),
    Case(devices: 1, shares: [(2, 500)], nodes: 1),
    Case(devices: 4, shares: [(1, 2_000), (4, 500)], nodes: 1),
    Case(devices: 4, shares: [(1, 3_000), (3, 500)], nodes: 2),
    Case(devices: 8, shares: [(1, 8_000), (1, 100)], nodes: 2),
    Case(devices: 2, shares: [(1, 700), (1, 600), (1, 300), (1, 400)], nodes: 1),
  ]

  @Test("nodes for shares and whole devices, by hand", arguments: cases)
  func counts(of each: Case) throws {
    let problem = try problem(each.devices, each.shares)
    let solution = try PackingSolution(of: problem, work: 1_000)
    #expect(solution.packing.nodeCount == each.nodes)
    #expect(solution.lowerBound <= each.nodes)
  }

  @Test("the checker refuses shares that add up but do not fit device by device")
  func checked() throws {
    let problem = try problem(2, [(3, 600)])
    let packing = Packing(
      packer: "by hand",
      nodes: [PackedNode(pool: 0, copies: 1, contents: [PackedNode.Content(item: 0, count: 3)])]
    )
    #expect {
      try PackingChecker(problem).verify(packing)
    } throws: {
      ($0 as? PackingError)?.code == .checkFailed(.devicesOverfull(node: 0))
    }
  }

  @Test("part of several devices is refused")
  func broken() throws {
    #expect(throws: PackingError.self) { try self.problem(4, [(1, 1_500)]) }
  }

  @Test("pods that keep apart share no node, and the checker says so")
  func conflicts() throws {
    let problem = try PackingProblem(
      resources: ["cpu"],
      pools: [pool("m", [10])],
      items: [item("a", 3, [1]), item("b", 4, [1])],
      conflicts: [ItemConflict(0, 1)]
    )
    #expect(try PackingSolution(of: problem, work: 1_000).packing.nodeCount == 2)
    let together = PackedNode(
      pool: 0,
      copies: 1,
      contents: [
        PackedNode.Content(item: 0, count: 3), PackedNode.Content(item: 1, count: 4),
      ]
    )
    #expect {
      try PackingChecker(problem).verify(Packing(packer: "by hand", nodes: [together]))
    } throws: {
      ($0 as? PackingError)?.code == .checkFailed(.conflict(node: 0, items: [0, 1]))
    }
  }
}
