internal import Foundation
internal import PodfitModel

/// By how many times each cause makes a cluster larger than its use would need.
///
/// The value of a set of causes is the proven minimum of the cluster in which they alone are there: a
/// linear program, so that it grows with every cause and no rounding of a packing looks like an effect.
/// Shapley values of its logarithm share the ratio fairly: their factors multiply to it exactly, in
/// whatever order causes are named. Two factors follow by division: what whole nodes and whole pods cost
/// (fragmentation) and what the cluster has beyond a good packing (scheduler).
///
/// - Source: docs/formulas/attribution.md; Shapley 1953; Shorrocks 2013, "Decomposition procedures for
///   distributional analysis"
public struct Attribution: Sendable {
  /// One cause and its factor.
  public struct Factor: Hashable, Sendable {
    /// The cause.
    public var cause: OverheadCause
    /// Its Shapley factor.
    public var factor: Double
    /// The smallest and largest factor over all orders in which causes can be added.
    public var range: ClosedRange<Double>
    /// Its factor when causes are added in the order of ``OverheadCause``.
    public var inOrder: Double
    /// The workloads or pools that carry most of it, with their share.
    public var carriers: [Carrier]
  }

  /// A workload or pool and its share of a cause.
  public struct Carrier: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Its share, 0 to 1.
    public var share: Double
  }

  /// Nodes there are.
  public let nodesNow: Double
  /// Nodes that use alone would need on whole machines of the best shape, in fractions.
  public let idealNodes: Double
  /// The factors, in the order of ``OverheadCause``.
  public let factors: [Factor]
  /// The best packing found over the value with all causes.
  public let fragmentation: Double
  /// Nodes there are over the best packing found.
  public let scheduler: Double
  /// Nodes of the best packing, in nodes of mean size.
  public let packedNodes: Double

  /// The ratio of nodes there are to ideal ones.
  public var ratio: Double { nodesNow / idealNodes }

  /// The product of all factors, which equals the ratio but for rounding.
  public var product: Double {
    factors.reduce(fragmentation * scheduler) { $0 * $1.factor }
  }

  /// Attributes the nodes of a cluster.
  ///
  /// - Throws: ``PackingError`` for a problem that cannot be packed, or without nodes or use
  public init(
    _ problem: AttributionProblem,
    effort: PackingEffort = .full,
    seed: UInt64 = 1,
    solver: any LinearProgramSolver = ClpSolver()
  ) throws(PackingError) {
    let causes = OverheadCause.allCases
    var values = [Double](repeating: 0, count: 1 << causes.count)
    for set in values.indices {
      let present = Set(causes.indices.filter { set & (1 << $0) != 0 }.map { causes[$0] })
      values[set] = try Self.value(present, problem, solver)
    }
    guard let ideal = values.first, ideal > 0, problem.nodesNow > 0 else {
      throw PackingError(.nothingToAttribute, subject: .packing("attribution"))
    }
    let all = values[values.count - 1]
    let whole = try problem.problem(Set(causes))
    let solution = try PackingSolution(of: whole, effort: effort, seed: seed, solver: solver)
    var nodes: [Int: Int] = [:]
    for node in solution.packing.nodes { nodes[node.pool, default: 0] += node.copies }
    let packed =
      NodeCosts(whole.pools, scale: AttributionProblem.scale).sum(nodes)
      * (problem.policyFactor > 1 ? problem.policyFactor : 1)
    idealNodes = ideal
    nodesNow = problem.nodesNow
    packedNodes = packed
    fragmentation = packed / all
    scheduler = problem.nodesNow / packed
    factors = causes.indices.map { cause in
      let steps = Self.steps(of: cause, values, causes.count)
      var inOrder = 0
      for index in 0..<cause { inOrder |= 1 << index }
      return Factor(
        cause: causes[cause],
        factor: steps.shapley,
        range: steps.range,
        inOrder: values[inOrder | 1 << cause] / values[inOrder],
        carriers: Self.carriers(of: causes[cause], problem)
      )
    }
  }

  /// Nodes of mean size that the cluster with these causes needs at least, in fractions.
  private static func value(
    _ causes: Set<OverheadCause>,
    _ problem: AttributionProblem,
    _ solver: any LinearProgramSolver
  ) throws(PackingError) -> Double {
    let packing = try problem.problem(causes)
    var nodes = machines(packing, causes, problem, solver)
    if causes.contains(.policy) {
      // A workload limited per node needs its nodes whatever they are made of.
      let least = packing.pools.compactMap(\.price).min() ?? 0
      for item in packing.items {
        guard let most = item.maxPerNode else { continue }
        nodes = max(nodes, Double(item.count) / Double(most) * least)
      }
      if let spread = try SpreadDivision(packing) {
        // Each place that pods must be in needs a node, and room for the fewest pods it holds.
        let (places, parts) = try spread.needs()
        let sum = parts.reduce(0.0) { $0 + max(least, machines($1, causes, problem, solver)) }
        nodes = max(nodes, sum, Double(places) * least)
      }
      nodes *= max(1, problem.policyFactor)
    }
    return nodes
  }

  /// What the pods of a packing problem need of machines, in fractions of the mean one.
  private static func machines(
    _ packing: PackingProblem,
    _ causes: Set<OverheadCause>,
    _ problem: AttributionProblem,
    _ solver: any LinearProgramSolver
  ) -> Double {
    if causes.contains(.nodeShape) {
      let instance = PackingInstance(packing).merged().instance
      let proved = CostBound(PatternTables(instance)).certificate(solver: solver)
      return NodeCosts(packing.pools, scale: AttributionProblem.scale)
        .least(proved.cost / (1 - CostBound.margin))
    }
    // Machines in any proportion: CPU and memory are bought by the piece, at their part of a node.
    let size = packing.items.reduce(0.0) {
      $0 + AttributionProblem.size($1.request) * Double($1.count)
    }
    return size / problem.nodeSize * overhead(causes, problem)
  }

  /// Machine over what it hands out of which caps allow the use, by size, over the nodes there are; 1 without
  /// these causes.
  private static func overhead(
    _ causes: Set<OverheadCause>,
    _ problem: AttributionProblem
  ) -> Double {
    let hasReserved = causes.contains(.reserved)
    let isCapped = causes.contains(.policy) && !problem.caps.isEmpty
    guard hasReserved || isCapped else { return 1 }
    var machine = 0.0
    var offered = 0.0
    let isEmpty = problem.nodesNow == 0
    for (index, each) in problem.pools.enumerated() {
      let nodes = isEmpty ? 1 : Double(each.pool.nodesNow)
      let whole = hasReserved ? each.pool.allocatable : each.capacity
      var left = (isCapped ? problem.capped(whole) : whole).amounts
      for daemon in problem.daemons where hasReserved && daemon.lands(on: each.pool, at: index) {
        for (resource, amount) in daemon.request.amounts.enumerated()
        where left[resource] != ResourceVector.unlimited {
          left[resource] = left[resource].subtractingSaturated(amount)
        }
      }
      machine += nodes * AttributionProblem.size(each.capacity)
      offered += nodes * AttributionProblem.size(ResourceVector(left.map { max(0, $0) }))
    }
    return offered > 0 ? max(1, machine / offered) : 1
  }

  /// The Shapley factor of a cause and the range of its factor over all sets it can join.
  static func steps(
    of cause: Int,
    _ values: [Double],
    _ count: Int
  ) -> (shapley: Double, range: ClosedRange<Double>) {
    func factorial(_ n: Int) -> Double { (1...max(1, n)).reduce(1) { $0 * Double($1) } }
    var sum = 0.0
    var low = Double.infinity
    var high = 0.0
    for set in values.indices where set & (1 << cause) == 0 {
      let size = set.nonzeroBitCount
      let weight = factorial(size) * factorial(count - size - 1) / factorial(count)
      let step = values[set | 1 << cause] / values[set]
      sum += weight * log(step)
      low = min(low, step)
      high = max(high, step)
    }
    return (exp(sum), low...max(low, high))
  }

  /// Who carries a cause: by size of what it adds.
  private static func carriers(
    of cause: OverheadCause,
    _ problem: AttributionProblem
  ) -> [Carrier] {
    var sizes: [String: Double] = [:]
    switch cause {
    case .requestSlack, .heapHeadroom:
      for each in problem.items {
        let with = problem.demand(each, [cause])
        let without = problem.demand(each, [])
        let extra = AttributionProblem.size(with) - AttributionProblem.size(without)
        sizes[each.item.workload.path, default: 0] += extra * Double(each.item.count)
      }
    case .reserved:
      for (index, each) in problem.pools.enumerated() {
        var extra = AttributionProblem.size(each.capacity)
        extra -= AttributionProblem.size(each.pool.allocatable)
        for daemon in problem.daemons where daemon.lands(on: each.pool, at: index) {
          extra += AttributionProblem.size(daemon.request)
        }
        sizes[each.pool.name, default: 0] += extra * Double(each.pool.nodesNow)
      }
    case .nodeShape:
      // Pools by how far their proportion is from the demand's.
      var demand = (cpu: 0.0, memory: 0.0)
      for each in problem.items {
        demand.cpu += Double(each.item.request.amounts[0]) * Double(each.item.count)
        demand.memory += Double(each.item.request.amounts[1]) * Double(each.item.count)
      }
      for each in problem.pools where demand.cpu > 0 && demand.memory > 0 {
        let cpu = Double(each.capacity.amounts[0]) / demand.cpu
        let memory = Double(each.capacity.amounts[1]) / demand.memory
        guard max(cpu, memory) > 0 else { continue }
        let stranded = 1 - min(cpu, memory) / max(cpu, memory)
        sizes[each.pool.name, default: 0] += stranded * Double(each.pool.nodesNow)
      }
    case .policy:
      for each in problem.items {
        // Nodes that a rule forces: of a limit each its pods, of a spread one in every place.
        var forced = 0.0
        if let most = each.item.maxPerNode { forced = Double(each.item.count) / Double(most) }
        if let spread = each.item.spread {
          let places = Set(problem.pools.compactMap { $0.pool.labels[spread.label] }).count
          forced = max(forced, Double(min(each.item.count, places)))
        }
        sizes[each.item.workload.path, default: 0] += forced
      }
    }
    // Added up in one order, so that the sum has the same bits each time.
    let sorted = sizes.filter { $0.value > 0 }
      .sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
    let total = sorted.reduce(0) { $0 + $1.value }
    guard total > 0 else { return [] }
    return sorted.prefix(10).map { Carrier(name: $0.key, share: $0.value / total) }
  }
}
