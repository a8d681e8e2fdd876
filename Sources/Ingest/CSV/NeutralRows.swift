import PodfitModel

/// Turns rows of the neutral CSV into samples and facts, and holds them until they are taken.
///
/// Readings gather per series and signal in columns, whatever the order of the rows, so that the
/// store sees long runs of one series.
struct NeutralRows {
  /// What is wrong with a row, or with one of its cells.
  struct Fault {
    enum Problem: Equatable {
      case cellCount(found: Int, expected: Int)
      case textAfterQuote
      case badTime
      case badName
      case emptyName(IdentityField)
      case badWindow
      case badNumber(Metric)
      case negative(Metric)
      case infinite(Metric)
    }
    var problem: Problem
    /// The cell, from 0; nil for a fault of the whole row.
    var cell: Int?
  }

  /// Why rows that are right are left out.
  enum Skip: Hashable {
    /// No container: the pod's own cgroup, which holds its containers' usage once more.
    case podAggregate
    /// The container that holds a pod's network.
    case sandbox
  }

  /// What is known of a series.
  private struct Series {
    var container: PodContainerID
    var part: String
    var source: String
    var skip: Skip?
    var window: TimeSpan?
  }

  private let layout: NeutralLayout
  private let cluster: String
  private let defaultWindow: TimeSpan?
  private var table: SeriesTable
  private var times = TimeCell()
  private var series: [Series] = []
  /// The columns of all series: those of series `s` start at `s · metrics`.
  private var columns: [SampleColumn] = []
  /// Batches whose window length changed before they were taken.
  private var closed: [SampleBatch] = []
  private var workloads: [PodID: WorkloadID] = [:]
  private var nodes: [PodID: Set<String>] = [:]
  private var contradicting: Set<PodID> = []

  /// Facts not yet taken, in the order found.
  private(set) var facts: [InventoryFact] = []
  /// The number of samples not yet taken.
  private(set) var held = 0
  /// The faults of the last row.
  private(set) var faults: [Fault] = []
  /// Rows left out, by reason.
  private(set) var skipped: [Skip: Int] = [:]

  /// An empty collection for the rows of one file.
  ///
  /// - Parameters:
  ///   - layout: the file's columns
  ///   - cluster: the cluster of rows that name none
  ///   - window: the window length of rows that name none
  init(layout: NeutralLayout, cluster: String, window: TimeSpan?) {
    self.layout = layout
    self.cluster = cluster
    defaultWindow = window
    table = SeriesTable(columns: layout.identity.map(\.column))
  }

  /// The number of pods that the file places in more than one workload.
  var contradictingPods: Int { contradicting.count }

  /// Takes one row in; what is wrong with it is in ``faults`` afterwards.
  mutating func add<Row: NeutralRow>(_ row: Row) {
    if !faults.isEmpty { faults.removeAll() }
    guard row.cellCount == layout.header.count else {
      let problem = Fault.Problem.cellCount(found: row.cellCount, expected: layout.header.count)
      return faults.append(Fault(problem: problem, cell: nil))
    }
    if let cell = row.strayText {
      return faults.append(Fault(problem: .textAfterQuote, cell: cell))
    }
    let bytes = row.buffer.span
    let cells = row.cells.span
    let timeRange = cells[2 * layout.time]..<cells[2 * layout.time + 1]
    guard let time = times.milliseconds(bytes, timeRange) else {
      return faults.append(Fault(problem: .badTime, cell: layout.time))
    }
    let index: Int
    switch table.find(bytes, cells) {
    case .known(let known): index = known
    case .new(let new):
      index = new
      enter(row)
    case .unusable(let column):
      return faults.append(Fault(problem: .badName, cell: column))
    }
    if let skip = series[index].skip {
      skipped[skip, default: 0] += 1
      return
    }
    if series[index].container.pod.name.isEmpty || series[index].container.pod.namespace.isEmpty {
      return rejectEmptyName(of: series[index].container.pod)
    }
    if let column = layout.window {
      guard setWindow(of: index, bytes, cells[2 * column]..<cells[2 * column + 1]) else {
        return faults.append(Fault(problem: .badWindow, cell: column))
      }
    }
    let first = index * layout.metrics.count
    for (position, metric) in layout.metrics.enumerated() {
      let range = cells[2 * metric.column]..<cells[2 * metric.column + 1]
      guard !range.isEmpty else { continue }
      let reading = DecimalScanner.scan(bytes.extracting(range), decimals: metric.decimals)
      if case .units(let units) = reading, units >= 0 {
        columns[first + position].append(time: time, value: units)
        held += 1
      } else {
        addUnusual(row, metric, time, to: first + position)
      }
    }
  }

