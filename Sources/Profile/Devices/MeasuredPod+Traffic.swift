public import PodfitModel

/// Stretches of time, sorted and apart.
public struct BusySpans: Hashable, Sendable {
  /// Starts and ends, milliseconds since the epoch; a sample belongs to a span if its time lies after the
  /// start and not after the end, since it covers the time before.
  public private(set) var spans: [(start: Int64, end: Int64)] = []

  /// No time.
  public init() {}

  /// The times that the samples of a column cover where `isBusy` holds for the value.
  public init(of column: SampleColumn, where isBusy: (Int64) -> Bool) {
    let step = column.step?.milliseconds ?? 1
    for (time, value) in zip(column.times, column.values) where isBusy(value) {
      add(time.subtractingSaturated(step), time)
    }
  }

  private mutating func add(_ start: Int64, _ end: Int64) {
    if let last = spans.last, start <= last.end {
      spans[spans.count - 1].end = max(last.end, end)
    } else {
      spans.append((start, end))
    }
  }

  /// Both together.
  public func union(_ other: BusySpans) -> BusySpans {
    var result = BusySpans()
    for span in (spans + other.spans).sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) }) {
      result.add(span.start, span.end)
    }
    return result
  }

  /// Whether there is no time.
  public var isEmpty: Bool { spans.isEmpty }

  /// Whether both are the same times.
  public static func == (a: BusySpans, b: BusySpans) -> Bool {
    a.spans.elementsEqual(b.spans) { $0 == $1 }
  }

  /// Hashes starts and ends.
  public func hash(into hasher: inout Hasher) {
    for span in spans {
      hasher.combine(span.start)
      hasher.combine(span.end)
    }
  }

  /// What a column of rates moved in these times, in bytes.
  func bytes(of rates: SampleColumn) -> Double {
    let step = rates.step?.seconds ?? 0
    var place = 0
    var sum = 0.0
    for (time, value) in zip(rates.times, rates.values) {
      while place < spans.count, spans[place].end < time { place += 1 }
      guard place < spans.count else { break }
      if spans[place].start < time { sum += Double(value) * step }
    }
    return sum
  }
}

/// What is moved.
public enum TrafficKind: String, Hashable, Sendable, CaseIterable {
  /// To and from disks.
  case disk
  /// Through the network.
  case network
}

extension MeasuredPod {
  /// What the pod moved in some stretches of time, in bytes.
  public func bytes(_ kind: TrafficKind, during spans: BusySpans) -> Double {
    switch kind {
    case .disk:
      containers.reduce(0) { sum, container in
        [Metric.fsReadsTotal, .fsWritesTotal].reduce(sum) {
          $0 + (container.devices.rates[$1].map(spans.bytes) ?? 0)
        }
      }
    case .network:
      // Every container has the network of its pod.
      (containers.first?.network ?? [:]).values.reduce(0) { $0 + spans.bytes(of: $1) }
    }
  }
}
