public import PodfitModel

/// Answers how many nodes a cluster needs, and how few could ever do.
public struct NodePlanner: Sendable {
  /// How hard to search.
  public var effort = PackingEffort.full
  /// Chooses among equal moves of the search; the same seed gives the same plan.
  public var seed: UInt64 = 1
  /// What is different from the pods and nodes as they are, such as growth and a loss to survive.
  public var change = ScenarioChange()
  /// How many zones there are, for the loss of one.
  public var zones = 0
  /// Nodes that stay whether they are needed or not: names of nodes, of pools, of machine types, or
  /// `all`.
  public var kept: [String] = []

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
    let answer = try counted(recommended)
    let solution = answer.solution
    var notes = Set(recommended.notes)
    notes.formUnion(PackingInstance(recommended).daemonNotes(recommended))
    var nodesForCurrentRequests: Int?
    if let current {
      // Without a change of requests the two are one problem, and one answer.
      let isSame = current == recommended && change == ScenarioChange() && kept.isEmpty
      let today = isSame ? solution : try self.solution(of: current)
      nodesForCurrentRequests = today.packing.nodeCount
      let left = today.packing.leftOut.values.reduce(0, +)
      if left > 0, !isSame { notes.insert(.unschedulableNow(pods: left)) }
    }
    let cost = try unit.map { unit throws(PackingError) in
      let scale = recommended.countsNodes ? 1 : unit.scale
      let needed = NodeCosts(solution.problem.pools, scale: scale).sum(answer.nodes)
      var least = NodeCosts(answer.pools, scale: scale).least(answer.costLowerBound)
      if recommended.countsNodes, kept.isEmpty, change.loss == nil {
        let proved = try solution.problem
          .leastCost(leftOut: solution.packing.leftOut, scale: unit.scale)
        least = max(least, proved)
      }
      return NodePlan.Cost(
        now: NodeCosts(recommended.pools, scale: scale).now,
        needed: needed,
        lowerBound: min(needed, least),
        unit: unit.name
      )
    }
    let totals = PoolTotals(solution, times: answer.times, idle: answer.idle)
    var plan = NodePlan(
      pools: totals.pools,
      lowerBound: answer.lowerBound,
      nodesForCurrentRequests: nodesForCurrentRequests,
      cost: cost,
      method: solution.packing.packer,
      isTruncatedByTime: solution.wasStopped,
      unschedulable: answer.leftOut,
      notes: notes.map(\.description).sorted()
    )
    plan.size = totals.size
    if effort.search != 0 {
      if kept.isEmpty, change.loss == nil {
        plan.scheduler = SchedulerReplay(solution, seed: seed).map {
          NodePlan.Scheduler(pendingPods: $0.pendingPods, nodes: $0.nodeCount)
        }
      }
      let trials = NodeTrials(recommended, answer.trial, effort: effort) {
        (problem, effort, more) throws(PackingError) in
        try counted(problem, effort: effort, keeping: more).trial
      }
      plan.blockers = try Blockers(trials).entries
      plan.stranding = try StrandingAdvice(trials, pools: answer.nodes).stranding
    }
    return (plan, solution)
  }

  /// A packing with what is counted beside it.
  private struct Counted {
    var solution: PackingSolution
    var times = 1
    var idle: [Int: Int] = [:]
    var lowerBound: Int
    var cost: Int64
    var costLowerBound: Int64
    /// Pods that fit nowhere.
    var leftOut: [NodePlan.Unschedulable]
    /// The pools that ``costLowerBound`` is counted with.
    var pools: [PackPool]

    /// Nodes by pool of the packing's problem.
    var nodes: [Int: Int] {
      var nodes = idle
      for node in solution.packing.nodes { nodes[node.pool, default: 0] += node.copies * times }
      return nodes
    }

    var trial: NodeTrials.Count {
      NodeTrials.Count(
        nodes: nodes.values.reduce(0, +),
        leftOut: solution.packing.leftOut.values.reduce(0, +),
        cost: cost
      )
    }
  }

  /// Counts nodes with the change, those that stay, and `more` nodes that stay besides, by pool.
  private func counted(
    _ problem: PackingProblem,
    effort: PackingEffort? = nil,
    keeping more: [Int: Int] = [:]
  ) throws(PackingError) -> Counted {
    let effort = effort ?? self.effort
    guard !kept.isEmpty || !more.isEmpty else {
      let answer = try ScenarioAnswer(
        problem,
        change: change,
        zones: zones,
        effort: effort,
        seed: seed
      )
      return Counted(
        solution: answer.solution,
        times: answer.totals.times,
        idle: answer.totals.idle,
        lowerBound: answer.lowerBound,
        cost: answer.cost,
        costLowerBound: answer.costLowerBound,
        leftOut: answer.leftOut,
        pools: answer.solution.problem.pools
      )
    }
    guard change.loss == nil, change.removedPools.isEmpty else {
      throw PackingError(.keptWithLoss, subject: .packing("keep"))
    }
    let named = try problem.kept(kept)
    let changed = try problem.changed(by: change)
    let nodes = try KeptNodes(
      changed,
      named.merging(more) { max($0, $1) }
    )
    let solution = try PackingSolution(of: nodes.problem, effort: effort, seed: seed)
    return Counted(
      solution: solution,
      idle: nodes.idle(in: solution),
      lowerBound: nodes.nodeBound(of: solution),
      cost: nodes.cost(of: solution),
      costLowerBound: nodes.costBound(of: solution),
      leftOut: Unschedulables(solution).entries,
      pools: changed.pools
    )
  }

  /// A verified packing of `problem` and its proven minimum.
  ///
  /// - Throws: ``PackingError`` when the checker refuses the packing, which is a defect.
  public func solution(of problem: PackingProblem) throws(PackingError) -> PackingSolution {
    try PackingSolution(of: problem, effort: effort, seed: seed)
  }
}

extension PackingProblem {
  /// How many nodes of each pool the names mean.
  ///
  /// A pool or machine type by its name means all its nodes now.
  fileprivate func kept(_ names: [String]) throws(PackingError) -> [Int: Int] {
    var counts: [Int: Int] = [:]
    for name in Set(names).sorted() {
      if let pool = homes[name] {
        counts[pool, default: 0] += 1
        continue
      }
      let found = pools.indices.filter {
        name == "all" || pools[$0].name == name || pools[$0].instanceType == name
      }
      guard !found.isEmpty else { throw PackingError(.noSuchName, subject: .pool(name)) }
      for pool in found { counts[pool] = pools[pool].nodesNow }
    }
    for (pool, count) in counts { counts[pool] = min(count, pools[pool].nodesNow) }
    return counts
  }
}

extension PackingInstance {
  /// Pools that their daemons overfill.
  fileprivate func daemonNotes(_ problem: PackingProblem) -> [PlanNote] {
    overfull.map { .poolFullOfDaemons(pool: problem.pools[$0.key].name, resource: $0.value) }
  }
}