  /// Hands out the facts gathered so far.
  mutating func takeFacts() -> [InventoryFact] {
    defer { facts = [] }
    return facts
  }

  /// Hands out the samples gathered so far: series in the order of their first row, signals in the
  /// order of their columns.
  mutating func takeBatches() -> [SampleBatch] {
    var batches = closed
    closed = []
    for index in series.indices { close(index, into: &batches) }
    held = 0
    return batches
  }
}

// MARK: - Rows that are not like the one before

extension NeutralRows {
  /// Enters a new series under the next number, with what its identity says.
  private mutating func enter<Row: NeutralRow>(_ row: Row) {
    var names: [IdentityField: String] = [:]
    for (field, column) in layout.identity { names[field] = row.text(column) }
    let own = names[.cluster] ?? ""
    let pod = PodID(
      cluster: own.isEmpty ? cluster : own,
      namespace: names[.namespace] ?? "",
      name: names[.pod] ?? ""
    )
    let container = names[.container] ?? ""
    let source = names[.source] ?? ""
    // Who names a source has a series of its own there and no sum over the rows beside it.
    let skip: Skip? =
      !source.isEmpty
      ? nil : container.isEmpty ? .podAggregate : container == "POD" ? .sandbox : nil
    series.append(
      Series(
        container: PodContainerID(pod: pod, container: container),
        part: names[.part] ?? "",
        source: source,
        skip: skip,
        window: defaultWindow
      )
    )
    for _ in layout.metrics { columns.append(SampleColumn()) }
    guard !pod.name.isEmpty, !pod.namespace.isEmpty else { return }

    // `<none>` is how kubectl and kube-state-metrics write that there is no owner.
    if let name = names[.workload], !name.isEmpty, name != "<none>" {
      let kind = names[.workloadKind] ?? ""
      let workload = WorkloadID(
        cluster: pod.cluster,
        namespace: pod.namespace,
        kind: kind.isEmpty ? .unknown : WorkloadKind(rawValue: kind),
        name: name
      )
      if let known = workloads[pod] {
        if known != workload { contradicting.insert(pod) }
      } else {
        workloads[pod] = workload
        facts.append(.statedOwner(pod: pod, workload: workload))
      }
    }
    if let node = names[.node], !node.isEmpty, nodes[pod, default: []].insert(node).inserted {
      facts.append(.podNode(pod: pod, node: node))
    }
  }

  private mutating func rejectEmptyName(of pod: PodID) {
    let field: IdentityField = pod.name.isEmpty ? .pod : .namespace
    let cell = layout.identity.first { $0.field == field }?.column
    faults.append(Fault(problem: .emptyName(field), cell: cell))
  }

  /// Keeps the window length of a row; readings of another length go into a batch of their own.
  ///
  /// - Returns: false for a cell that is no length of time
  private mutating func setWindow(
    of index: Int,
    _ bytes: Span<UInt8>,
    _ range: Range<Int>
  ) -> Bool {
    var window = defaultWindow
    if !range.isEmpty {
      let reading = DecimalScanner.scan(bytes.extracting(range), decimals: 3)
      guard case .units(let length) = reading, length >= 0 else { return false }
      // Zero is an instantaneous reading: no window, whatever the default says.
      window = length == 0 ? nil : TimeSpan(milliseconds: length)
    }
    if window != series[index].window {
      var batches: [SampleBatch] = []
      close(index, into: &batches)
      closed.append(contentsOf: batches)
      series[index].window = window
    }
    return true
  }

  /// Reads a cell that is no plain number of zero or more.
  private mutating func addUnusual<Row: NeutralRow>(
    _ row: Row,
    _ metric: NeutralLayout.MetricColumn,
    _ time: Int64,
    to column: Int
  ) {
    let problem: Fault.Problem
    switch CellNumber(row.text(metric.column), metric: metric.metric, decimals: metric.decimals) {
    case .units(let units):
      columns[column].append(time: time, value: units)
      held += 1
      return
    case .nothing: return
    case .infinite: problem = .infinite(metric.metric)
    case .negative: problem = .negative(metric.metric)
    case .malformed: problem = .badNumber(metric.metric)
    }
    faults.append(Fault(problem: problem, cell: metric.column))
  }

  /// Moves what a series holds into batches.
  private mutating func close(_ index: Int, into batches: inout [SampleBatch]) {
    let first = index * layout.metrics.count
    for (position, metric) in layout.metrics.enumerated() where !columns[first + position].isEmpty {
      batches.append(
        SampleBatch(
          key: SeriesKey(
            container: series[index].container,
            metric: metric.metric,
            part: series[index].part,
            source: series[index].source
          ),
          samples: columns[first + position],
          window: series[index].window,
          isWhole: metric.isWhole
        )
      )
      columns[first + position] = SampleColumn()
    }
  }
}
