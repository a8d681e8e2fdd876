/// What identifies one stored series of samples.
public struct SeriesKey: Hashable, Sendable, Codable {
  /// The container that was measured; its name may be empty (see ``PodContainerID``).
  public var container: PodContainerID
  /// The signal.
  public var metric: Metric
  /// The part of the container this series measures, such as a JVM memory pool; parts are summed.
  ///
  /// Empty where the series measures the whole.
  public var part: String
  /// Who measured: the labels that tell duplicates of one reading apart, in a canonical text.
  ///
  /// Sources of one reading are never summed; the largest value of a time bucket counts.
  public var source: String

  /// Makes a key from its parts.
  public init(container: PodContainerID, metric: Metric, part: String = "", source: String = "") {
    self.container = container
    self.metric = metric
    self.part = part
    self.source = source
  }
}

extension SeriesKey: Comparable {
  /// Orders by container, metric name, part, source.
  public static func < (a: Self, b: Self) -> Bool {
    if a.container != b.container { return a.container < b.container }
    return (a.metric.rawValue, a.part, a.source) < (b.metric.rawValue, b.part, b.source)
  }
}

/// Readings in columns: `times[i]` and `values[i]` belong together.
///
/// Times are milliseconds since the epoch, strictly ascending where a function says *sorted*.
public struct SampleColumn: Hashable, Sendable {
  /// Ends of the windows that the samples cover, milliseconds since the epoch.
  public var times: [Int64]
  /// Readings, in the unit of the series' metric.
  public var values: [Int64]

  /// Makes a column; the two arrays must have the same length.
  public init(times: [Int64] = [], values: [Int64] = []) {
    precondition(times.count == values.count, "a column needs one value per time")
    self.times = times
    self.values = values
  }

  /// The number of samples.
  public var count: Int { times.count }

  /// Whether there are no samples.
  public var isEmpty: Bool { times.isEmpty }

  /// Appends one sample.
  public mutating func append(time: Int64, value: Int64) {
    times.append(time)
    values.append(value)
  }

  /// The median distance of neighbouring times of a sorted column, nil below two samples.
  ///
  /// - Complexity: O(n log n)
  public var step: TimeSpan? {
    guard times.count > 1 else { return nil }
    let gaps = zip(times.dropFirst(), times).map { $0.subtractingSaturated($1) }.sorted()
    return TimeSpan(milliseconds: gaps[(gaps.count - 1) / 2])
  }

  /// From the start of the window of the first sample to the last of a sorted column.
  public var window: TimeWindow? {
    guard let first = times.first, let last = times.last else { return nil }
    let lead = step?.milliseconds ?? 0
    return TimeWindow(
      start: Instant(milliseconds: first.subtractingSaturated(lead)),
      end: Instant(milliseconds: last)
    )
  }
}

/// Readings of one series on their way from a file to the store.
public struct SampleBatch: Sendable {
  /// The series.
  public var key: SeriesKey
  /// The readings, in file order.
  public var samples: SampleColumn
  /// The length of the window each reading covers, where the source states it.
  public var window: TimeSpan?
  /// Whether the source counts in whole units of the metric, such as nanocores; rates that a server
  /// computed are not, and are rounded once when they are stored.
  public var isWhole: Bool

  /// Makes a batch.
  public init(
    key: SeriesKey,
    samples: SampleColumn,
    window: TimeSpan? = nil,
    isWhole: Bool = false
  ) {
    self.key = key
    self.samples = samples
    self.window = window
    self.isWhole = isWhole
  }
}

/// All readings of one series, sorted by time, each time once.
public struct StoredSeries: Sendable {
  /// The series.
  public var key: SeriesKey
  /// The readings.
  public var samples: SampleColumn
  /// The length of the window each reading covers, where the source stated it.
  public var window: TimeSpan?

  /// Makes a stored series.
  public init(key: SeriesKey, samples: SampleColumn, window: TimeSpan? = nil) {
    self.key = key
    self.samples = samples
    self.window = window
  }
}
