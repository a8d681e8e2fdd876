public import PodfitModel

/// Answers how many nodes a cluster needs, and how few could ever do.
public struct NodePlanner: Sendable {
  /// How hard to search.
  public var effort = PackingEffort.full
  /// Chooses among equal moves of the search; the same seed gives the same plan.
  public var seed: UInt64 = 1

  /// Makes a planner.
  public init() {}

  /// The plan for the recommended requests, with the node count of today's beside it.
  ///
  /// - Parameters:
  ///   - current: the pods with the requests in force, or nil to leave that count out
  ///   - recommended: the pods with the recommended requests
  /// - Returns: the plan, pools by name
  /// - Throws: ``PackingError`` when the checker refuses a packing, which is a defect.
  public func plan(
    current: PackingProblem?,
    recommended: PackingProblem
  ) throws(PackingError) -> NodePlan {
    try answer(current: current, recommended: recommended, unit: nil).plan
  }

  /// The plan with the packing it is made of.
  ///
  /// - Parameters:
  ///   - current: the pods with the requests in force, or nil
  ///   - recommended: the pods to pack
  ///   - unit: what costs are counted in and how many units of the problem make one; nil where all
  ///     nodes count alike
  /// - Returns: the plan, and the packing that it counts
  /// - Throws: ``PackingError`` when the checker refuses a packing, which is a defect.
  public func answer(
    current: PackingProblem?,
    recommended: PackingProblem,
    unit: (name: String, scale: Double)?
  ) throws(PackingError) -> (plan: NodePlan, solution: PackingSolution) {
    let solution = try solution(of: recommended)
    var notes = Set(recommended.notes)
    notes.formUnion(PackingInstance(recommended).daemonNotes(recommended))
    var nodesForCurrentRequests: Int?
    if let current {
      // Without a change of requests the two are one problem, and one answer.
      let isSame = current == recommended
      let today = isSame ? solution : try self.solution(of: current)
      nodesForCurrentRequests = today.packing.nodeCount
      let left = today.packing.leftOut.values.reduce(0, +)
      if left > 0, !isSame { notes.insert(.unschedulableNow(pods: left)) }
    }
    let cost = unit.map { unit in
      let now = recommended.pools.reduce(0.0) { $0 + Double($1.cost) * Double($1.nodesNow) }
      return NodePlan.Cost(
        now: now / unit.scale,
        needed: Double(solution.cost) / unit.scale,
        lowerBound: Double(solution.costLowerBound) / unit.scale,
        unit: unit.name
      )
    }
    let plan = NodePlan(
      pools: PoolTotals(solution).pools,
      lowerBound: solution.lowerBound,
      nodesForCurrentRequests: nodesForCurrentRequests,
      cost: cost,
      method: solution.packing.packer,
      isTruncatedByTime: solution.wasStopped,
      unschedulable: Unschedulables(solution).entries,
      notes: notes.map(\.description).sorted()
    )
    return (plan, solution)
  }

  /// A verified packing of `problem` and its proven minimum.
  ///
  /// - Throws: ``PackingError`` when the checker refuses the packing, which is a defect.
  public func solution(of problem: PackingProblem) throws(PackingError) -> PackingSolution {
    try PackingSolution(of: problem, effort: effort, seed: seed)
  }
}

extension PackingInstance {
  /// Pools that their daemons overfill.
  fileprivate func daemonNotes(_ problem: PackingProblem) -> [PlanNote] {
    overfull.map { .poolFullOfDaemons(pool: problem.pools[$0.key].name, resource: $0.value) }
  }
}
