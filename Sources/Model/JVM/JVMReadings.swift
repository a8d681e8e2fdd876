/// What one JVM's own metrics said over time.
///
/// Times are milliseconds, strictly ascending; in each column a reading that is missing is nil. All
/// columns are as long as ``times``; one that nobody exported is empty.
public struct JVMReadings: Hashable, Sendable {
  /// Milliseconds, since the epoch or since the first reading.
  public var times: [Int64] = []
  /// Heap in use, in bytes, garbage included.
  public var heapUsed: [Int64?] = []
  /// Heap committed, in bytes.
  public var heapCommitted: [Int64?] = []
  /// The largest heap as the JVM tells it, in bytes.
  public var heapMax: [Int64?] = []
  /// The old generation, or the whole heap of collectors without one, after its last collection.
  public var afterCollection: [Int64?] = []
  /// Metaspace, class space and code cache together, in bytes.
  public var nonHeapUsed: [Int64?] = []
  /// The same, committed.
  public var nonHeapCommitted: [Int64?] = []
  /// Compiled code in use, in bytes.
  public var codeUsed: [Int64?] = []
  /// Direct buffers, in bytes.
  public var directUsed: [Int64?] = []
  /// Bytes allocated since the start.
  public var allocated: [Int64?] = []
  /// CPU nanoseconds of collections since the start, concurrent work included.
  public var collectorCPU: [Int64?] = []
  /// CPU nanoseconds of the process since its start.
  public var cpuTotal: [Int64?] = []
  /// CPU use in nanocores.
  public var cpuUsage: [Int64?] = []
  /// Milliseconds in pauses since the start.
  public var pauses: [Int64?] = []
  /// Live threads.
  public var threads: [Int64?] = []
  /// The container's working set, in bytes.
  public var workingSet: [Int64?] = []
  /// Who collects, as the pools' names tell; nil where they do not.
  public var collector: GarbageCollector?
  /// Whether ZGC or Shenandoah runs with generations.
  public var isGenerational = false

  /// Makes readings of which there are none.
  public init() {}

  /// The largest reading of a column as memory; nil where it has none above zero.
  public func largest(_ column: KeyPath<JVMReadings, [Int64?]>) -> Memory? {
    let most = self[keyPath: column].lazy.compactMap { $0 }.max() ?? 0
    return most > 0 ? Memory(bytes: most) : nil
  }

  /// How fast a counter grew over the last half of the window, in its units per second.
  ///
  /// Restarts, where it goes back, are left out. Nil with fewer than two readings.
  public func rate(of column: KeyPath<JVMReadings, [Int64?]>) -> Double? {
    let values = self[keyPath: column]
    guard values.count == times.count, let first = times.first, let last = times.last else {
      return nil
    }
    let start = last.subtractingSaturated(last.subtractingSaturated(first) / 2)
    var previous: (time: Int64, value: Int64)?
    var grown = 0.0
    var span = 0.0
    for (time, value) in zip(times, values) {
      guard time >= start, let value else { continue }
      if let before = previous, value >= before.value {
        grown += Double(value) - Double(before.value)
        span += Double(time) - Double(before.time)
      }
      previous = (time, value)
    }
    return span > 0 ? grown / span * 1000 : nil
  }
}
