internal import PodfitModel

/// Pods that lie evenly over the nodes they may use: topology spread by host name.
///
/// With N nodes and n pods every node can hold ⌊n/N⌋ of them and some a few more, so that how many a node
/// holds depends on how many nodes there are. ⌊n/N⌋ pods are taken as the load of every node, like a
/// DaemonSet's, and the rest goes at most `skew` to a node. From the fewest nodes that the pods need without
/// the rule, N grows until a packing has no more nodes than that. A node more that has only its load
/// keeps the rule. At worst no node holds more than `skew`, which always keeps it.
///
/// - Source: docs/formulas/packing.md#spread-over-nodes
struct NodeSpread {
  private let whole: PackingProblem
  /// Items with a rule, and the pools they may use.
  private let spread: [Int]
  private let pools: [Int]

  /// The most numbers of nodes that are tried.
  private static let tries = 12

  /// Prepares a problem; nil where no item has a rule.
  init?(_ whole: PackingProblem) {
    let spread = whole.items.indices.filter { whole.items[$0].nodeSkew != nil }
    guard let first = spread.first else { return nil }
    self.whole = whole
    let instance = PackingInstance(whole)
    func admitted(_ item: Int) -> [Int] {
      whole.pools.indices.filter { instance.admits[item * whole.pools.count + $0] }
    }
    let common = admitted(first)
    pools = common
    // Loads are the same on all nodes of a pool, and nothing may keep away from them.
    let isPlain = spread.allSatisfy { item in
      admitted(item) == common && whole.items[item].spread == nil
        && whole.items[item].maxPerNode == nil
        && !whole.conflicts.contains { $0.first == item || $0.second == item }
    }
    self.spread = isPlain && whole.devices == nil ? spread : []
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
    var nodes = max(1, own(least))
    let most = own(limited)
    for _ in 0..<Self.tries where nodes < most || !limited.leftOut.isEmpty {
      let (problem, origin) = try loaded(nodes)
      var packing = try pack(problem)
      let needed = own(packing)
      guard packing.leftOut.isEmpty, needed <= nodes else {
        nodes = max(nodes + 1, min(needed, nodes + nodes / 4 + 1))
        continue
      }
      packing.nodes = packing.nodes.map { node in
        var node = node
        node.contents = node.contents.map {
          PackedNode.Content(item: origin[$0.item], count: $0.count)
        }
        return node
      }
      if let home = home(nodes), nodes > needed {
        packing.nodes.append(PackedNode(pool: home, copies: nodes - needed, contents: []))
      } else if nodes > needed {
        return limited
      }
      return withLoads(packing, nodes)
    }
    return limited
  }

  /// How many nodes of the pools of the items a packing has.
  private func own(_ packing: Packing) -> Int {
    packing.nodes.reduce(0) { pools.contains($1.pool) ? $0 + $1.copies : $0 }
  }

  /// What every one of so many nodes holds of an item at least.
  private func load(_ item: Int, _ nodes: Int) -> Int { whole.items[item].count / nodes }

  /// The problem with the loads taken from nodes, and the item of the whole that each of its items is.
  private func loaded(_ nodes: Int) throws(PackingError) -> (PackingProblem, [Int]) {
    var items: [PackItem] = []
    var origin: [Int] = []
    var daemons = whole.daemons
    for (index, item) in whole.items.enumerated() {
      var rest = item
      rest.nodeSkew = nil
      if spread.contains(index), let skew = item.nodeSkew {
        let load = load(index, nodes)
        if load > 0 {
          let request = item.request.amounts.map { $0.multipliedSaturated(by: Int64(load)) }
          daemons.append(
            PackDaemon(
              workload: item.workload,
              request: ResourceVector(request),
              placement: nil,
              observedPools: pools
            )
          )
        }
        rest.count -= load * nodes
        rest.maxPerNode = skew
      }
      guard rest.count > 0 else { continue }
      items.append(rest)
      origin.append(index)
    }
    var place: [Int: Int] = [:]
    for (index, item) in origin.enumerated() { place[item] = index }
    let problem = try PackingProblem(
      resources: whole.resources,
      pools: whole.pools,
      items: items,
      daemons: daemons,
      conflicts: whole.conflicts.compactMap { pair in
        guard let one = place[pair.first], let other = place[pair.second] else { return nil }
        return ItemConflict(one, other)
      },
      notes: whole.notes
    )
    return (problem, origin)
  }

  /// The cheapest pool that grows and holds the loads.
  private func home(_ nodes: Int) -> Int? {
    let instance = PackingInstance(whole)
    let contents = spread.compactMap { item in
      let load = load(item, nodes)
      return load > 0 ? PackedNode.Content(item: item, count: load) : nil
    }
    return pools.filter {
      whole.pools[$0].nodeLimit == nil && instance.holds(contents, on: $0)
    }.min { (whole.pools[$0].cost, $0) < (whole.pools[$1].cost, $1) }
  }

  /// The packing with the loads on every node of the pools.
  private func withLoads(_ packing: Packing, _ nodes: Int) -> Packing {
    var packing = packing
    for index in packing.nodes.indices where pools.contains(packing.nodes[index].pool) {
      for item in spread {
        let load = load(item, nodes)
        guard load > 0 else { continue }
        if let place = packing.nodes[index].contents.firstIndex(where: { $0.item == item }) {
          packing.nodes[index].contents[place].count += load
        } else {
          packing.nodes[index].contents.append(PackedNode.Content(item: item, count: load))
        }
      }
    }
    packing.nodes.removeAll { $0.contents.isEmpty }
    return packing
  }
}
