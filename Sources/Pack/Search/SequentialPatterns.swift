/// Fills node after node with the pods worth most, and learns from pass to pass what pods are worth.
///
/// Values start as those of the proven minimum, by which every full node is worth its cost. Pods that end
/// on nodes with room left were taken too late; their value rises, so that the next pass takes them
/// earlier. A node is repeated while its pods last.
///
/// Usual input: 800 items; some 1,500 different nodes a pass, a second or less.
/// - Source: Mukhacheva, Belov, Kartak, Mukhacheva 2000, "Linear one-dimensional cutting-packing
///   problems: numerical experiments with the sequential value correction method"
struct SequentialPatterns {
  private let tables: PatternTables
  private var finder: PatternFinder
  private let base: [Double]
  private var values: [Double]

  init(_ tables: PatternTables, values: [Double], seed: UInt64) {
    self.tables = tables
    base = values
    self.values = values
    finder = PatternFinder(tables, seed: seed)
  }

  /// One pass: nodes for all pods that find one within the limits of pools.
  mutating func pass(noise: Double, budget: inout WorkBudget) -> [PackedNode] {
    let instance = tables.instance
    for pool in 0..<tables.poolCount {
      _ = finder.bound(values: base, pool: pool, reached: tables.cost[pool], steps: 40)
    }
    var left = instance.counts
    var nodes = instance.nodeLimit
    var result: [PackedNode] = []
    while !budget.isOver {
      guard let next = best(left: left, nodes: nodes, noise: noise) else { break }
      let pattern = next.pattern
      var copies = nodes[pattern.pool]
      for each in pattern.contents { copies = min(copies, left[each.item] / each.count) }
      guard copies > 0 else { break }
      // Half of what is there, so that the mix of what is left stays as it is.
      if copies > 3 { copies = (copies + 1) / 2 }
      result.append(
        PackedNode(pool: pattern.pool, copies: copies, contents: pattern.contents)
      )
      if nodes[pattern.pool] != .max { nodes[pattern.pool] -= copies }
      learn(pattern)
      for each in pattern.contents { left[each.item] -= each.count * copies }
      budget.spend(finder.takeWork())
    }
    return result
  }

  /// Raises the values of pods on a node with room left, and lets those of others sink back.
  private mutating func learn(_ pattern: Pattern) {
    let full = max(pattern.value(base), .leastNormalMagnitude)
    let waste = min(4, tables.cost[pattern.pool] / full)
    for each in pattern.contents {
      values[each.item] = 0.7 * values[each.item] + 0.3 * base[each.item] * waste
    }
  }

  private mutating func best(
    left: [Int],
    nodes: [Int],
    noise: Double
  ) -> (pattern: Pattern, rate: Double)? {
    var plain: [(pool: Int, rate: Double)] = []
    let pools = (0..<tables.poolCount).filter { nodes[$0] > 0 && !tables.fitting[$0].isEmpty }
    if pools.count == 1 {
      plain = [(pools[0], 0)]
    } else {
      for pool in pools {
        guard
          let found = finder.pattern(
            values: values,
            pool: pool,
            left: left,
            noise: noise,
            isQuick: true
          )
        else { continue }
        plain.append((pool, found.pattern.value(base) / tables.cost[pool]))
      }
      plain.sort { $0.rate == $1.rate ? $0.pool < $1.pool : $0.rate > $1.rate }
    }
    var best: (pattern: Pattern, rate: Double)?
    for (pool, _) in plain.prefix(2) {
      guard
        let found = finder.pattern(values: values, pool: pool, left: left, noise: noise)
      else { continue }
      let rate = found.pattern.value(base) / tables.cost[pool]
      if rate > best?.rate ?? -1 { best = (found.pattern, rate) }
    }
    return best
  }
}
