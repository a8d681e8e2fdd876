public import PodfitModel

/// The pods of one workload that have samples; empty for workloads known from lists only.
public struct WorkloadGroup: Hashable, Sendable {
  /// The workload.
  public var workload: WorkloadID
  /// Its pods, in the order of their names.
  public var pods: [PodID]

  /// Makes a group.
  public init(workload: WorkloadID, pods: [PodID]) {
    self.workload = workload
    self.pods = pods
  }
}

/// Makes profiles of containers from the use of their pods and the inventory.
///
/// A workload is a unit of work: nothing of another one is needed, so that callers may do them side
/// by side and hold the samples of one at a time.
public struct Profiler: Sendable {
  /// What runs where.
  public let inventory: Inventory

  /// Makes a profiler over an inventory.
  public init(inventory: Inventory) { self.inventory = inventory }

  /// Sorts pods with samples by their workloads and adds the workloads without any; in the order
  /// of the workloads' identities.
  public func groups(of pods: some Sequence<PodID>) -> [WorkloadGroup] {
    let pods = Set(pods).sorted()
    return placed(pods).map { workload, places in
      WorkloadGroup(workload: workload, pods: places.map { pods[$0] })
    }
  }

  /// The same for pods that are each there once: where in `pods` the pods of each workload are, in
  /// that order.
  public func placed(_ pods: [PodID]) -> [(workload: WorkloadID, places: [Int])] {
    var members: [(workload: WorkloadID, places: [Int])] = []
    var known: [WorkloadID: Int] = [:]
    for (place, pod) in pods.enumerated() {
      let workload = inventory.owners.owner(of: pod).workload
      // Names of a workload's pods begin alike, so that they mostly follow each other.
      if let last = members.last, last.workload == workload {
        members[members.count - 1].places.append(place)
      } else if let index = known[workload] {
        members[index].places.append(place)
      } else {
        known[workload] = members.count
        members.append((workload, [place]))
      }
    }
    // What the name of a checkpoint suggests is the workload with samples of that name.
    let measured = Set(known.keys.map { OwnerGraph.Name(ObjectReference($0)) })
    for workload in inventory.workloadIDs where known[workload] == nil {
      if inventory.isSuggested(workload),
        measured.contains(OwnerGraph.Name(ObjectReference(workload)))
      {
        continue
      }
      members.append((workload, []))
    }
    return members.sorted { $0.workload < $1.workload }
  }

  /// The profiles of all containers of all workloads, sorted by identity.
  public func profiles(of pods: [MeasuredPod]) -> [ContainerProfile] {
    let byID = Dictionary(pods.map { ($0.id, $0) }) { first, _ in first }
    return groups(of: byID.keys).flatMap { group in
      profiles(of: group, pods: group.pods.compactMap { byID[$0] })
    }
  }

  /// The profiles of one workload's containers, sorted by name.
  ///
  /// Containers that only lists name have a profile without samples.
  public func profiles(of group: WorkloadGroup, pods: [MeasuredPod]) -> [ContainerProfile] {
    var measured: [String: [MeasuredContainer]] = [:]
    for pod in pods.sorted(by: { $0.id < $1.id }) {
      for container in pod.containers {
        measured[container.usage.id.container, default: []].append(container)
      }
    }
    let facts = WorkloadFacts(group, pods: pods, in: inventory)
    let names = Set(measured.keys).union(inventory.containerNames(of: group.workload))
    return names.sorted().map { name in
      profile(
        of: ContainerID(workload: group.workload, container: name),
        measured: measured[name] ?? [],
        facts: facts
      )
    }
  }

