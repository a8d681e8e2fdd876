internal import PodfitModel

/// What nodes cost in the unit of reports, from exact prices: searches count whole units.
struct NodeCosts {
  private let pools: [PackPool]
  /// Whole units that make one unit of reports.
  private let scale: Double

  init(_ pools: [PackPool], scale: Double) {
    self.pools = pools
    self.scale = scale
  }

  /// What so many nodes of each pool cost, added up in the order of the pools.
  func sum(_ nodes: [Int: Int]) -> Double {
    pools.indices.reduce(0) { $0 + price($1) * Double(nodes[$1] ?? 0) }
  }

  /// What the nodes there are cost.
  var now: Double { pools.indices.reduce(0) { $0 + price($1) * Double(pools[$1].nodesNow) } }

  /// A proven minimum in whole units as one of exact prices.
  ///
  /// Nodes that cost L units together cost at least L times the least price of a unit. Where all prices
  /// are whole units that is L itself.
  func least(_ units: Int64) -> Double { least(Double(units)) }

  /// The same of a minimum in fractions of units.
  func least(_ units: Double) -> Double {
    let isWhole = pools.indices.allSatisfy { index in
      abs(price(index) * scale - Double(pools[index].cost)) <= Double(pools[index].cost) * 1e-12
    }
    guard !isWhole else { return units / scale }
    let ratio = pools.indices.reduce(Double.infinity) {
      min($0, price($1) / Double(pools[$1].cost))
    }
    return units * (ratio.isFinite ? ratio : 1 / scale)
  }

  private func price(_ pool: Int) -> Double {
    pools[pool].price ?? Double(pools[pool].cost) / scale
  }
}

extension PackingProblem {
  /// The problem with the size of nodes, cores + GiB/7.5, for the price of those that have none.
  ///
  /// What the search counts stays as it is.
  public func sized() throws(PackingError) -> PackingProblem {
    try replacing(
      pools: pools.map { pool in
        var pool = pool
        pool.price = pool.price ?? pool.size(in: resources)
        return pool
      }
    )
  }

  /// Whole units of cost that make one unit of prices.
  public static let priceScale = 1_000_000.0

  /// The problem whose nodes have prices, by pool, which the search counts.
  public func priced(_ prices: [Double]) throws(PackingError) -> PackingProblem {
    guard prices.count == pools.count else {
      throw PackingError(.wrongLength(prices.count, pools.count), subject: .packing("prices"))
    }
    return try replacing(
      pools: zip(pools, prices).map { pool, price in
        var pool = pool
        pool.price = price
        return pool
      }
    ).counting(scale: Self.priceScale)
  }

  /// The problem whose search counts prices, in millionths, instead of nodes.
  func counting(scale: Double) throws(PackingError) -> PackingProblem {
    try replacing(
      pools: pools.map { pool in
        var pool = pool
        let cost = (pool.price ?? Double(pool.cost) / scale) * scale
        pool.cost = max(1, Int64(saturating: min(Double(Self.costLimit), cost.rounded())))
        return pool
      }
    )
  }

  /// The least that its pods cost by prices, where the search counts nodes.
  ///
  /// - Parameters:
  ///   - leftOut: pods that do not count, by item
  ///   - scale: whole units that make one unit of prices
  /// - Returns: the least in the unit of prices
  /// - Throws: ``PackingError`` as a problem does
  func leastCost(
    leftOut: [Int: Int],
    scale: Double
  ) throws(PackingError) -> Double {
    let priced = try counting(scale: scale)
    let instance = PackingInstance(priced)
    var counts = instance.counts
    for (item, count) in leftOut where counts.indices.contains(item) { counts[item] -= count }
    var search = PackingSearch(
      instance.recounted(counts).merged().instance,
      effort: .greedy,
      seed: 1,
      solver: ClpSolver()
    )
    search.bound()
    return NodeCosts(priced.pools, scale: scale).least(search.costBound)
  }

  /// Whether its search counts nodes whatever they cost.
  var countsNodes: Bool { pools.allSatisfy { $0.cost == 1 } }
}
