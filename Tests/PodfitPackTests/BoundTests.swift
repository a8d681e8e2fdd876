import PodfitModel
import Testing

@testable import PodfitPack

@Suite("Proven minimum")
struct BoundTests {
  private func bound(_ problem: PackingProblem) -> Int {
    NodeBound().nodes(for: PackingInstance(problem))
  }

  @Test(
    "worked examples",
    arguments: [
      // Four pods of 26 and a node of 100: by CPU 1.04 nodes.
      ([Int64(100), 100, 10], 4, [Int64(26), 1, 1], nil, 2),
      // Exactly full is not one more.
      ([100, 100, 10], 40, [10, 1, 1], nil, 4),
      // Two halves share a node, two pods above a half do not.
      ([100, 100, 10], 6, [50, 1, 1], nil, 3), ([100, 100, 10], 6, [51, 1, 1], nil, 6),
      // Above a third: two a node, though the sum says 0.34 each.
      ([100, 100, 10], 6, [34, 1, 1], nil, 3),
      // The number of pods binds.
      ([100, 100, 3], 10, [1, 1, 1], nil, 4),
      // A limit per node binds.
      ([100, 100, 10], 10, [1, 1, 1], 1, 10), ([100, 100, 10], 10, [1, 1, 1], 3, 4),
    ] as [([Int64], Int, [Int64], Int?, Int)]
  )
  func worked(node: [Int64], count: Int, request: [Int64], limit: Int?, nodes: Int) throws {
    #expect(bound(try problem([pool("p", node)], [item("a", count, request, max: limit)])) == nodes)
  }

  @Test("kinds of nodes that share no pods are rounded up one by one")
  func division() throws {
    let pools = [pool("a", [100, 100, 10]), pool("b", [100, 100, 10])]
    let items = [item("x", 6, [20, 1, 1], pools: [0]), item("y", 6, [20, 1, 1], pools: [1])]
    #expect(bound(try problem(pools, items)) == 4)
    #expect(bound(try problem(pools, items + [item("z", 1, [1, 1, 1], pools: [0, 1])])) == 4)
  }

  @Test("the mix of kinds of nodes is weighed: each pod counts where it costs least")
  func mix() throws {
    let pools = [pool("cpu", [100, 10, 100]), pool("memory", [10, 100, 100])]
    let items = [item("c", 20, [10, 1, 1]), item("m", 30, [1, 10, 1])]
    // 20 of `c` fill two CPU nodes, 30 of `m` three memory nodes.
    #expect(bound(try problem(pools, items)) == 5)
  }

  @Test("never above the fewest nodes there are, never above any packing", arguments: 1...60)
  func valid(seed: Int) throws {
    var numbers = SeededNumbers(seed)
    let problem = try randomProblem(&numbers, pools: 1 + seed % 3)
    let solution = try PackingSolution(of: problem, work: 20_000)
    let fewest = fewestNodes(problem)
    #expect(solution.lowerBound <= fewest)
    #expect(solution.packing.nodeCount >= fewest)
    #expect(solution.packing.nodeCount <= fewest + 1)
  }

  @Test("never rises when a node grows, a request shrinks, a pod leaves", arguments: 1...40)
  func monotone(seed: Int) throws {
    var numbers = SeededNumbers(seed)
    let base = try randomProblem(&numbers, pools: 1 + seed % 4, items: 12, most: 9)
    let before = bound(base)
    let resource = Int.random(in: 0..<3, using: &numbers)

    var pools = base.pools
    pools[seed % pools.count].allocatable.amounts[resource] += .random(in: 1...30, using: &numbers)
    #expect(bound(try problem(pools, base.items)) <= before)

    var smaller = base.items
    for index in smaller.indices where Bool.random(using: &numbers) {
      let amount = smaller[index].request.amounts[resource]
      smaller[index].request.amounts[resource] = .random(in: 0...amount, using: &numbers)
    }
    #expect(bound(try problem(base.pools, smaller)) <= before)

    var fewer = base.items
    fewer[0].count -= 1
    fewer.remove(at: 5)
    #expect(bound(try problem(base.pools, fewer.filter { $0.count > 0 })) <= before)

    var freer = base.items
    for index in freer.indices where Bool.random(using: &numbers) {
      freer[index].fixedPools = Array(base.pools.indices)
      freer[index].maxPerNode = nil
    }
    #expect(bound(try problem(base.pools, freer)) <= before)
  }

