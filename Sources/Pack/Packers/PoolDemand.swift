/// What is still to be placed, per pool that could take it; decides which pool opens a node.
///
/// The pool to open is the one whose node carries most of the remaining demand for its cost: the
/// demand that may go there, over the nodes it would take, its scarcest resource deciding.
struct PoolDemand {
  private let instance: PackingInstance
  /// Remaining requests per pool and resource.
  private var amounts: [Double]
  /// Remaining size per pool.
  private var sizes: [Double]
  /// Nodes opened so far per pool.
  private(set) var opened: [Int]

  init(_ instance: PackingInstance) {
    self.instance = instance
    amounts = Array(repeating: 0, count: instance.poolCount * instance.resourceCount)
    sizes = Array(repeating: 0, count: instance.poolCount)
    opened = Array(repeating: 0, count: instance.poolCount)
    for item in 0..<instance.itemCount { add(instance.counts[item], of: item) }
  }

  /// Counts `count` more pods of `item`; fewer when negative.
  mutating func add(_ count: Int, of item: Int) {
    let resources = instance.resourceCount
    for pool in 0..<instance.poolCount where instance.fits[item * instance.poolCount + pool] {
      sizes[pool] += Double(count) * instance.size[item]
      for resource in 0..<resources {
        amounts[pool * resources + resource] +=
          Double(count) * Double(instance.request[item * resources + resource])
      }
    }
  }

  /// How many nodes of `pool` may still be opened.
  func nodesLeft(in pool: Int) -> Int { instance.nodeLimit[pool] - opened[pool] }

  /// Notes that nodes of `pool` were opened.
  mutating func open(_ nodes: Int, of pool: Int) { opened[pool] += nodes }

  /// The pool whose node carries most of the remaining demand, of those that `isAllowed`.
  ///
  /// Of equal ones the pool with more nodes now, then the first; nil when none is allowed.
  func best(where isAllowed: (Int) -> Bool) -> Int? {
    var best: (pool: Int, rate: Double)?
    for pool in 0..<instance.poolCount where nodesLeft(in: pool) > 0 && isAllowed(pool) {
      let rate = self.rate(of: pool)
      if let (other, known) = best {
        // Rounding must not decide between pools that are alike.
        let isAlike = abs(rate - known) <= 1e-9 * known
        guard isAlike ? instance.nodesNow[pool] > instance.nodesNow[other] : rate > known
        else { continue }
      }
      best = (pool, rate)
    }
    return best?.pool
  }

  /// Demand per node of `pool`.
  private func rate(of pool: Int) -> Double {
    let resources = instance.resourceCount
    var nodes = 0.0
    for resource in 0..<resources {
      let offered = Double(instance.free[pool * resources + resource])
      if offered > 0 { nodes = max(nodes, amounts[pool * resources + resource] / offered) }
    }
    return nodes > 0 ? sizes[pool] / nodes / Double(instance.cost[pool]) : 0
  }
}
