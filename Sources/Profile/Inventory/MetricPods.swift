internal import PodfitModel

/// The pods of clusters that have no list of pods, put together from metrics.
struct MetricPods {
  /// Times this near to each other are of one moment: exports of a cluster are not read at once.
  private static let moment = TimeSpan.seconds(600)

  /// The pods, in no order; those without a node wait for one.
  private(set) var pods: [PodSpec] = []

  private struct Candidate {
    var pod: PodID
    var seen: Inventory.Sighting?
    /// When its requests were last stated.
    var statedAt: Instant?
    var containers: Set<String> = []
  }

  init(
    _ sightings: [PodContainerID: Inventory.Sighting],
    in inventory: Inventory,
    besides listed: Set<String>
  ) {
    let candidates = Self.candidates(sightings, inventory, listed)
    guard !candidates.isEmpty else { return }
    var lastSeen: [String: Instant] = [:]
    var lastStated: [String: Instant] = [:]
    for each in candidates.values {
      let cluster = each.pod.cluster
      if let seen = each.seen { lastSeen[cluster] = max(lastSeen[cluster] ?? seen.last, seen.last) }
      if let at = each.statedAt { lastStated[cluster] = max(lastStated[cluster] ?? at, at) }
    }
    var members: [WorkloadID: [Candidate]] = [:]
    for each in candidates.values {
      let cluster = each.pod.cluster
      let workload = inventory.owners.owner(of: each.pod).workload
      if let seen = each.seen {
        // A pod that is still there has a sample in the last step or two.
        let steps = (seen.step?.milliseconds ?? 0).multipliedSaturated(by: 2)
        let reach = max(Self.moment, TimeSpan(milliseconds: steps))
        guard let last = lastSeen[cluster], seen.last + reach >= last else { continue }
      } else if [.job, .cronJob].contains(workload.kind) {
        // It stays in kube-state-metrics after its end, until somebody deletes it.
        continue
      } else if let at = each.statedAt {
        guard let last = lastStated[cluster], at + Self.moment >= last else { continue }
      } else if lastSeen[cluster] != nil || lastStated[cluster] != nil {
        // A node alone does not say when; among pods of which more is known it is one that is gone.
        continue
      }
      members[workload, default: []].append(each)
    }
    let placed = Set(inventory.podNodes.keys.map(\.cluster))
    for (workload, all) in members {
      let count = inventory.replicaCount(of: workload) ?? all.count
      for each in all.sorted(by: { Self.isNewer($0, than: $1) }).prefix(max(count, 0)) {
        pods.append(Self.pod(each, of: workload, inventory, placed))
      }
    }
  }

  private static func candidates(
    _ sightings: [PodContainerID: Inventory.Sighting],
    _ inventory: Inventory,
    _ listed: Set<String>
  ) -> [PodID: Candidate] {
    var candidates: [PodID: Candidate] = [:]
    for (id, seen) in sightings where !listed.contains(id.pod.cluster) {
      var each = candidates[id.pod] ?? Candidate(pod: id.pod)
      each.seen = each.seen?.union(seen) ?? seen
      if !id.container.isEmpty { each.containers.insert(id.container) }
      candidates[id.pod] = each
    }
    for (id, stated) in inventory.stated where !listed.contains(id.pod.cluster) {
      var each = candidates[id.pod] ?? Candidate(pod: id.pod)
      each.statedAt = max(each.statedAt ?? stated.at, stated.at)
      each.containers.insert(id.container)
      candidates[id.pod] = each
    }
    for pod in inventory.podNodes.keys
    where !listed.contains(pod.cluster) && candidates[pod] == nil {
      candidates[pod] = Candidate(pod: pod)
    }
    return candidates
  }

  /// Of a workload's pods more than its replicas the ones seen last stay; the name decides between equals.
  private static func isNewer(_ a: Candidate, than b: Candidate) -> Bool {
    let times = (
      a.seen?.last.milliseconds ?? .min, b.seen?.last.milliseconds ?? .min
    )
    if times.0 != times.1 { return times.0 > times.1 }
    let stated = (
      a.statedAt?.milliseconds ?? .min, b.statedAt?.milliseconds ?? .min
    )
    return stated.0 == stated.1 ? a.pod < b.pod : stated.0 > stated.1
  }

  private static func pod(
    _ candidate: Candidate,
    of workload: WorkloadID,
    _ inventory: Inventory,
    _ placed: Set<String>
  ) -> PodSpec {
    var spec = PodSpec(id: candidate.pod)
    spec.node = inventory.podNodes[candidate.pod]
    if spec.node == nil {
      // Where other pods have nodes, one that uses nothing and has none waits for it.
      let isWaiting = candidate.seen == nil && placed.contains(candidate.pod.cluster)
      if isWaiting { spec.phase = "Pending" } else { spec.node = "" }
    }
    if let template = inventory.listedTemplate(of: workload) { spec.template = template }
    for name in candidate.containers.sorted() {
      let id = PodContainerID(pod: candidate.pod, container: name)
      let stated = inventory.stated[id]
      let container = ContainerSpec(
        name: name,
        resources: stated?.resources ?? ContainerResources()
      )
      guard spec.template.container(named: name) == nil else { continue }
      if stated?.isInit == true {
        spec.template.initContainers.append(container)
      } else {
        spec.template.containers.append(container)
      }
    }
    return spec
  }
}

extension Inventory {
  /// The replicas that a workload is asked to have; nil where nothing states them, and of jobs.
  fileprivate func replicaCount(of workload: WorkloadID) -> Int? {
    guard ![.job, .cronJob, .pod, .node].contains(workload.kind) else { return nil }
    return (workloads[workload]?.replicas ?? replicaCounts[workload]).map(Int.init(clamping:))
  }
}
