internal import PodfitModel

/// The areas beside the heap.
enum AreaRules {
  static let metaspace = JVMRule(
    id: "metaspace-unbounded",
    summary: "loaded classes keep rising and nothing bounds the metaspace",
    severity: .warning,
    needs: [[.spec, .metrics]],
    rationale:
      "Classes are loaded while a program warms up and then no more; where they keep coming, "
      + "a class loader leaks, and the metaspace has no limit of its own.",
    condition:
      "warning when the number of classes still rises in the second half of the window and "
      + "MaxMetaspaceSize is not set",
    remediation:
      "set -XX:MaxMetaspaceSize to 1.2 times its peak and look for a class loader that leaks",
    source: "docs/formulas/jvm-memory.md, \"Beside the heap\"",
    triggering: [
      .java("-Xmx512m", seen: "31000 classes, still rising") {
        $0.classes = CountFacts(largest: 31_000, isRising: true)
      }
    ],
    clean: [
      .java("-Xmx512m -XX:MaxMetaspaceSize=256m", seen: "31000 classes, still rising") {
        $0.classes = CountFacts(largest: 31_000, isRising: true)
      },
      .java("-Xmx512m", seen: "12000 classes, steady") { $0.classes = CountFacts(largest: 12_000) },
    ]
  ) { context in
    guard let classes = context.signals.classes, classes.isRising,
      let configuration = context.choice?.configuration, configuration.maxMetaspace == nil
    else { return [] }
    let size = context.jvm.nonHeapUsed.map { "; metaspace and code cache took \($0.text)" } ?? ""
    return [
      FindingDraft(
        .warning,
        "\(classes.largest) classes are loaded and their number still rises, without "
          + "MaxMetaspaceSize\(size)"
      )
    ]
  }

  static let direct = JVMRule(
    id: "direct-unbounded",
    summary: "direct buffers are used and have no limit of their own",
    severity: .warning,
    needs: [[.spec, .metrics]],
    rationale:
      "Without MaxDirectMemorySize direct buffers may take as much as the heap again, on top "
      + "of it.",
    condition:
      "warning when direct buffers took more than 64 MiB and MaxDirectMemorySize is not set",
    remediation: "set -XX:MaxDirectMemorySize to 1.25 times their peak",
    source: "docs/formulas/jvm-memory.md, \"Beside the heap\"",
    triggering: [
      .java("-Xmx512m", memory: 2048, seen: "80 MiB of direct buffers") {
        $0.directUsedMax = .mebibytes(80)
      }
    ],
    clean: [
      .java("-Xmx512m -XX:MaxDirectMemorySize=100m", memory: 2048, seen: "80 MiB of them") {
        $0.directUsedMax = .mebibytes(80)
      },
      .java("-Xmx512m", memory: 2048, seen: "20 MiB of them") {
        $0.directUsedMax = .mebibytes(20)
      },
    ]
  ) { context in
    guard let direct = context.jvm.directUsed, direct > .mebibytes(64),
      let configuration = context.choice?.configuration, configuration.maxDirectMemory == nil
    else { return [] }
    return [
      FindingDraft(
        .warning,
        "direct buffers took \(direct.text) and may take as much as the heap, "
          + "\(configuration.maxHeap.text), again: MaxDirectMemorySize is not set"
      )
    ]
  }

  /// What a busy thread touches of its stack; measured for idle ones 110 KiB.
  private static let stack: Memory = .kibibytes(200)

  static let threads = JVMRule(
    id: "thread-stacks",
    summary: "very many threads, or ever more of them",
    severity: .warning,
    needs: [[.metrics]],
    rationale: "Each thread touches 150 to 250 KiB of its stack and allocates from an arena of its "
      + "own; a number that rises without end is a pool without bounds.",
    condition: "warning when there were more than 500 threads, or more than 100 and their number "
      + "still rises in the second half of the window",
    remediation: "bound the pools, use virtual threads, or lower -Xss; count 200 KiB for each",
    source: "docs/formulas/jvm-memory.md, \"Beside the heap\"",
    triggering: [
      .java("-Xmx512m", seen: "812 threads") { $0.threads = CountFacts(largest: 812) },
      .java("-Xmx512m", seen: "180 threads, still rising") {
        $0.threads = CountFacts(largest: 180, isRising: true)
      },
    ],
    clean: [
      .java("-Xmx512m", seen: "180 threads") { $0.threads = CountFacts(largest: 180) },
      .java("-Xmx512m", seen: "40 threads, rising") {
        $0.threads = CountFacts(largest: 40, isRising: true)
      },
    ]
  ) { context in
    guard let threads = context.signals.threads,
      threads.largest > 500 || (threads.isRising && threads.largest > 100)
    else { return [] }
    let touched = Memory(bytes: stack.bytes.multipliedSaturated(by: threads.largest))
    return [
      FindingDraft(
        .warning,
        "\(threads.largest) threads\(threads.isRising ? ", their number still rises" : ""): about "
          + "\(touched.text) of stacks"
      )
    ]
  }

