internal import PodfitModel

/// Pods that lie evenly over the nodes they may use: topology spread by host name.
///
/// With N nodes and n pods every node can hold ⌊n/N⌋ of them and some a few more, so that how many a node
/// holds depends on how many nodes there are. ⌊n/N⌋ pods are taken as the load of every node, like a
/// DaemonSet's, and the rest goes at most `skew` to a node. From the fewest nodes that the pods need without
/// the rule, N grows until a packing has no more nodes than that. A node more that has only its load
/// keeps the rule. At worst no node holds more than `skew`, which always keeps it.
///
/// Pools that the same pods may use are a group with a number of nodes of its own, and pods that are spread
/// over zones, too, are first divided among these: every node carries the load of the zone with fewest.
///
/// - Source: docs/formulas/packing.md#spread-over-nodes
struct NodeSpread {
  private let whole: PackingProblem
  /// Zones' shares of pods, where some are spread over zones, too.
  private let division: SpreadDivision?
  /// The problem whose items have one set of pools each.
  private let divided: PackingProblem
  /// The item of the whole that each of its items is a part of.
  private let origin: [Int]
  private let instance: PackingInstance
  /// Items of ``divided`` with a rule; none where other rules would have to be kept with theirs.
  private let spread: [Int]
  /// Pools that the same items with a rule may use.
  private let groups: [[Int]]

  /// The most numbers of nodes that are tried.
  private static let tries = 12

  /// Prepares a problem; nil where no item has a rule.
  ///
  /// - Throws: ``PackingError`` as a problem does
  init?(_ whole: PackingProblem) throws(PackingError) {
    guard whole.items.contains(where: { $0.nodeSkew != nil }) else { return nil }
    self.whole = whole
    let isBoth = whole.items.contains { $0.nodeSkew != nil && $0.spread != nil }
    division = isBoth ? try SpreadDivision(whole) : nil
    divided = division?.problem ?? whole
    origin = division?.origin ?? Array(whole.items.indices)
    let problem = divided
    let instance = PackingInstance(problem)
    self.instance = instance
    let items = problem.items.indices.filter { problem.items[$0].nodeSkew != nil }
    // Loads are on all nodes of a pool, and nothing may keep away from them.
    let isPlain = items.allSatisfy { item in
      problem.items[item].spread == nil && problem.items[item].maxPerNode == nil
        && !problem.conflicts.contains { $0.first == item || $0.second == item }
    }
    let spread = isPlain && problem.devices == nil ? items : []
    self.spread = spread
    var groups: [[Int]: [Int]] = [:]
    for pool in problem.pools.indices {
      let users = spread.filter { instance.admits[$0 * problem.pools.count + pool] }
      if !users.isEmpty { groups[users, default: []].append(pool) }
    }
    self.groups = groups.values.sorted { $0[0] < $1[0] }
  }

  /// The problem in which no node holds more than the skew.
  func limited() throws(PackingError) -> PackingProblem {
    try whole.replacing(
      items: whole.items.map { item in
        var item = item
        if let skew = item.nodeSkew { item.maxPerNode = min(skew, item.maxPerNode ?? skew) }
        item.nodeSkew = nil
        return item
      }
    )
  }

  /// The problem without the rule.
  func free() throws(PackingError) -> PackingProblem {
    try whole.replacing(
      items: whole.items.map { item in
        var item = item
        item.nodeSkew = nil
        return item
      }
    )
  }

  /// The best packing with the rule.
  ///
  /// - Parameters:
  ///   - least: a packing without the rule
  ///   - limited: a packing of ``limited()``
  ///   - pack: packs a problem
  /// - Returns: the packing with the fewest nodes that were tried, at worst `limited`
  /// - Throws: ``PackingError`` as packing does
  func packing(
    from least: Packing,
    limited: Packing,
    pack: (PackingProblem) throws(PackingError) -> Packing
  ) throws(PackingError) -> Packing {
    guard !spread.isEmpty, least.leftOut.isEmpty || !limited.leftOut.isEmpty else { return limited }
    var nodes = counts(least)
    let most = counts(limited).reduce(0, +)
    for _ in 0..<Self.tries where nodes.reduce(0, +) < most || !limited.leftOut.isEmpty {
      fill(&nodes)
      let loads = loads(nodes)
      let (problem, origin) = try loaded(nodes, loads)
      var packing = try pack(problem)
      let needed = counts(packing)
      guard packing.leftOut.isEmpty, zip(needed, nodes).allSatisfy({ $0 <= $1 }) else {
        let isFull = zip(needed, nodes).allSatisfy { $0 <= $1 }
        nodes = zip(needed, nodes).map { needed, now in
          guard isFull || needed > now else { return now }
          return max(now + 1, min(needed, now + now / 4 + 1))
        }
        continue
      }
      packing.nodes = packing.nodes.map { node in
        var node = node
        node.contents = node.contents.map {
          PackedNode.Content(item: origin[$0.item], count: $0.count)
        }
        return node
      }
      for (group, pools) in groups.enumerated() where nodes[group] > needed[group] {
        let more = nodes[group] - needed[group]
        guard let home = home(pools, loads, for: more, beside: packing) else { return limited }
        packing.nodes.append(PackedNode(pool: home, copies: more, contents: []))
      }
      let found = withLoads(packing, loads)
      // What was put together here is looked at before it is chosen.
      guard let joined = checked(division?.joined(found) ?? found) else { return limited }
      return joined
    }
    return limited
  }

