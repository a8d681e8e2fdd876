internal import PodfitModel

/// How hard a packing is searched for.
public struct PackingEffort: Sendable {
  /// The packers to try, in order; of equal answers the first counts.
  public var packers: [any Packer]
  /// How many looks at a node the consolidation may take.
  public var consolidation: Int
  /// Units of work for the search over patterns; 0 leaves it out, nil lets it grow with the problem.
  public var search: Int?
  /// How far above the bound a packing ends the trying of packers, as a factor; 1 tries them all.
  public var closeEnough = 1.0
  /// Asked now and then; true ends the search with the best so far.
  public var shouldStop: @Sendable () -> Bool
  /// Counts what searches over patterns really did, where somebody wants to know.
  var meter: WorkMeter?

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
    return min(8_000_000_000, 200_000_000 + items * items * 10_000 + items * pools * 1_000_000)
  }

  /// Packers alone: the answer within a second for 100,000 pods.
  ///
  /// Within one percent of the bound the next packer is not tried.
  public static var greedy: PackingEffort {
    var effort = PackingEffort(packers: PackerRegistry.quick, consolidation: 0, search: 0)
    effort.closeEnough = 1.01
    return effort
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
    if let division = AffinityDivision(problem) {
      try self.init(tying: division, of: problem, effort: effort, seed: seed, solver: solver)
    } else if let spread = try NodeSpread(problem) {
      try self.init(over: spread, of: problem, effort: effort, seed: seed, solver: solver)
    } else if let division = try SpreadDivision(problem) {
      try self.init(joining: division, of: problem, effort: effort, seed: seed, solver: solver)
    } else {
      try self.init(whole: problem, effort: effort, seed: seed, solver: solver)
    }
  }

  /// Packs a problem as it is.
  private init(
    whole problem: PackingProblem,
    effort: PackingEffort,
    seed: UInt64,
    solver: any LinearProgramSolver
  ) throws(PackingError) {
    let whole = PackingInstance(problem)
    let (instance, members) = whole.merged()
    var search = PackingSearch(instance, effort: effort, seed: seed, solver: solver)
    search.run()
    let nodes = whole.expanded(search.best, members: members)
    var best = Packing(packer: search.method, nodes: nodes, leftOut: whole.leftOut(by: nodes))
    let full = best.leftOut.filter { whole.isPlaceable($0.key) }
    if !full.isEmpty, effort.search != 0, !effort.shouldStop(),
      let sharing = try DeviceSharing(problem, whole, leftOut: full, solver: solver)
    {
      let shared = PackingInstance(sharing.problem)
      let (merged, members) = shared.merged()
      var other = PackingSearch(merged, effort: effort, seed: seed, solver: solver)
      other.run()
      let nodes = shared.expanded(other.best, members: members)
      let joined = sharing.joined(
        Packing(packer: other.method, nodes: nodes, leftOut: shared.leftOut(by: nodes))
      )
      let left = whole.leftOut(by: joined.nodes)
      if left.values.reduce(0, +) < best.leftOut.values.reduce(0, +) {
        best = Packing(packer: other.method, nodes: joined.nodes, leftOut: left)
      }
    }
    if best.leftOut.contains(where: { whole.isPlaceable($0.key) }) {
      // The minimum is of the pods that were placed; the others are reported beside it. With them gone
      // the rest is a problem of its own, which is searched and proved as such.
      var counts = whole.counts
      for (item, left) in best.leftOut { counts[item] -= left }
      let placed = whole.recounted(counts)
      let (rest, parts) = placed.merged()
      search = PackingSearch(rest, effort: effort, seed: seed, solver: solver)
      search.run()
      let nodes = placed.expanded(search.best, members: parts)
      let known = search.cost(of: best.nodes)
      if placed.leftOut(by: nodes).isEmpty, search.cost(of: nodes) < known {
        best.nodes = nodes
        best.packer = search.method
      }
    }
    best.nodes = best.nodes.filter { !$0.contents.isEmpty }
    try PackingChecker(problem).verify(best)
    self.problem = problem
    packing = best
    lowerBound = search.nodeBound
    costLowerBound = search.costBound
    cost = whole.cost(of: best.nodes)
    wasStopped = search.wasStopped
  }

  /// Packs a problem whose pods must be together; what is proved without that holds with it.
  private init(
    tying division: AffinityDivision,
    of problem: PackingProblem,
    effort: PackingEffort,
    seed: UInt64,
    solver: any LinearProgramSolver
  ) throws(PackingError) {
    // Places are chosen one set after the other, by quick packings.
    var chosen: [String] = []
    for set in division.placed {
      var best: (place: String, left: Int, cost: Int64)?
      for place in division.places(of: set.items, label: set.label) {
        let tried = try PackingSolution(
          of: division.problem(chosen + [place]),
          effort: .greedy,
          seed: seed,
          solver: solver
        )
        let left = tried.packing.leftOut.values.reduce(0, +)
        if let best, (best.left, best.cost) <= (left, tried.cost) { continue }
        best = (place, left, tried.cost)
      }
      chosen.append(best?.place ?? "")
    }
    let parts = try PackingSolution(
      of: division.problem(chosen),
      effort: effort,
      seed: seed,
      solver: solver
    )
    let packing = division.joined(parts.packing)
    try PackingChecker(problem).verify(packing)
    let relaxed = try PackingSolution(
      of: division.relaxed(without: packing.leftOut),
      effort: .greedy,
      seed: seed,
      solver: solver
    )
    self.problem = problem
    self.packing = packing
    lowerBound = relaxed.lowerBound
    costLowerBound = relaxed.costLowerBound
    cost = parts.cost
    wasStopped = parts.wasStopped
  }

  /// Packs a problem whose pods lie evenly over nodes; what is proved without that holds with it.
  private init(
    over spread: NodeSpread,
    of problem: PackingProblem,
    effort: PackingEffort,
    seed: UInt64,
    solver: any LinearProgramSolver
  ) throws(PackingError) {
    func solved(_ problem: PackingProblem) throws(PackingError) -> PackingSolution {
      try PackingSolution(of: problem, effort: effort, seed: seed, solver: solver)
    }
    let free = try solved(spread.free())
    let limited = try solved(spread.limited())
    let packing = try spread.packing(from: free.packing, limited: limited.packing) {
      (problem) throws(PackingError) in
      try solved(problem).packing
    }
    try PackingChecker(problem).verify(packing)
    self.problem = problem
    self.packing = packing
    lowerBound = free.lowerBound
    costLowerBound = free.costLowerBound
    cost = PackingInstance(problem).cost(of: packing.nodes)
    wasStopped = free.wasStopped || limited.wasStopped
  }

  /// Packs the parts of a problem whose pods are spread, and takes them for the whole.
  private init(
    joining division: SpreadDivision,
    of problem: PackingProblem,
    effort: PackingEffort,
    seed: UInt64,
    solver: any LinearProgramSolver
  ) throws(PackingError) {
    var parts = try PackingSolution(
      of: division.problem,
      effort: effort,
      seed: seed,
      solver: solver
    )
    var packing = division.joined(parts.packing)
    // A larger skew lets one place hold fewer, so that others fill their nodes.
    for lean in effort.search == 0 ? 0..<0 : SpreadDivision.leanings(problem) {
      guard !effort.shouldStop(), let other = try SpreadDivision(problem, lean: lean) else {
        break
      }
      let tried = try PackingSolution(
        of: other.problem,
        effort: effort,
        seed: seed,
        solver: solver
      )
      let joined = other.joined(tried.packing)
      let left = (joined.leftOut.values.reduce(0, +), packing.leftOut.values.reduce(0, +))
      if (left.0, tried.cost) < (left.1, parts.cost) { (parts, packing) = (tried, joined) }
    }
    try PackingChecker(problem).verify(packing)
    var counts = PackingInstance(problem).counts
    for (item, left) in packing.leftOut { counts[item] -= left }
    // The minimum is of the whole, where any place may hold more than another.
    var bounds = PackingSearch(
      PackingInstance(problem).recounted(counts).merged().instance,
      effort: .greedy,
      seed: seed,
      solver: solver
    )
    bounds.bound()
    let least = try division.leastNodes(leftOut: packing.leftOut, solver: solver)
    self.problem = problem
    self.packing = packing
    lowerBound = max(bounds.nodeBound, least)
    let cheapest = problem.pools.map(\.cost).min() ?? 0
    costLowerBound = max(
      bounds.costBound,
      Int64(clamping: lowerBound).multipliedSaturated(by: cheapest)
    )
    cost = parts.cost
    wasStopped = parts.wasStopped
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
    nodes.reduce(0) {
      $0.addingSaturated(cost[$1.pool].multipliedSaturated(by: Int64($1.copies)))
    }
  }
}
