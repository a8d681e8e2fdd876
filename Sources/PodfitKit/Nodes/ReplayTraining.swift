import PodfitModel
import PodfitPack
import PodfitProfile
import PodfitRecommend

/// Requests from the samples up to a time, and who is replayed.
struct ReplayTraining: Sendable {
  let node: (cpu: CPU, memory: Memory)
  let cut: Instant
  /// Containers with what is advised for them.
  private(set) var items: [ReplayItem] = []
  /// The same with requests in force, where all have one.
  private(set) var currentItems: [ReplayItem] = []
  private(set) var large = 0
  private(set) var notInBoth = 0
  private(set) var withoutAdvice = 0

  init(node: (cpu: CPU, memory: Memory), cut: Instant) {
    self.node = node
    self.cut = cut
  }

  var hasCurrent: Bool { !items.isEmpty && currentItems.count == items.count }

  /// Adds what other workloads gave.
  mutating func add(_ other: ReplayTraining) {
    items += other.items
    currentItems += other.currentItems
    large += other.large
    notInBoth += other.notInBoth
    withoutAdvice += other.withoutAdvice
  }

  /// Takes a workload's pods in.
  mutating func take(
    _ group: WorkloadGroup,
    pods: [MeasuredPod],
    inventory: Inventory,
    _ recommender: Recommender
  ) {
    var isLate: Set<PodContainerID> = []
    let trained = pods.map { pod in
      var pod = pod
      for index in pod.containers.indices {
        let usage = pod.containers[index].usage
        if (usage.cpu.times.last ?? .min) > cut.milliseconds { isLate.insert(usage.id) }
        pod.containers[index].usage.cpu = usage.cpu.until(cut)
        pod.containers[index].usage.memory = usage.memory.until(cut)
        pod.containers[index].usage.throttled = usage.throttled.until(cut)
      }
      return pod
    }
    var advice: [String: Recommendation] = [:]
    let profiles = Profiler(inventory: inventory).profiles(of: group, pods: trained)
    for profile in profiles {
      advice[profile.id.container] = recommender.recommendation(for: profile)
    }
    for pod in trained {
      for container in pod.containers {
        let usage = container.usage
        guard !usage.cpu.isEmpty, !usage.memory.isEmpty, isLate.contains(usage.id) else {
          notInBoth += 1
          continue
        }
        take(usage, advice[usage.id.container])
      }
    }
  }

  private mutating func take(_ usage: PodUsage, _ advice: Recommendation?) {
    let cpu = usage.cpu.values.max() ?? 0
    let memory = usage.memory.values.max() ?? 0
    let share = ReplayRequest.largestShare
    if Double(cpu) > share * Double(node.cpu.nanocores)
      || Double(memory) > share * Double(node.memory.bytes)
    {
      large += 1
      return
    }
    if let advice, advice.status != .withheld {
      items.append(
        ReplayItem(
          id: usage.id,
          cpu: advice.recommended.effectiveCPURequest,
          memory: advice.recommended.effectiveMemoryRequest
        )
      )
    } else {
      // Too little to advise on: the 0.99 quantile of CPU and the peak of memory.
      withoutAdvice += 1
      let sorted = usage.cpu.values.sorted()
      let rank = max(0, (sorted.count * 99 + 99) / 100 - 1)
      items.append(
        ReplayItem(
          id: usage.id,
          cpu: CPU(nanocores: sorted[rank]),
          memory: Memory(bytes: memory)
        )
      )
    }
    if let current = advice?.current, current.cpuRequest != nil, current.memoryRequest != nil {
      currentItems.append(
        ReplayItem(
          id: usage.id,
          cpu: current.effectiveCPURequest,
          memory: current.effectiveMemoryRequest
        )
      )
    }
  }
}

extension SampleColumn {
  /// The samples up to a time.
  fileprivate func until(_ end: Instant) -> SampleColumn {
    let count = times.prefix { $0 <= end.milliseconds }.count
    return SampleColumn(times: Array(times.prefix(count)), values: Array(values.prefix(count)))
  }
}
