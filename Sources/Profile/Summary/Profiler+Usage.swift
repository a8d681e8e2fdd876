public import PodfitModel

extension Profiler {
  /// What the samples of one workload's containers come to, sorted by the containers' names.
  ///
  /// The numbers are those of ``profiles(of:pods:)``, without what takes long and only advice needs.
  /// Containers without samples are left out.
  ///
  /// - Parameters:
  ///   - group: The workload and its pods with samples.
  ///   - tally: The use of these pods.
  /// - Returns: The profiles.
  /// - Complexity: O(n) on average in the number of samples
  public func usage(of group: WorkloadGroup, _ tally: borrowing WorkloadTally) -> [UsageProfile] {
    let listed = inventory.podIDs(of: group.workload)
    let pods = listed.isEmpty ? group.pods : Array(Set(group.pods).union(listed))
    return tally.byName.compactMap { each in
      let cpu = UsageSummary<CPU>(pooling: each.cpu)
      let memory = UsageSummary<Memory>(pooling: each.memory)
      guard cpu != nil || memory != nil else { return nil }
      let id = ContainerID(workload: group.workload, container: each.name)
      let ends = EndCounts(of: id, seen: each.ends, pods: pods, in: inventory)
      let span = each.coverage.window?.span.milliseconds ?? 0
      return UsageProfile(
        id: id,
        origin: .samples,
        samples: max(cpu?.samples ?? 0, memory?.samples ?? 0),
        coverageRatio: span > 0
          ? min(Double(each.coverage.covered.milliseconds) / Double(span), 1) : 0,
        cpu: cpu,
        memory: memory,
        oomKills: ends.oomKills,
        restarts: ends.restarts,
        throttledRatio: each.throttled.ratio
      )
    }
  }

  /// The days of one workload's containers, by the containers' names and then the day.
  public static func days(of workload: WorkloadID, pods: [MeasuredPod]) -> [DailyUsage] {
    pods.byContainer.flatMap { name, measured in
      let cpu = DayParts(measured.map { ($0.usage.cpu, $0.statedWindow) })
      let memory = DayParts(measured.map { ($0.usage.memory, $0.statedWindow) })
      return Set(cpu.days.keys).union(memory.days.keys).sorted().map { day in
        let (ofCPU, ofMemory) = (cpu.days[day], memory.days[day])
        var coverage = ofCPU?.coverage ?? DayCoverage()
        if let other = ofMemory?.coverage { coverage.merge(other) }
        return DailyUsage(
          id: ContainerID(workload: workload, container: name),
          day: day,
          cpu: ofCPU.flatMap { UsageSummary(pooling: $0.values) },
          memory: ofMemory.flatMap { UsageSummary(pooling: $0.values) },
          coverage: coverage
        )
      }
    }
  }
}

extension Sequence<MeasuredPod> {
  /// The measured containers by name, in the order of names and then of pods.
  var byContainer: [(name: String, measured: [MeasuredContainer])] {
    var measured: [String: [MeasuredContainer]] = [:]
    for pod in sorted(by: { $0.id < $1.id }) {
      for container in pod.containers {
        measured[container.usage.id.container, default: []].append(container)
      }
    }
    return measured.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
