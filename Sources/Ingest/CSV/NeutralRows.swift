import PodfitModel

/// Turns rows of the neutral CSV into samples and facts, and holds them until they are taken.
///
/// Rows stay in file order, with numbers for their containers; the store sorts them out. Rows like
/// those before take a short way (``QuickRows``), with the same result.
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
    /// The number of its container.
    var container: Int32
    var skip: Skip?
    var window: TimeSpan?
    /// The field that is empty though every container has one.
    var emptyName: IdentityField?
  }

  /// The most signals that stand side by side as a table on their way to the store; the rows of
  /// more are mostly empty.
  static let widestTable = 6

  let layout: NeutralLayout
  private let defaultWindow: TimeSpan?
  private let blockSize: Int
  private var table: SeriesTable
  private var times = TimeCell()
  private var series: [Series] = []
  private var namer: RowNamer
  /// What rows are about, by the bytes of their names.
  private var numbers = ByteTable()
  private var pods = ByteTable()
  private var key: [UInt8] = []
  /// Which signals of each container have samples.
  private var seen: [Bool] = []
  private var rows: SampleRows
  private var quick: QuickRows?
  /// What rows say of each pod, by its number.
  private var workloads: [WorkloadID?] = []
  private var nodes: [[String]] = []
  private var contradicting: Set<Int> = []

  /// What rows are about, by their numbers.
  private(set) var names: [RowSubject] = []
  /// Facts not yet taken, in the order found.
  private(set) var facts: [InventoryFact] = []
  /// The number of samples not yet taken.
  private(set) var held = 0
  /// The faults of the last row.
  private(set) var faults: [Fault] = []
  /// How many rows went the short way.
  private(set) var quickRows = 0
  /// Rows left out, by reason.
  private(set) var skipped: [Skip: Int] = [:]

  /// An empty collection for the rows of one file.
  ///
  /// - Parameters:
  ///   - layout: the file's columns
  ///   - cluster: the cluster of rows that name none
  ///   - window: the window length of rows that name none
  ///   - delimiter: what stands between cells, for rows that stand in a file as they are
  ///   - blockSize: how many rows are held before they should be taken; nil for what is usual
  init(
    layout: NeutralLayout,
    cluster: String,
    window: TimeSpan?,
    delimiter: UInt8? = nil,
    blockSize: Int? = nil
  ) {
    self.layout = layout
    defaultWindow = window
    table = SeriesTable(columns: layout.identity.map(\.column))
    namer = RowNamer(layout: layout, cluster: cluster)
    // A table goes on in blocks that stay in the processor's cache; batches want long runs.
    let isTable = layout.metrics.count <= Self.widestTable
    self.blockSize = blockSize ?? (isTable ? 8_192 : 131_072)
    rows = SampleRows(
      metrics: layout.metrics.map(\.metric),
      areWhole: layout.metrics.map(\.isWhole),
      capacity: isTable ? 8_192 : 0
    )
    quick = delimiter.flatMap { QuickRows(layout: layout, delimiter: $0) }
  }

  /// Whether what is held should be taken.
  var isFull: Bool { rows.count >= blockSize }

  /// The number of series with samples.
  var seriesWithSamples: Int {
    var seen = seen
    for each in quick?.series ?? [] where each.number >= 0 {
      for position in layout.metrics.indices where each.seen >> UInt8(position) & 1 == 1 {
        seen[Int(each.number) * layout.metrics.count + position] = true
      }
    }
    return seen.count { $0 }
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
    if let field = series[index].emptyName {
      let cell = layout.identity.first { $0.field == field }?.column
      return faults.append(Fault(problem: .emptyName(field), cell: cell))
    }
    if let column = layout.window {
      guard setWindow(of: index, bytes, cells[2 * column]..<cells[2 * column + 1]) else {
        return faults.append(Fault(problem: .badWindow, cell: column))
      }
    }
    var isEntered = false
    for (position, metric) in layout.metrics.enumerated() {
      let range = cells[2 * metric.column]..<cells[2 * metric.column + 1]
      guard !range.isEmpty else { continue }
      let reading = DecimalScanner.scan(bytes.extracting(range), decimals: metric.decimals)
      let value: Int64
      if case .units(let units) = reading, units >= 0 {
        value = units
      } else if let units = unusual(row, metric) {
        value = units
      } else {
        continue
      }
      let container = series[index].container
      if !isEntered { rows.append(container: container, time: time, window: series[index].window) }
      isEntered = true
      rows.values[rows.values.count - layout.metrics.count + position] = value
      seen[Int(container) * layout.metrics.count + position] = true
      held += 1
    }
  }

  /// Hands out the facts gathered so far.
  mutating func takeFacts() -> [InventoryFact] {
    defer { facts = [] }
    return facts
  }

  /// Hands out the rows gathered so far.
  mutating func takeRows() -> SampleRows {
    var taken = SampleRows(
      metrics: rows.metrics,
      areWhole: rows.areWhole,
      capacity: min(blockSize, 8_192)
    )
    swap(&taken, &rows)
    held = 0
    return taken
  }

  /// Takes in rows that follow the scanner's current one and are like rows before.
  ///
  /// Nothing is wrong with them, and their series is known. Ends before the first that is not so,
  /// and where the block is full.
  mutating func addQuickly(_ scanner: inout CSVScanner) {
    guard quick != nil, faults.isEmpty, scanner.isPlainRow, let last = table.last else { return }
    if series[last].skip == nil, series[last].emptyName == nil {
      let window = series[last].window?.milliseconds ?? 0
      let known = QuickRows.Series(number: series[last].container, window: window)
      quick?.learn(scanner, known, index: last)
    }
    guard let result = quick?.read(scanner, table, into: &rows, room: blockSize - rows.count)
    else { return }
    held += result.samples
    quickRows += result.rows
    table.move(to: result.series)
    scanner.leave(to: result.next, rows: result.rows)
  }
}

