/// A garbage collector of HotSpot.
public enum GarbageCollector: String, Hashable, Sendable, Codable {
  /// One thread, stop the world.
  case serial = "Serial"
  /// Many threads, stop the world.
  case parallel = "Parallel"
  /// Garbage first.
  case g1 = "G1"
  /// The Z collector.
  case z = "ZGC"
  /// Shenandoah.
  case shenandoah = "Shenandoah"
  /// Concurrent mark sweep, gone since JDK 14.
  case cms = "CMS"
  /// Epsilon, which frees nothing.
  case epsilon = "Epsilon"
}

/// The rule by which a JVM chose its largest heap.
public enum HeapRule: Hashable, Sendable, Codable {
  /// `-Xmx` or `-XX:MaxHeapSize`.
  case explicit
  /// `-XX:MaxRAMPercentage` (or the old fraction flag), in percent.
  case maxRAMPercentage(Double)
  /// `-XX:MinRAMPercentage`, which rules below about 250 MiB, in percent.
  case minRAMPercentage(Double)
  /// No flag: the built-in share of memory.
  case byDefault
}

/// What a JVM chooses for a memory limit, CPUs and flags.
public struct JVMConfiguration: Hashable, Sendable {
  /// The major version the rules were applied for.
  public var majorVersion: Int
  /// Whether that version is known; else it is the one assumed.
  public var versionIsKnown: Bool
  /// The CPUs the JVM believes in.
  public var availableProcessors: Int
  /// The collector.
  public var collector: GarbageCollector
  /// The largest heap (`MaxHeapSize`).
  public var maxHeap: Memory
  /// The heap at start (`InitialHeapSize`).
  public var initialHeap: Memory
  /// The rule that set the largest heap.
  public var heapRule: HeapRule
  /// Where the deciding heap flag stands: `command`, `args` or a variable's name; nil without one.
  public var heapFlagSource: String?
  /// The heap, memory and collector flags in force, in HotSpot's spelling.
  public var flags: [String]
  /// Heap flags that another one overrules, with where they stand.
  public var overruled: [String]
  /// `-XX:MaxMetaspaceSize`, nil when not set.
  public var maxMetaspace: Memory?
  /// `-XX:MaxDirectMemorySize`, nil when not set.
  public var maxDirectMemory: Memory?
  /// Whether `-XX:+AlwaysPreTouch` makes the whole heap resident at start.
  public var pretouches: Bool

  /// Makes a configuration.
  public init(
    majorVersion: Int,
    versionIsKnown: Bool,
    availableProcessors: Int,
    collector: GarbageCollector,
    maxHeap: Memory,
    initialHeap: Memory,
    heapRule: HeapRule,
    heapFlagSource: String? = nil,
    flags: [String] = [],
    overruled: [String] = [],
    maxMetaspace: Memory? = nil,
    maxDirectMemory: Memory? = nil,
    pretouches: Bool = false
  ) {
    self.majorVersion = majorVersion
    self.versionIsKnown = versionIsKnown
    self.availableProcessors = availableProcessors
    self.collector = collector
    self.maxHeap = maxHeap
    self.initialHeap = initialHeap
    self.heapRule = heapRule
    self.heapFlagSource = heapFlagSource
    self.flags = flags
    self.overruled = overruled
    self.maxMetaspace = maxMetaspace
    self.maxDirectMemory = maxDirectMemory
    self.pretouches = pretouches
  }
}

/// What is known of the JVM of a container.
public struct JVMProfile: Hashable, Sendable {
  /// What points to a JVM, in words, such as `command java`, `image eclipse-temurin`, `metrics`.
  public var evidence: [String]
  /// What it chooses at the limit in force; nil when the limit or node is not known, or when the
  /// virtual machine is not HotSpot.
  public var configuration: JVMConfiguration?
  /// The largest heap use seen, garbage included.
  public var heapUsed: Memory?
  /// The largest committed heap seen.
  public var heapCommitted: Memory?
  /// The largest heap as its own metrics tell it.
  public var heapMax: Memory?
  /// An estimate of the bytes that stay alive, and from which signal it comes.
  public var liveSet: LiveSet?
  /// The largest use of metaspace, code cache and the like.
  public var nonHeapUsed: Memory?
  /// The largest use of the code cache, a part of ``nonHeapUsed``; nil where it is not told apart.
  public var codeCacheUsed: Memory?
  /// The largest use of direct buffers.
  public var directUsed: Memory?
  /// The most threads.
  public var threads: Int64?
  /// What native memory tracking says of each area.
  public var nativeMemory: NativeMemoryReport?
  /// JVMs that ran in the container at one time; nil where nothing tells.
  public var processes: Int?
  /// What is wrong or wasteful, most severe first.
  public var findings: [JVMFinding]

  /// Makes a profile with nothing known but the evidence.
  public init(evidence: [String]) {
    self.evidence = evidence
    configuration = nil
    heapUsed = nil
    heapCommitted = nil
    heapMax = nil
    liveSet = nil
    nonHeapUsed = nil
    codeCacheUsed = nil
    directUsed = nil
    threads = nil
    nativeMemory = nil
    processes = nil
    findings = []
  }
}

/// An estimate of the bytes that survive a complete collection.
public struct LiveSet: Hashable, Sendable {
  /// The estimate.
  public var estimate: Memory
  /// The least it is likely to be.
  public var low: Memory
  /// The most it is likely to be.
  public var high: Memory
  /// The signal it comes from.
  public var source: String
  /// Whether it was read just after a collection; else it is only bounded from above, by the least
  /// the heap ever held, garbage included.
  public var isMeasured: Bool

  /// Makes an estimate; without ends, of one that is known exactly.
  public init(
    estimate: Memory,
    low: Memory? = nil,
    high: Memory? = nil,
    source: String,
    isMeasured: Bool = true
  ) {
    self.estimate = estimate
    self.low = low ?? estimate
    self.high = high ?? estimate
    self.source = source
    self.isMeasured = isMeasured
  }
}

/// Heap settings that go with recommended requests and limits.
public struct JVMRecommendation: Hashable, Sendable {
  /// The largest heap.
  public var heapMax: Memory
  /// Flags to set; empty when those in force already give this heap at the recommended limit.
  public var flags: [String]
  /// Where to put them: `command`, `args` or a variable's name; nil when nothing changes.
  public var variable: String?
  /// The collector at the recommended limit.
  public var collector: GarbageCollector
  /// What collections cost under smaller and larger heaps; empty where nothing tells.
  public var curve: [HeapCPUPoint] = []
  /// Where that cost comes from; nil where nothing tells.
  public var costSource: String?

  /// Makes a recommendation.
  public init(heapMax: Memory, flags: [String], variable: String?, collector: GarbageCollector) {
    self.heapMax = heapMax
    self.flags = flags
    self.variable = variable
    self.collector = collector
  }
}
