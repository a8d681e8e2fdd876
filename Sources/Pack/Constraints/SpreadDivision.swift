internal import PodfitModel

/// A problem whose spread pods are divided over their places, and what that proves.
///
/// With a skew of one each place holds ⌊n/Z⌋ or ⌈n/Z⌉ of n pods; which ones hold more is chosen by turns.
/// Even shares keep any larger skew, too, so a packing of the divided problem is one of the whole. The
/// minimum is of the whole, where the choice is free.
///
/// - Source: docs/formulas/packing.md#spread
struct SpreadDivision {
  /// The problem with an item for each place.
  let problem: PackingProblem
  /// The item of the whole problem that each is a part of.
  let origin: [Int]
  private let whole: PackingProblem
  private let shares: [Share]
  /// Pods of items of the whole problem for which there is no place.
  private let excess: [Int: Int]

  /// A spread item and the pools of each of its places.
  private struct Share {
    var item: Int
    var places: [[Int]]
  }

  /// Divides a problem; nil where no pod is spread over places that there are.
  ///
  /// - Parameters:
  ///   - whole: the problem
  ///   - lean: how many pods below the even share the emptiest places are, where the rule allows that, and
  ///     the first ones as many more as it allows; nil for even shares
  /// - Throws: ``PackingError`` as a problem does
  init?(_ whole: PackingProblem, lean: Int? = nil) throws(PackingError) {
    guard whole.items.contains(where: { $0.spread != nil }) else { return nil }
    let instance = PackingInstance(whole)
    var items: [PackItem] = []
    var origin: [Int] = []
    var parts: [[Int]] = []
    var shares: [Share] = []
    var turns: [WorkloadID: Int] = [:]
    var excess: [Int: Int] = [:]
    /// Pods of a workload in places that hold so many of them at most.
    var held: [WorkloadID: [Int: Int]] = [:]
    for (index, item) in whole.items.enumerated() {
      parts.append([])
      let places = Self.places(of: index, item, whole, instance)
      if !places.isEmpty { shares.append(Share(item: index, places: places)) }
      let first = turns[item.workload] ?? 0
      for (place, pools) in (places.isEmpty ? [nil] : places.map(Optional.some)).enumerated() {
        var part = item
        part.spread = nil
        if let pools {
          let turn = (place - first % places.count + places.count) % places.count
          part.count = Self.share(of: item, turn: turn, places: places.count, lean: lean)
          part.fixedPools = pools
          if let most = item.spread?.most {
            let room = max(0, most - (held[item.workload]?[place] ?? 0))
            if part.count > room { excess[index, default: 0] += part.count - room }
            part.count = min(part.count, room)
            held[item.workload, default: [:]][place, default: 0] += part.count
          }
        }
        guard part.count > 0 else { continue }
        parts[index].append(items.count)
        items.append(part)
        origin.append(index)
      }
      if !places.isEmpty { turns[item.workload] = first + item.count % places.count }
    }
    guard !shares.isEmpty else { return nil }
    self.whole = whole
    self.origin = origin
    self.shares = shares
    self.excess = excess
    problem = try PackingProblem(
      resources: whole.resources,
      pools: whole.pools,
      items: items,
      daemons: whole.daemons,
      conflicts: whole.conflicts.flatMap { pair in
        parts[pair.first].flatMap { one in parts[pair.second].map { ItemConflict(one, $0) } }
      },
      devices: whole.devices,
      notes: whole.notes
    )
  }

  /// How many pods the place whose turn it is gets: even shares, or the first ones as many more than the
  /// emptiest as the rule allows.
  private static func share(of item: PackItem, turn: Int, places: Int, lean: Int?) -> Int {
    let even = item.count / places
    let skew = min(item.spread?.maxSkew ?? 1, item.count)
    let fewest = max(0, even - (lean ?? 0))
    let rest = item.count - fewest * places
    guard lean != nil, skew > 1, item.spread?.most == nil, rest <= skew * (places - 1) else {
      return even + (turn < item.count % places ? 1 : 0)
    }
    return fewest + min(skew, max(0, rest - skew * turn))
  }

