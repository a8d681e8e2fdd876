internal import PodfitModel

/// The choices of HotSpot for flags, version and surroundings, joined.
struct Ergonomics: Sendable {
  /// What the JVM sees.
  var machine: SeenMachine
  /// The collector.
  var collector: CollectorErgonomics
  /// The heap.
  var heap: HeapErgonomics
  /// Whether the memory the JVM sees is a guess, because neither limit nor node is known.
  var isMemoryAssumed: Bool
  /// The flags it was made for.
  var flags: JVMFlags
  /// The version it was made for.
  var version: JDKVersion

  /// A node of which nothing is known is taken to have this much memory.
  private static let assumedNodeMemory: Memory = .gibibytes(16)

  /// Nil where the largest heap cannot be known: no size is given and the memory is not known.
  init?(flags: JVMFlags, version: JDKVersion, surroundings: JVMSurroundings) {
    var machine = SeenMachine(surroundings, flags: flags, version: version)
    isMemoryAssumed = machine.memory == nil
    if machine.memory == nil {
      guard flags.setting("MaxHeapSize") != nil else { return nil }
      machine.memory = Self.assumedNodeMemory
    }
    guard let memory = machine.memory else { return nil }
    self.machine = machine
    self.flags = flags
    self.version = version
    collector = CollectorErgonomics(flags: flags, version: version, machine: machine)
    heap = HeapErgonomics(
      flags: flags,
      version: version,
      memory: memory,
      collector: collector.collector
    )
  }

  /// The result in the words that stages exchange.
  var configuration: JVMConfiguration {
    JVMConfiguration(
      majorVersion: version.major,
      versionIsKnown: version.isKnown,
      availableProcessors: machine.processors,
      collector: collector.collector,
      maxHeap: heap.maxHeap,
      initialHeap: heap.initialHeap,
      heapRule: heap.rule,
      heapFlagSource: heap.decidingFlag?.place.name,
      flags: flags.inForce,
      overruled: flags.overruled.map { "\($0.text) in \($0.place.text)" },
      maxMetaspace: flags.memory("MaxMetaspaceSize"),
      maxDirectMemory: flags.memory("MaxDirectMemorySize"),
      pretouches: flags.isOn("AlwaysPreTouch") == true
    )
  }

  /// What `Runtime.maxMemory` and every exported heap maximum say, which is less than the largest
  /// heap for Serial and Parallel: they leave out one survivor space.
  ///
  /// - Source: docs/formulas/jvm-ergonomics.md, "The reported maximum"
  static func reportedMaximum(of maxHeap: Memory, collector: GarbageCollector) -> Memory {
    switch collector {
    // The new generation is a third; a survivor is a tenth of it …
    case .serial, .cms: maxHeap - Memory(bytes: maxHeap.bytes / 30)
    // … or, with sizes that adapt, up to a third.
    case .parallel: maxHeap - Memory(bytes: maxHeap.bytes / 9)
    case .g1, .z, .shenandoah, .epsilon: maxHeap
    }
  }
}