  /// Less than this is what libraries, symbols and compilers take.
  private static let slack: Memory = .mebibytes(100)

  static let mallocArenas = JVMRule(
    id: "malloc-arenas",
    summary: "much memory belongs to no area of the JVM: the allocator's arenas",
    severity: .warning,
    needs: [[.container, .nativeMemory], [.container, .metrics]],
    rationale:
      "glibc keeps up to 8 arenas per CPU and seldom gives them back; in programs with much "
      + "native memory that is 50 to 300 MiB.",
    condition: "warning when the largest working set is more than 100 MiB above what native memory "
      + "tracking has committed; or, where heap, the rest and direct buffers were all exported, above "
      + "their sum with stacks and the collector's own memory; not for Alpine images, for servers that "
      + "live on the page cache, nor where the arenas are bounded or another allocator is loaded",
    remediation:
      "set MALLOC_ARENA_MAX=2 or -XX:TrimNativeHeapInterval=5000 (17.0.9, 21 and later), or "
      + "load jemalloc",
    source: "mallopt(3), M_ARENA_MAX; JDK-8293114",
    triggering: [
      .java("-Xmx512m", seen: "working set 1000 MiB, tracked 720 MiB") {
        $0.workingSetMax = .mebibytes(1000)
        $0.nativeTotal = .mebibytes(720)
      },
      .java("-Xmx512m", seen: "working set 1000 MiB; heap 512, rest 150, direct 20 MiB") {
        $0.workingSetMax = .mebibytes(1000)
        $0.heapCommittedMax = .mebibytes(512)
        $0.nonHeapUsedMax = .mebibytes(150)
        $0.directUsedMax = .mebibytes(20)
      },
    ],
    clean: [
      .java("-Xmx512m", environment: ["MALLOC_ARENA_MAX": "2"], seen: "the same") {
        $0.workingSetMax = .mebibytes(1000)
        $0.nativeTotal = .mebibytes(720)
      },
      .java("-Xmx512m", image: "eclipse-temurin:21-jre-alpine", seen: "the same") {
        $0.workingSetMax = .mebibytes(1000)
        $0.nativeTotal = .mebibytes(720)
      },
      .java("-Xmx512m", seen: "working set 1000 MiB; heap 512, rest 150 MiB, direct not exported") {
        $0.workingSetMax = .mebibytes(1000)
        $0.heapCommittedMax = .mebibytes(512)
        $0.nonHeapUsedMax = .mebibytes(150)
      },
    ]
  ) { context in
    guard let workingSet = context.signals.workingSetMax, !hasOtherAllocator(context),
      context.pageCacheServer == nil, let known = knownMemory(context)
    else { return [] }
    let rest = workingSet - known.sum
    guard rest > slack else { return [] }
    return [
      FindingDraft(
        .warning,
        "\(rest.text) of the working set \(workingSet.text) belong to no area of the JVM "
          + "(\(known.words) \(known.sum.text))"
      )
    ]
  }

  /// What is known to be in the working set, nil where too little is.
  private static func knownMemory(_ context: FindingContext) -> (sum: Memory, words: String)? {
    if let total = context.signals.nativeTotal { return (total, "tracked") }
    guard let heap = context.signals.heapCommittedMax,
      let nonHeap = context.signals.nonHeapCommittedMax ?? context.signals.nonHeapUsedMax,
      let direct = context.signals.directUsedMax, let collector = context.collector
    else { return nil }
    let stacks = context.signals.threads.map {
      Memory(bytes: stack.bytes.multipliedSaturated(by: $0.largest))
    }
    let version = context.choice?.configuration.majorVersion ?? JDKVersion.assumed.major
    let own = CollectorMemory(collector, version: version).bytes(forHeap: heap)
    let sum =
      heap + nonHeap + direct + (stacks ?? AreaModel.stacks.area.bytes) + own + AreaModel.runtime
    return (sum, "heap, metaspace, code, buffers, stacks and collector:")
  }

