internal import PodfitModel

/// What nodes carry besides the pods that are packed.
///
/// A DaemonSet counts on every node of a pool where one of its pods was seen or where its rules
/// let it run; its request is the largest of its pods'. A static pod that all nodes of a pool have
/// counts the same way; one that only some have (an API server) is packed in its pool, one a node.
struct DaemonLoad {
  /// Loads of every node of some pools.
  private(set) var daemons: [PackDaemon] = []
  /// Static pods that only some nodes of their pool have.
  private(set) var items: [PackItem] = []
  /// Where rules and observation differ.
  private(set) var notes: [PlanNote] = []

  init(groups: PodGroups, classes: NodeClasses, resources: [String]) {
    for group in Self.byWorkload(groups.daemons) {
      let rules = group.placement.withoutNodeNames
      let cluster = group.workload.cluster
      let seen = Set(group.nodes.keys.compactMap { classes.index[$0] })
      for (index, pool) in classes.pools.enumerated() where pool.cluster == cluster {
        switch (seen.contains(index), pool.admits(rules)) {
        case (false, true): notes.append(.daemonNotSeen(group.workload, pool: pool.name))
        case (true, false): notes.append(.daemonUnexpected(group.workload, pool: pool.name))
        default: break
        }
      }
      daemons.append(
        PackDaemon(
          workload: group.workload,
          request: group.request.vector(of: resources),
          placement: rules,
          observedPools: seen.sorted()
        )
      )
    }
    for group in groups.statics {
      var perPool: [Int: Int] = [:]
      for node in group.nodes.keys {
        if let pool = classes.index[node] { perPool[pool, default: 0] += 1 }
      }
      let everywhere = perPool.filter { $0.value == classes.pools[$0.key].nodesNow }.keys
      let request = group.request.vector(of: resources)
      if !everywhere.isEmpty {
        daemons.append(
          PackDaemon(
            workload: group.workload,
            request: request,
            placement: nil,
            observedPools: everywhere.sorted()
          )
        )
      }
      for (pool, count) in perPool.sorted(by: { $0.key < $1.key })
      where !everywhere.contains(pool) {
        items.append(
          PackItem(
            workload: group.workload,
            count: count,
            request: request,
            maxPerNode: 1,
            fixedPools: [pool]
          )
        )
      }
    }
  }

  /// One group per workload, with the largest request: pods of two revisions share no node.
  private static func byWorkload(_ groups: [PodGroups.Group]) -> [PodGroups.Group] {
    var result: [PodGroups.Group] = []
    for group in groups {
      guard let last = result.last, last.workload == group.workload else {
        result.append(group)
        continue
      }
      result[result.count - 1].request = last.request.union(group.request)
      result[result.count - 1].nodes.merge(group.nodes, uniquingKeysWith: +)
    }
    return result
  }
}

extension PackDaemon {
  /// Whether every node of pool number `index` carries the daemon.
  func lands(on pool: PackPool, at index: Int) -> Bool {
    if observedPools.contains(index) { return true }
    guard let placement else { return false }
    return pool.cluster == workload.cluster && pool.admits(placement)
  }
}
