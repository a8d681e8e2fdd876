internal import PodfitModel

/// Which pools are closed to pods because a DaemonSet there takes one of their host ports, or either keeps
/// away from the other on one node.
///
/// A pool where such pods run today stays open to them: what is seen goes before what rules say.
struct DaemonNeighbours {
  private let groups: [PodGroups.Group]
  private let pools: [WorkloadID: [Int]]

  init(_ groups: [PodGroups.Group], daemons: [PackDaemon], pools: [PackPool]) {
    self.groups = groups
    self.pools = Dictionary(
      daemons.map { daemon in
        (daemon.workload, pools.indices.filter { daemon.lands(on: pools[$0], at: $0) })
      }
    ) { $0 + $1 }
  }

  /// The pools closed to a group of pods, and whether it runs on one in spite of that.
  func closed(
    to group: PodGroups.Group,
    seen: [Int]
  ) -> (pools: [Int], isSeen: Bool) {
    var closed: Set<Int> = []
    for daemon in groups where keepApart(daemon, group) {
      closed.formUnion(pools[daemon.workload] ?? [])
    }
    return (closed.subtracting(seen).sorted(), !closed.isDisjoint(with: seen))
  }

  private func keepApart(_ a: PodGroups.Group, _ b: PodGroups.Group) -> Bool {
    guard a.workload.cluster == b.workload.cluster else { return false }
    let ports = b.template.hostPorts
    if a.template.hostPorts.contains(where: { ports.contains(where: $0.meets) }) { return true }
    func avoids(_ one: PodGroups.Group, _ other: PodGroups.Group) -> Bool {
      one.placement.requiredAntiAffinity.contains {
        $0.topologyKey == hostnameLabel && one.isMeant(other, by: $0)
      }
    }
    return avoids(a, b) || avoids(b, a)
  }
}