  private static func hasOtherAllocator(_ context: FindingContext) -> Bool {
    if context.image.tag.contains("alpine") { return true }
    if context.flags.count("TrimNativeHeapInterval") ?? 0 > 0 { return true }
    return context.spec.environment.contains { variable in
      switch variable.name {
      case "MALLOC_ARENA_MAX": true
      case "LD_PRELOAD":
        ["jemalloc", "tcmalloc", "mimalloc"].contains { variable.value?.contains($0) ?? true }
      default: false
      }
    }
  }

  static let codeCache = JVMRule(
    id: "code-cache",
    summary: "the code cache is nearly full, or a fifth of its usual size",
    severity: .warning,
    needs: [[.metrics], [.spec]],
    rationale:
      "When the code cache is full, the JVM stops compiling and goes on interpreting. Without "
      + "tiered compilation it is 48 MiB instead of 240.",
    condition:
      "warning when more than 90 % of it were used; info when tiered compilation is off and "
      + "no size is set",
    remediation: "raise -XX:ReservedCodeCacheSize",
    source: "docs/formulas/jvm-ergonomics.md",
    triggering: [
      .java("-Xmx512m -XX:ReservedCodeCacheSize=64m", seen: "61 MiB of code") {
        $0.codeCacheMax = .mebibytes(61)
      },
      .java("-Xmx512m -XX:-TieredCompilation"),
    ],
    clean: [
      .java("-Xmx512m", seen: "61 MiB of code") { $0.codeCacheMax = .mebibytes(61) },
      .java("-Xmx512m -XX:-TieredCompilation -XX:ReservedCodeCacheSize=240m"),
    ]
  ) { context in
    let isUntiered =
      context.flags.isOn("TieredCompilation") == false
      || (context.flags.setting("TieredStopAtLevel")?.value == "1"
        && context.choice?.configuration.majorVersion ?? 0 >= 17)
    let given = context.flags.memory("ReservedCodeCacheSize")
    let chosen = context.choice.map { _ in given ?? .mebibytes(isUntiered ? 48 : 240) }
    if let used = context.signals.codeCacheMax,
      let reserved = context.signals.codeCacheReserved ?? chosen, reserved > .zero,
      used > reserved.scaledUp(by: 0.9)
    {
      return [
        FindingDraft(
          .warning,
          "compiled code took \(used.text) of a code cache of \(reserved.text)",
          at: context.place(ofFlag: "ReservedCodeCacheSize") ?? .container
        )
      ]
    }
    guard isUntiered, given == nil, context.signals.codeCacheMax == nil else { return [] }
    return [
      FindingDraft(
        .info,
        "tiered compilation is off: the code cache is 48 MiB instead of 240 MiB",
        at: context.place(ofFlag: "TieredCompilation") ?? context.place(ofFlag: "TieredStopAtLevel")
          ?? .container
      )
    ]
  }

  static let residentHeap = JVMRule(
    id: "zgc-rss",
    summary: "anonymous memory is all that was exported, and ZGC's heap is not in it",
    severity: .error,
    needs: [[.container, .metrics], [.container, .spec], [.container, .log]],
    rationale:
      "ZGC maps its heap as shared memory, which container_memory_rss does not count: 62 to "
      + "74 MiB were shown for JVMs whose working set was about 1000 MiB.",
    condition: "error for ZGC when RSS was exported and the working set was not",
    remediation: "export container_memory_working_set_bytes",
    source: "docs/formulas/jvm-memory.md",
    triggering: [
      .java("-Xmx900m -XX:+UseZGC", memory: 1536, seen: "RSS 70 MiB") {
        $0.container.rssMax = .mebibytes(70)
      }
    ],
    clean: [
      .java("-Xmx900m -XX:+UseZGC", memory: 1536, seen: "RSS 70 MiB, working set 1000 MiB") {
        $0.container.rssMax = .mebibytes(70)
        $0.workingSetMax = .mebibytes(1000)
      },
      .java("-Xmx900m -XX:+UseG1GC", memory: 1536, seen: "RSS 900 MiB") {
        $0.container.rssMax = .mebibytes(900)
      },
    ]
  ) { context in
    guard context.collector == .z, let rss = context.signals.container.rssMax,
      context.signals.workingSetMax == nil
    else { return [] }
    return [
      FindingDraft(
        .error,
        "RSS shows \(rss.text), without the heap of ZGC, and no working set was exported"
      )
    ]
  }
}
