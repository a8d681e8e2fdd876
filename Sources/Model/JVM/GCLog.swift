/// What the garbage collection log of a JVM says, of all its files together.
///
/// Counts and times are over the whole log; ``points`` are of the last JVM start that collected at
/// all, since a restart begins with an empty heap. Memory of a log is bounded whatever its length:
/// ``points`` are thinned out beyond a fixed number.
public struct GCLog: Hashable, Sendable {
  /// Who collects; nil where no line tells.
  public var collector: GarbageCollector?
  /// Whether ZGC or Shenandoah ran with generations.
  public var isGenerational = false
  /// The JDK's version as the log names it, such as `21.0.8+9-LTS`.
  public var jdk: String?
  /// Whether the log is in the form before JDK 9.
  public var isLegacy = false
  /// How many lives of a JVM the log covers.
  public var starts = 0
  /// The wall-clock time of the first line that has one.
  public var start: Instant?
  /// Seconds from the first to the last time stamp, gaps between JVM lives left out.
  public var duration = 0.0
  /// CPUs the JVM may use, as it said at its start.
  public var cpus: Int?
  /// Memory the JVM saw at its start.
  public var memory: Memory?
  /// The largest heap (`Heap Max Capacity`, `MaxHeapSize`).
  public var heapMax: Memory?
  /// The heap at start.
  public var heapInitial: Memory?
  /// The size of a heap region.
  public var regionSize: Memory?
  /// The largest heap in use or committed that any line shows.
  public var heapCommitted: Memory?
  /// Times in which the application stood still.
  public var pauses = GCPauses()
  /// Collections by kind; a concurrent cycle counts once.
  public var collections: [GCKind: Int] = [:]
  /// Completed pauses and concurrent phases by the name the log gives them.
  public var phases: [String: Int] = [:]
  /// CPU seconds of collections, user and system; nil where no line has them.
  ///
  /// The concurrent work of G1 is not in it.
  public var cpuSeconds: Double?
  /// Seconds that concurrent phases took, beside the application; of G1 its cycles, of logs before
  /// JDK 9 only those of Shenandoah.
  public var concurrentSeconds = 0.0
  /// Bytes allocated within ``allocationSeconds``.
  public var allocated = Memory.zero
  /// The seconds over which ``allocated`` was seen.
  public var allocationSeconds = 0.0
  /// Heap occupancy around collections, in order of time.
  public var points: [GCHeapPoint] = []
  /// What went wrong, by kind.
  public var troubles: [GCTrouble: Int] = [:]
  /// Lines read, and of them those that said something used here.
  public var lines = 0
  /// Lines that said something used here.
  public var usedLines = 0
  /// What a user should know: files cut short, times missing, lines too long.
  public var remarks: [String] = []

  /// Makes a log that says nothing yet.
  public init() {}

  /// Whether no line told of a collection or of the JVM's settings.
  public var isEmpty: Bool {
    collections.isEmpty && phases.isEmpty && collector == nil && jdk == nil && heapMax == nil
  }

  /// How often objects were allocated, in bytes per second; nil where no two collections tell.
  public var allocationRate: Double? {
    allocationSeconds > 0 ? Double(allocated.bytes) / allocationSeconds : nil
  }

  /// CPU seconds of collections per second of wall time, that is cores; nil where the log has no
  /// CPU times or no duration.
  public var cpuRatio: Double? {
    guard let cpuSeconds, duration > 0 else { return nil }
    return cpuSeconds / duration
  }
}

/// Times in which the application stood still.
public struct GCPauses: Hashable, Sendable {
  /// How many.
  public var count = 0
  /// Seconds together.
  public var total = 0.0
  /// The nearest-rank 99 % quantile in seconds, right to 0.1 %; nil without pauses.
  public var p99: Double?
  /// The longest in seconds; nil without pauses.
  public var longest: Double?

  /// Makes a summary of no pauses.
  public init() {}
}

/// A kind of collection.
public enum GCKind: String, Hashable, Sendable, CaseIterable {
  /// Young generation, of Serial, Parallel, CMS.
  case young
  /// G1: young only.
  case youngNormal = "young-normal"
  /// G1: young, and marking starts.
  case youngConcurrentStart = "young-concurrent-start"
  /// G1: young, and mixed ones follow.
  case youngPrepareMixed = "young-prepare-mixed"
  /// G1: young and old regions.
  case youngMixed = "young-mixed"
  /// The whole heap, the application stopped.
  case full
  /// G1 or CMS: the end of marking.
  case remark
  /// G1: after marking.
  case cleanup
  /// CMS: the begin of marking.
  case initialMark = "initial-mark"
  /// A concurrent cycle of G1, CMS or Shenandoah.
  case concurrentCycle = "concurrent-cycle"
  /// Shenandoah with generations: a cycle over the young one.
  case youngCycle = "young-cycle"
  /// Shenandoah with generations: marking of the old one.
  case oldCycle = "old-cycle"
  /// ZGC without generations.
  case cycle
  /// ZGC with generations: both.
  case major
  /// ZGC with generations: the young one.
  case minor
  /// Shenandoah: a cycle that was finished with the application stopped.
  case degenerated
}

/// Trouble that a log names.
public enum GCTrouble: String, Hashable, Sendable, CaseIterable {
  /// A collection caused by an object of half a region or more.
  case humongous = "humongous-allocation"
  /// G1 found no room for survivors.
  case evacuationFailure = "evacuation-failure"
  /// A thread waited for memory.
  case allocationStall = "allocation-stall"
  /// Shenandoah gave up on concurrency in a cycle.
  case degenerated = "degenerated"
  /// A full collection right after a full one.
  case fullAfterFull = "full-after-full"
  /// A full collection that freed less than a twentieth of the heap in use.
  case fruitlessFull = "fruitless-full"
  /// CMS was overtaken by allocation.
  case concurrentModeFailure = "concurrent-mode-failure"
}