  @Test("the weights that a solver suggests cannot make the bound wrong", arguments: 1...20)
  func wrongSolver(seed: Int) throws {
    struct Liar: LinearProgramSolver {
      var seed: Int
      func solve(_ program: LinearProgram) -> LinearSolution? {
        var numbers = SeededNumbers(seed)
        return LinearSolution(
          cost: 1e9,
          amounts: program.costs,
          duals: program.rows.map { _ in
            [.nan, -3, .infinity, 0, .random(in: 0...9, using: &numbers)].randomElement(
              using: &numbers
            ) ?? 0
          }
        )
      }
    }
    var numbers = SeededNumbers(seed)
    let problem = try randomProblem(&numbers)
    let told = NodeBound(solver: Liar(seed: seed)).nodes(for: PackingInstance(problem))
    #expect(told <= fewestNodes(problem))
  }

  @Test("a stepped share is one that nodes can hold", arguments: NodeShares.steps)
  func steppedShares(step: Int64) {
    var numbers = SeededNumbers(Int(step))
    for _ in 0..<2_000 {
      // Random parts that fill a node to the last unit are the hardest case.
      let node = Int64.random(in: 1...40, using: &numbers)
      var left = node
      var sum: Int128 = 0
      while left > 0 {
        let part = Int64.random(in: 1...left, using: &numbers)
        left -= part
        sum += Int128(NodeShares.stepped(part, of: node, step: step))
      }
      #expect(sum <= Int128(NodeShares.whole))
    }
    for node in Int64(1)...40 {
      let shares = (0...node).map { NodeShares.stepped($0, of: node, step: step) }
      #expect(shares == shares.sorted())
      #expect(shares.last == NodeShares.whole)
    }
  }
}

@Suite("Linear programs")
struct LinearProgramTests {
  @Test("CLP and the plain simplex agree", arguments: 1...40)
  func agreement(seed: Int) throws {
    var numbers = SeededNumbers(seed)
    let columns = Int.random(in: 2...6, using: &numbers)
    var program = LinearProgram(
      costs: (0..<columns).map { _ in .random(in: 1...9, using: &numbers) }
    )
    for _ in 0..<Int.random(in: 1...6, using: &numbers) {
      program.rows.append(
        LinearProgram.Row(
          (0..<columns).map { ($0, .random(in: 0.5...5, using: &numbers)) },
          lower: .random(in: 1...20, using: &numbers)
        )
      )
    }
    let fast = try #require(ClpSolver().solve(program))
    let plain = try #require(ReferenceSimplex().solve(program))
    #expect(abs(fast.cost - plain.cost) < 1e-6 * (1 + plain.cost))
    // Strong duality: the duals prove the cost.
    for solution in [fast, plain] {
      let proven = zip(solution.duals, program.rows).reduce(0) { $0 + $1.0 * $1.1.lower }
      #expect(abs(proven - plain.cost) < 1e-5 * (1 + plain.cost))
      #expect(solution.duals.allSatisfy { $0 > -1e-6 })
    }
  }

  @Test("a program without a solution has none")
  func infeasible() {
    let program = LinearProgram(
      costs: [1],
      rows: [LinearProgram.Row([(0, 1)], lower: 2), LinearProgram.Row([(0, 1)], upper: 1)]
    )
    #expect(ClpSolver().solve(program) == nil)
    #expect(ReferenceSimplex().solve(program) == nil)
    #expect(ClpSolver().solve(LinearProgram(costs: [])) == nil)
  }

  @Test("the bound is the same with either solver", arguments: 1...15)
  func sameBound(seed: Int) throws {
    var numbers = SeededNumbers(seed)
    let instance = PackingInstance(try randomProblem(&numbers, pools: 2, items: 5, most: 20))
    let plain = NodeBound(solver: ReferenceSimplex()).nodes(for: instance)
    #expect(NodeBound().nodes(for: instance) == plain)
  }
}
