public import PodfitModel

/// From what a JVM needs to a heap and a limit that it fits under.
public enum JVMSizer {
  /// The heap to give, the least limit for it and the flags that make the two agree; nil when the
  /// heap cannot be known (no configuration).
  ///
  /// The limit in force is the one of `surroundings`, else of the spec. What is advised has been
  /// run through the ergonomics again at the new limit: heap and collector are the intended ones.
  /// Where flags that the spec does not show may decide the heap, it stays and the limit is never
  /// lowered.
  ///
  /// A limit that is to be larger for other reasons is given as `floor`: the least limit is then no
  /// less, and the check is made there, since a larger limit may also change heap and collector.
  ///
  /// - Source: docs/formulas/jvm-memory.md
  public static func sizing(
    of jvm: JVMProfile,
    spec: ContainerSpec,
    in surroundings: JVMSurroundings,
    workingSetMax: Memory?,
    atLeast floor: Memory? = nil,
    options: JVMSizingOptions = JVMSizingOptions()
  ) -> JVMSizing? {
    let surroundings = surroundings.completed(by: spec.resources)
    guard let configuration = jvm.configuration else { return nil }
    let evidence = JVMEvidence(spec, signals: JVMSignals())
    let visible = Ergonomics(
      flags: evidence.launch.flags,
      version: evidence.version,
      surroundings: surroundings
    )
    let plan = SizingPlan(
      jvm: jvm,
      configuration: configuration,
      evidence: evidence,
      today: visible,
      surroundings: surroundings,
      workingSetMax: workingSetMax,
      floor: floor ?? .zero,
      options: options
    )
    return plan.sizing()
  }
}

/// The steps of one sizing.
private struct SizingPlan {
  var jvm: JVMProfile
  var configuration: JVMConfiguration
  var evidence: JVMEvidence
  /// What the visible flags give today; nil where they do not tell.
  var today: Ergonomics?
  var surroundings: JVMSurroundings
  var workingSetMax: Memory?
  /// The limit that is wanted for other reasons, zero where none is.
  var floor: Memory
  var options: JVMSizingOptions

  /// A heap, what goes with it and the limit for the sum.
  struct Sum {
    var need: HeapNeed
    var nonHeap: NonHeapEstimate
    var cache: Memory
    var limit: Memory
  }

  func sizing() -> JVMSizing {
    guard let today, !isOpaque(today) else { return kept() }
    let need = HeapNeed(
      liveSet: jvm.liveSet,
      today: configuration.maxHeap,
      collector: configuration.collector,
      evidence: options.evidence(for: jvm, configuration)
    )
    let search = LimitSearch(
      collector: configuration.collector,
      today: today,
      launch: evidence.launch,
      surroundings: surroundings
    ) { limit(for: $0) }
    guard let found = search.found(for: need.heap) else { return kept() }
    var after = surroundings
    after.memoryLimit = found.limit
    var sum = sum(HeapNeed(heap: found.heap, reason: need.reason))
    sum.limit = found.limit
    return result(sum, advice: found.advice, before: today, after: after)
  }

  /// The least limit for a heap; the one in force where that is as good and the heap stays.
  private func limit(for heap: Memory) -> Memory {
    let least = sum(HeapNeed(heap: heap, reason: "")).limit
    guard let limit = surroundings.memoryLimit, heap == configuration.maxHeap, least <= limit,
      limit.scaledUp(by: 1 - HeapNeed.worthwhile) <= least
    else { return least }
    return limit
  }

  /// Whether flags that the spec does not show may decide the heap.
  private func isOpaque(_ today: Ergonomics) -> Bool {
    if configuration.maxHeap != today.heap.maxHeap { return true }
    // Metrics that agree with the visible flags leave nothing hidden.
    if jvm.heapMax != nil { return false }
    if !evidence.launch.unread.isEmpty { return true }
    return evidence.image.serverWithOwnHeap != nil && today.flags.setting("MaxHeapSize") == nil
  }

  private func sum(_ need: HeapNeed) -> Sum {
    let keepsCache = evidence.pageCacheServer != nil
    let nonHeap = NonHeapEstimate(
      heap: need.heap,
      configuration: configuration,
      collector: configuration.collector,
      jvm: jvm,
      workingSetMax: workingSetMax,
      keepsRemainderApart: keepsCache
    )
    let cache =
      keepsCache && options.pageCache == .keep
      ? NonHeapEstimate.remainder(
        of: workingSetMax,
        configuration: configuration,
        jvm: jvm,
        nonHeap: nonHeap.sum
      ) : .zero
    let limit = max(need.heap + nonHeap.total + cache, floor)
      .roundedUp(toMultipleOf: .mebibytes(1))
    return Sum(need: need, nonHeap: nonHeap, cache: cache, limit: limit)
  }

