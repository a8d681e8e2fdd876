internal import PodfitModel

/// Pairs of pods that share no node: anti-affinity towards others on one node, and equal host ports.
///
/// A rule of one keeps the other away, too, whichever comes first: the scheduler looks at the rules of
/// pods that run. Rules reach the pods of their own namespace and of those that they name.
struct NeighbourRules {
  /// The pairs, by the indices of the groups.
  private(set) var conflicts: [ItemConflict] = []

  init(_ groups: [PodGroups.Group]) {
    var found: Set<ItemConflict> = []
    for index in groups.indices {
      let rules = groups[index].placement.requiredAntiAffinity.filter {
        $0.topologyKey == hostnameLabel
      }
      guard !rules.isEmpty else { continue }
      for other in groups.indices where other != index {
        if rules.contains(where: { groups[index].isMeant(groups[other], by: $0) }) {
          found.insert(ItemConflict(index, other))
        }
      }
    }
    var takers: [Port: [(group: Int, port: HostPort)]] = [:]
    for index in groups.indices {
      for port in groups[index].template.hostPorts {
        let key = Port(
          cluster: groups[index].workload.cluster,
          number: port.number,
          transport: port.transport
        )
        takers[key, default: []].append((index, port))
      }
    }
    for members in takers.values {
      for (place, one) in members.enumerated() {
        for other in members[..<place] where one.group != other.group && one.port.meets(other.port)
        {
          found.insert(ItemConflict(one.group, other.group))
        }
      }
    }
    conflicts = found.sorted { ($0.first, $0.second) < ($1.first, $1.second) }
  }

  private struct Port: Hashable {
    var cluster: String
    var number: Int
    var transport: String
  }
}
