/// What one node of a pool may hold: pods of some items that fit together.
struct Pattern: Hashable, Sendable {
  var pool: Int
  /// Items in increasing order.
  var contents: [PackedNode.Content]

  init(pool: Int, contents: [PackedNode.Content]) {
    self.pool = pool
    self.contents = contents.sorted { $0.item < $1.item }
  }

  /// The sum of `values` over its pods.
  func value(_ values: [Double]) -> Double {
    contents.reduce(0) { $0 + Double($1.count) * values[$1.item] }
  }
}

/// An instance as the search for patterns reads it: shares of a node as floating numbers beside the
/// exact amounts.
///
/// Usual size: 800 items, 9 pools, 3 resources. Fit is always decided in whole numbers; the shares
/// only say what to try first.
struct PatternTables: Sendable {
  let instance: PackingInstance
  let itemCount: Int
  let poolCount: Int
  let resourceCount: Int
  /// The share of a node that a pod takes, by pool, item and resource; 0 of what has no limit.
  let share: [Double]
  /// The most pods of an item on one node of a pool, by pool and item; 0 where it does not fit.
  let most: [Int]
  /// What a pod requests, by item and resource.
  let need: [Int64]
  /// What a node costs.
  let cost: [Double]
  /// Items that fit a pool, by pool.
  let fitting: [[Int]]

  init(_ instance: PackingInstance) {
    self.instance = instance
    itemCount = instance.itemCount
    poolCount = instance.poolCount
    resourceCount = instance.resourceCount
    need = instance.request
    cost = instance.cost.map(Double.init)
    var share: [Double] = []
    var most: [Int] = []
    var fitting: [[Int]] = []
    share.reserveCapacity(poolCount * itemCount * resourceCount)
    for pool in 0..<poolCount {
      var items: [Int] = []
      for item in 0..<itemCount {
        let fits = instance.fits[item * poolCount + pool]
        for resource in 0..<resourceCount {
          let offered = instance.free[pool * resourceCount + resource]
          let need = instance.request[item * resourceCount + resource]
          let isLimited = fits && need > 0 && offered != ResourceVector.unlimited
          share.append(isLimited ? Double(need) / Double(offered) : 0)
        }
        guard fits, instance.counts[item] > 0 else {
          most.append(0)
          continue
        }
        var copies = instance.copies(
          of: item,
          in: instance.free,
          at: pool * resourceCount,
          atMost: min(instance.counts[item], instance.maxPerNode[item])
        )
        if instance.rules.concern(item) {
          copies = instance.rules.most(copies, of: item, with: [], pool: pool)
        }
        most.append(copies)
        if copies > 0 { items.append(item) }
      }
      fitting.append(items)
    }
    self.share = share
    self.most = most
    self.fitting = fitting
  }
}
