import PodfitModel
import PodfitProfile
import PodfitStore

/// Reads the use of workloads' pods from a store, one workload at a time.
struct UsageReader {
  /// What runs where.
  let inventory: Inventory
  /// The workloads that have pods with samples, in the order of their identities.
  let groups: [WorkloadGroup]
  private let containers: [PodID: [PodContainerID]]

  /// Finds the workloads of a store that `isWanted`.
  init(_ store: Store, where isWanted: (WorkloadID) -> Bool = { _ in true }) throws {
    let facts = try store.facts()
    try self.init(store, facts: facts, where: isWanted)
  }

  /// The same with facts that were read already.
  init(
    _ store: Store,
    facts: [InventoryFact],
    where isWanted: (WorkloadID) -> Bool = { _ in true }
  ) throws {
    inventory = Inventory(facts)
    var containers: [PodID: [PodContainerID]] = [:]
    for each in try store.containers() { containers[each.pod, default: []].append(each) }
    self.containers = containers
    groups = Profiler(inventory: inventory).groups(of: containers.keys).filter {
      !$0.pods.isEmpty && isWanted($0.workload)
    }
  }

  /// The pods of a workload and the series they are from; JVM signals, which no usage needs, are left
  /// out.
  func pods(
    of group: WorkloadGroup,
    in store: Store
  ) throws -> (pods: [MeasuredPod], series: [StoredSeries]) {
    var all: [StoredSeries] = []
    let pods = try group.pods.map { pod in
      let series = try store.series(of: containers[pod] ?? []).filter {
        !$0.key.metric.isJVM && $0.key.metric != .memoryRSS
      }
      all += series.filter { $0.key.metric == .restartsTotal }
      return UsageBuilder.measured(pod, series: series, inventory: inventory)
    }
    return (pods, all)
  }

  /// The workloads in `count` stretches of about as many pods each.
  func shards(_ count: Int) -> [ArraySlice<WorkloadGroup>] {
    let total = groups.reduce(0) { $0 + $1.pods.count }
    var shards: [ArraySlice<WorkloadGroup>] = []
    var start = 0
    var seen = 0
    for (index, group) in groups.enumerated() {
      seen += group.pods.count
      if seen * count >= total * (shards.count + 1) {
        shards.append(groups[start...index])
        start = index + 1
      }
    }
    if start < groups.count { shards.append(groups[start...]) }
    return shards
  }
}

extension Metric {
  /// Whether it says something of a JVM.
  fileprivate var isJVM: Bool { rawValue.hasPrefix("jvm_") }
}
