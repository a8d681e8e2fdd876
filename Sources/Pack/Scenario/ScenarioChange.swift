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
  /// The most pods of a workload on one node, by `namespace/name`, or its name where it has no namespace.
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
      let namespace = item.workload.namespace
      let name = namespace.isEmpty ? item.workload.name : "\(namespace)/\(item.workload.name)"
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
