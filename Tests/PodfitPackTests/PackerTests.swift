import PodfitModel
import Testing

@testable import PodfitPack

@Suite("Packers")
struct PackerTests {
  @Test("every packer has a name and a summary of its own")
  func registry() {
    let ids = PackerRegistry.all.map(\.id)
    #expect(Set(ids).count == ids.count)
    for id in ids { #expect(PackerRegistry.packer(id)?.summary.isEmpty == false) }
    #expect(PackerRegistry.packer("none") == nil)
  }

  @Test("what a packer returns passes the checker", arguments: PackerRegistry.all.map(\.id))
  func checked(id: String) throws {
    let packer = try #require(PackerRegistry.packer(id))
    for seed in 1...80 {
      var numbers = SeededNumbers(seed)
      let problem = try randomProblem(&numbers, pools: 1 + seed % 4, items: 15, most: 40)
      let nodes = packer.pack(PackingInstance(problem))
      #expect(throws: Never.self, "seed \(seed)") {
        try PackingChecker(problem).verify(Packing(packer: id, nodes: nodes))
      }
      #expect(packer.pack(PackingInstance(problem)) == nodes)
    }
  }

  @Test("few pods: at most one node more than the fewest, and mostly none", arguments: [2, 3])
  func nearOptimal(pools: Int) throws {
    var optimal = 0
    for seed in 1...100 {
      var numbers = SeededNumbers(seed * 7)
      let problem = try randomProblem(&numbers, pools: pools, items: 5)
      let nodes = try PackingSolution(of: problem, work: 20_000).packing.nodeCount
      let fewest = fewestNodes(problem)
      #expect((fewest...(fewest + 1)).contains(nodes), "seed \(seed)")
      optimal += nodes == fewest ? 1 : 0
    }
    #expect(optimal >= 95)
  }

  @Test("clusters under 100 nodes end within one node of the proven minimum", arguments: 1...6)
  func smallClusters(seed: Int) throws {
    var numbers = SeededNumbers(seed)
    let items = (0..<60).map { index -> PackItem in
      // From 50 millicores to 3 cores, and 1 to 8 GiB per core.
      let cpu = Int64(50 * (1 << Int.random(in: 0...6, using: &numbers)))
      let memory = cpu * .random(in: 1...8, using: &numbers)
      return item("w\(index)", .random(in: 1...20, using: &numbers), [cpu, memory, 1])
    }
    let cluster = try problem([pool("m5.4xlarge", [15_600, 60_500, 110])], items)
    let solution = try PackingSolution(of: cluster, work: 300_000)
    #expect((10..<100).contains(solution.packing.nodeCount))
    #expect(solution.packing.nodeCount <= solution.lowerBound + 1)
  }

  @Test("the improvement repeats itself and never adds a node")
  func improvement() throws {
    var numbers = SeededNumbers(5)
    let problem = try randomProblem(&numbers, pools: 2, items: 30, most: 12)
    let first = try PackingSolution(of: problem, seed: 3, work: 50_000)
    let second = try PackingSolution(of: problem, seed: 3, work: 50_000)
    #expect(first.packing == second.packing)
    let plain = try PackingSolution(of: problem, work: 0)
    #expect(first.packing.nodeCount <= plain.packing.nodeCount)
  }

  @Test("a kind of node that takes all pods is preferred to one that takes few")
  func poolChoice() throws {
    let pools = [pool("small", [10, 10, 10]), pool("large", [100, 100, 100])]
    let solution = try PackingSolution(of: try problem(pools, [item("a", 50, [2, 2, 1])]))
    #expect(solution.packing.nodes.allSatisfy { $0.pool == 1 })
    #expect(solution.packing.nodeCount == 1)
  }

  @Test("a free choice among kinds of nodes follows the mix of the bound", arguments: 1...3)
  func mix(seed: Int) throws {
    var numbers = SeededNumbers(seed)
    let items = (0..<150).map { index -> PackItem in
      let cpu = Int64.random(in: 20...900, using: &numbers)
      return item("w\(index)", 40, [cpu, cpu * .random(in: 1...10, using: &numbers), 1])
    }
    // None of the three is better than another in everything.
    let pools = [
      pool("c", [32_000, 60_000, 250]), pool("m", [16_000, 64_000, 250]),
      pool("r", [12_000, 120_000, 250]),
    ]
    let solution = try PackingSolution(of: try problem(pools, items), work: 10_000)
    #expect(solution.packing.nodeCount >= solution.lowerBound)
    #expect(Double(solution.packing.nodeCount) <= 1.05 * Double(solution.lowerBound))
  }

  @Test("100,000 pods of 800 workloads are packed close to the minimum")
  func large() throws {
    var numbers = SeededNumbers(11)
    let items = (0..<800).map { index -> PackItem in
      let cpu = Int64.random(in: 20...900, using: &numbers)
      return item("w\(index)", 125, [cpu, cpu * .random(in: 2...7, using: &numbers), 1])
    }
    let cluster = try problem([pool("m5.4xlarge", [15_600, 60_500, 110])], items)
    let instance = PackingInstance(cluster)
    let nodes = DotProduct(.balanced).pack(instance)
    let packing = Packing(packer: "balanced", nodes: nodes)
    try PackingChecker(cluster).verify(packing)
    let bound = NodeBound().nodes(for: instance)
    #expect(packing.nodeCount >= bound)
    #expect(Double(packing.nodeCount) <= 1.02 * Double(bound))
  }
}
