internal import PodfitModel

/// Pods of an item that a mix of pools puts into one of them.
struct PoolShare: Hashable {
  var item: Int
  var pool: Int
  var count: Int
}

/// The least number of nodes of some pools that the pods bound to them need, by weighing resources.
///
/// For every pool, give weights of sum one to the views of ``NodeShares``; then no node carries
/// more than one in weighted shares, and a pod costs at least its cheapest pool. The sum of these
/// costs is a lower bound for any weights. The best weights are the duals of the linear program
/// that spreads each workload over pools in fractions; the solver only suggests them, and the bound
/// is recomputed from them in whole numbers, where rounding goes down.
///
/// - Source: docs/formulas/node-bound.md
struct AggregateBound {
  /// Weights are whole numbers of 2⁻³⁰, so that a problem's sum fits 128 bits:
  /// 2³⁰ (pods) · 2³⁰ (weights) · 2⁶² (share) < 2¹²⁷.
  static let weightOne = Int64(1) << 30

  private let instance: PackingInstance
  private let shares: NodeShares
  private let solver: any LinearProgramSolver

  init(_ instance: PackingInstance, solver: any LinearProgramSolver) {
    self.instance = instance
    self.solver = solver
    shares = NodeShares(instance)
  }

  /// The bound for `items`, which fit no pools but some of `pools`.
  func nodes(for items: [Int], on pools: [Int]) -> Int {
    guard !items.isEmpty, !pools.isEmpty else { return 0 }
    var best = 0
    for view in 0..<shares.viewCount {
      var weights = [Int64](repeating: 0, count: pools.count * shares.viewCount)
      for pool in pools.indices { weights[pool * shares.viewCount + view] = Self.weightOne }
      best = max(best, certified(weights, items, pools))
    }
    return pools.count == 1 ? best : max(best, programmed(items, pools).nodes)
  }

  /// How many pods of each item the best program puts into each pool; empty without a program.
  func mix(of items: [Int], on pools: [Int]) -> [PoolShare] {
    guard !items.isEmpty, pools.count > 1 else { return [] }
    return programmed(items, pools).mix
  }

  /// The bound that `weights` prove, in whole numbers.
  private func certified(_ weights: [Int64], _ items: [Int], _ pools: [Int]) -> Int {
    var total: Int128 = 0
    for item in items {
      guard let cost = cheapest(item, pools, weights)?.cost else { continue }
      total += cost * Int128(instance.counts[item])
    }
    let node = Int128(Self.weightOne) * Int128(NodeShares.whole)
    return Int((total + node - 1) / node)
  }

  /// The pool where `item` costs least, by its place in `pools`, and what it costs there.
  private func cheapest(
    _ item: Int,
    _ pools: [Int],
    _ weights: [Int64]
  ) -> (place: Int, cost: Int128)? {
    var best: (place: Int, cost: Int128)?
    for (place, pool) in pools.enumerated()
    where instance.fits[item * instance.poolCount + pool] {
      var cost: Int128 = 0
      for view in 0..<shares.viewCount {
        let weight = weights[place * shares.viewCount + view]
        if weight > 0 {
          cost += Int128(weight) * Int128(shares.share(of: item, in: pool, view: view))
        }
      }
      if cost < best?.cost ?? .max { best = (place, cost) }
    }
    return best
  }

  /// The bound by linear programs over clusters of items.
  ///
  /// Items with the same pools start as one cluster. A cluster whose items are cheapest in
  /// different pools is split there, and the program solved again; without such clusters its value
  /// is that of the program over single items.
  private func programmed(_ items: [Int], _ pools: [Int]) -> (nodes: Int, mix: [PoolShare]) {
    var clusters = Dictionary(grouping: items) { item in
      pools.map { instance.fits[item * instance.poolCount + $0] }
    }.values.sorted { $0[0] < $1[0] }
    var best: (nodes: Int, mix: [PoolShare]) = (0, [])
    for _ in 0..<Self.rounds {
      let program = ClusterProgram(clusters, pools: pools, instance, shares)
      guard let solution = solver.solve(program.program) else { break }
      let weights = program.weights(from: solution.duals)
      let nodes = certified(weights, items, pools)
      if nodes >= best.nodes {
        let fractions = program.fractions(from: solution.amounts)
        best = (nodes, shares(of: clusters, fractions, pools))
      }
      // The program's own value is above what it can prove by one node less than a whole one.
      if Double(best.nodes) >= program.nodes(from: solution.cost) - 1e-6 { break }
      var parts: [[Int]] = []
      for cluster in clusters {
        let byPool = Dictionary(grouping: cluster) { cheapest($0, pools, weights)?.place ?? 0 }
        parts += byPool.sorted { $0.key < $1.key }.map(\.value)
      }
      if parts.count == clusters.count { break }
      clusters = parts
    }
    return best
  }

  /// Whole pods from fractions: of each item rounded down, and the rest to its largest fraction.
  private func shares(
    of clusters: [[Int]],
    _ fractions: [[Double]],
    _ pools: [Int]
  ) -> [PoolShare] {
    var result: [PoolShare] = []
    for (cluster, parts) in zip(clusters, fractions) {
      guard let largest = parts.indices.max(by: { parts[$0] < parts[$1] }) else { continue }
      for item in cluster {
        let count = instance.counts[item]
        var left = count
        for place in parts.indices where place != largest {
          let taken = min(left, Int(Int64(saturating: Double(count) * min(1, parts[place]))))
          if taken > 0 { result.append(PoolShare(item: item, pool: pools[place], count: taken)) }
          left -= taken
        }
        if left > 0 { result.append(PoolShare(item: item, pool: pools[largest], count: left)) }
      }
    }
    return result
  }

  /// Rounds of splitting; ten are usual.
  private static let rounds = 60
}
