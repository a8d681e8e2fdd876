public import PodfitModel

/// What was measured of a JVM over the window: the largest values, or nil where none was exported.
public struct JVMSignals: Hashable, Sendable {
  /// The largest heap use, garbage included.
  public var heapUsedMax: Memory?
  /// The largest committed heap.
  public var heapCommittedMax: Memory?
  /// The largest heap as the JVM tells it (`Runtime.maxMemory`).
  public var heapMax: Memory?
  /// The largest use of metaspace, code cache and the like.
  public var nonHeapUsedMax: Memory?
  /// The largest use of direct buffers.
  public var directUsedMax: Memory?
  /// An estimate of the bytes that stay alive; nil where ``levels`` are to tell.
  public var liveSet: LiveSet?
  /// What the heap of each JVM comes down to.
  public var levels: [MetricLevel] = []
  /// The largest working set of the container.
  public var workingSetMax: Memory?
  /// The smallest committed heap in the second half of the window.
  public var heapCommittedFloor: Memory?
  /// The largest committed memory of metaspace, code cache and the like.
  public var nonHeapCommittedMax: Memory?
  /// The largest use of the code cache.
  public var codeCacheMax: Memory?
  /// The size of the code cache as its pools' maxima tell it.
  public var codeCacheReserved: Memory?
  /// Threads.
  public var threads: CountFacts?
  /// Loaded classes.
  public var classes: CountFacts?
  /// The collector that the names of pools tell.
  public var collector: GarbageCollector?
  /// JVMs that ran in the container at one time; nil where nothing tells them apart.
  public var processes: Int?
  /// What collection did.
  public var collections: CollectionFacts?
  /// All that native memory tracking says is committed, heap included.
  public var nativeTotal: Memory?
  /// What native memory tracking says of each area.
  public var native: NativeMemoryReport?
  /// The version of the JDK that the JVM itself names.
  public var version: String?
  /// What else was measured of the container.
  public var container = ContainerFacts()

  /// Whether no signal of the JVM itself was measured; what else there is, is the container's.
  public var isEmpty: Bool { !hasMetrics && collections == nil && nativeTotal == nil }

  /// Whether any metric of the JVM itself is there.
  var hasMetrics: Bool {
    heapUsedMax != nil || heapCommittedMax != nil || heapMax != nil || nonHeapUsedMax != nil
      || directUsedMax != nil || liveSet != nil || !levels.isEmpty || threads != nil
      || classes != nil
      || collector != nil || version != nil || processes != nil || codeCacheMax != nil
      || collections?.source == .metrics
  }

  /// Makes signals with nothing measured.
  public init() {}
}
