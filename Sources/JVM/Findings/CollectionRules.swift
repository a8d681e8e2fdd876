internal import PodfitModel

/// What collection costs, and what it cannot do.
enum CollectionRules {
  static let throttled = JVMRule(
    id: "throttled-gc",
    summary: "the CPU quota stops the collector",
    severity: .error,
    needs: [[.container, .metrics], [.container, .log], [.spec, .metrics], [.spec, .log]],
    rationale:
      "Collector threads use up the quota of a period at once; the program then stands still "
      + "until the next one. It looks like long pauses and is no want of memory.",
    condition: "error when more than 10 % of the periods were throttled and collections were seen; "
      + "warning when throttling is not known and the CPU limit is below one core",
    remediation: "raise or remove the CPU limit; more memory does not help",
    source: "docs/formulas/jvm-memory.md; kernel.org, \"CFS Bandwidth Control\"",
    triggering: [
      .java("-Xmx512m -XX:+UseSerialGC", cpu: 0.5, seen: "23 % of periods throttled, collections") {
        $0.container.throttledRatio = 0.23
        $0.collections = CollectionFacts(source: .metrics)
        $0.collections?.pauseRatio = 0.01
      },
      .java("-Xmx512m -XX:+UseSerialGC", cpu: 0.5, seen: "collections") {
        $0.collections = CollectionFacts(source: .metrics)
        $0.collections?.pauseRatio = 0.01
      },
    ],
    clean: [
      .java("-Xmx512m -XX:+UseSerialGC", cpu: 0.5, seen: "2 % of periods throttled, collections") {
        $0.container.throttledRatio = 0.02
        $0.collections = CollectionFacts(source: .metrics)
        $0.collections?.pauseRatio = 0.01
      },
      .java("-Xmx512m -XX:+UseSerialGC", cpu: 0.5, seen: "23 % of periods throttled") {
        $0.container.throttledRatio = 0.23
      },
    ]
  ) { context in
    guard let facts = context.collections,
      facts.pauseRatio ?? 0 > 0 || facts.cpuRatio ?? 0 > 0 || facts.longestPause != nil
    else { return [] }
    let limit = context.surroundings.cpuLimit
    if let ratio = context.signals.container.throttledRatio {
      guard ratio > 0.1 else { return [] }
      let quota = limit.map { " under a CPU limit of \($0)" } ?? ""
      return [
        FindingDraft(
          .error,
          "\((ratio * 100).percentText) of the scheduling periods were throttled\(quota) while the "
            + "JVM collected",
          at: .cpuLimit
        )
      ]
    }
    guard let limit, limit < .cores(1 as Int64) else { return [] }
    return [
      FindingDraft(
        .warning,
        "collector, compiler and program share a CPU limit of \(limit); whether it stops them was "
          + "not exported",
        at: .cpuLimit
      )
    ]
  }

  static let thrashing = JVMRule(
    id: "gc-thrash",
    summary: "the heap is too small: collection takes much of the CPU, or little is left after it",
    severity: .error,
    needs: [[.metrics], [.log]],
    rationale:
      "The work of collection grows without bound as what stays alive nears the largest heap. "
      + "Such a service must never be cut.",
    condition: "error when what stays alive was measured above 80 % of the largest heap; or when "
      + "collection took more than 10 % of the process's CPU and 1 % of the time, unless the heap is "
      + "3 times what stays alive, where more of it would not help",
    remediation: "raise the heap, and the limit with it",
    source: "docs/formulas/jvm-memory.md, \"Heap from live set\"",
    triggering: [
      .java("-Xmx512m -XX:+UseSerialGC", seen: "450 MiB after collection") {
        $0.heapMax = .mebibytes(494)
        $0.liveSet = LiveSet(estimate: .mebibytes(450), source: "example")
      },
      .java("-Xmx512m -XX:+UseG1GC", seen: "18 % of CPU and 4 % of the time in collection") {
        $0.collections = CollectionFacts(source: .log)
        $0.collections?.cpuRatio = 0.18
        $0.collections?.pauseRatio = 0.04
      },
    ],
    clean: [
      .java("-Xmx512m -XX:+UseG1GC", seen: "18 % of CPU in collection, 120 MiB alive") {
        $0.collections = CollectionFacts(source: .log)
        $0.collections?.cpuRatio = 0.18
        $0.collections?.pauseRatio = 0.04
        $0.liveSet = LiveSet(estimate: .mebibytes(120), source: "example")
      },
      .java("-Xmx512m -XX:+UseG1GC", seen: "at least 450 MiB in use, garbage included") {
        $0.heapMax = .mebibytes(512)
        $0.liveSet = LiveSet(estimate: .mebibytes(450), source: "example", isMeasured: false)
      },
    ]
  ) { context in
    guard let heap = context.maxHeap, heap > .zero else { return [] }
    let live = context.jvm.liveSet
    if let live, live.isMeasured {
      let share = live.estimate.ratio(to: heap)
      if share > 0.8 {
        return [
          FindingDraft(
            .error,
            "\(live.estimate.text) stay in use after collection, \((share * 100).percentText) of the "
              + "largest heap \(heap.text): the heap is too small",
            at: context.heapPlace
          )
        ]
      }
    }
    guard let facts = context.collections, let cpu = facts.cpuRatio, cpu > 0.1,
      facts.pauseRatio ?? 0 > 0.01,
      live.map({ $0.estimate * 3 > heap }) ?? true
    else { return [] }
    let least = facts.source == .metrics ? "at least " : ""
    return [
      FindingDraft(
        .error,
        "collection took \(least)\((cpu * 100).percentText) of the process's CPU and "
          + "\(((facts.pauseRatio ?? 0) * 100).percentText) of the time in a heap of \(heap.text)",
        at: context.heapPlace
      )
    ]
  }

