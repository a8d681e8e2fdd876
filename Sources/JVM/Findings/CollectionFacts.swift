public import PodfitModel

/// What garbage collection did over the window, from a log or from metrics.
///
/// What the source does not tell is nil; a log tells counts, so that there 0 means none.
public struct CollectionFacts: Hashable, Sendable {
  /// Where the facts come from.
  public enum Source: Hashable, Sendable {
    /// Metrics of the JVM.
    case metrics
    /// The log of the collector.
    case log
  }

  /// How what stays alive moved over the window.
  public enum Trend: Hashable, Sendable {
    /// It stayed where it was.
    case steady
    /// It rises without end, from the level last seen, by so much a day.
    case rising(level: Memory, perDay: Memory)
    /// It jumped once.
    case step(before: Memory, after: Memory)
  }

  /// Where the facts come from.
  public var source: Source
  /// The version of the JDK as the log's header names it.
  public var version: String?
  /// The collector that ran.
  public var collector: GarbageCollector?
  /// The largest heap.
  public var maxHeap: Memory?
  /// The processors that the JVM saw.
  public var processors: Int?
  /// The collector's parallel workers.
  public var workers: Int?
  /// The size of a G1 region.
  public var regionSize: Memory?
  /// Share of wall time in pauses, 0…1.
  public var pauseRatio: Double?
  /// Share of the process's CPU that collection took, 0…1; from pauses alone it is a lower bound.
  public var cpuRatio: Double?
  /// The longest pause.
  public var longestPause: TimeSpan?
  /// Collections of the whole heap that stopped the program, asked-for ones left out.
  public var fullCollections: Int?
  /// Collections caused by objects of half a region or more.
  public var humongousCollections: Int?
  /// Collections that ran out of room to copy to.
  public var evacuationFailures: Int?
  /// Threads that waited for the collector to free memory.
  public var allocationStalls: Int?
  /// Concurrent collections that had to stop the program to end.
  public var degeneratedCollections: Int?
  /// `OutOfMemoryError` of the heap.
  public var outOfMemoryErrors: Int?
  /// How what stays alive moved.
  public var trend: Trend?

  /// Makes facts with nothing known.
  public init(source: Source) { self.source = source }
}

/// A count over time, such as that of threads.
public struct CountFacts: Hashable, Sendable {
  /// The largest value.
  public var largest: Int64
  /// Whether it still rises in the second half of the window.
  public var isRising: Bool

  /// Makes facts.
  public init(largest: Int64, isRising: Bool = false) {
    self.largest = largest
    self.isRising = isRising
  }
}

/// What else was measured of the container that a JVM runs in.
public struct ContainerFacts: Hashable, Sendable {
  /// The largest anonymous memory.
  public var rssMax: Memory?
  /// Share of scheduling periods in which the quota stopped the container, 0…1.
  public var throttledRatio: Double?
  /// Restarts.
  public var restarts: Int64?
  /// Ends for want of memory under the limit.
  public var oomKills: Int64?
  /// Ends by which a JVM says that its heap was exhausted (exit status 3 or 134).
  public var heapExits: Int64?
  /// The median of CPU use.
  public var cpuMedian: CPU?
  /// The 0.99 quantile of CPU use, starts left out.
  public var cpuPeak: CPU?
  /// The largest CPU use in the first minutes of pods whose start was seen.
  public var cpuAtStart: CPU?

  /// Makes facts with nothing measured.
  public init() {}
}