  /// How far below the even share uneven ones are worth trying; nothing in large problems.
  static func leanings(_ whole: PackingProblem) -> Range<Int> {
    let skew = whole.items.compactMap { $0.spread?.maxSkew }.max() ?? 1
    guard skew > 1, whole.items.count <= 40, whole.pools.count <= 12 else { return 0..<0 }
    return 0..<min(5, skew + 1)
  }

  /// The pools of each place that an item may use, by the label's value; pools without it are none.
  private static func places(
    of index: Int,
    _ item: PackItem,
    _ problem: PackingProblem,
    _ instance: PackingInstance
  ) -> [[Int]] {
    guard let spread = item.spread else { return [] }
    var places: [String: [Int]] = [:]
    for (pool, each) in problem.pools.enumerated()
    where instance.admits[index * problem.pools.count + pool] {
      guard let value = each.labels[spread.label] else { continue }
      places[value, default: []].append(pool)
    }
    return places.sorted { $0.key < $1.key }.map(\.value)
  }

  /// Nodes of the divided problem with the items of the whole.
  func joined(_ packing: Packing) -> Packing {
    var packing = packing
    packing.nodes = packing.nodes.map { node in
      var node = node
      var counts: [Int: Int] = [:]
      for each in node.contents { counts[origin[each.item], default: 0] += each.count }
      node.contents = counts.sorted { $0.key < $1.key }.map {
        PackedNode.Content(item: $0.key, count: $0.value)
      }
      return node
    }
    var left: [Int: Int] = [:]
    for (item, count) in packing.leftOut { left[origin[item], default: 0] += count }
    left.merge(excess, uniquingKeysWith: +)
    packing.leftOut = left
    return packing
  }

  /// The fewest nodes that the rules of spread alone prove.
  ///
  /// With n pods, Z places and a skew of s no place holds fewer than ⌈(n − (Z − 1)·s)/Z⌉ or more than
  /// ⌊(n + (Z − 1)·s)/Z⌋. So a workload is in ⌈n/most⌉ places and as many nodes at least, and the nodes of
  /// places that have no pool in common add up. Pods that were left out do not count.
  func leastNodes(leftOut: [Int: Int], solver: any LinearProgramSolver) throws(PackingError) -> Int
  {
    let (least, parts) = try needs(leftOut: leftOut)
    return max(
      least,
      parts.reduce(0) { $0 + NodeBound(solver: solver).nodes(for: PackingInstance($1)) }
    )
  }

  /// In how many places a workload must be, and the pods that places without a pool in common hold at
  /// least, each place a problem of its own.
  func needs(
    leftOut: [Int: Int] = [:]
  ) throws(PackingError) -> (places: Int, parts: [PackingProblem]) {
    var least = 0
    var counts: [[Int]: [Int: Int]] = [:]
    for share in shares where leftOut[share.item] == nil {
      let item = whole.items[share.item]
      let places = share.places.count
      let skew = min(item.spread?.maxSkew ?? 1, item.count)
      var most = max(1, (item.count + (places - 1) * skew) / places)
      if let rule = item.spread?.most { most = min(most, rule) }
      least = max(least, (item.count + most - 1) / most)
      let fewest = max(0, item.count - (places - 1) * skew + places - 1) / places
      guard fewest > 0 else { continue }
      for pools in share.places { counts[pools, default: [:]][share.item] = fewest }
    }
    var used: Set<Int> = []
    var parts: [PackingProblem] = []
    for (pools, items) in counts.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) })
    where used.isDisjoint(with: pools) {
      used.formUnion(pools)
      parts.append(
        try PackingProblem(
          resources: whole.resources,
          pools: whole.pools,
          items: items.sorted { $0.key < $1.key }.map { index, count in
            var item = whole.items[index]
            item.count = count
            item.spread = nil
            item.fixedPools = pools
            return item
          },
          daemons: whole.daemons,
          devices: whole.devices
        )
      )
    }
    return (least, parts)
  }
}
