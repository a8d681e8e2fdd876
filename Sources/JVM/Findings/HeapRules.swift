internal import PodfitModel

/// The heap against the limit and against the demand.
enum HeapRules {
  /// The heap alone, or with what is needed beside it, does not fit.
  ///
  /// Where nothing was measured beside the heap, the smallest program decides.
  static let overLimit = JVMRule(
    id: "heap-over-limit",
    summary: "the heap, or the heap and what is needed beside it, exceeds the memory limit",
    severity: .error,
    needs: [[.spec], [.metrics]],
    rationale:
      "A heap that may grow beyond the limit does so sooner or later; the kernel then kills "
      + "the container, with no OutOfMemoryError to tell why.",
    condition: "error when the largest heap is no smaller than the limit, or leaves less than what "
      + "was measured beside it; where nothing was measured, less than the smallest program needs",
    remediation: "lower -Xmx or the percentage, or raise the memory limit, by the amount named",
    source: "docs/formulas/jvm-memory.md",
    triggering: [
      .java("-Xmx1g"),
      .java("-Xmx900m", seen: "150 MiB of metaspace and code cache") {
        $0.nonHeapUsedMax = .mebibytes(150)
      },
    ],
    clean: [.java("-Xmx512m"), .java("-Xmx1g", memory: nil)]
  ) { context in
    guard let choice = context.choice, let limit = context.surroundings.memoryLimit else {
      return []
    }
    let heap = choice.configuration.maxHeap
    let certain = certainBesideHeap(choice)
    guard limit - heap < certain else { return [] }
    let short = heap + certain - limit
    let message =
      heap >= limit
      ? "the heap may grow to \(heap.text), the memory limit is \(limit.text)"
      : "heap \(heap.text) and at least \(certain.text) beside it exceed the memory limit \(limit.text)"
    return [FindingDraft(.error, message + ": \(short.text) short", at: context.heapPlace)]
  }

  /// What is needed beside the heap for certain.
  private static func certainBesideHeap(_ choice: FindingContext.Choice) -> Memory {
    if choice.nonHeap.isMeasured { return choice.nonHeap.sum }
    let collector = CollectorMemory(
      choice.configuration.collector,
      version: choice.configuration.majorVersion
    )
    return NonHeapEstimate.least + collector.bytes(forHeap: choice.configuration.maxHeap)
  }

  static let thinNonHeap = JVMRule(
    id: "thin-non-heap",
    summary: "the limit leaves too little beside the heap",
    severity: .error,
    needs: [[.spec], [.metrics]],
    rationale: "Metaspace, code cache, thread stacks, buffers and the collector's own tables live "
      + "beside the heap and count against the same limit.",
    condition: "error when limit less largest heap is below what was measured beside it and 10 %; "
      + "warning when that is modelled only",
    remediation: "raise the memory limit or lower the heap by what is missing",
    source: "docs/formulas/jvm-memory.md",
    triggering: [
      .java("-Xmx800m"),
      .java("-Xmx600m -XX:+UseSerialGC", memory: 784, seen: "100 MiB of metaspace and code cache") {
        $0.nonHeapUsedMax = .mebibytes(100)
        $0.directUsedMax = .mebibytes(10)
      },
    ],
    clean: [.java("-Xmx512m"), .java("-Xmx2g")]
  ) { context in
    guard let choice = context.choice, let limit = context.surroundings.memoryLimit else {
      return []
    }
    let heap = choice.configuration.maxHeap
    let room = limit - heap
    // Less than what is certain is the finding of the rule before.
    guard room >= certainBesideHeap(choice), room < choice.nonHeap.total else { return [] }
    let basis = choice.nonHeap.isMeasured ? "measured and modelled" : "modelled, nothing measured"
    return [
      FindingDraft(
        choice.nonHeap.isMeasured ? .error : .warning,
        "a heap of \(heap.text) leaves \(room.text) of the limit \(limit.text) for what needs "
          + "\(choice.nonHeap.total.text) (\(basis), margin included)",
        at: context.heapPlace
      )
    ]
  }

  static let defaultHeap = JVMRule(
    id: "default-heap",
    summary: "no flag sets the heap, which is then a fixed share of the limit",
    severity: .error,
    needs: [[.spec], [.metrics]],
    rationale:
      "Without a flag the heap is a quarter of the limit (half of it below 250 MiB, 126 MiB up "
      + "to 500 MiB): most of what is paid for lies idle, and every change of the limit changes the "
      + "heap.",
    condition: "error when no heap flag is in force and nothing hides one",
    remediation:
      "size the heap from what stays alive, then set the limit to heap and what is needed "
      + "beside it; or set -XX:MaxRAMPercentage",
    source: "docs/formulas/jvm-ergonomics.md",
    triggering: [.java(memory: 2048), .java(memory: 300)],
    clean: [
      .java("-Xmx512m"), .java("-XX:MaxRAMPercentage=60"),
      .java(environment: ["JAVA_TOOL_OPTIONS": nil]),
    ]
  ) { context in
    guard let choice = context.choice, choice.configuration.heapRule == .byDefault,
      !choice.hasHiddenHeap, !context.mayHideHeap,
      context.flags.setting("MaxRAMPercentage") == nil,
      let memory = choice.ergonomics.machine.memory
    else { return [] }
    let share = choice.configuration.maxHeap.ratio(to: memory) * 100
    let whose =
      context.surroundings.memoryLimit == nil ? "the node's memory" : "the memory limit"
    return [
      FindingDraft(
        .error,
        "no flag sets the heap: it is \(choice.configuration.maxHeap.text), \(share.percentText) of "
          + "\(whose) \(memory.text)",
        at: .memoryLimit
      )
    ]
  }

