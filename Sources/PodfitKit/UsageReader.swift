import PodfitModel
import PodfitProfile
import PodfitStore
import Synchronization

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
  /// Samples after this time do not count; nil for all.
  ///
  /// Only ``pods(ofGroup:by:)`` looks at it.
  var until: Instant?
  private let entries: [SeriesEntry]
  /// The series of each group's pods, by the places of both.
  private let spans: [[Range<Int>]]

  /// The signals that tell of use; the others are of JVMs and devices, or beside it.
  static let usageMetrics = Set(
    Metric.allCases.filter { $0.subject == .use && $0 != .memoryRSS }
  )

  /// Finds the workloads of a store that `isWanted`.
  ///
  /// - Parameters:
  ///   - store: Where they are.
  ///   - facts: Its facts, where they were read already.
  ///   - metrics: The signals that are read; nil for all of pods.
  ///   - isWanted: Which workloads are.
  /// - Throws: `StoreError` when the database cannot be read
  init(
    _ store: Store,
    facts: [InventoryFact]? = nil,
    metrics: Set<Metric>? = UsageReader.usageMetrics,
    where isWanted: (WorkloadID) -> Bool = { _ in true }
  ) throws {
    let (inventory, entries) = try Self.read(store, facts: facts, metrics)
    self.inventory = inventory
    var pods: [PodID] = []
    var all: [Range<Int>] = []
    var start = 0
    while start < entries.count {
      let pod = entries[start].key.container.pod
      var end = start + 1
      while end < entries.count, entries[end].key.container.pod == pod { end += 1 }
      pods.append(pod)
      all.append(start..<end)
      start = end
    }
    var groups: [WorkloadGroup] = []
    var spans: [[Range<Int>]] = []
    for (workload, places) in Profiler(inventory: inventory).placed(pods) where isWanted(workload) {
      groups.append(WorkloadGroup(workload: workload, pods: places.map { pods[$0] }))
      spans.append(places.map { all[$0] })
    }
    self.entries = entries
    self.groups = groups
    self.spans = spans
  }

  /// What runs where and what series there are: either takes about as long, so that they are read
  /// side by side.
  private static func read(
    _ store: Store,
    facts: [InventoryFact]?,
    _ metrics: Set<Metric>?
  ) throws -> (Inventory, [SeriesEntry]) {
    let inventory = Mutex<Result<Inventory, any Error>?>(nil)
    let path = store.path
    let worker = Worker {
      let result = Result { () throws -> Inventory in
        if let facts { return Inventory(facts) }
        let own = try Store.open(path: path, mode: .readOnly)
        defer { try? own.close() }
        return Inventory(try own.facts())
      }
      inventory.withLock { $0 = result }
    }
    let entries = Result { try store.seriesIndex(metrics ?? Metric.ofPods) }
    worker.join()
    guard let found = inventory.withLock({ $0 }) else {
      preconditionFailure("the thread that reads facts ends without a result")
    }
    return (try found.get(), try entries.get())
  }

  /// The series of each pod of a workload, in the order of their containers and keys.
  private func series(ofGroup index: Int) -> [ArraySlice<SeriesEntry>] {
    spans[index].map { entries[$0] }
  }

  /// The places of the workloads in at most `count` stretches that take about as long each, in the
  /// order in which their samples lie: so each page of the database is read about once.
  func stretches(_ count: Int) -> [ArraySlice<Int>] {
    // Readings, and for each series as much as some more.
    let costs = spans.map { spans in
      spans.reduce(1.0) { sum, span in
        entries[span].reduce(sum) { $0 + Double($1.count) + 200 }
      }
    }
    let starts = spans.map { $0.first.map { entries[$0.lowerBound].id } ?? .min }
    let order = groups.indices.sorted { (starts[$0], $0) < (starts[$1], $1) }
    let share = costs.reduce(0, +) / Double(max(count, 1))
    var stretches: [ArraySlice<Int>] = []
    var start = 0
    var seen = 0.0
    for index in order.indices {
      seen += costs[order[index]]
      if seen > share, stretches.count < count - 1 {
        stretches.append(order[start...index])
        start = index + 1
        seen = 0
      }
    }
    if start < order.count { stretches.append(order[start...]) }
    return stretches
  }
}

// MARK: - Samples

extension UsageReader {
  /// The use of the pods of the workload at `index`, duplicates resolved, and the series that count
  /// restarts.
  func pods(
    ofGroup index: Int,
    by reader: borrowing SeriesReader
  ) throws -> (pods: [MeasuredPod], restarts: [StoredSeries]) {
    var restarts: [StoredSeries] = []
    var pods: [MeasuredPod] = []
    pods.reserveCapacity(groups[index].pods.count)
    for (pod, entries) in zip(groups[index].pods, series(ofGroup: index)) {
      let series = try series(entries, by: reader)
      restarts += series.filter { $0.key.metric == .restartsTotal }
      pods.append(UsageBuilder.measured(pod, series: series, inventory: inventory))
    }
    return (pods, restarts)
  }

  /// Takes the use of the pods of the workload at `index` in.
  ///
  /// A container whose CPU and memory are a series each, as in most exports, is read straight into
  /// the tally; of others duplicates, parts and counters are resolved first.
  func tally(
    _ index: Int,
    by reader: borrowing SeriesReader,
    into tally: inout WorkloadTally
  ) throws {
    tally.clear()
    for (pod, entries) in zip(groups[index].pods, series(ofGroup: index)) {
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
      let each = try reader.series(entry).upTo(until)
      if !each.samples.isEmpty { series.append(each) }
    }
    return series
  }
}

extension StoredSeries {
  /// The series without samples after a time.
  func upTo(_ end: Instant?) -> StoredSeries {
    guard let end, let last = samples.times.last, last > end.milliseconds else { return self }
    var cut = self
    let count = samples.times.prefix { $0 <= end.milliseconds }.count
    cut.samples = SampleColumn(
      times: Array(samples.times.prefix(count)),
      values: Array(samples.values.prefix(count))
    )
    return cut
  }
}
