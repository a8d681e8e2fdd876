internal import PodfitModel

extension Profiler {
  /// The use of pods with what is known of their kills, and of their limits over time: as exported, else
  /// those of the pod as it was listed, else what kube-state-metrics said of it last.
  ///
  /// A pod keeps its limits unless it is resized in place, so that what is known of one moment of it holds
  /// for all of its samples; the limits of other pods of the workload do not.
  func limited(_ measured: [MeasuredContainer]) -> [PodUsage] {
    measured.map { each in
      var usage = each.usage
      if !usage.cpuLimit.isKnown { usage.cpuLimit = statedLimits(of: usage.id).cpu }
      if !usage.memoryLimit.isKnown { usage.memoryLimit = statedLimits(of: usage.id).memory }
      usage.kills = inventory.killTimes(of: usage.id).map(\.at).sorted()
      let isKilled =
        inventory.wasOutOfMemory(usage.id) || inventory.kills(of: usage.id) > 0
      usage.hasUntimedKill = isKilled && usage.kills.isEmpty
      return usage
    }
  }

  private func statedLimits(of id: PodContainerID) -> (cpu: LimitSteps, memory: LimitSteps) {
    if let spec = inventory.pod(id.pod)?.template.container(named: id.container) {
      return (
        LimitSteps(always: spec.resources.cpuLimit?.nanocores),
        LimitSteps(always: spec.resources.memoryLimit?.bytes)
      )
    }
    guard let stated = inventory.stated[id]?.resources else { return (LimitSteps(), LimitSteps()) }
    // Exports of requests alone say nothing of limits.
    return (
      stated.cpuLimit.map { LimitSteps(always: $0.nanocores) } ?? LimitSteps(),
      stated.memoryLimit.map { LimitSteps(always: $0.bytes) } ?? LimitSteps()
    )
  }

  /// The largest memory limit under which a pod was ended for want of memory; nil where one of them is not
  /// known.
  func killedAtLimit(of id: ContainerID, pods: [PodID], usage: [PodUsage]) -> Memory? {
    let known = Dictionary(usage.map { ($0.id.pod, $0.memoryLimit) }) { first, _ in first }
    var largest: Int64?
    for pod in Set(pods).union(inventory.killedPods[id.workload] ?? []) {
      let container = PodContainerID(pod: pod, container: id.container)
      let kills = inventory.killEvents.kills[container] ?? []
      guard !kills.isEmpty || inventory.wasOutOfMemory(container) else { continue }
      let steps = known[pod] ?? statedLimits(of: container).memory
      let times = kills.compactMap(\.at?.milliseconds)
      let amounts =
        times.count == kills.count && !times.isEmpty
        ? times.map { steps.amount(at: $0, unknown: nil) } : [steps.largest]
      for amount in amounts {
        guard let amount else { return nil }
        largest = max(largest ?? 0, amount)
      }
    }
    return largest.map { Memory(bytes: $0) }
  }
}
