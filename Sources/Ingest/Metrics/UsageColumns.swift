import PodfitModel

/// Gathers readings of CPU and memory by container, from snapshots that follow each other.
///
/// A snapshot has each container once, so that without gathering every batch would hold one
/// reading.
struct UsageColumns {
  /// How many samples are held before they go to the sink: 16 MB.
  static let heldLimit = 1_000_000

  /// Who measured: one reading of the metrics API and one of Prometheus are duplicates.
  static let source = "metrics.k8s.io"

  /// What a container has used at one time.
  struct Reading {
    var container: PodContainerID
    var time: Instant
    var cpu: CPU?
    var memory: Memory?
    /// The length of the window that the CPU use is averaged over.
    var window: TimeSpan?
  }

  private struct Columns {
    var container: PodContainerID
    var cpu = SampleColumn()
    var memory = SampleColumn()
    var window: TimeSpan?
    var times: Set<Int64> = []
    /// Whether readings of the signal were ever there.
    var hasCPU = false
    var hasMemory = false
  }

  private var places: [PodContainerID: Int] = [:]
  private var columns: [Columns] = []

  /// The number of samples not yet taken.
  private(set) var held = 0
  /// The number of samples taken or held.
  private(set) var count = 0
  /// Whether some container was read at more than one time.
  private(set) var hasSeveralTimes = false

  /// The number of series with at least one sample.
  var series: Int { columns.reduce(0) { $0 + ($1.hasCPU ? 1 : 0) + ($1.hasMemory ? 1 : 0) } }

  /// The number of containers.
  var containers: Int { columns.count }

  /// Takes a reading in.
  mutating func add(_ reading: Reading) {
    let time = reading.time.milliseconds
    let place: Int
    if let known = places[reading.container] {
      place = known
    } else {
      place = columns.count
      places[reading.container] = place
      columns.append(Columns(container: reading.container))
    }
    // Two are enough to know that there are several.
    if columns[place].times.count < 2 {
      columns[place].times.insert(time)
      hasSeveralTimes = hasSeveralTimes || columns[place].times.count > 1
    }
    if let cpu = reading.cpu {
      columns[place].cpu.append(time: time, value: cpu.nanocores)
      columns[place].hasCPU = true
      held += 1
      count += 1
    }
    if let memory = reading.memory {
      columns[place].memory.append(time: time, value: memory.bytes)
      columns[place].hasMemory = true
      held += 1
      count += 1
    }
    if let window = reading.window {
      // Windows of a container differ by parts of a second; the store keeps the longest.
      columns[place].window = columns[place].window.map { max($0, window) } ?? window
    }
  }

  /// Hands over what is held, in the order of first readings.
  mutating func handOver<Sink: SampleSink>(
    to sink: inout Sink,
    from reader: ByteReader
  ) throws(IngestError) {
    for place in columns.indices {
      let signals: [(Metric, WritableKeyPath<Columns, SampleColumn>)] = [
        (.cpuUsage, \.cpu), (.memoryWorkingSet, \.memory),
      ]
      for (metric, path) in signals where !columns[place][keyPath: path].isEmpty {
        let batch = SampleBatch(
          key: SeriesKey(
            container: columns[place].container,
            metric: metric,
            source: Self.source
          ),
          samples: columns[place][keyPath: path],
          window: columns[place].window,
          isWhole: true
        )
        columns[place][keyPath: path] = SampleColumn()
        try sink.put(batch, from: reader)
      }
    }
    held = 0
  }

  /// What a user should know about so few readings; nil where there are more.
  var warning: String? {
    if count == 0 { return "no usage of containers in the file" }
    guard !hasSeveralTimes else { return nil }
    return "one reading per container: the usage of one moment says nothing about its peaks;"
      + " collect readings for a week, or export from Prometheus"
  }
}
