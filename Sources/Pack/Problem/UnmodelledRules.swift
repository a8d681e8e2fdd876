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
    let known = items + others
    let all = Dictionary(grouping: known) { Namespace($0.workload) }
    note(
      pods { group in
        group.placement.requiredSpread.contains { rule in
          all[Namespace(group.workload), default: []].contains {
            $0.workload != group.workload && rule.counts($0.template.labels)
          }
        }
      }
    ) { .topologySpread(pods: $0) }
    note(AffinityRules(items).notKept) { .podAffinity(pods: $0) }
    note(
      pods { group in
        group.placement.requiredAntiAffinity.contains { rule in
          rule.topologyKey != hostnameLabel
            && known.contains { $0.workload != group.workload && group.isMeant($0, by: rule) }
        }
      }
    ) { .otherAntiAffinity(pods: $0) }
    note(
      pods { $0.placement.requiredAntiAffinity.contains(where: \.hasUnknownNamespaces) }
    ) { .namespacesByLabels(pods: $0) }
    note(
      pods { group in
        group.placement.requiredSpread.contains {
          $0.topologyKey == hostnameLabel && $0.minDomains ?? 1 > 1
            && $0.counts(group.template.labels)
        }
      }
    ) { .fewestNodes(pods: $0) }
  }

  private struct Namespace: Hashable {
    var cluster: String
    var name: String

    init(_ workload: WorkloadID) {
      cluster = workload.cluster
      name = workload.namespace
    }
  }
}