// MARK: - Rows that are not like the one before

extension NeutralRows {
  /// Enters a new series under the next number, with what its identity says.
  private mutating func enter<Row: NeutralRow>(_ row: Row) {
    // Taken out of `self`, whose tables are changed while the key is lent to them.
    var key: [UInt8] = []
    swap(&key, &self.key)
    defer { swap(&key, &self.key) }
    let (subject, podEnd) = namer.subject(of: row, key: &key)
    let (number, isNew) = numbers.number(of: key.span, 0..<key.count)
    if isNew {
      names.append(subject)
      for _ in layout.metrics { seen.append(false) }
    }
    let pod = subject.container.pod
    // Who names a source has a series of its own there and no sum over the rows beside it.
    let container = subject.container.container
    let skip: Skip? =
      !subject.source.isEmpty
      ? nil : container.isEmpty ? .podAggregate : container == "POD" ? .sandbox : nil
    series.append(
      Series(
        container: Int32(number),
        skip: skip,
        window: defaultWindow,
        emptyName: pod.name.isEmpty ? .pod : pod.namespace.isEmpty ? .namespace : nil
      )
    )
    guard !pod.name.isEmpty, !pod.namespace.isEmpty else { return }
    let (index, isNewPod) = pods.number(of: key.span, 0..<podEnd)
    if isNewPod {
      workloads.append(nil)
      nodes.append([])
    }
    if let workload = namer.workload(of: row, pod) {
      if let known = workloads[index] {
        if known != workload { contradicting.insert(index) }
      } else {
        workloads[index] = workload
        facts.append(.statedOwner(pod: pod, workload: workload))
      }
    }
    if let node = namer.node(of: row), !nodes[index].contains(node) {
      nodes[index].append(node)
      facts.append(.podNode(pod: pod, node: node))
    }
  }

  /// Keeps the window length of a row.
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
    series[index].window = window
    return true
  }

  /// Reads a cell that is no plain number of zero or more; nil where there is no reading.
  private mutating func unusual<Row: NeutralRow>(
    _ row: Row,
    _ metric: NeutralLayout.MetricColumn
  ) -> Int64? {
    let problem: Fault.Problem
    switch CellNumber(row.text(metric.column), metric: metric.metric, decimals: metric.decimals) {
    case .units(let units): return units
    case .nothing: return nil
    case .infinite: problem = .infinite(metric.metric)
    case .negative: problem = .negative(metric.metric)
    case .malformed: problem = .badNumber(metric.metric)
    }
    faults.append(Fault(problem: problem, cell: metric.column))
    return nil
  }
}
