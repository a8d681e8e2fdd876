internal import PodfitModel

/// A problem prepared for packers and bounds: flat tables, rules resolved, daemons subtracted.
///
/// Usual size: up to 3,000 items, 10 pools, 3 to 6 resources.
public struct PackingInstance: Sendable {
  /// How many resources there are.
  public let resourceCount: Int
  /// How many pools there are.
  public let poolCount: Int
  /// How many items there are.
  public private(set) var itemCount: Int
  /// What a node hands out after its daemons, by pool and resource; never negative.
  let free: [Int64]
  /// What a pod requests, by item and resource.
  private(set) var request: [Int64]
  /// Whether a pod of an item may go to an empty node of a pool and fits, by item and pool.
  private(set) var fits: [Bool]
  /// Whether the rules alone let a pod of an item onto a pool, by item and pool.
  private(set) var admits: [Bool]
  /// Pods of an item.
  private(set) var counts: [Int]
  /// The most pods of an item on one node.
  private(set) var maxPerNode: [Int]
  /// The most nodes of a pool.
  private(set) var nodeLimit: [Int]
  /// Nodes of a pool now.
  let nodesNow: [Int]
  /// Pools that cannot be used because daemons overfill their nodes, with the resource.
  let overfull: [Int: String]
  /// What a node of a pool costs.
  let cost: [Int64]
  /// Conflicts and devices.
  private(set) var rules: SideRules
  /// A size per item: its request as a share of the average node, summed over resources.
  private(set) var size: [Double]

  /// Prepares a problem.
  public init(_ problem: PackingProblem) {
    let resources = problem.resources.count
    let pools = problem.pools.count
    resourceCount = resources
    poolCount = pools
    itemCount = problem.items.count
    counts = problem.items.map(\.count)
    maxPerNode = problem.items.map { $0.maxPerNode ?? .max }
    nodeLimit = problem.pools.map { $0.nodeLimit ?? .max }
    nodesNow = problem.pools.map(\.nodesNow)
    cost = problem.pools.map(\.cost)
    request = problem.items.flatMap(\.request.amounts)

    var free: [Int64] = []
    var overfull: [Int: String] = [:]
    for (index, pool) in problem.pools.enumerated() {
      var left = pool.allocatable.amounts
      for daemon in problem.daemons where daemon.lands(on: pool, at: index) {
        for (resource, amount) in daemon.request.amounts.enumerated()
        where left[resource] != ResourceVector.unlimited {
          left[resource] = left[resource].subtractingSaturated(amount)
        }
      }
      if let lacking = left.firstIndex(where: { $0 < 0 }) {
        overfull[index] = problem.resources[lacking]
      }
      free += left.map { max(0, $0) }
    }
    if let devices = problem.devices {
      // Part of a device that daemons leave is no device.
      for pool in 0..<pools {
        let index = pool * resources + devices.resource
        if free[index] != ResourceVector.unlimited { free[index] -= free[index] % devices.unit }
      }
    }
    rules = SideRules(problem, free: free)
    self.free = free
    self.overfull = overfull

    var admits: [Bool] = []
    var fits: [Bool] = []
    var admitted = AdmissionCache()
    for item in problem.items {
      let allowed = admitted.pools(of: item, in: problem.pools)
      for pool in 0..<pools {
        let offered = free[(pool * resources)..<((pool + 1) * resources)]
        admits.append(allowed[pool])
        fits.append(
          allowed[pool] && overfull[pool] == nil
            && zip(item.request.amounts, offered).allSatisfy { $0 <= $1 }
        )
      }
    }
    self.admits = admits
    self.fits = fits
    size = Self.sizes(of: problem, free: free)
  }

  /// The same pods with each share of an item an item of its own, bound to its pool.
  ///
  /// Since shares of one item have different pools, they never meet on a node.
  func divided(into shares: [PoolShare]) -> PackingInstance {
    var copy = self
    copy.itemCount = shares.count
    copy.counts = shares.map(\.count)
    copy.maxPerNode = shares.map { maxPerNode[$0.item] }
    copy.size = shares.map { size[$0.item] }
    copy.request = shares.flatMap { share in
      request[(share.item * resourceCount)..<((share.item + 1) * resourceCount)]
    }
    copy.fits = shares.flatMap { share in
      (0..<poolCount).map { $0 == share.pool && fits[share.item * poolCount + $0] }
    }
    copy.admits = copy.fits
    copy.rules = rules.divided(shares.map(\.item))
    return copy
  }

  /// The same kinds of pods in other numbers; items with none are left in place.
  func recounted(_ counts: [Int], nodeLimit: [Int]? = nil) -> PackingInstance {
    var copy = self
    copy.counts = counts
    if let nodeLimit { copy.nodeLimit = nodeLimit }
    return copy
  }

