internal import PodfitModel

/// Pods on spot nodes: cheaper ones that may be taken away.
///
/// Of every workload the share, rounded down, goes to spot nodes of the same kinds. So that they hold it when
/// a part of them is gone, they get room for ⌈pods / (1 − part)⌉: the others take over at once. Static pods
/// stay where they are.
///
/// - Source: docs/formats/scenarios.md
public struct SpotShare: Hashable, Sendable {
  /// The part of each workload's pods; 0 to 1.
  public var share: Double
  /// The price of a spot node over that of the same node without.
  public var price: Double
  /// The part of spot nodes that may be gone at one time; below 1.
  public var lost: Double

  /// Makes a share.
  public init(share: Double, price: Double = 1, lost: Double = 0) {
    self.share = share
    self.price = price
    self.lost = lost
  }

  /// What the names of pools of spot nodes end in.
  static let suffix = " (spot)"
}

extension PackingProblem {
  /// The problem with spot nodes of every pool, and every item in two.
  ///
  /// - Throws: ``PackingError`` as a problem does
  func dividing(by spot: SpotShare) throws(PackingError) -> PackingProblem {
    // Where nodes count alike a price only means something of their sizes.
    if spot.price != 1, countsNodes, pools.contains(where: { $0.price != nil }) {
      return try counting(scale: Self.priceScale).dividing(by: spot)
    }
    let instance = PackingInstance(self)
    let count = pools.count
    let twins = pools.map { pool in
      var twin = pool
      twin.name += SpotShare.suffix
      twin.nodesNow = 0
      let cost = (Double(pool.cost) * spot.price).rounded()
      twin.cost = max(1, min(Self.costLimit, Int64(saturating: cost)))
      twin.price = pool.price.map { $0 * spot.price }
      return twin
    }
    var items: [PackItem] = []
    var parts: [[Int]] = []
    for (index, item) in self.items.enumerated() {
      parts.append([])
      let own = pools.indices.filter { instance.admits[index * count + $0] }
      let spots = Int(DecimalRatio(min(1, spot.share)).down(Int64(item.count)))
      // Pods that must be together stay together, where they are.
      let isTied = affinities.contains { $0.item == index || $0.partners.contains(index) }
      let moved = item.workload.kind == .node || isTied ? 0 : spots
      let room = Int(min(1 << 30, DecimalRatio(min(0.99, spot.lost)).rest.over(Int64(moved))))
      for (pods, pools) in [(item.count - moved, own), (room, own.map { $0 + count })]
      where pods > 0 {
        var part = item
        part.count = pods
        part.fixedPools = pools
        part.barredPools = []
        part.fallbackPools = []
        parts[index].append(items.count)
        items.append(part)
      }
    }
    return try PackingProblem(
      resources: resources,
      pools: pools + twins,
      items: items,
      daemons: daemons.map { daemon in
        var daemon = daemon
        daemon.observedPools += daemon.observedPools.map { $0 + count }
        return daemon
      },
      conflicts: conflicts.flatMap { pair in
        parts[pair.first].flatMap { one in parts[pair.second].map { ItemConflict(one, $0) } }
      },
      devices: devices,
      notes: notes
    ).with(
      affinities: affinities.flatMap { rule in
        parts[rule.item].map { item in
          ItemAffinity(
            item: item,
            partners: rule.partners.flatMap { parts[$0] },
            label: rule.label
          )
        }
      }
    )
  }
}
