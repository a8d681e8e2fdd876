import PodfitModel
import PodfitProfile
import PodfitRecommend
import PodfitStore

/// Reads containers' use from a store for a back-test, one workload at a time.
struct BacktestReader: Sendable {
  /// One container of a workload and its pods' use.
  struct Container {
    var id: ContainerID
    var pods: [(cpu: SampleColumn, memory: SampleColumn)]
    var containersInPod: Int
  }

  /// The workloads that run all the time and have samples, in the order of their identities.
  let groups: [WorkloadGroup]
  private let inventory: Inventory
  private let entries: [PodID: [SeriesEntry]]

  /// Finds the workloads of a store.
  ///
  /// Jobs are left out: the day after a run says nothing of the next.
  init(_ store: Store) throws {
    inventory = Inventory(try store.facts())
    var entries: [PodID: [SeriesEntry]] = [:]
    for each in try store.seriesIndex([.cpuUsage, .cpuUsageTotal, .memoryWorkingSet]) {
      entries[each.key.container.pod, default: []].append(each)
    }
    self.entries = entries
    groups = Profiler(inventory: inventory).groups(of: entries.keys).filter {
      !$0.pods.isEmpty && ![.job, .cronJob].contains($0.workload.kind)
    }
  }

  /// Hands every container of some workloads to `body`.
  func forEach(
    in groups: ArraySlice<WorkloadGroup>,
    of store: Store,
    _ body: (Container) -> Void
  ) throws {
    try store.withSeriesReader { reader in
      for group in groups {
        for container in try containers(of: group, by: reader) { body(container) }
      }
    }
  }

  private func containers(
    of group: WorkloadGroup,
    by reader: borrowing SeriesReader
  ) throws -> [Container] {
    var byName: [String: [(cpu: SampleColumn, memory: SampleColumn)]] = [:]
    var inPod = 1
    for pod in group.pods {
      var series: [StoredSeries] = []
      for entry in entries[pod] ?? [] {
        var column = SampleColumn()
        try reader.read(entry, into: &column)
        series.append(StoredSeries(key: entry.key, samples: column, window: entry.window))
      }
      let measured = UsageBuilder.measured(pod, series: series, inventory: inventory)
      inPod = max(inPod, measured.containers.count, inventory.containerNames(of: pod).count)
      for container in measured.containers {
        byName[container.usage.id.container, default: []]
          .append((container.usage.cpu, container.usage.memory))
      }
    }
    if let template = inventory.template(of: group.workload) {
      inPod = max(template.runningContainerNames.count, 1)
    }
    return byName.sorted { $0.key < $1.key }.map { name, pods in
      Container(
        id: ContainerID(workload: group.workload, container: name),
        pods: pods,
        containersInPod: inPod
      )
    }
  }

  /// The workloads in at most `count` stretches of about as many series each.
  func shards(_ count: Int) -> [ArraySlice<WorkloadGroup>] {
    func weight(_ group: WorkloadGroup) -> Int {
      group.pods.reduce(1) { $0 + (entries[$1]?.reduce(0) { $0 + $1.count } ?? 0) }
    }
    let weights = groups.map(weight)
    let total = weights.reduce(0, +)
    var shards: [ArraySlice<WorkloadGroup>] = []
    var start = 0
    var seen = 0
    for index in groups.indices {
      seen += weights[index]
      if seen >= total / max(count, 1) * (shards.count + 1), shards.count + 1 < count {
        shards.append(groups[start...index])
        start = index + 1
      }
    }
    if start < groups.count { shards.append(groups[start...]) }
    return shards
  }
}
