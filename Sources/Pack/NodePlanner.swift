public import PodfitModel

/// Answers how many nodes a cluster needs, and how few could ever do.
public struct NodePlanner: Sendable {
  /// The packers to try, in order.
  public var packers: [any Packer] = PackerRegistry.all
  /// Chooses among equal moves of the improvement; the same seed gives the same plan.
  public var seed: UInt64 = 1
  /// How many looks at a node the improvement of one packing may take.
  public var work = 20_000_000

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
    return NodePlan(
      pools: PoolTotals(solution).pools,
      lowerBound: solution.lowerBound,
      nodesForCurrentRequests: nodesForCurrentRequests,
      unschedulable: Unschedulables(solution).entries,
      notes: notes.map(\.description).sorted()
    )
  }

  /// A verified packing of `problem` and its proven minimum.
  ///
  /// - Throws: ``PackingError`` when the checker refuses the packing, which is a defect.
  public func solution(of problem: PackingProblem) throws(PackingError) -> PackingSolution {
    try PackingSolution(of: problem, packers: packers, seed: seed, work: work)
  }
}

extension PackingInstance {
  /// Pools that their daemons overfill.
  fileprivate func daemonNotes(_ problem: PackingProblem) -> [PlanNote] {
    overfull.map { .poolFullOfDaemons(pool: problem.pools[$0.key].name, resource: $0.value) }
  }
}
