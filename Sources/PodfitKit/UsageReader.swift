import PodfitModel
import PodfitProfile
import PodfitStore

/// Finds the series of workloads' pods in a store and reads them, one workload at a time.
///
/// Holds the names of all series and no samples; several threads use one reader, each with a
/// connection of its own.
struct UsageReader: Sendable {
  /// What runs where.
  let inventory: Inventory
  /// Every workload that is wanted, in the order of their identities; those known from lists only
  /// have no pods.
  let groups: [WorkloadGroup]
  private let entries: [SeriesEntry]
  private let spans: [PodID: Range<Int>]

  /// The signals that tell of use; the others are of JVMs, or beside it.
  static let usageMetrics = Set(
    Metric.allCases.filter { !$0.rawValue.hasPrefix("jvm_") && $0 != .memoryRSS }
  )

  /// Finds the workloads of a store that `isWanted`.
  ///
  /// - Parameters:
  ///   - store: Where they are.
  ///   - facts: Its facts, where they were read already.
  ///   - metrics: The signals that are read.
  ///   - isWanted: Which workloads are.
  /// - Throws: `StoreError` when the database cannot be read
  init(
    _ store: Store,
    facts: [InventoryFact]? = nil,
    metrics: Set<Metric>? = UsageReader.usageMetrics,
    where isWanted: (WorkloadID) -> Bool = { _ in true }
  ) throws {
    inventory = Inventory(try facts ?? store.facts())
    let entries = try store.seriesIndex(metrics)
    var spans: [PodID: Range<Int>] = [:]
    var pods: [PodID] = []
    var start = 0
    while start < entries.count {
      let pod = entries[start].key.container.pod
      var end = start + 1
      while end < entries.count, entries[end].key.container.pod == pod { end += 1 }
      spans[pod] = start..<end
      pods.append(pod)
      start = end
    }
    self.entries = entries
    self.spans = spans
    groups = Profiler(inventory: inventory).groups(of: pods).filter { isWanted($0.workload) }
  }

  /// The series of a pod, in the order of their containers and keys.
  private func entries(of pod: PodID) -> ArraySlice<SeriesEntry> {
    entries[spans[pod] ?? 0..<0]
  }

  /// How long a workload takes, about: readings, and for each series as much as some more.
  private func cost(of group: WorkloadGroup) -> Double {
    group.pods.reduce(1) { sum, pod in
      entries(of: pod).reduce(sum) { $0 + Double($1.count) + 200 }
    }
  }

  /// The workloads in at most `count` stretches that take about as long each.
  func shards(_ count: Int) -> [ArraySlice<WorkloadGroup>] {
    let costs = groups.map { cost(of: $0) }
    let share = costs.reduce(0, +) / Double(max(count, 1))
    var shards: [ArraySlice<WorkloadGroup>] = []
    var start = 0
    var seen = 0.0
    for index in groups.indices {
      seen += costs[index]
      if seen > share, shards.count < count - 1 {
        shards.append(groups[start...index])
        start = index + 1
        seen = 0
      }
    }
    if start < groups.count { shards.append(groups[start...]) }
    return shards
  }
}

// MARK: - Samples

extension UsageReader {
  /// The use of a workload's pods, duplicates resolved, and the series that count restarts.
  func pods(
    of group: WorkloadGroup,
    by reader: borrowing SeriesReader
  ) throws -> (pods: [MeasuredPod], restarts: [StoredSeries]) {
    var restarts: [StoredSeries] = []
    var pods: [MeasuredPod] = []
    pods.reserveCapacity(group.pods.count)
    for pod in group.pods {
      let series = try self.series(entries(of: pod), by: reader)
      restarts += series.filter { $0.key.metric == .restartsTotal }
      pods.append(UsageBuilder.measured(pod, series: series, inventory: inventory))
    }
    return (pods, restarts)
  }

  /// Takes the use of a workload's pods in.
  ///
  /// A container whose CPU and memory are a series each, as in most exports, is read straight into
  /// the tally; of others duplicates, parts and counters are resolved first.
  func tally(
    _ group: WorkloadGroup,
    by reader: borrowing SeriesReader,
    into tally: inout WorkloadTally
  ) throws {
    tally.clear()
    for pod in group.pods {
      let entries = entries(of: pod)
      let hasNames = entries.allSatisfy {
        !$0.key.container.container.isEmpty && $0.key.container.container != "POD"
      }
      guard hasNames else {
        let series = try series(entries, by: reader)
        tally.add(UsageBuilder.measured(pod, series: series, inventory: inventory))
        continue
      }
      var rest = entries
      while let first = rest.first {
        let own = rest.prefix { $0.key.container.container == first.key.container.container }
        rest = rest.dropFirst(own.count)
        if Self.isPlain(own) {
          let window = own.compactMap { $0.count > 0 ? $0.window : nil }.max()
          for entry in own {
            try tally.add(
              entry.key.container.container,
              entry.key.metric,
              statedWindow: window
            ) { try reader.append(entry, to: &$0, times: &$1) }
          }
        } else {
          let series = try series(own, by: reader)
          if !series.isEmpty {
            tally.add(UsageBuilder.measured(first.key.container, series: series))
          }
        }
      }
    }
  }

  /// Whether nothing of a container's series has to be resolved.
  private static func isPlain(_ entries: ArraySlice<SeriesEntry>) -> Bool {
    var last: Metric?
    for entry in entries {
      let metric = entry.key.metric
      guard metric == .cpuUsage || metric == .memoryWorkingSet, metric != last,
        entry.key.part.isEmpty
      else { return false }
      last = metric
    }
    return true
  }

  /// The series with their samples; those without any are left out.
  private func series(
    _ entries: ArraySlice<SeriesEntry>,
    by reader: borrowing SeriesReader
  ) throws -> [StoredSeries] {
    var series: [StoredSeries] = []
    series.reserveCapacity(entries.count)
    for entry in entries {
      let each = try reader.series(entry)
      if !each.samples.isEmpty { series.append(each) }
    }
    return series
  }
}