  static let idleHeap = JVMRule(
    id: "gc-idle-heap",
    summary: "the heap is many times what stays alive and hardly ever collected",
    severity: .warning,
    needs: [[.metrics], [.log]],
    rationale:
      "Collection that costs next to nothing is paid for with memory: a smaller heap would "
      + "cost little more CPU.",
    condition:
      "warning when collection took less than 1 % of the time and the largest heap is more "
      + "than 4 times what stays alive",
    remediation: "lower the heap to the size advised, and the limit with it",
    source: "docs/formulas/jvm-memory.md, \"Heap from live set\"",
    triggering: [
      .java("-Xmx2g -XX:+UseG1GC", memory: 3072, seen: "300 MiB alive, 0.2 % of the time") {
        $0.liveSet = LiveSet(estimate: .mebibytes(300), source: "example")
        $0.collections = CollectionFacts(source: .metrics)
        $0.collections?.pauseRatio = 0.002
      }
    ],
    clean: [
      .java("-Xmx2g -XX:+UseG1GC", memory: 3072, seen: "300 MiB alive, 3 % of the time") {
        $0.liveSet = LiveSet(estimate: .mebibytes(300), source: "example")
        $0.collections = CollectionFacts(source: .metrics)
        $0.collections?.pauseRatio = 0.03
      },
      .java("-Xmx1g -XX:+UseG1GC", memory: 3072, seen: "300 MiB alive, 0.2 % of the time") {
        $0.liveSet = LiveSet(estimate: .mebibytes(300), source: "example")
        $0.collections = CollectionFacts(source: .metrics)
        $0.collections?.pauseRatio = 0.002
      },
    ]
  ) { context in
    guard let heap = context.maxHeap, let live = context.jvm.liveSet?.estimate, live > .zero,
      let ratio = context.collections?.pauseRatio, ratio < 0.01, heap > live * 4
    else { return [] }
    return [
      FindingDraft(
        .warning,
        "the largest heap \(heap.text) is \(heap.ratio(to: live).decimalText) times the "
          + "\(live.text) that stay alive, and collection takes \((ratio * 100).percentText) of the "
          + "time",
        at: context.heapPlace
      )
    ]
  }

  static let leak = JVMRule(
    id: "leak",
    summary: "what stays alive rises without end",
    severity: .error,
    needs: [[.metrics], [.log]],
    rationale: "A heap that holds more after every collection ends in an OutOfMemoryError, however "
      + "large; a size taken from it is a size for one day.",
    condition: "error when the floor under collections rises all through the window",
    remediation:
      "find what is kept (a heap dump, jcmd GC.class_histogram); do not size from this window",
    source: "docs/formulas/leak.md",
    triggering: [
      .java("-Xmx1g", memory: 2048, seen: "400 MiB alive, 100 MiB more each day") {
        $0.collections = CollectionFacts(source: .metrics)
        $0.collections?.trend = .rising(level: .mebibytes(400), perDay: .mebibytes(100))
      }
    ],
    clean: [
      .java("-Xmx1g", memory: 2048, seen: "400 MiB alive, steadily") {
        $0.collections = CollectionFacts(source: .metrics)
        $0.collections?.trend = .steady
      }
    ]
  ) { context in
    guard case .rising(let level, let perDay) = context.collections?.trend, perDay > .zero else {
      return []
    }
    var left = ""
    if let heap = context.maxHeap {
      let days = (heap - level).nonNegative.ratio(to: perDay)
      left = ": the largest heap \(heap.text) is full in \(days.decimalText) days"
    }
    return [
      FindingDraft(
        .error,
        "what stays alive is \(level.text) and rises by \(perDay.text) a day\(left)"
      )
    ]
  }

