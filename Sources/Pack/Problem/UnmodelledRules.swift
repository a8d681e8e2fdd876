internal import PodfitModel

/// Placement rules that the packing does not respect, counted so that the answer can say so.
///
/// Leaving a rule out can only make the node count too low, never the proven minimum too high.
struct UnmodelledRules {
  /// One note per kind of rule that is there.
  private(set) var notes: [PlanNote] = []

  /// Counts the rules of `items`; `others` are pods on the same nodes that are not packed.
  init(items: [PodGroups.Group], others: [PodGroups.Group]) {
    func pods(where condition: (PodGroups.Group) -> Bool) -> Int {
      items.reduce(0) { condition($1) ? $0 + $1.count : $0 }
    }
    func note(_ count: Int, _ make: (Int) -> PlanNote) {
      if count > 0 { notes.append(make(count)) }
    }
    let all = Dictionary(grouping: items + others) { Namespace($0.workload) }
    note(
      pods { group in
        group.placement.requiredSpread.contains { rule in
          rule.topologyKey == hostnameLabel
            || all[Namespace(group.workload), default: []].contains {
              $0.workload != group.workload && rule.counts($0.template.labels)
            }
        }
      }
    ) { .topologySpread(pods: $0) }
    note(pods { !$0.placement.requiredAffinity.isEmpty }) { .podAffinity(pods: $0) }

    let neighbours = Dictionary(grouping: others) { Namespace($0.workload) }
    note(
      pods { group in
        group.placement.requiredAntiAffinity.contains { rule in
          rule.topologyKey != hostnameLabel
            || neighbours[Namespace(group.workload), default: []].contains {
              rule.matches($0.template.labels)
            }
        }
      }
    ) { .otherAntiAffinity(pods: $0) }

    var takers: Set<Port> = []
    for group in others {
      for port in group.template.hostPorts { takers.insert(Port(group.workload, port)) }
    }
    note(
      pods { group in
        group.template.hostPorts.contains { takers.contains(Port(group.workload, $0)) }
      }
    ) { .sharedHostPorts(pods: $0) }
  }

  private struct Namespace: Hashable {
    var cluster: String
    var name: String

    init(_ workload: WorkloadID) {
      cluster = workload.cluster
      name = workload.namespace
    }
  }

  private struct Port: Hashable {
    var cluster: String
    var number: Int

    init(_ workload: WorkloadID, _ number: Int) {
      cluster = workload.cluster
      self.number = number
    }
  }
}
