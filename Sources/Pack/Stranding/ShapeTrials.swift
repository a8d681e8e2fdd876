internal import PodfitModel

/// Pools with nodes of half and twice the memory, and of half and twice the size.
///
/// Counts of nodes of different size do not compare, and prices of machines that are not there are not known:
/// nodes are chosen and compared by cores + GiB/7.5 here, the pool as it is among them.
struct ShapeTrials {
  /// The pool as it is, then the others that could be counted; of up to three pools.
  private(set) var shapes: [NodePlan.Stranding.Shape] = []

  private let trials: NodeTrials

  /// Times of CPU and of memory.
  private static let factors = [(1.0, 1.0), (1, 0.5), (1, 2), (0.5, 0.5), (2, 2)]
  /// The most pools that are tried, those with most nodes.
  private static let most = 3
  /// Millionths of a core or 7.5 GiB.
  private static let scale = 1_000_000.0

  /// Tries shapes of the pools with most nodes.
  ///
  /// - Throws: ``PackingError`` when the checker refuses a packing, which is a defect.
  init(_ trials: NodeTrials, pools: [Int: Int]) throws(PackingError) {
    self.trials = trials
    guard trials.problem.resources.starts(with: LimitCaps.resources) else { return }
    // Parts of a pool, such as its zones, that are alike are one.
    var sums: [Int: Int] = [:]
    for (pool, count) in pools where trials.problem.pools.indices.contains(pool) {
      guard let first = trials.problem.alike(pool).first else { continue }
      sums[first, default: 0] += count
    }
    let largest = sums.filter {
      $0.value > 0 && trials.problem.pools[$0.key].nodeName == nil
    }.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
    for (pool, _) in largest.prefix(trials.number(most: Self.most, least: 1)) {
      var base: Double?
      for (cpu, memory) in Self.factors where !trials.isOver {
        guard let shape = try shape(pool, cpu, memory, base: base) else {
          if base == nil { break }
          continue
        }
        if base == nil { base = shape.size }
        shapes.append(shape)
      }
    }
  }

  /// A pool of another shape; nil where more pods than now fit nowhere.
  private func shape(
    _ index: Int,
    _ cpu: Double,
    _ memory: Double,
    base: Double?
  ) throws(PackingError) -> NodePlan.Stranding.Shape? {
    let problem = trials.problem
    var pools = problem.pools
    for (resource, factor) in [(0, cpu), (1, memory)] {
      let amount = pools[index].allocatable.amounts[resource]
      guard amount != ResourceVector.unlimited else { continue }
      let changed = Int64(saturating: (Double(amount) * factor).rounded(.down))
      for each in problem.alike(index) { pools[each].allocatable.amounts[resource] = changed }
    }
    for pool in pools.indices { pools[pool].cost = Self.cost(pools[pool], problem.resources) }
    let changed = try problem.replacing(pools: pools)
    guard let count = try trials.count(changed) else { return nil }
    let size = Double(count.cost) / Self.scale
    let own = pools[index]
    return NodePlan.Stranding.Shape(
      pool: own.name,
      machine: cpu == 1 && memory == 1
        ? own.instanceType
        : MachineCatalog.alike(own.instanceType, cpu: cpu, memory: memory)?.name ?? "",
      cpu: CPU(nanocores: own.allocatable.amounts[0]),
      memory: Memory(bytes: own.allocatable.amounts[1]),
      daemonShare: Self.daemonShare(changed, index),
      nodes: count.nodes,
      size: size,
      sizeRatio: base.map { $0 > 0 ? size / $0 : 1 } ?? 1,
      unschedulable: count.leftOut
    )
  }

  /// The size of a node in whole millionths, one at least.
  private static func cost(_ pool: PackPool, _ resources: [String]) -> Int64 {
    let size = pool.size(in: resources)
    return max(1, Int64(min(Double(PackingProblem.costLimit), (size * scale).rounded())))
  }

  /// What daemons take of a node, of the resource of which it is most.
  private static func daemonShare(_ problem: PackingProblem, _ index: Int) -> Double {
    let pool = problem.pools[index]
    var taken = [Double](repeating: 0, count: problem.resources.count)
    for daemon in problem.daemons where daemon.lands(on: pool, at: index) {
      for (resource, amount) in daemon.request.amounts.enumerated() {
        taken[resource] += Double(amount)
      }
    }
    return zip(taken, pool.allocatable.amounts).reduce(0) { most, each in
      each.1 > 0 && each.1 != ResourceVector.unlimited ? max(most, each.0 / Double(each.1)) : most
    }
  }
}

extension PackingProblem {
  /// The parts of one pool whose nodes are of one size.
  fileprivate func alike(_ pool: Int) -> [Int] {
    let own = pools[pool]
    return pools.indices.filter {
      pools[$0].cluster == own.cluster && pools[$0].name == own.name && pools[$0].nodeName == nil
        && pools[$0].instanceType == own.instanceType && pools[$0].allocatable == own.allocatable
    }
  }
}

extension MachineCatalog {
  /// A machine with so many times the cores and memory of another, of the same provider and as alike in
  /// name as can be; nil where there is none or the other is not known.
  static func alike(_ name: String, cpu: Double, memory: Double) -> MachineShape? {
    guard let own = machine(name) else { return nil }
    /// Letters at the end and at the beginning that two names have in common.
    func common(_ other: String) -> Int {
      zip(name.reversed(), other.reversed()).prefix { $0 == $1 }.count
        + zip(name, other).prefix { $0 == $1 }.count
    }
    return all.filter { each in
      let bytes = Double(own.memory.bytes) * memory
      return each.name.contains(".") == name.contains(".")
        && each.name.hasPrefix("Standard_") == name.hasPrefix("Standard_")
        && Double(each.cpu.nanocores) == Double(own.cpu.nanocores) * cpu
        && abs(Double(each.memory.bytes) - bytes) <= bytes / 10
    }.max { a, b in (common(a.name), b.name) < (common(b.name), a.name) }
  }
}
