public import PodfitModel

extension NodePlan {
  /// Most entries of a list that is put together.
  private static let listed = 10

  /// The sum of the plans of clusters: pods never move between them, so that counts and proven minimums
  /// add up.
  ///
  /// Pools are named with their cluster where there are several.
  ///
  /// - Returns: nil where no cluster has a plan
  public init?(of clusters: [ClusterFacts]) {
    let known = clusters.compactMap { each in each.plan.map { (cluster: each.cluster, plan: $0) } }
    guard let first = known.first?.plan else { return nil }
    guard known.count > 1 else {
      self = first
      return
    }
    let plans = known.map(\.plan)
    let today = plans.compactMap(\.nodesForCurrentRequests)
    self.init(
      pools: known.flatMap { each in
        each.plan.pools.map { pool in
          var pool = pool
          pool.name = "\(each.cluster)/\(pool.name)"
          return pool
        }
      },
      lowerBound: plans.reduce(0) { $0 + $1.lowerBound },
      nodesForCurrentRequests: today.count == plans.count ? today.reduce(0, +) : nil,
      overcommittedNodes: plans.reduce(0) { $0 + $1.overcommittedNodes },
      method: Set(plans.map(\.method)).sorted().joined(separator: ", "),
      isTruncatedByTime: plans.contains(where: \.isTruncatedByTime),
      unschedulable: plans.flatMap(\.unschedulable),
      notes: Self.notes(known)
    )
    for plan in plans {
      size.now += plan.size.now
      size.needed += plan.size.needed
    }
    blockers = Array(
      plans.flatMap(\.blockers).sorted {
        $0.freedNodes == $1.freedNodes
          ? $0.workload < $1.workload : $0.freedNodes > $1.freedNodes
      }.prefix(Self.listed)
    )
    let left = plans.compactMap(\.scheduler)
    if left.count == plans.count {
      scheduler = Scheduler(
        pendingPods: left.reduce(0) { $0 + $1.pendingPods },
        nodes: left.reduce(0) { $0 + $1.nodes }
      )
    }
    findings = plans.flatMap(\.findings).worstFirst
  }

  /// What is true of all clusters once, the rest with the cluster it is of.
  private static func notes(_ known: [(cluster: String, plan: NodePlan)]) -> [String] {
    let sets = known.map { Set($0.plan.notes) }
    let common = sets.dropFirst().reduce(sets[0]) { $0.intersection($1) }
    let own = known.flatMap { each in
      each.plan.notes.filter { !common.contains($0) }.map { "\(each.cluster): \($0)" }
    }
    return common.sorted() + own
  }
}
