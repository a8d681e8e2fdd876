public import PodfitModel

/// What becomes of page cache that a server lives on.
public enum PageCachePolicy: String, Hashable, Sendable, CaseIterable {
  /// What it held is added to the limit and stays its own.
  case keep
  /// The limit holds none; the server takes its share of what the node has free.
  case share
}

/// What a sizing is for, and what is known beside the JVM itself.
public struct JVMSizingOptions: Hashable, Sendable {
  /// What a core costs against memory.
  public var prices = ResourcePrices.standard
  /// What to size for.
  public var goal = SizingGoal.cost
  /// What becomes of page cache.
  public var pageCache = PageCachePolicy.keep
  /// The cores that collections took in all; nil where nothing tells.
  public var collectorCPU: CPU?
  /// The cores that pauses for collections took; nil where nothing tells.
  public var pauseCPU: CPU?
  /// Bytes allocated per second; nil where nothing tells.
  public var allocationRate: Double?

  /// Standard prices and nothing known.
  public init() {}

  /// What the heap of a JVM is weighed with.
  func evidence(for jvm: JVMProfile, _ configuration: JVMConfiguration) -> HeapNeed.Evidence {
    var evidence = HeapNeed.Evidence()
    evidence.prices = prices
    evidence.goal = goal
    // The finding has looked at pauses, CPU and what stays in use after collections.
    evidence.isThrashing = jvm.findings.contains { $0.id == "gc-thrash" }
    guard let live = jvm.liveSet?.estimate else { return evidence }
    evidence.cost = CollectorCost(
      whole: collectorCPU,
      pauses: pauseCPU,
      allocationRate: allocationRate,
      heap: min(jvm.heapCommitted ?? configuration.maxHeap, configuration.maxHeap),
      live: live,
      collector: configuration.collector
    )
    return evidence
  }
}
