/// An upper bound of what the pods on one node of a pool can be worth.
///
/// For prices p of the resources of a node, no node holds more than Σ p + Σ most · max(0, value − p·share):
/// the capacity at its price, and what each pod is worth beyond. Any prices that are not negative give
/// a valid bound; good ones are searched by steps along the slope.
///
/// - Source: docs/formulas/node-bound.md#what-a-node-can-be-worth
struct KnapsackDual {
  /// The prices.
  private(set) var prices: [Double]
  /// The bound that they give.
  private(set) var bound = Double.infinity

  init(resources: Int) { prices = Array(repeating: 0, count: resources) }

  /// The bound for `prices`.
  static func bound(
    _ prices: [Double],
    values: [Double],
    pool: Int,
    _ tables: PatternTables,
    slope: inout [Double]
  ) -> Double {
    let resources = tables.resourceCount
    var sum = 0.0
    for resource in 0..<resources {
      sum += prices[resource]
      slope[resource] = 1
    }
    let base = pool * tables.itemCount
    for item in tables.fitting[pool] {
      let value = values[item]
      guard value > 0 else { continue }
      let start = (base + item) * resources
      var price = 0.0
      for resource in 0..<resources { price += prices[resource] * tables.share[start + resource] }
      guard value > price else { continue }
      let most = Double(tables.most[base + item])
      sum += most * (value - price)
      for resource in 0..<resources { slope[resource] -= most * tables.share[start + resource] }
    }
    return sum
  }

  /// Improves the prices for `values` in at most `steps` steps.
  ///
  /// - Parameters:
  ///   - values: what a pod of each item is worth
  ///   - pool: the node's pool
  ///   - tables: the instance
  ///   - reached: what some node is known to be worth; steps aim at it
  ///   - steps: the most steps
  mutating func improve(
    values: [Double],
    pool: Int,
    _ tables: PatternTables,
    reached: Double,
    steps: Int
  ) {
    let resources = tables.resourceCount
    var slope = [Double](repeating: 0, count: resources)
    var current = prices
    var best = Self.bound(current, values: values, pool: pool, tables, slope: &slope)
    var bestPrices = current
    var value = best
    var relax = 1.0
    var vain = 0
    for _ in 0..<steps {
      let norm = slope.reduce(0) { $0 + $1 * $1 }
      guard norm > 1e-18, best > reached * (1 + 1e-9) else { break }
      let step = relax * (value - reached) / norm
      for resource in 0..<resources {
        current[resource] = max(0, current[resource] - step * slope[resource])
      }
      value = Self.bound(current, values: values, pool: pool, tables, slope: &slope)
      if value < best * (1 - 1e-7) {
        best = value
        bestPrices = current
        vain = 0
      } else {
        if value < best {
          best = value
          bestPrices = current
        }
        vain += 1
        if vain % 4 == 0 { relax *= 0.6 }
      }
    }
    prices = bestPrices
    bound = best
  }
}
