import PodfitModel

extension ChangePlan {
  /// What the pods of one workload ask for while a change is made: as they are, and as they will be.
  struct Standing {
    /// One container of them.
    struct Container {
      /// Whether it runs to its end before the others.
      var isInit: Bool
      /// What it says today and, where it changes, afterwards; the last is what stays.
      var states: [ContainerResources]
    }

    /// The workload.
    var id: WorkloadID
    /// The pods that there are.
    var replicas: Int
    /// The most pods there are at once, those that a rollout adds and an autoscaler may add among them.
    var pods: Int
    /// What each pod asks for beside its containers.
    var overhead: ContainerResources
    /// Its containers.
    var containers: [Container]
  }

  /// Every workload that there is advice on, in the order of their identities.
  ///
  /// Goes by what this plan writes: what it leaves out stays as it is, and steps stop where they stop.
  func standings() -> [Standing] {
    let changed = Dictionary(
      workloads.flatMap(\.containers).map { ($0.id, $0) }
    ) { first, _ in first }
    var standings: [Standing] = []
    var rest = set.recommendations[...]
    while let id = rest.first?.id.workload {
      let own = rest.prefix { $0.id.workload == id }
      rest = rest[own.endIndex...]
      let template = templates[holders[id] ?? id]
      var states = Dictionary(uniqueKeysWithValues: own.map { ($0.id.container, [$0.current]) })
      var starting = Set(own.filter(\.isInit).map(\.id.container))
      for spec in (template?.containers ?? []) + (template?.initContainers ?? []) {
        // Pods of today may differ from the template that new ones are made from.
        states[spec.name, default: []].append(spec.resources)
      }
      for spec in template?.initContainers ?? [] where !spec.isRestartableInit {
        starting.insert(spec.name)
      }
      for each in own {
        if let target = changed[each.id]?.target {
          states[each.id.container, default: []].append(target)
        }
      }
      standings.append(
        Standing(
          id: id,
          replicas: own.map(\.replicas).max() ?? 0,
          pods: pods(of: id, replicas: own.map(\.replicas).max() ?? 0),
          overhead: template?.overhead ?? ContainerResources(),
          containers: states.sorted { $0.key < $1.key }.map {
            Standing.Container(isInit: starting.contains($0.key), states: $0.value)
          }
        )
      )
    }
    return standings
  }

  /// The most pods at once: rollouts of Deployments add a quarter by default, rounded up.
  private func pods(of id: WorkloadID, replicas: Int) -> Int {
    // The API server has no more than these.
    let most = min(max(replicas, mostPods[id] ?? 0), Int(Int32.max))
    switch id.kind {
    case .job, .cronJob: return max(most, 1)
    case .statefulSet, .daemonSet, .pod: return most
    default: return most + most / 4 + (most % 4 == 0 ? 0 : 1)
    }
  }
}