  private func checked(_ packing: Packing) -> Packing? {
    do {
      try PackingChecker(whole).verify(packing)
      return packing
    } catch {
      return nil
    }
  }

  /// How many nodes of each group a packing has.
  private func counts(_ packing: Packing) -> [Int] {
    groups.map { pools in
      packing.nodes.reduce(0) { pools.contains($1.pool) ? $0 + $1.copies : $0 }
    }
  }

  /// The groups that an item may use.
  private func groups(of item: Int) -> [Int] {
    groups.indices.filter { instance.admits[item * divided.pools.count + groups[$0][0]] }
  }

  /// Gives every item a node to be on.
  private func fill(_ nodes: inout [Int]) {
    for item in spread {
      let own = groups(of: item)
      if let first = own.first, own.allSatisfy({ nodes[$0] == 0 }) { nodes[first] = 1 }
    }
  }

  /// What every one of so many nodes holds of each item at least: of all parts of an item the same.
  private func loads(_ nodes: [Int]) -> [Int: Int] {
    var least: [Int: Int] = [:]
    for item in spread {
      let own = groups(of: item).reduce(0) { $0 + nodes[$1] }
      guard own > 0 else { continue }
      let load = divided.items[item].count / own
      least[origin[item]] = min(least[origin[item]] ?? load, load)
    }
    var loads: [Int: Int] = [:]
    for item in spread { loads[item] = least[origin[item]] ?? 0 }
    return loads
  }

  /// The problem with the loads taken from nodes, and the divided item that each of its items is.
  private func loaded(
    _ nodes: [Int],
    _ loads: [Int: Int]
  ) throws(PackingError) -> (PackingProblem, [Int]) {
    var items: [PackItem] = []
    var origin: [Int] = []
    var daemons = divided.daemons
    for (index, item) in divided.items.enumerated() {
      var rest = item
      rest.nodeSkew = nil
      if let load = loads[index], let skew = item.nodeSkew {
        let own = groups(of: index)
        if load > 0 {
          let request = item.request.amounts.map { $0.multipliedSaturated(by: Int64(load)) }
          daemons.append(
            PackDaemon(
              workload: item.workload,
              request: ResourceVector(request),
              placement: nil,
              observedPools: own.flatMap { groups[$0] }
            )
          )
        }
        rest.count -= load * own.reduce(0) { $0 + nodes[$1] }
        rest.maxPerNode = skew
      }
      guard rest.count > 0 else { continue }
      items.append(rest)
      origin.append(index)
    }
    var place: [Int: Int] = [:]
    for (index, item) in origin.enumerated() { place[item] = index }
    let problem = try PackingProblem(
      resources: divided.resources,
      pools: divided.pools,
      items: items,
      daemons: daemons,
      conflicts: divided.conflicts.compactMap { pair in
        guard let one = place[pair.first], let other = place[pair.second] else { return nil }
        return ItemConflict(one, other)
      },
      notes: divided.notes
    )
    return (problem, origin)
  }

  /// What a node of a pool holds of the loads.
  private func contents(_ pool: Int, _ loads: [Int: Int]) -> [PackedNode.Content] {
    spread.compactMap { item in
      let load = loads[item] ?? 0
      guard load > 0, instance.admits[item * divided.pools.count + pool] else { return nil }
      return PackedNode.Content(item: item, count: load)
    }
  }

  /// The cheapest pool of a group that holds the loads and has room for so many nodes.
  private func home(
    _ pools: [Int],
    _ loads: [Int: Int],
    for more: Int,
    beside packing: Packing
  ) -> Int? {
    pools.filter { pool in
      let used = packing.nodes.reduce(0) { $1.pool == pool ? $0 + $1.copies : $0 }
      return more <= (divided.pools[pool].nodeLimit ?? .max) - used
        && instance.holds(contents(pool, loads), on: pool)
    }.min { (divided.pools[$0].cost, $0) < (divided.pools[$1].cost, $1) }
  }

  /// The packing with the loads on every node of the pools.
  private func withLoads(_ packing: Packing, _ loads: [Int: Int]) -> Packing {
    var packing = packing
    for index in packing.nodes.indices {
      for each in contents(packing.nodes[index].pool, loads) {
        if let place = packing.nodes[index].contents.firstIndex(where: { $0.item == each.item }) {
          packing.nodes[index].contents[place].count += each.count
        } else {
          packing.nodes[index].contents.append(each)
        }
      }
    }
    packing.nodes.removeAll { $0.contents.isEmpty }
    return packing
  }
}