  static let step = JVMRule(
    id: "live-set-step",
    summary: "what stays alive jumped inside the window",
    severity: .info,
    needs: [[.metrics], [.log]],
    rationale:
      "A cache that was filled, a model that was loaded: from then on the former level says "
      + "nothing.",
    condition: "info when the floor under collections moved from one level to another",
    remediation: "size from the last level only, with a wider margin",
    source: "docs/formulas/leak.md#live-set",
    triggering: [
      .java("-Xmx1g", memory: 2048, seen: "first 100 MiB alive, then 300") {
        $0.collections = CollectionFacts(source: .log)
        $0.collections?.trend = .step(before: .mebibytes(100), after: .mebibytes(300))
      }
    ],
    clean: [
      .java("-Xmx1g", memory: 2048, seen: "400 MiB alive, steadily") {
        $0.collections = CollectionFacts(source: .log)
        $0.collections?.trend = .steady
      }
    ]
  ) { context in
    guard case .step(let before, let after) = context.collections?.trend else { return [] }
    return [
      FindingDraft(
        .info,
        "what stays alive moved from \(before.text) to \(after.text) inside the window"
      )
    ]
  }

  static let humongous = JVMRule(
    id: "humongous",
    summary: "objects of half a region or more cause collections",
    severity: .warning,
    needs: [[.log]],
    rationale:
      "G1 gives objects of half a region and more whole regions of their own; each starts a "
      + "concurrent cycle early and leaves the rest of its last region empty.",
    condition: "warning when the log has collections of this cause",
    remediation: "raise -XX:G1HeapRegionSize so that the largest usual object is below half of it",
    source:
      "Oracle, \"HotSpot Virtual Machine Garbage Collection Tuning Guide\", Humongous Objects",
    triggering: [
      .java("-Xmx1g -XX:+UseG1GC", memory: 2048, seen: "12 humongous allocations, 1 MiB regions") {
        $0.collections = CollectionFacts(source: .log)
        $0.collections?.humongousCollections = 12
        $0.collections?.regionSize = .mebibytes(1)
      }
    ],
    clean: [
      .java("-Xmx1g -XX:+UseG1GC", memory: 2048, seen: "none") {
        $0.collections = CollectionFacts(source: .log)
        $0.collections?.humongousCollections = 0
      }
    ]
  ) { context in
    guard let count = context.collections?.humongousCollections, count > 0 else { return [] }
    let region = context.collections?.regionSize.map { " of \($0.text)" } ?? ""
    return [
      FindingDraft(
        .warning,
        "\(count) collections were caused by objects of half a region\(region) or more"
      )
    ]
  }

  static let outOfRoom = JVMRule(
    id: "evacuation-failure",
    summary: "the collector ran out of room",
    severity: .error,
    needs: [[.log]],
    rationale:
      "When there is nowhere to copy to, or the program allocates faster than a concurrent "
      + "collector frees, the program stands still until a slow collection has ended.",
    condition: "error for evacuation failures, allocation stalls and degenerated collections",
    remediation: "raise the heap, or the CPUs and so the collector's threads",
    source: "the tuning guides of G1, ZGC and Shenandoah",
    triggering: [
      .java("-Xmx1g -XX:+UseG1GC", memory: 2048, seen: "3 evacuation failures") {
        $0.collections = CollectionFacts(source: .log)
        $0.collections?.evacuationFailures = 3
      },
      .java("-Xmx1g -XX:+UseZGC", memory: 2048, seen: "41 allocation stalls") {
        $0.collections = CollectionFacts(source: .log)
        $0.collections?.allocationStalls = 41
      },
    ],
    clean: [
      .java("-Xmx1g -XX:+UseG1GC", memory: 2048, seen: "no failure") {
        $0.collections = CollectionFacts(source: .log)
        $0.collections?.evacuationFailures = 0
        $0.collections?.allocationStalls = 0
      }
    ]
  ) { context in
    guard let facts = context.collections else { return [] }
    let signs = [
      (facts.evacuationFailures, "evacuation failures"),
      (facts.allocationStalls, "allocation stalls"),
      (facts.degeneratedCollections, "degenerated collections"),
    ]
    let seen = signs.compactMap { count, name in
      count.flatMap { $0 > 0 ? "\($0) \(name)" : nil }
    }
    guard !seen.isEmpty else { return [] }
    let heap = context.maxHeap.map { " in a heap of \($0.text)" } ?? ""
    return [
      FindingDraft(
        .error,
        "the collector ran out of room: \(seen.joined(separator: ", "))\(heap)",
        at: context.heapPlace
      )
    ]
  }
}
