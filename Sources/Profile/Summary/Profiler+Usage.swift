public import PodfitModel

extension Profiler {
  /// What the samples of one workload's containers come to, sorted by the containers' names.
  ///
  /// The numbers are those of ``profiles(of:pods:)``, without what takes long and only advice needs.
  /// Containers without samples are left out.
  ///
  /// - Complexity: O(n) on average in the number of samples
  public func usage(of group: WorkloadGroup, pods: [MeasuredPod]) -> [UsageProfile] {
    let listed = inventory.pods(of: group.workload).map(\.id)
    let allPods = Set(pods.map(\.id)).union(listed).sorted()
    return pods.byContainer.map { name, measured in
      let id = ContainerID(workload: group.workload, container: name)
      var coverage = Coverage()
      for each in measured {
        coverage.add(each.usage.cpu, statedWindow: each.statedWindow)
        coverage.add(each.usage.memory, statedWindow: each.statedWindow)
      }
      let cpu = UsageSummary<CPU>(pooling: measured.map(\.usage.cpu))
      let memory = UsageSummary<Memory>(pooling: measured.map(\.usage.memory))
      let ends = EndCounts(of: id, measured: measured, pods: allPods, in: inventory)
      let span = coverage.window?.span.milliseconds ?? 0
      return UsageProfile(
        id: id,
        origin: .samples,
        samples: max(cpu?.samples ?? 0, memory?.samples ?? 0),
        coverageRatio: span > 0
          ? min(Double(coverage.covered.milliseconds) / Double(span), 1) : 0,
        cpu: cpu,
        memory: memory,
        oomKills: ends.oomKills,
        restarts: ends.restarts,
        throttledRatio: Self.throttledRatio(of: measured)
      )
    }
    .filter { $0.samples > 0 }
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
