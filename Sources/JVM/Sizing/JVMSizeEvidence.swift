public import PodfitModel

/// What is known of one JVM that is to be sized.
public struct JVMSizeEvidence: Hashable, Sendable {
  /// What stays alive.
  public var liveSet: LiveSetEstimate
  /// Who is to collect.
  public var collector: GarbageCollector
  /// The JDK's version, such as `17` or `21.0.8`.
  public var version: String
  /// The CPU limit; nil for none.
  public var cpuLimit: CPU?
  /// The flags of the command line as they are, without those that the advice brings.
  public var flags: [String] = []
  /// The largest heap today; nil where that is not known.
  public var heapMax: Memory?
  /// The largest heap that was committed.
  public var heapCommitted: Memory?
  /// Metaspace and code cache.
  public var nonHeapUsed: Memory?
  /// Compiled code, a part of ``nonHeapUsed``.
  public var codeUsed: Memory?
  /// Direct buffers.
  public var directUsed: Memory?
  /// Live threads.
  public var threads: Int64?
  /// The largest working set of the container.
  public var workingSetMax: Memory?
  /// Native memory tracking.
  public var native: NativeMemoryReport?
  /// Bytes allocated per second.
  public var allocationRate: Double?
  /// Cores that pauses for collections took.
  public var pauseCPU: CPU?
  /// Cores that collections took, concurrent work included.
  public var collectorCPU: CPU?
  /// Whether collections leave too little CPU or heap, as the findings judge that.
  public var isThrashing = false
  /// Cores that the whole process took.
  public var cpuInUse: CPU?
  /// CPU use under other heaps.
  public var points: [CollectorCost.Point] = []
  /// Seconds that a concurrent cycle takes; nil where that is not known.
  public var cycleSeconds: Double?
  /// What a core costs against memory.
  public var prices = ResourcePrices.standard
  /// What to size for.
  public var goal = SizingGoal.cost
  /// The server that lives on the page cache of its files; nil for any other program.
  public var pageCacheServer: String?
  /// What becomes of page cache.
  public var pageCache = PageCachePolicy.keep

  /// Begins with what cannot be left out.
  public init(liveSet: LiveSetEstimate, collector: GarbageCollector, version: String) {
    self.liveSet = liveSet
    self.collector = collector
    self.version = version
  }

  /// The largest heap by what the JVM itself tells of it, which leaves out a survivor space with Serial
  /// and Parallel.
  public static func maxHeap(reported: Memory, collector: GarbageCollector) -> Memory {
    let whole = Ergonomics.reportedMaximum(of: reported, collector: collector)
    guard whole > .zero else { return reported }
    return reported.scaledUp(by: reported.ratio(to: whole)).roundedUp(toMultipleOf: .mebibytes(1))
  }

  /// What the best evidence says of the cost of collections.
  var cost: CollectorCost? {
    let live = liveSet.estimate
    if let cost = CollectorCost(points: points, live: live) { return cost }
    let heap = heapCommitted ?? heapMax
    let known = CollectorCost(
      whole: collectorCPU,
      pauses: pauseCPU,
      allocationRate: allocationRate,
      heap: heap,
      live: live,
      collector: collector
    )
    if let known { return known }
    guard let cpuInUse, let heap else { return nil }
    return CollectorCost(assumedOf: cpuInUse, heap: heap, live: live)
  }
}

extension JVMSizer {
  /// Why nothing is advised.
  public enum Fault: Error, Hashable, Sendable {
    /// The text names no version of the JDK.
    case badVersion(String)
    /// The live set grows without end: no size is enough. Days until it fills the heap, where known.
    case leaking(daysToMax: Double?)
    /// The collector frees nothing, so that no heap follows from a live set.
    case freesNothing
    /// No limit was found under which the JVM chooses the heap, for flags that contradict it.
    case contradictoryFlags
    /// Prices must be above zero.
    case badPrices
  }

  /// The heap, limit, request and flags for one JVM.
  ///
  /// The heap is the one of least price or the least that the collector works well with, whichever is
  /// larger. A heap in which collections thrash is raised, never cut.
  /// The flags are checked against the ergonomics under the limit they are for.
  ///
  /// - Throws: ``Fault``
  /// - Source: docs/formulas/jvm-heap-price.md
  public static func size(_ evidence: JVMSizeEvidence) throws(Fault) -> JVMSizeResult {
    guard let version = JDKVersion(leading: evidence.version) else {
      throw .badVersion(evidence.version)
    }
    guard evidence.prices.areUsable else { throw .badPrices }
    if case .leaking(_, let days) = evidence.liveSet.trend { throw .leaking(daysToMax: days) }
    let plan = EvidencePlan(evidence: evidence, version: version)
    guard let need = plan.need() else { throw .freesNothing }
    guard let result = plan.result(for: need), result.ergonomics.refusals.isEmpty else {
      throw .contradictoryFlags
    }
    return result
  }
}
