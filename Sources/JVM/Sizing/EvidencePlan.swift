internal import PodfitModel

/// The steps from a JVM's own evidence to heap, limit and flags.
struct EvidencePlan {
  var evidence: JVMSizeEvidence
  var version: JDKVersion

  private var live: Memory { evidence.liveSet.estimate }

  /// The heap to want; nil for a collector that frees nothing.
  func need() -> HeapNeed? {
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
      let need = HeapNeed(
        live: live,
        high: evidence.liveSet.high,
        collector: evidence.collector,
        evidence: known
      )
    else { return nil }
    guard isThrashing, let today = evidence.heapMax else { return need }
    known.isThrashing = true
    let relieved = HeapNeed(
      liveSet: LiveSet(estimate: live, high: evidence.liveSet.high, source: ""),
      today: today,
      collector: evidence.collector,
      evidence: known
    )
    return relieved.heap > need.heap ? relieved : need
  }

  /// Whether collections leave too little CPU, unless the heap is three times what stays alive.
  private var isThrashing: Bool {
    if evidence.isThrashing { return true }
    guard let cores = evidence.collectorCPU ?? evidence.pauseCPU, let cpu = evidence.cpuInUse,
      cpu > .zero, let heap = evidence.heapMax
    else { return false }
    return cores.cores / cpu.cores > HeapNeed.thrashingShare && heap < live.scaledUp(by: 3)
  }

  /// The configuration that the evidence was measured under, as far as it is known.
  private func measured(_ flags: JVMFlags, else heap: Memory) -> JVMConfiguration {
    JVMConfiguration(
      majorVersion: version.major,
      versionIsKnown: true,
      availableProcessors: 1,
      collector: evidence.collector,
      maxHeap: evidence.heapMax ?? evidence.heapCommitted ?? heap,
      initialHeap: .zero,
      heapRule: .explicit,
      maxMetaspace: flags.memory("MaxMetaspaceSize"),
      maxDirectMemory: flags.memory("MaxDirectMemorySize"),
      pretouches: flags.isOn("AlwaysPreTouch") ?? false
    )
  }

  private var jvm: JVMProfile {
    var jvm = JVMProfile(evidence: [])
    jvm.heapCommitted = evidence.heapCommitted
    jvm.nonHeapUsed = evidence.nonHeapUsed
    jvm.codeCacheUsed = evidence.codeUsed
    jvm.directUsed = evidence.directUsed
    jvm.threads = evidence.threads
    jvm.nativeMemory = evidence.native
    return jvm
  }

  /// A heap, what lies beside it and the limit for the sum.
  private struct Parts {
    var nonHeap: NonHeapEstimate
    var cache: Memory
    var limit: Memory
  }

  private func parts(_ heap: Memory, _ flags: JVMFlags) -> Parts {
    let configuration = measured(flags, else: heap)
    let keepsCache = evidence.pageCacheServer != nil
    let nonHeap = NonHeapEstimate(
      heap: heap,
      configuration: configuration,
      collector: evidence.collector,
      jvm: jvm,
      workingSetMax: evidence.workingSetMax,
      keepsRemainderApart: keepsCache
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
    return Parts(nonHeap: nonHeap, cache: cache, limit: limit)
  }

  /// The result for a wanted heap; nil where no flags give it.
  func result(for need: HeapNeed) -> JVMSizeResult? {
    let place = FlagPlace(named: "command")
    let flags = JVMFlags(evidence.flags.map { PlacedFlag(text: $0, place: place) })
    let launch = LaunchFlags(
      ContainerSpec(name: "", command: ["java"] + evidence.flags),
      launcherReadsVariable: version.major >= 9
    )
    var around = JVMSurroundings(
      memoryLimit: parts(need.heap, flags).limit,
      cpuLimit: evidence.cpuLimit
    )
    guard let today = Ergonomics(flags: flags, version: version, surroundings: around) else {
      return nil
    }
    let search = LimitSearch(
      collector: evidence.collector,
      today: today,
      launch: launch,
      surroundings: around
    ) { parts($0, flags).limit }
    guard let found = search.found(for: need.heap) else { return nil }
    around.memoryLimit = found.limit
    let sum = parts(found.heap, flags)
    let cost = evidence.cost
    return JVMSizeResult(
      heapMax: found.heap,
      limit: found.limit,
      // A heap fills in the long run: what it is promised less would be borrowed from the neighbours.
      request: found.limit,
      expectedUse: expectedUse(under: found, flags),
      flags: found.advice.flags,
      areas: LimitAccount.areas(
        of: found.limit,
        heap: found.heap,
        live: JVMArea(
          name: "live set",
          bytes: live,
          low: evidence.liveSet.low,
          high: evidence.liveSet.high,
          basis: .measured
        ),
        nonHeap: sum.nonHeap,
        cache: sum.cache
      ),
      liveSet: evidence.liveSet,
      curve: cost.map { $0.curve(live: live, including: found.heap, base: base($0)) } ?? [],
      curveIsWholeProcess: cost.map { base($0) != nil } ?? false,
      costSource: cost?.source.rawValue,
      reason: need.reason,
      ergonomics: JVMExplainer.choice(
        of: found.advice.outcome,
        around,
        words: evidence.flags + found.advice.flags
      ),
      changes: SizeWords.changes(found, evidence, without: flags, version: version, around),
      notes: SizeWords.notes(evidence, cost: cost, cache: sum.cache)
    )
  }

  /// The working set to expect under the new heap; nil where none was measured under the present one.
  private func expectedUse(
    under found: LimitSearch.Found,
    _ flags: JVMFlags
  ) -> Memory? {
    guard let workingSet = evidence.workingSetMax, let heap = evidence.heapMax else { return nil }
    let configuration = measured(flags, else: heap)
    let modelled = NonHeapEstimate(
      heap: heap,
      configuration: configuration,
      collector: evidence.collector,
      jvm: jvm,
      workingSetMax: nil,
      keepsRemainderApart: true
    )
    let change = HeapChange(
      HeapChange.Observation(
        maxHeap: heap,
        workingSet: workingSet,
        live: live,
        isFixed: flags.memory("InitialHeapSize") == heap,
        pretouches: configuration.pretouches
      ),
      collector: evidence.collector,
      version: version.major,
      modelled: modelled.sum
    )
    let outcome = found.advice.outcome
    let expected = change.workingSet(
      under: found.heap,
      isFixed: outcome.heap.initialHeap == found.heap,
      pretouches: configuration.pretouches
    ).expected
    return min(expected, found.limit)
  }

  /// The CPU of the program beside collections, as far as known.
  private func base(_ cost: CollectorCost) -> CPU? {
    if let base = cost.base { return base }
    guard let cpu = evidence.cpuInUse, let heap = evidence.heapCommitted ?? evidence.heapMax,
      let collections = cost.cpu(heap: heap, live: live)
    else { return nil }
    return (cpu - collections.middle).nonNegative
  }
}
