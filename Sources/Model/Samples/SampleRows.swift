/// What a row of a table is about.
public struct RowSubject: Hashable, Sendable {
  /// The container.
  public var container: PodContainerID
  /// The part of it that was measured, such as a memory pool; empty for the whole.
  public var part: String
  /// Who measured; empty where the table does not say.
  public var source: String

  /// Makes a subject.
  public init(container: PodContainerID, part: String = "", source: String = "") {
    self.container = container
    self.part = part
    self.source = source
  }

  /// The series of one of its metrics.
  public func key(_ metric: Metric) -> SeriesKey {
    SeriesKey(container: container, metric: metric, part: part, source: source)
  }
}

/// Readings of several metrics side by side on their way from a file to the store: one row is one
/// container at one time.
///
/// Tables come so. Rows stay in file order, in columns, and containers are numbers, so that a row
/// costs no name and no look-up. Usual size: some thousand rows.
public struct SampleRows: Sendable {
  /// What stands in ``values`` where a row has no reading of a metric.
  public static let missing = Int64.min

  /// The metrics, in the order of a row's values.
  public let metrics: [Metric]
  /// Whether the values of each metric are kept to the last digit, see ``SampleBatch/isWhole``.
  public let areWhole: [Bool]
  /// The number of each row's container, counted from 0 in the order in which a file names them.
  public var containers: [Int32] = []
  /// When the window that each row covers ends, milliseconds since the epoch.
  public var times: [Int64] = []
  /// The values, row by row; ``missing`` where there is none.
  public var values: [Int64] = []
  /// The length of the window that each row covers in milliseconds, 0 where none is stated; empty
  /// where no row states one.
  public var windows: [Int64] = []

  /// Makes an empty block of rows; `areWhole` is as long as `metrics`, nil where none is.
  public init(metrics: [Metric], areWhole: [Bool]? = nil, capacity: Int = 0) {
    self.metrics = metrics
    self.areWhole = areWhole ?? metrics.map { _ in false }
    containers.reserveCapacity(capacity)
    times.reserveCapacity(capacity)
    values.reserveCapacity(capacity * metrics.count)
  }

  /// The number of rows.
  public var count: Int { containers.count }

  /// Appends a row without readings, with its window's length where one is stated.
  public mutating func append(container: Int32, time: Int64, window: TimeSpan?) {
    if let window, windows.isEmpty {
      windows = [Int64](repeating: 0, count: containers.count)
      windows.append(window.milliseconds)
    } else if !windows.isEmpty || window != nil {
      windows.append(window?.milliseconds ?? 0)
    }
    containers.append(container)
    times.append(time)
    for _ in metrics.indices { values.append(Self.missing) }
  }

  /// Appends rows, column by column; `windows` are empty where no row states one.
  public mutating func append(
    containers: ArraySlice<Int32>,
    times: ArraySlice<Int64>,
    values: ArraySlice<Int64>,
    windows: ArraySlice<Int64>
  ) {
    precondition(times.count == containers.count && values.count == times.count * metrics.count)
    precondition(windows.isEmpty || windows.count == times.count)
    if !windows.isEmpty || !self.windows.isEmpty {
      let missing = windows.isEmpty ? times.count : 0
      self.windows.append(contentsOf: repeatElement(0, count: count - self.windows.count))
      self.windows.append(contentsOf: windows)
      self.windows.append(contentsOf: repeatElement(0, count: missing))
    }
    self.containers.append(contentsOf: containers)
    self.times.append(contentsOf: times)
    self.values.append(contentsOf: values)
  }

  /// The same readings as batches: one per container, metric and window length, in the order in
  /// which rows begin them.
  ///
  /// - Parameter names: the containers by their numbers
  /// - Returns: the batches; none is empty
  public func batches(of names: [RowSubject]) -> [SampleBatch] {
    struct Place: Hashable {
      var container: Int32
      var metric: Int
      var window: Int64
    }
    var places: [Place: Int] = [:]
    var batches: [SampleBatch] = []
    for row in 0..<count {
      let window = windows.isEmpty ? 0 : windows[row]
      for metric in metrics.indices {
        let value = values[row * metrics.count + metric]
        guard value != Self.missing else { continue }
        let place = Place(container: containers[row], metric: metric, window: window)
        let index = places[place] ?? batches.count
        if index == batches.count {
          places[place] = index
          batches.append(
            SampleBatch(
              key: names[Int(containers[row])].key(metrics[metric]),
              samples: SampleColumn(),
              window: window == 0 ? nil : TimeSpan(milliseconds: window),
              isWhole: areWhole[metric]
            )
          )
        }
        batches[index].samples.append(time: times[row], value: value)
      }
    }
    return batches
  }
}
