internal import PodfitModel

/// How hard a packing is searched for.
public struct PackingEffort: Sendable {
  /// The packers to try, in order; of equal answers the first counts.
  public var packers: [any Packer]
  /// How many looks at a node the consolidation may take.
  public var consolidation: Int
  /// Units of work for the search over patterns; 0 leaves it out, nil lets it grow with the problem.
  public var search: Int?
  /// Asked now and then; true ends the search with the best so far.
  public var shouldStop: @Sendable () -> Bool

  /// Makes an effort.
  public init(
    packers: [any Packer] = PackerRegistry.all,
    consolidation: Int = 20_000_000,
    search: Int? = nil,
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) {
    self.packers = packers
    self.consolidation = consolidation
    self.search = search
    self.shouldStop = shouldStop
  }

  /// The work of a search over so many different items and pools.
  ///
  /// A second or two for a small cluster, ten for 800 workloads, a minute at most; 300 million units
  /// are about a second.
  static func search(items: Int, pools: Int) -> Int {
    let items = min(items, 100_000)
    return min(20_000_000_000, 200_000_000 + items * items * 10_000 + items * pools * 400_000)
  }

  /// Packers alone: the answer within a second for 100,000 pods.
  public static var greedy: PackingEffort {
    PackingEffort(packers: PackerRegistry.quick, consolidation: 0, search: 0)
  }

  /// Everything: packers, the search over patterns, consolidation.
  public static var full: PackingEffort { PackingEffort() }
}

/// A verified packing of a problem, with the proven minimum beside it.
public struct PackingSolution: Sendable {
  /// The problem.
  public let problem: PackingProblem
  /// The packing; the independent checker has verified it.
  public let packing: Packing
  /// No packing of the same pods needs fewer nodes.
  public let lowerBound: Int
  /// What the nodes of the packing cost.
  public let cost: Int64
  /// No packing of the same pods costs less.
  public let costLowerBound: Int64
  /// Whether the caller ended the search early.
  public let wasStopped: Bool

  /// Whether no packing is cheaper.
  public var isProved: Bool { cost <= costLowerBound }

  /// Packs `problem` with every packer, improves the best, and has the result verified.
  ///
  /// - Parameters:
  ///   - problem: what to pack
  ///   - packers: the packers to try, in order; of equal answers the first counts
  ///   - seed: chooses among equal moves
  ///   - work: how many looks at a node the consolidation may take; the search over patterns gets as
  ///     much work in proportion
  ///   - solver: suggests weights for the proven minimum
  /// - Throws: ``PackingError`` when the checker refuses the packing.
  public init(
    of problem: PackingProblem,
    packers: [any Packer] = PackerRegistry.all,
    seed: UInt64 = 1,
    work: Int = 20_000_000,
    solver: any LinearProgramSolver = ClpSolver()
  ) throws(PackingError) {
    let (search, isTooMuch) = work.multipliedReportingOverflow(by: 1_000)
    try self.init(
      of: problem,
      effort: PackingEffort(
        packers: packers,
        consolidation: work,
        search: isTooMuch ? nil : search
      ),
      seed: seed,
      solver: solver
    )
  }

  /// Packs `problem` as hard as `effort` says, and has the result verified.
  ///
  /// - Throws: ``PackingError`` when the checker refuses the packing.
  public init(
    of problem: PackingProblem,
    effort: PackingEffort,
    seed: UInt64 = 1,
    solver: any LinearProgramSolver = ClpSolver()
  ) throws(PackingError) {
    let whole = PackingInstance(problem)
    let (instance, members) = whole.merged()
    var search = PackingSearch(instance, effort: effort, seed: seed, solver: solver)
    search.run()
    let nodes = whole.expanded(search.best, members: members)
    var best = Packing(packer: search.method, nodes: nodes, leftOut: whole.leftOut(by: nodes))
    if best.leftOut.contains(where: { whole.isPlaceable($0.key) }) {
      // The minimum is of the pods that were placed; the others are reported beside it.
      var counts = whole.counts
      for (item, left) in best.leftOut { counts[item] -= left }
      search.bound(for: whole.recounted(counts).merged().instance)
    }
    best.nodes = best.nodes.filter { !$0.contents.isEmpty }
    try PackingChecker(problem).verify(best)
    self.problem = problem
    packing = best
    lowerBound = search.nodeBound
    costLowerBound = search.costBound
    cost = best.nodes.reduce(0) { $0 + problem.pools[$1.pool].cost * Int64($1.copies) }
    wasStopped = search.wasStopped
  }
}

extension PackingInstance {
  /// The pods of each item that `nodes` do not hold.
  func leftOut(by nodes: [PackedNode]) -> [Int: Int] {
    var left = counts
    for node in nodes {
      for each in node.contents { left[each.item] -= each.count * node.copies }
    }
    return Dictionary(uniqueKeysWithValues: left.enumerated().filter { $0.element != 0 }.map { $0 })
  }

  /// What nodes cost; a sum that no real cluster reaches is held at the largest number.
  func cost(of nodes: [PackedNode]) -> Int64 {
    nodes.reduce(0) { $0.addingSaturated(cost[$1.pool] * Int64($1.copies)) }
  }
}