  /// Items that nothing tells apart as one item each, and what each is made of.
  ///
  /// Ten thousand single pods of a few hundred sizes become a few hundred items. An item with a limit
  /// per node or with rivals stays by itself.
  func merged() -> (instance: PackingInstance, members: [[Int]]) {
    struct Likeness: Hashable {
      var request: ArraySlice<Int64>
      var fits: ArraySlice<Bool>
      var own: Int
    }
    var index: [Likeness: Int] = [:]
    var members: [[Int]] = []
    for item in 0..<itemCount {
      let isAlone =
        maxPerNode[item] < counts[item]
        || !rules.conflicts.isEmpty && !rules.conflicts[item].isEmpty
      let key = Likeness(
        request: request[(item * resourceCount)..<((item + 1) * resourceCount)],
        fits: fits[(item * poolCount)..<((item + 1) * poolCount)],
        own: isAlone ? item : -1
      )
      if let known = index[key] {
        members[known].append(item)
      } else {
        index[key] = members.count
        members.append([item])
      }
    }
    guard members.count < itemCount else { return (self, members) }
    let first = members.map { $0[0] }
    var copy = self
    copy.itemCount = members.count
    copy.counts = members.map { $0.reduce(0) { $0 + counts[$1] } }
    copy.maxPerNode = members.map { $0.count > 1 ? .max : maxPerNode[$0[0]] }
    copy.size = first.map { size[$0] }
    copy.request = first.flatMap {
      request[($0 * resourceCount)..<(($0 + 1) * resourceCount)]
    }
    copy.fits = first.flatMap { fits[($0 * poolCount)..<(($0 + 1) * poolCount)] }
    copy.admits = first.flatMap { admits[($0 * poolCount)..<(($0 + 1) * poolCount)] }
    copy.rules = rules.divided(first)
    return (copy, members)
  }

  /// Nodes of a merged instance with the pods of the items it was made of.
  func expanded(_ nodes: [PackedNode], members: [[Int]]) -> [PackedNode] {
    guard members.count < itemCount else { return nodes }
    var next = [Int](repeating: 0, count: members.count)
    var left = members.map { $0.first.map { counts[$0] } ?? 0 }
    /// Pods of one class, taken from its members in order.
    func take(_ count: Int, of group: Int) -> [PackedNode.Content] {
      var count = count
      var result: [PackedNode.Content] = []
      while count > 0, next[group] < members[group].count {
        if left[group] == 0 {
          next[group] += 1
          if next[group] < members[group].count {
            left[group] = counts[members[group][next[group]]]
          }
          continue
        }
        let taken = min(count, left[group])
        result.append(PackedNode.Content(item: members[group][next[group]], count: taken))
        left[group] -= taken
        count -= taken
      }
      return result
    }
    var result: [PackedNode] = []
    for node in nodes {
      for _ in 0..<node.copies {
        let contents = node.contents.flatMap { take($0.count, of: $0.item) }
        if let last = result.last, last.pool == node.pool, last.contents == contents {
          result[result.count - 1].copies += 1
        } else {
          result.append(PackedNode(pool: node.pool, copies: 1, contents: contents))
        }
      }
    }
    return result
  }

  /// Whether some pool can take a pod of `item`.
  func isPlaceable(_ item: Int) -> Bool {
    fits[(item * poolCount)..<((item + 1) * poolCount)].contains(true)
  }

  /// How many pods of `item` fit into what `free` leaves from `offset` on; at most `most`.
  @inline(__always)
  func copies(of item: Int, in free: [Int64], at offset: Int, atMost most: Int) -> Int {
    var copies = Int64(most)
    let base = item * resourceCount
    for resource in 0..<resourceCount {
      let need = request[base + resource]
      guard need > 0 else { continue }
      let left = free[offset + resource]
      if left < need { return 0 }
      if copies > 1 { copies = min(copies, left / need) }
    }
    return Int(copies)
  }

  /// Sizes relative to the average free node, so that resources can be compared.
  private static func sizes(of problem: PackingProblem, free: [Int64]) -> [Double] {
    let resources = problem.resources.count
    var scale = [Double](repeating: 0, count: resources)
    for (index, amount) in free.enumerated() { scale[index % resources] += Double(amount) }
    for resource in scale.indices { scale[resource] /= Double(max(1, problem.pools.count)) }
    return problem.items.map { item in
      zip(item.request.amounts, scale).reduce(0) { sum, pair in
        pair.1 > 0 ? sum + Double(pair.0) / pair.1 : sum
      }
    }
  }
}

/// Remembers which pools a set of rules admits: thousands of items share a few sets.
private struct AdmissionCache {
  private struct Key: Hashable {
    var cluster: String
    var rules: PlacementRules
  }

  private var known: [Key: [Bool]] = [:]

  mutating func pools(of item: PackItem, in pools: [PackPool]) -> [Bool] {
    var allowed = allowed(item, in: pools)
    for pool in item.barredPools { allowed[pool] = false }
    return allowed
  }

  private mutating func allowed(_ item: PackItem, in pools: [PackPool]) -> [Bool] {
    if let fixed = item.fixedPools {
      return pools.indices.map { fixed.contains($0) }
    }
    let key = Key(cluster: item.workload.cluster, rules: item.placement)
    let allowed =
      known[key]
      ?? pools.map { $0.cluster == key.cluster && $0.admits(key.rules) }
    known[key] = allowed
    guard allowed.contains(true) else {
      return pools.indices.map { item.fallbackPools.contains($0) }
    }
    return allowed
  }
}
