public import PodfitModel

/// The answer to a what-if.
public struct ScenarioAnswer: Sendable {
  /// Nodes that a checked packing needs.
  public let nodes: Int
  /// No fewer nodes ever do.
  public let lowerBound: Int
  /// Their cost in the problem's units.
  public let cost: Int64
  /// The least cost.
  public let costLowerBound: Int64
  /// Pods that fit nowhere, or would not when what is to be survived is lost.
  public let leftOut: [NodePlan.Unschedulable]
  /// Nodes per pool, by name.
  public let pools: [String: Int]
  /// Whether the search was ended early.
  public let wasStopped: Bool
  /// The packing: of one zone where a zone may be lost, else of the whole.
  let solution: PackingSolution
  /// How many times the packing there is, and nodes beside it per pool.
  let totals: (times: Int, idle: [Int: Int])
  /// Nodes per pool, by index.
  private let counts: [Int: Int]

  /// Packs a problem with a change.
  ///
  /// The loss of a zone: each of the zones gets nodes for its share when one is gone, ⌈pods / (zones − 1)⌉
  /// of every workload; no count N does for which N · (zones − 1) / zones is below the minimum without
  /// loss. The loss of a node: one node more of every pool in use. A pool of at most so many nodes has the same
  /// part of them in every zone, and keeps one of them free for the loss of a node; a node that pods
  /// name has no other beside it.
  ///
  /// - Parameters:
  ///   - problem: the pods and nodes before the change
  ///   - change: what changes
  ///   - zones: how many zones there are
  ///   - effort: how hard to search
  ///   - seed: chooses among equal moves
  /// - Throws: ``PackingError`` for changes that make no sense, or when the checker refuses a packing
  public init(
    _ problem: PackingProblem,
    change: ScenarioChange,
    zones: Int,
    effort: PackingEffort,
    seed: UInt64
  ) throws(PackingError) {
    if change.loss == .zone, zones < 2 {
      throw PackingError(.tooFewZones(zones), subject: .packing("survive zone"))
    }
    let whole = try problem.changed(by: change)
    let isZone = change.loss == .zone
    let grown =
      try isZone ? problem.changed(by: change) { ($0 + zones - 2) / (zones - 1) } : whole
    let part = try grown.reserving(for: change.loss, zones: zones)
    let solution = try PackingSolution(of: part, effort: effort, seed: seed)
    var nodes: [Int: Int] = [:]
    for node in solution.packing.nodes { nodes[node.pool, default: 0] += node.copies }
    if isZone { nodes = nodes.mapValues { $0 * zones } }
    var idle: [Int: Int] = [:]
    if change.loss == .node {
      idle = nodes.filter { part.pools[$0.key].nodeName == nil }.mapValues { _ in 1 }
      nodes.merge(idle) { $0 + $1 }
    }
    self.solution = solution
    totals = (isZone ? zones : 1, idle)
    counts = nodes
    self.nodes = nodes.values.reduce(0, +)
    cost = nodes.reduce(0) {
      $0.addingSaturated(part.pools[$1.key].cost.multipliedSaturated(by: Int64($1.value)))
    }
    switch change.loss {
    case .zone:
      let least = whole.least(without: solution.packing.leftOut, times: zones - 1, seed: seed)
      lowerBound = (least.nodes * zones + zones - 2) / (zones - 1)
      costLowerBound =
        least.cost.multipliedSaturated(by: Int64(zones)).addingSaturated(Int64(zones) - 2)
        / Int64(zones - 1)
    case .node:
      var least = (nodes: solution.lowerBound, cost: solution.costLowerBound)
      if part != whole {
        // With the nodes kept free a mix of pools may be another one; the minimum is of all of them.
        least = whole.least(without: solution.packing.leftOut, times: 1, seed: seed)
      }
      let cheapest = part.pools.map(\.cost).min() ?? 0
      lowerBound = least.nodes + (idle.isEmpty ? 0 : 1)
      costLowerBound = least.cost.addingSaturated(idle.isEmpty ? 0 : cheapest)
    case nil:
      lowerBound = solution.lowerBound
      costLowerBound = solution.costLowerBound
    }
    leftOut =
      Unschedulables(solution, times: isZone ? zones - 1 : 1, atMost: isZone ? whole : nil).entries
    var pools: [String: Int] = [:]
    for (index, count) in nodes { pools[part.pools[index].name, default: 0] += count }
    self.pools = pools
    wasStopped = solution.wasStopped
  }

  /// What the nodes cost and the proven least, by exact prices.
  ///
  /// - Parameter scale: whole units of the problem that make one of reports
  /// - Returns: both in the unit of reports
  /// - Throws: ``PackingError`` as a problem does
  public func costs(scale: Double) throws(PackingError) -> (needed: Double, least: Double) {
    let problem = solution.problem
    let prices = NodeCosts(problem.pools, scale: problem.countsNodes ? 1 : scale)
    var least = prices.least(costLowerBound)
    if problem.countsNodes, totals.times == 1, totals.idle.isEmpty {
      let proved = try problem.leastCost(leftOut: solution.packing.leftOut, scale: scale)
      least = max(least, proved)
    }
    let needed = prices.sum(counts)
    return (needed, min(needed, least))
  }
}

extension ScenarioAnswer {
  /// How many pods fit nowhere.
  public var unschedulable: Int { leftOut.reduce(0) { $0 + $1.pods } }
}

extension PackingProblem {
  /// The problem with what a loss leaves of the pools that may not grow.
  fileprivate func reserving(
    for loss: ScenarioChange.Loss?,
    zones: Int
  ) throws(PackingError) -> PackingProblem {
    guard let loss, pools.contains(where: { $0.nodeLimit != nil && $0.nodeName == nil }) else {
      return self
    }
    return try replacing(
      pools: pools.map { pool in
        var pool = pool
        guard let limit = pool.nodeLimit, pool.nodeName == nil else { return pool }
        pool.nodeLimit = loss == .zone ? limit / max(1, zones) : max(0, limit - 1)
        return pool
      }
    )
  }

  /// The proven minimum of the pods but so many times those that were left out.
  fileprivate func least(
    without leftOut: [Int: Int],
    times: Int,
    seed: UInt64
  ) -> (nodes: Int, cost: Int64) {
    let instance = PackingInstance(self)
    var counts = instance.counts
    for (item, count) in leftOut {
      // Where items are not the same ones nothing is proved.
      guard counts.indices.contains(item) else { return (0, 0) }
      counts[item] = max(0, counts[item] - count * times)
    }
    var search = PackingSearch(
      instance.recounted(counts).merged().instance,
      effort: .greedy,
      seed: seed,
      solver: ClpSolver()
    )
    search.bound()
    return (search.nodeBound, search.costBound)
  }
}
