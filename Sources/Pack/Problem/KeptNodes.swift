internal import PodfitModel

/// Nodes that stay whether pods need them or not, by pool.
///
/// They are paid for in any case, so they cost next to nothing in the search: it fills them first and adds
/// the fewest others. Each pool with nodes to keep is divided into those and the ones that may come.
struct KeptNodes {
  /// The problem with pools divided.
  let problem: PackingProblem
  /// Per pool of ``problem``, how many nodes stay.
  let counts: [Int: Int]
  /// What the search counts a node of the problem as it was; a kept node counts one.
  private let scale: Int64
  private let original: PackingProblem
  /// The pool that a part with nodes that stay comes from.
  private let origin: [Int: Int]

  /// Divides the pools of a problem.
  ///
  /// - Parameters:
  ///   - original: the problem
  ///   - kept: how many nodes of each pool stay, by index
  /// - Throws: ``PackingError`` as a problem does
  init(_ original: PackingProblem, _ kept: [Int: Int]) throws(PackingError) {
    self.original = original
    let most = original.pools.map(\.cost).max() ?? 1
    let scale = max(1, min(1_000_000, PackingProblem.costLimit / most))
    self.scale = scale
    var pools = original.pools
    var counts: [Int: Int] = [:]
    var twin: [Int: Int] = [:]
    for index in pools.indices {
      pools[index].cost *= scale
      guard let count = kept[index], count > 0 else { continue }
      var stays = pools[index]
      stays.cost = 1
      stays.nodesNow = min(count, stays.nodesNow)
      stays.nodeLimit = count
      pools[index].nodesNow -= stays.nodesNow
      pools[index].nodeLimit = pools[index].nodeLimit.map { max(0, $0 - count) }
      twin[index] = pools.count
      counts[pools.count] = count
      pools.append(stays)
    }
    func both(_ indices: [Int]) -> [Int] { indices + indices.compactMap { twin[$0] } }
    self.counts = counts
    origin = Dictionary(uniqueKeysWithValues: twin.map { ($1, $0) })
    let divided = try PackingProblem(
      resources: original.resources,
      pools: pools,
      items: original.items.map { item in
        var item = item
        item.fallbackPools = both(item.fallbackPools)
        item.fixedPools = item.fixedPools.map(both)
        item.barredPools = both(item.barredPools)
        return item
      },
      daemons: original.daemons.map { daemon in
        var daemon = daemon
        daemon.observedPools = both(daemon.observedPools)
        return daemon
      },
      conflicts: original.conflicts,
      devices: original.devices,
      notes: original.notes
    )
    problem = try divided.with(affinities: original.affinities)
  }

  /// How many nodes stay together.
  var total: Int { counts.values.reduce(0, +) }

  /// What the nodes of a packing and the idle kept ones really cost.
  func cost(of solution: PackingSolution) -> Int64 {
    let others = solution.packing.nodes.filter { counts[$0.pool] == nil }
    return others.reduce(keptCost) { sum, node in
      sum.addingSaturated(price(of: node.pool).multipliedSaturated(by: Int64(node.copies)))
    }
  }

  /// The least that any packing costs beside the nodes that stay, with those.
  func costBound(of solution: PackingSolution) -> Int64 {
    // The nodes that stay count one each at most; what is above that is of others.
    let others = max(0, solution.costLowerBound - Int64(total))
    return keptCost.addingSaturated(others / scale + (others % scale > 0 ? 1 : 0))
  }

  /// The fewest nodes: those that stay, and what is proved beside them.
  func nodeBound(of solution: PackingSolution) -> Int {
    let costs = Set(original.pools.map(\.cost))
    guard costs.count == 1, let each = costs.first else { return max(total, solution.lowerBound) }
    let others = costBound(of: solution) - keptCost
    return max(solution.lowerBound, total + Int(others / each + (others % each > 0 ? 1 : 0)))
  }

  /// Kept nodes that no pod is on, by pool of ``problem``.
  func idle(in solution: PackingSolution) -> [Int: Int] {
    var idle = counts
    for node in solution.packing.nodes where idle[node.pool] != nil {
      idle[node.pool, default: 0] -= node.copies
    }
    return idle
  }

  private var keptCost: Int64 {
    counts.reduce(Int64(0)) { sum, each in
      sum.addingSaturated(price(of: each.key).multipliedSaturated(by: Int64(each.value)))
    }
  }

  /// The price of a pool before it was divided.
  private func price(of pool: Int) -> Int64 { original.pools[origin[pool] ?? pool].cost }
}
