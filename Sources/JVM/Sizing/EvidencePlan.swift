internal import PodfitModel

/// The steps from a JVM's own evidence to heap, limit and flags.
struct EvidencePlan {
  var evidence: JVMSizeEvidence
  var version: JDKVersion

  /// A heap and why.
  typealias Wanted = (heap: Memory, reason: String)

  private var live: Memory { evidence.liveSet.estimate }

  /// The heap to want; nil for a collector that frees nothing.
  func wantedHeap() -> Wanted? {
    var known = HeapNeed.Evidence()
    known.cost = evidence.cost
    known.prices = evidence.prices
    known.goal = evidence.goal
    if let rate = evidence.allocationRate, let seconds = evidence.cycleSeconds,
      evidence.collector == .z || evidence.collector == .shenandoah
    {
      known.allocatedInTwoCycles = Memory(bytes: Int64(saturating: 2 * rate * seconds))
    }
    guard
      let wanted = HeapNeed.wanted(live: live, collector: evidence.collector, evidence: known)
    else { return nil }
    guard isThrashing, let today = evidence.heapMax, wanted.heap < today else { return wanted }
    return (today, "collections take more than a tenth of the CPU: the heap is not cut")
  }

  /// Whether pauses take so much of the CPU that the heap is too small.
  private var isThrashing: Bool {
    guard let cores = evidence.collectorCores, let cpu = evidence.cpuInUse, cpu > .zero else {
      return false
    }
    return cores / cpu.cores > HeapNeed.thrashingShare && evidence.points.isEmpty
      && (evidence.heapMax ?? .zero) < live.scaledUp(by: 3)
  }

  /// Nil where no flags give the heap.
  func result(for wanted: Wanted) -> JVMSizeResult? {
    let place = FlagPlace(named: "command")
    let own = JVMFlags(evidence.flags.map { PlacedFlag(text: $0, place: place) })
    let launch = LaunchFlags(
      ContainerSpec(name: "", command: ["java"] + evidence.flags),
      launcherReadsVariable: version.major >= 9
    )
    var heap = wanted.heap
    for _ in 0..<8 {
      let parts = parts(heap)
      var around = JVMSurroundings(memoryLimit: parts.limit, cpuLimit: evidence.cpuLimit)
      guard let today = Ergonomics(flags: own, version: version, surroundings: around) else {
        return nil
      }
      if let share = ShareAdvice(
        heap: heap,
        collector: evidence.collector,
        today: today,
        launch: launch,
        surroundings: around,
        limit: { self.parts($0).limit }
      ) {
        around.memoryLimit = share.limit
        return result(
          self.parts(share.advice.outcome.heap.maxHeap),
          limit: share.limit,
          wanted.reason,
          share.advice,
          own: own,
          around
        )
      }
      if let advice = FlagAdvice(
        heap: heap,
        collector: evidence.collector,
        today: today,
        launch: launch,
        surroundings: around
      ) {
        return result(parts, limit: parts.limit, wanted.reason, advice, own: own, around)
      }
      let rounded = FlagAdvice.rounded(heap, today: today, surroundings: around)
      if rounded == heap {
        // A collector by flag may round otherwise than the one by default.
        heap = heap.roundedUp(toMultipleOf: .mebibytes(heap.bytes % (2 << 20) == 0 ? 32 : 2))
        if heap == rounded { return nil }
      } else {
        heap = rounded
      }
    }
    return nil
  }

  private struct Parts {
    var heap: Memory
    var nonHeap: NonHeapEstimate
    var cache: Memory
    var limit: Memory
  }

  private func parts(_ heap: Memory) -> Parts {
    var jvm = JVMProfile(evidence: [])
    jvm.heapCommitted = evidence.heapCommitted
    jvm.nonHeapUsed = evidence.nonHeapUsed
    jvm.directUsed = evidence.directUsed
    let flags = JVMFlags(
      evidence.flags.map { PlacedFlag(text: $0, place: FlagPlace(named: "command")) }
    )
    let configuration = JVMConfiguration(
      majorVersion: version.major,
      versionIsKnown: true,
      availableProcessors: 1,
      collector: evidence.collector,
      maxHeap: evidence.heapMax ?? evidence.heapCommitted ?? heap,
      initialHeap: .zero,
      heapRule: .explicit,
      maxMetaspace: flags.memory("MaxMetaspaceSize"),
      maxDirectMemory: flags.memory("MaxDirectMemorySize")
    )
    let keepsCache = evidence.pageCacheServer != nil
    let nonHeap = NonHeapEstimate(
      heap: heap,
      configuration: configuration,
      collector: evidence.collector,
      jvm: jvm,
      workingSetMax: evidence.workingSetMax,
      keepsRemainderApart: keepsCache,
      native: evidence.native,
      threads: evidence.threads
    )
    let cache =
      keepsCache && evidence.pageCache == .keep
      ? NonHeapEstimate.remainder(
        of: evidence.workingSetMax,
        configuration: configuration,
        jvm: jvm,
        nonHeap: nonHeap.sum
      ) : .zero
    let limit = (heap + nonHeap.total + cache).roundedUp(toMultipleOf: .mebibytes(1))
    return Parts(heap: heap, nonHeap: nonHeap, cache: cache, limit: limit)
  }

