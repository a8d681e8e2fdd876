internal import PodfitModel

/// What the containers of one workload have in common.
struct WorkloadFacts {
  /// Pods with samples and listed ones, sorted.
  var pods: [PodID]
  /// The weakest evidence by which a pod was found to belong here.
  var evidence: OwnerEvidence
  /// How many of ``pods`` were placed here by their name only.
  var guessedPods: Int
  var replicas: Int
  var shape: WorkloadShape
  var containersInPod: Int
  var autoscaler: HorizontalAutoscaler?
  var confines: Confines

  /// Gathers them.
  init(_ group: WorkloadGroup, pods measured: [MeasuredPod], in inventory: Inventory) {
    let listed = inventory.pods(of: group.workload)
    let pods = Set(measured.map(\.id)).union(listed.map(\.id)).sorted()
    self.pods = pods
    let evidences = pods.map { inventory.owners.owner(of: $0).evidence }
    guessedPods = evidences.count { $0 == .guessed }
    evidence =
      guessedPods > 0 ? .guessed : evidences.contains(.stated) ? .stated : .exact
    autoscaler = inventory.autoscaler(of: group.workload)
    shape = Self.shape(of: group.workload, listed: listed)
    confines = inventory.confines(of: group.workload, listed: listed)

    let windows = measured.compactMap { pod in
      var coverage = Coverage()
      for container in pod.containers {
        coverage.add(container.usage.cpu, statedWindow: container.statedWindow)
        coverage.add(container.usage.memory, statedWindow: container.statedWindow)
      }
      return coverage.window
    }
    if shape == .job, !inventory.pods.isEmpty {
      // What has run to its end asks for nothing now.
      replicas = listed.count(where: \.occupiesNode)
    } else {
      replicas =
        inventory.replicas(of: group.workload) ?? max(Concurrency.largest(of: windows), 1)
    }

    if let template = listed.first?.template ?? inventory.template(of: group.workload) {
      containersInPod = max(template.runningContainerNames.count, 1)
    } else {
      let stated = pods.map { inventory.containerNames(of: $0).count }.max() ?? 0
      let seen = measured.map(\.containers.count).max() ?? 0
      containersInPod = max(stated, seen, 1)
    }
  }

  /// The shape that a workload's kind has; a bare pod that came to an end was a job.
  private static func shape(of workload: WorkloadID, listed: [PodSpec]) -> WorkloadShape {
    switch workload.kind {
    case .daemonSet: .daemon
    case .job, .cronJob: .job
    case .pod:
      listed.contains { $0.phase == "Succeeded" || $0.phase == "Failed" } ? .job : .service
    default: .service
    }
  }
}

/// How often a container of a workload ended, as far as is known.
struct EndCounts {
  var restarts: Int64 = 0
  var oomKills: Int64 = 0

  /// Counts over pods with samples and listed ones.
  ///
  /// Per pod the largest of status, kube-state-metrics, restart counter and CPU counter resets:
  /// they count the same restarts. The reason `OOMKilled` is sticky and says neither when nor how
  /// often: it stands for one kill, or for as many as there were resets. Events tell of the same
  /// kills once more: per pod the larger of both counts, never their sum.
  init(
    of id: ContainerID,
    measured: [MeasuredContainer],
    pods: [PodID],
    in inventory: Inventory
  ) {
    var seen: [PodID: SeenEnds] = [:]
    for each in measured { seen[each.usage.id.pod] = seen[each.usage.id.pod] ?? SeenEnds(each) }
    self.init(of: id, seen: seen, pods: pods, in: inventory)
  }

  /// The same from what the readings of each pod show; pods that show nothing may be left out.
  init(of id: ContainerID, seen: [PodID: SeenEnds], pods: [PodID], in inventory: Inventory) {
    guard inventory.tellsOfEnds || !seen.isEmpty else { return }
    // Events tell of pods, too, that were never listed and have no samples.
    for pod in Set(pods).union(inventory.killedPods[id.workload] ?? []) {
      let container = PodContainerID(pod: pod, container: id.container)
      let own = seen[pod] ?? SeenEnds()
      let most = max(own.resets, own.restarts)
      restarts = restarts.addingSaturated(max(inventory.restarts(of: container), most))
      let known = inventory.wasOutOfMemory(container) ? max(1, own.resets) : 0
      oomKills = oomKills.addingSaturated(max(known, inventory.kills(of: container)))
    }
  }
}

/// Ends of one pod's container that its readings show.
struct SeenEnds: Hashable, Sendable {
  /// Resets of the CPU counter.
  var resets: Int64 = 0
  /// What a restart counter says.
  var restarts: Int64 = 0

  /// None.
  init() {}

  /// Those of a container.
  init(_ measured: MeasuredContainer) {
    resets = Int64(measured.usage.counterResets)
    restarts = measured.restarts
  }
}
