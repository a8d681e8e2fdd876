/// The proven minimum of nodes: no placement of the pods on any number of nodes of the pools, as
/// the problem describes them, needs fewer.
///
/// For a set of pools the pods that fit nowhere else need as many nodes of these as
/// ``AggregateBound`` proves, and as many as a workload limited per node has pods over its limit.
/// Sets without a pool in common add up, each rounded up by itself, which counts for small
/// clusters. Up to ``exactPools`` pools the best division into sets is taken; beyond, the best of
/// all as one, each by itself, and those that share pods together.
///
/// The minimum never rises when a node hands out more, a request shrinks or a pod leaves, as long
/// as the same pods fit somewhere and there are no more than ``exactPools`` pools.
///
/// - Source: docs/formulas/node-bound.md
public struct NodeBound: Sendable {
  /// The most pools for which all divisions are tried: 2ⁿ programs.
  public static let exactPools = 5

  private let solver: any LinearProgramSolver

  /// Makes a bound that asks `solver` for weights.
  public init(solver: any LinearProgramSolver = ClpSolver()) { self.solver = solver }

  /// The proven minimum; pods that fit nowhere do not count.
  public func nodes(for instance: PackingInstance) -> Int {
    let aggregate = AggregateBound(instance, solver: solver)
    let placeable = (0..<instance.itemCount).filter(instance.isPlaceable)
    var known: [[Int]: Int] = [:]
    func value(of pools: [Int]) -> Int {
      if let value = known[pools] { return value }
      let inside = Set(pools)
      let items = placeable.filter { item in
        (0..<instance.poolCount).allSatisfy { pool in
          !instance.fits[item * instance.poolCount + pool] || inside.contains(pool)
        }
      }
      let value = max(
        aggregate.nodes(for: items, on: pools),
        Self.perNodeLimit(items, instance)
      )
      known[pools] = value
      return value
    }

    let pools = (0..<instance.poolCount).filter { pool in
      placeable.contains { instance.fits[$0 * instance.poolCount + pool] }
    }
    guard pools.count > Self.exactPools else {
      return Self.bestDivision(of: pools, value: value)
    }
    let together = Self.components(of: pools, items: placeable, instance)
    return max(
      value(of: pools),
      pools.reduce(0) { $0 + value(of: [$1]) },
      together.reduce(0) { $0 + value(of: $1) }
    )
  }

  /// How many pods of each item go to which pool in the mix of nodes that the bound is made of.
  ///
  /// A hint for packers; empty where there is nothing to choose.
  func mix(for instance: PackingInstance) -> [PoolShare] {
    AggregateBound(instance, solver: solver).mix(
      of: (0..<instance.itemCount).filter(instance.isPlaceable),
      on: Array(0..<instance.poolCount)
    )
  }

  /// The most nodes that one workload needs because of its limit per node.
  private static func perNodeLimit(_ items: [Int], _ instance: PackingInstance) -> Int {
    items.reduce(0) { most, item in
      let limit = instance.maxPerNode[item]
      let count = instance.counts[item]
      return max(most, count / limit + (count % limit > 0 ? 1 : 0))
    }
  }

  /// The largest sum over all divisions of `pools` into sets.
  private static func bestDivision(of pools: [Int], value: ([Int]) -> Int) -> Int {
    var best = [Int](repeating: 0, count: 1 << pools.count)
    for set in best.indices.dropFirst() {
      // The set with the first pool in it is chosen, the rest is known already.
      let first = set & -set
      let others = set ^ first
      var part = others
      while true {
        let chosen = part | first
        let members = pools.indices.filter { chosen & (1 << $0) != 0 }.map { pools[$0] }
        best[set] = max(best[set], value(members) + best[set ^ chosen])
        if part == 0 { break }
        part = (part - 1) & others
      }
    }
    return best[best.count - 1]
  }

  /// Pools in sets such that no item fits pools of two sets.
  private static func components(
    of pools: [Int],
    items: [Int],
    _ instance: PackingInstance
  ) -> [[Int]] {
    var parent = Array(0..<instance.poolCount)
    func root(_ pool: Int) -> Int {
      var pool = pool
      while parent[pool] != pool { pool = parent[pool] }
      return pool
    }
    for item in items {
      let own = pools.filter { instance.fits[item * instance.poolCount + $0] }
      for (a, b) in zip(own, own.dropFirst()) {
        let (x, y) = (root(a), root(b))
        parent[max(x, y)] = min(x, y)
      }
    }
    return Dictionary(grouping: pools, by: root).values.sorted { $0[0] < $1[0] }
  }
}
