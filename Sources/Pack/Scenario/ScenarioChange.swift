internal import PodfitModel

/// What is different in a what-if.
public struct ScenarioChange: Sendable, Hashable {
  /// The loss that the nodes must survive.
  public enum Loss: String, Sendable, Hashable, CaseIterable {
    /// Any zone.
    case zone
    /// Any node.
    case node
  }

  /// How many times the pods there are.
  public var growth = 1.0
  /// Pools that are gone, by name.
  public var removedPools: [String] = []
  /// The most nodes of a pool, by its name.
  public var poolLimits: [String: Int] = [:]
  /// Nodes that a pool has fewer than now, by its name; it does not grow beyond the rest.
  public var removedNodes: [String: Int] = [:]
  /// Pods that go to cheaper nodes which may be taken away.
  public var spot: SpotShare?
  /// Pools that there are besides.
  public var addedPools: [PackPool] = []
  /// The part of each resource that may be handed out, by name; at most one.
  public var caps: [String: Double] = [:]
  /// What the system takes of every node besides, by resource.
  public var reserved: [String: Int64] = [:]
  /// The most pods of a workload on one node, by `namespace/name`.
  public var maxPerNode: [String: Int] = [:]
  /// Pods that there are besides.
  public var added: [PackItem] = []
  /// The loss to survive.
  public var loss: Loss?

  /// Makes a change of nothing.
  public init() {}
}

extension PackingProblem {
  /// The problem with a change, but for the loss of nodes, which ``ScenarioAnswer`` adds.
  ///
  /// - Throws: ``PackingError`` for names that there are not and amounts that make no sense
  public func changed(by change: ScenarioChange, copies: (Int) -> Int = { $0 }) throws(PackingError)
    -> PackingProblem
  {
    for name in change.removedPools where !pools.contains(where: { $0.name == name }) {
      throw PackingError(.noSuchName, subject: .pool(name))
    }
    var kept: [Int: Int] = [:]
    var newPools: [PackPool] = []
    let limited = try limits(change)
    for (index, pool) in pools.enumerated() where !change.removedPools.contains(pool.name) {
      kept[index] = newPools.count
      newPools.append(pool)
      if let limit = limited[index] { newPools[newPools.count - 1].nodeLimit = limit }
    }
    let firstAdded = newPools.count
    newPools += change.addedPools
    for index in newPools.indices {
      for (resource, name) in resources.enumerated() {
        let amount = newPools[index].allocatable.amounts[resource]
        guard amount != ResourceVector.unlimited else { continue }
        let capped = DecimalRatio(min(1, change.caps[name] ?? 1)).down(amount)
        newPools[index].allocatable.amounts[resource] =
          max(0, capped - (change.reserved[name] ?? 0))
      }
    }
    let isOpen = !change.addedPools.isEmpty
    var found: Set<String> = []
    let growth = DecimalRatio(change.growth)
    let newItems = (items + change.added).map { item in
      var item = item
      item.count = copies(max(1, Int(min(growth.up(Int64(item.count)), 1 << 40))))
      let name = "\(item.workload.namespace)/\(item.workload.name)"
      if let most = change.maxPerNode[name] {
        item.maxPerNode = most
        found.insert(name)
      }
      item.fallbackPools = item.fallbackPools.compactMap { kept[$0] }
      // A list that holds all pools means any, those added included.
      let isAny = item.fixedPools.map { Set($0) == Set(pools.indices) } ?? false
      item.fixedPools = item.fixedPools?.compactMap { kept[$0] }
      item.barredPools = item.barredPools.compactMap { kept[$0] }
      if isAny, isOpen { item.fixedPools? += Array(firstAdded..<newPools.count) }
      return item
    }
    if let missing = change.maxPerNode.keys.sorted().first(where: { !found.contains($0) }) {
      throw PackingError(.noSuchName, subject: .packing(missing))
    }
    let changed = try PackingProblem(
      resources: resources,
      pools: newPools,
      items: newItems,
      daemons: daemons.map { daemon in
        var daemon = daemon
        daemon.observedPools = daemon.observedPools.compactMap { kept[$0] }
        return daemon
      },
      conflicts: conflicts,
      devices: devices,
      notes: notes
    ).with(affinities: affinities)
    return try change.spot.map { spot throws(PackingError) in
      try changed.dividing(by: spot)
    } ?? changed
  }

  /// The most nodes of each pool with limits, by index; parts of one pool share its limit in their order.
  private func limits(_ change: ScenarioChange) throws(PackingError) -> [Int: Int] {
    let names = Set(change.poolLimits.keys).union(change.removedNodes.keys).sorted()
    for name in names where !pools.contains(where: { $0.name == name }) {
      throw PackingError(.noSuchName, subject: .pool(name))
    }
    var limits: [Int: Int] = [:]
    for name in names {
      let own = pools.indices.filter { pools[$0].name == name }
      let now = own.reduce(0) { $0 + pools[$1].nodesNow }
      var left = change.poolLimits[name] ?? now
      if let gone = change.removedNodes[name] { left = min(left, max(0, now - gone)) }
      for index in own {
        // The last part takes what others do not have now.
        let share = index == own.last ? left : min(left, pools[index].nodesNow)
        limits[index] = min(share, pools[index].nodeLimit ?? share)
        left -= share
      }
    }
    return limits
  }
}

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
  /// Pods that fit nowhere.
  public let unschedulable: Int
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
  /// loss. The loss of a node: one node more of every pool in use.
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
    let part =
      try isZone ? problem.changed(by: change) { ($0 + zones - 2) / (zones - 1) } : whole
    let solution = try PackingSolution(of: part, effort: effort, seed: seed)
    var nodes: [Int: Int] = [:]
    for node in solution.packing.nodes { nodes[node.pool, default: 0] += node.copies }
    if isZone { nodes = nodes.mapValues { $0 * zones } }
    var idle: [Int: Int] = [:]
    if change.loss == .node {
      idle = nodes.mapValues { _ in 1 }
      nodes = nodes.mapValues { $0 + 1 }
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
      var search = PackingSearch(
        PackingInstance(whole).merged().instance,
        effort: .greedy,
        seed: seed,
        solver: ClpSolver()
      )
      search.bound()
      lowerBound = (search.nodeBound * zones + zones - 2) / (zones - 1)
      costLowerBound =
        search.costBound.multipliedSaturated(by: Int64(zones)).addingSaturated(Int64(zones) - 2)
        / Int64(zones - 1)
    case .node:
      let least = part.pools.map(\.cost).min() ?? 0
      let isAny = solution.lowerBound > 0
      lowerBound = solution.lowerBound + (isAny ? 1 : 0)
      costLowerBound = solution.costLowerBound.addingSaturated(isAny ? least : 0)
    case nil:
      lowerBound = solution.lowerBound
      costLowerBound = solution.costLowerBound
    }
    unschedulable = solution.packing.leftOut.values.reduce(0, +) * (isZone ? zones : 1)
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