  /// A limit half as large again as all that heap, the rest and the working set ever need.
  static let idleUnderLimit = JVMRule(
    id: "heap-idle-under-limit",
    summary: "the limit is far above all that the JVM can use",
    severity: .warning,
    needs: [[.spec], [.metrics]],
    rationale:
      "A heap with a fixed maximum cannot use what the limit has beyond it and beyond what is "
      + "needed beside it; where the request follows the limit, that fills nodes.",
    condition: "warning when the limit is above 1.5 times heap, the rest with its margin, and the "
      + "largest working set",
    remediation: "lower the memory limit and request to what the JVM can use",
    source: "docs/formulas/jvm-memory.md",
    triggering: [.java("-Xmx256m -XX:+UseSerialGC", memory: 4096)],
    clean: [
      .java("-Xmx256m -XX:+UseSerialGC", memory: 600),
      .java("-Xmx256m -XX:+UseSerialGC", memory: 4096, seen: "a working set of 3 GiB") {
        $0.workingSetMax = .gibibytes(3)
      },
    ]
  ) { context in
    guard let choice = context.choice, !context.mayHideHeap,
      let limit = context.surroundings.memoryLimit
    else { return [] }
    let heap = choice.configuration.maxHeap
    let need = max(heap + choice.nonHeap.total, context.signals.workingSetMax ?? .zero)
    guard limit > need.scaledUp(by: 1.5) else { return [] }
    return [
      FindingDraft(
        .warning,
        "of the limit \(limit.text) the JVM can use \(need.text): heap \(heap.text), beside it "
          + choice.nonHeap.total.text,
        at: .memoryLimit
      )
    ]
  }

  /// A heap that is committed to the brim, a quarter or more of it beyond what works well.
  static let notDemand = JVMRule(
    id: "rss-not-demand",
    summary: "the heap is committed to its maximum while little stays alive",
    severity: .error,
    needs: [[.metrics], [.log]],
    rationale:
      "A JVM fills the heap it is given before it collects. Memory use then follows the flag "
      + "and not the demand, and sizing from the largest use keeps the waste for ever.",
    condition:
      "error when at least 0.9 of the largest heap is committed and that is more than 1.25 "
      + "times what the collector works well with for what stays alive",
    remediation:
      "lower the heap and the limit together; a lower request alone saves nothing that lasts",
    source: "docs/formulas/jvm-memory.md, \"Heap from live set\"",
    triggering: [
      .java("-Xmx1g -XX:+UseG1GC", memory: 2048, seen: "1000 MiB committed, 200 MiB alive") {
        $0.heapCommittedMax = .mebibytes(1000)
        $0.heapMax = .mebibytes(1024)
        $0.liveSet = LiveSet(estimate: .mebibytes(200), source: "example")
      }
    ],
    clean: [
      .java("-Xmx1g -XX:+UseG1GC", memory: 2048, seen: "1000 MiB committed, 700 MiB alive") {
        $0.heapCommittedMax = .mebibytes(1000)
        $0.heapMax = .mebibytes(1024)
        $0.liveSet = LiveSet(estimate: .mebibytes(700), source: "example")
      },
      .java("-Xmx1g -XX:+UseG1GC", memory: 2048, seen: "1000 MiB committed") {
        $0.heapCommittedMax = .mebibytes(1000)
      },
    ]
  ) { context in
    guard let live = context.jvm.liveSet, let committed = context.jvm.heapCommitted,
      let heap = context.maxHeap, let collector = context.collector,
      let factors = HeapNeed.factors(collector),
      committed >= heap.scaledUp(by: 0.9),
      committed > live.estimate.scaledUp(by: factors.comfortable * 1.25)
    else { return [] }
    return [
      FindingDraft(
        .error,
        "\(committed.text) of heap are committed, about \(live.estimate.text) stay alive: memory use "
          + "follows the heap flags, not the demand",
        at: context.heapPlace
      )
    ]
  }

  static let setElsewhere = JVMRule(
    id: "heap-set-elsewhere",
    summary: "the heap that was seen is not the one that the spec's flags give",
    severity: .warning,
    needs: [[.spec, .metrics]],
    rationale:
      "A start script, a file of options or another spec sets the heap; what is advised here "
      + "may be overruled there.",
    condition: "warning when the JVM's own heap maximum, or what it committed, contradicts the "
      + "visible flags",
    remediation: "find what sets the heap and set it in one place that the spec shows",
    source: "docs/formulas/jvm-ergonomics.md, \"The reported maximum\"",
    triggering: [
      .java(memory: 2048, seen: "a heap maximum of 1500 MiB") { $0.heapMax = .mebibytes(1500) }
    ],
    clean: [.java(memory: 2048, seen: "a heap maximum of 512 MiB") { $0.heapMax = .mebibytes(512) }]
  ) { context in
    guard let choice = context.choice, choice.hasHiddenHeap else { return [] }
    let jvm = context.jvm
    let measured = [jvm.heapMax, jvm.heapCommitted, jvm.heapUsed].compactMap(\.self).max() ?? .zero
    return [
      FindingDraft(
        .warning,
        "the heap was seen at \(measured.text) where the visible flags allow "
          + "\(choice.ergonomics.heap.maxHeap.text): something not in the spec sets it"
      )
    ]
  }
}