  /// The heap stays, and so does the limit where it is enough.
  private func kept() -> JVMSizing {
    var sum = sum(
      HeapNeed(liveSet: nil, today: configuration.maxHeap, collector: configuration.collector)
    )
    sum.need.reason = "flags that the spec does not show may set the heap: it stays"
    let needed = sum.limit
    sum.limit = max(needed, surroundings.memoryLimit ?? .zero)
    var changes = [
      "heap \(sum.need.heap.text) is kept: options that the spec does not show may set it"
    ]
    if let limit = surroundings.memoryLimit, needed > limit {
      changes.append("a heap that is a share of the limit would grow with it: set it by -Xmx")
    }
    return JVMSizing(
      recommendation: JVMRecommendation(
        heapMax: sum.need.heap,
        flags: [],
        variable: nil,
        collector: configuration.collector
      ),
      nonHeap: sum.nonHeap.total,
      minimumLimit: sum.limit,
      areas: areas(sum),
      steps: steps(sum),
      changes: changes
    )
  }

  private func result(
    _ sum: Sum,
    advice: FlagAdvice,
    before: Ergonomics,
    after: JVMSurroundings
  ) -> JVMSizing {
    let unguarded = Ergonomics(flags: before.flags, version: before.version, surroundings: after)
    let check = ExplanationStep(
      step: "JVM at the least limit",
      inputs: [
        "memory limit": sum.limit.text,
        "flags": advice.flags.isEmpty ? "as they are" : advice.flags.joined(separator: " "),
        "place": advice.flags.isEmpty ? "none" : advice.place,
      ],
      value:
        "heap \(advice.outcome.heap.maxHeap.text), \(advice.outcome.collector.collector.rawValue)"
    )
    var recommendation = JVMRecommendation(
      heapMax: sum.need.heap,
      flags: advice.flags,
      variable: advice.flags.isEmpty ? nil : advice.place,
      collector: advice.outcome.collector.collector
    )
    if let live = jvm.liveSet?.estimate, let cost = options.evidence(for: jvm, configuration).cost {
      recommendation.curve = cost.curve(live: live, including: sum.need.heap, base: nil)
      recommendation.costSource = cost.source.rawValue
    }
    return JVMSizing(
      recommendation: recommendation,
      nonHeap: sum.nonHeap.total,
      minimumLimit: sum.limit,
      areas: areas(sum),
      steps: steps(sum) + [check],
      changes: SizingChanges(
        before: configuration,
        advice: advice,
        unguarded: unguarded,
        limit: sum.limit
      ).words
    )
  }

  private func areas(_ sum: Sum) -> [JVMArea] {
    let live = jvm.liveSet.map { live in
      JVMArea(
        name: "live set",
        bytes: live.estimate,
        low: live.low,
        high: live.high,
        basis: live.isMeasured ? .measured : .model
      )
    }
    return LimitAccount.areas(
      of: sum.limit,
      heap: sum.need.heap,
      live: live,
      nonHeap: sum.nonHeap,
      cache: sum.cache
    )
  }

  private func steps(_ sum: Sum) -> [ExplanationStep] {
    var steps: [ExplanationStep] = []
    var inputs = ["heap today": configuration.maxHeap.text]
    if let live = jvm.liveSet {
      let interval = live.low < live.high ? ", \(live.low.text) to \(live.high.text)" : ""
      inputs["live set"] = "\(live.estimate.text)\(interval) (\(live.source))"
    }
    inputs["rule"] = sum.need.reason
    steps.append(ExplanationStep(step: "heap", inputs: inputs, value: sum.need.heap.text))
    let areas = sum.nonHeap.areas.map {
      ($0.name, "\($0.bytes.text) (\($0.basis.rawValue))")
    }
    steps.append(
      ExplanationStep(
        step: "memory beside the heap, plus 10 %",
        inputs: Dictionary(areas) { first, _ in first },
        value: sum.nonHeap.total.text
      )
    )
    if let server = evidence.pageCacheServer {
      steps.append(
        ExplanationStep(
          step: options.pageCache == .keep
            ? "page cache kept for \(server)"
            : "page cache of \(server) shared with the node, none within the limit",
          inputs: ["working set": workingSetMax?.text ?? "not measured"],
          value: sum.cache.text
        )
      )
    }
    steps.append(
      ExplanationStep(
        step: "least memory limit for the JVM",
        inputs: [
          "heap": sum.need.heap.text, "beside the heap": sum.nonHeap.total.text,
          "page cache": sum.cache.text,
        ],
        value: sum.limit.text
      )
    )
    return steps
  }
}