  private func result(
    _ parts: Parts,
    limit: Memory,
    _ reason: String,
    _ advice: FlagAdvice,
    own: JVMFlags,
    _ around: JVMSurroundings
  ) -> JVMSizeResult {
    let cost = evidence.cost
    let area = JVMArea(
      name: "live set",
      bytes: live,
      low: evidence.liveSet.low,
      high: evidence.liveSet.high,
      basis: .measured
    )
    return JVMSizeResult(
      heapMax: parts.heap,
      limit: limit,
      // A heap fills in the long run, so that less would be borrowed from the neighbours.
      request: limit,
      flags: advice.flags,
      areas: LimitAccount.areas(
        of: limit,
        heap: parts.heap,
        live: area,
        nonHeap: parts.nonHeap,
        cache: parts.cache
      ),
      liveSet: evidence.liveSet,
      curve: cost.map { curve($0, around: parts.heap) } ?? [],
      curveIsWholeProcess: cost.map { base($0) != nil } ?? false,
      costSource: cost?.source.rawValue,
      reason: reason,
      ergonomics: JVMExplainer.choice(of: advice.outcome, around, words: evidence.flags + advice.flags),
      changes: changes(advice, own: own, limit: limit, around),
      notes: notes(parts, cost: cost)
    )
  }

  /// The CPU of the program beside collections, as far as known.
  private func base(_ cost: CollectorCost) -> CPU? {
    if let base = cost.base { return base }
    guard let cpu = evidence.cpuInUse, let heap = evidence.heapCommitted ?? evidence.heapMax,
      let collections = cost.cpu(heap: heap, live: live)
    else { return nil }
    return (cpu - collections.middle).nonNegative
  }

  /// CPU at heaps from just above the live set to eight times it, and at the advised one.
  private func curve(_ cost: CollectorCost, around heap: Memory) -> [JVMSizeResult.CurvePoint] {
    let factors = [1.25, 1.5, 1.75, 2, 2.5, 3, 4, 5, 6, 8]
    let heaps = factors.map { live.scaledUp(by: $0).roundedUp(toMultipleOf: .mebibytes(1)) }
    let base = base(cost) ?? .zero
    return Set(heaps + [heap]).sorted().compactMap { heap in
      cost.cpu(heap: heap, live: live).map {
        JVMSizeResult.CurvePoint(
          heap: heap,
          cpu: base + $0.middle,
          low: base + $0.low,
          high: base + $0.high
        )
      }
    }
  }

  private func changes(
    _ advice: FlagAdvice,
    own: JVMFlags,
    limit: Memory,
    _ around: JVMSurroundings
  ) -> [String] {
    var changes: [String] = []
    if let today = evidence.heapMax, today != advice.outcome.heap.maxHeap {
      changes.append("heap \(today.text) -> \(advice.outcome.heap.maxHeap.text)")
    }
    guard let unguarded = Ergonomics(flags: own, version: version, surroundings: around) else {
      return changes
    }
    if unguarded.collector.collector != evidence.collector {
      changes.append(
        "\(evidence.collector.rawValue) by \(evidence.collector.flag); without it the JVM would take "
          + "\(unguarded.collector.collector.rawValue) under \(limit.text)"
      )
    }
    if unguarded.heap.maxHeap != advice.outcome.heap.maxHeap {
      changes.append(
        "without the heap flag the JVM would take \(unguarded.heap.maxHeap.text) under \(limit.text)"
      )
    }
    return changes
  }

  private func notes(_ parts: Parts, cost: CollectorCost?) -> [String] {
    var notes: [String] = []
    if case .step(let from) = evidence.liveSet.trend {
      notes.append("the live set rose from about \(from.text): sized from its last level")
    }
    if case .unknown = evidence.liveSet.trend {
      notes.append("the window is too short to tell whether the live set grows")
    }
    switch cost?.source {
    case nil: notes.append("nothing tells what collections cost: the heap is the least that works well")
    case .assumed?:
      notes.append("the cost of collections is assumed: a twentieth of the CPU in use")
    case .allocation?:
      notes.append(
        "the cost of collections is from the allocation rate: objects that are costly to trace make it up to 4 times"
      )
    default: break
    }
    if evidence.flags.contains("-XX:+AlwaysPreTouch") {
      notes.append("AlwaysPreTouch makes the whole heap resident at the start: use says nothing of need")
    }
    if evidence.collector == .z {
      notes.append("RSS of ZGC leaves out its heap or counts it three times: only the working set counts")
    }
    if let server = evidence.pageCacheServer {
      notes.append(
        evidence.pageCache == .keep
          ? "page cache of \(server), \(parts.cache.text), is kept within the limit"
          : "page cache of \(server) is left to what the node has free"
      )
    }
    return notes
  }
}
