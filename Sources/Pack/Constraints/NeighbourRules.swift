internal import PodfitModel

/// Pairs of pods that share no node: anti-affinity towards others on one node, and equal host ports.
///
/// A rule of one keeps the other away, too, whichever comes first: the scheduler looks at the rules of
/// pods that run. Rules reach the pods of their own namespace.
struct NeighbourRules {
  /// The pairs, by the indices of the groups.
  private(set) var conflicts: [ItemConflict] = []

  init(_ groups: [PodGroups.Group]) {
    var found: Set<ItemConflict> = []
    for members in Dictionary(grouping: groups.indices, by: { Place(groups[$0].workload) }).values {
      for index in members {
        let rules = groups[index].placement.requiredAntiAffinity.filter {
          $0.topologyKey == hostnameLabel
        }
        guard !rules.isEmpty else { continue }
        for other in members where other != index {
          let labels = groups[other].template.labels
          if rules.contains(where: { $0.matches(labels) }) {
            found.insert(ItemConflict(index, other))
          }
        }
      }
    }
    var takers: [Port: [Int]] = [:]
    for index in groups.indices {
      for port in groups[index].template.hostPorts {
        let cluster = groups[index].workload.cluster
        takers[Port(cluster: cluster, number: port), default: []].append(index)
      }
    }
    for members in takers.values {
      for (place, index) in members.enumerated() {
        for other in members[..<place] { found.insert(ItemConflict(index, other)) }
      }
    }
    conflicts = found.sorted { ($0.first, $0.second) < ($1.first, $1.second) }
  }

  private struct Place: Hashable {
    var cluster: String
    var namespace: String

    init(_ workload: WorkloadID) {
      cluster = workload.cluster
      namespace = workload.namespace
    }
  }

  private struct Port: Hashable {
    var cluster: String
    var number: Int
  }
}