  /// The profile of one container.
  private func profile(
    of id: ContainerID,
    measured: [MeasuredContainer],
    facts: WorkloadFacts
  ) -> ContainerProfile {
    var profile = ContainerProfile(id: id)
    profile.ownerEvidence = facts.evidence
    profile.replicas = facts.replicas
    profile.containersInPod = facts.containersInPod
    profile.confines = facts.confines
    profile.isInit = inventory.isInit(id)
    profile.isInjected = inventory.isInjected(id)
    profile.templateHolder = inventory.templateHolder(of: id.workload)
    profile.owner = inventory.workloads[id.workload]?.owner
    profile.autoscaler = facts.autoscaler
    profile.verticalAutoscaler = inventory.verticalAutoscaler(of: id.workload)
    profile.shape = profile.isInit ? .job : facts.shape
    profile.current = inventory.currentResources(of: id)?.resources
    profile.spec = inventory.spec(of: id)
    profile.labels = inventory.template(of: id.workload)?.labels ?? [:]
    profile.pods = limited(measured)
    if profile.shape == .daemon { profile.nodeClasses = nodeClasses(of: profile.pods) }
    profile.cpu = UsageSummary(pooling: measured.map(\.usage.cpu))
    profile.memory = UsageSummary(pooling: measured.map(\.usage.memory))

    var coverage = Coverage()
    for each in measured {
      coverage.add(each.usage.cpu, statedWindow: each.statedWindow)
      coverage.add(each.usage.memory, statedWindow: each.statedWindow)
    }
    let shape = profile.shape
    profile.cpuCoarseness = coarseness(of: measured, .cpuUsage, \.cpu, shape: shape)
    profile.memoryCoarseness = coarseness(of: measured, .memoryWorkingSet, \.memory, shape: shape)
    let isMeasured = profile.cpu != nil || profile.memory != nil
    let saved: (found: UsageDistribution?, fault: String?) =
      isMeasured ? (nil, nil) : distribution(of: id)
    profile.distribution = saved.found
    let isGuess =
      saved.found.map { inventory.guessedCheckpoints.contains($0.checkpoint.id) } ?? false
    if isGuess { profile.ownerEvidence = .guessed }
    profile.window = coverage.window
    profile.covered = coverage.covered
    var throttled = ThrottledShare()
    for each in measured { throttled.add(each) }
    profile.throttledRatio = throttled.ratio

    let ends = EndCounts(of: id, measured: measured, pods: facts.pods, in: inventory)
    profile.restarts = ends.restarts
    profile.oomKills = ends.oomKills
    if ends.oomKills > 0 {
      profile.killedAtLimit = killedAtLimit(of: id, pods: facts.pods, usage: profile.pods)
    }
    profile.gpu = Self.gpu(of: profile, measured: measured)
    profile.io = io(of: measured)
    profile.health = ContainerHealth(of: id, measured: measured, in: inventory)
    profile.jvm = jvm(of: profile, measured: measured)
    var leak = LeakDetector.Verdict()
    if profile.shape != .job {
      leak = LeakDetector.verdict(
        on: profile.pods,
        restarts: ends.restarts,
        isJVM: profile.jvm != nil
      )
    }
    profile.isLeaking = leak.isLeaking
    profile.daysToLimit = Self.daysToLimit(of: profile, bytesPerDay: leak.bytesPerDay)
    if leak.isLeaking, profile.jvm != nil { profile.jvm = jvm(of: profile, measured: measured) }
    if profile.jvm == nil { profile.runtime = runtime(of: profile) }
    profile.notes = ProfileNotes.notes(
      on: profile,
      measured: measured,
      guessedPods: facts.guessedPods,
      podCount: facts.pods.count,
      longestGap: coverage.longestGap,
      isInit: profile.isInit,
      leak: leak.note
    )
    profile.notes += ProfileNotes.notes(
      on: profile,
      checkpointFault: saved.fault,
      isCheckpointGuessed: isGuess,
      pods: inventory.pods(of: id.workload),
      evicted: inventory.evictedPods[id.workload] ?? []
    )
    profile.notes.sort()
    return profile
  }

  /// The days until the fullest pod reaches the memory limit, if memory goes on growing by so many bytes
  /// a day.
  private static func daysToLimit(of profile: ContainerProfile, bytesPerDay: Double?) -> Double? {
    guard let growth = bytesPerDay, growth > 0, growth.isFinite,
      let limit = profile.current?.memoryLimit, limit > .zero,
      let level = profile.pods.compactMap(\.memory.values.last).max(), level > 0
    else { return nil }
    return max(Double(limit.bytes) - Double(level), 0) / growth
  }
}
