internal import PodfitModel

/// The collector and the processors it is chosen by.
enum CollectorRules {
  /// Thread pools sized by the node where the request is much less.
  static let nodeProcessors = JVMRule(
    id: "node-cpu-threads",
    summary: "threads are sized for the node's CPUs, the request is a fraction of them",
    severity: .warning,
    needs: [[.spec]],
    rationale:
      "Without a CPU limit the JVM sees all CPUs of the node: collector and compiler threads, "
      + "the common pool and many thread pools of libraries follow, and a move to larger nodes changes "
      + "the service. Since 17.0.5 and 11.0.17 the request no longer counts.",
    condition: "warning when no CPU limit and no ActiveProcessorCount is set and the node has more "
      + "than 2 CPUs and more than twice the request",
    remediation: "set -XX:ActiveProcessorCount to the request, or to the 0.99 quantile of use, "
      + "rounded up",
    source: "JDK-8281181; docs/formulas/jvm-ergonomics.md",
    triggering: [.java("-Xmx600m", memory: 2048, cpu: nil, request: 1)],
    clean: [
      .java("-Xmx600m -XX:ActiveProcessorCount=2", memory: 2048, cpu: nil, request: 1),
      .java("-Xmx600m", memory: 2048, cpu: 2, request: 1),
      .java("-Xmx600m", memory: 2048, cpu: nil, request: 12),
    ]
  ) { context in
    let around = context.surroundings
    guard let configuration = context.choice?.configuration, around.cpuLimit == nil,
      context.flags.count("ActiveProcessorCount") == nil,
      context.choice?.ergonomics.machine.areProcessorsAssumed == false,
      let request = around.cpuRequest, let node = around.nodeCPU,
      configuration.availableProcessors == Int(clamping: Int64(node.cores)),
      configuration.availableProcessors > 2, node > request * 2
    else { return [] }
    return [
      FindingDraft(
        .warning,
        "no CPU limit: collector and compiler threads are sized for the "
          + "\(configuration.availableProcessors) CPUs of the node, the request is "
          + request.quantity
      )
    ]
  }

  static let processorsUnknown = JVMRule(
    id: "node-cpu-unknown",
    summary: "the number of CPUs that the JVM sees is a guess",
    severity: .info,
    needs: [[.spec]],
    isAboutData: true,
    rationale: "Without a CPU limit the JVM sees the node, and the node is not known here.",
    condition: "info when neither a CPU limit, nor ActiveProcessorCount, nor the node is known",
    remediation: "give the list of nodes, or set -XX:ActiveProcessorCount",
    source: "docs/formulas/jvm-ergonomics.md",
    triggering: [.java("-Xmx512m", cpu: nil, request: 1, nodeCPU: nil)],
    clean: [.java("-Xmx512m", nodeCPU: nil), .java("-Xmx512m", cpu: nil, request: 12)]
  ) { context in
    guard let choice = context.choice, choice.ergonomics.machine.areProcessorsAssumed else {
      return []
    }
    return [
      FindingDraft(
        .info,
        "no CPU limit is set and the node is not known: "
          + "\(choice.configuration.availableProcessors) CPUs are assumed"
      )
    ]
  }

  /// The pause from which on Serial costs requests more than a blink.
  private static let longPause = TimeSpan(milliseconds: 100)

  static let serialByAccident = JVMRule(
    id: "serial-by-accident",
    summary: "Serial is the collector although there are two CPUs or more",
    severity: .error,
    needs: [[.spec]],
    rationale:
      "HotSpot takes a machine with less than 1792 MiB for no server and collects with one "
      + "thread that stops the program, whatever the CPUs.",
    condition: "warning when no flag chose Serial, there are 2 CPUs or more and memory is below "
      + "1792 MiB; error when the heap is above 256 MiB or a pause above 100 ms was seen",
    remediation: "choose the collector: -XX:+UseG1GC or -XX:+UseParallelGC where pauses or CPUs "
      + "matter, -XX:+UseSerialGC where they do not",
    source: "docs/formulas/jvm-ergonomics.md, \"Collector\"",
    triggering: [
      .java("-Xmx200m"), .java("-Xmx600m"),
      .java("-Xmx200m", seen: "a pause of 340 ms") {
        $0.collections = CollectionFacts(source: .log)
        $0.collections?.longestPause = TimeSpan(milliseconds: 340)
      },
    ],
    clean: [.java("-Xmx200m -XX:+UseSerialGC"), .java("-Xmx600m", memory: 1792)]
  ) { context in
    guard let choice = context.choice, !choice.ergonomics.collector.isExplicit,
      choice.configuration.collector == .serial, let memory = choice.ergonomics.machine.memory,
      choice.configuration.availableProcessors >= 2, memory < CollectorErgonomics.serverMemory
    else { return [] }
    let pause = context.collections?.longestPause
    let isLong = pause.map { $0 > longPause } ?? false
    let heap = choice.configuration.maxHeap
    return [
      FindingDraft(
        heap > .mebibytes(256) || isLong ? .error : .warning,
        "Serial collects a heap of \(heap.text) with \(choice.configuration.availableProcessors) "
          + "CPUs, because \(memory.text) are below 1792 MiB"
          + (isLong ? "; a pause took \(pause?.milliseconds ?? 0) ms" : ""),
        at: .memoryLimit
      )
    ]
  }

  static let serialOnOneCPU = JVMRule(
    id: "serial-one-cpu",
    summary: "one CPU makes Serial the collector",
    severity: .info,
    needs: [[.spec]],
    rationale:
      "With one CPU HotSpot takes Serial, and every compiler and collector thread shares that "
      + "CPU with the program. Up to 200 MiB of live objects that is fine.",
    condition: "info when no flag chose the collector and the JVM sees one CPU",
    remediation: "give 2 CPUs or more where more than 200 MiB stay alive; else nothing",
    source: "docs/formulas/jvm-ergonomics.md, \"Collector\"",
    triggering: [.java("-Xmx600m", memory: 2048, cpu: 0.5)],
    clean: [
      .java("-Xmx600m -XX:ActiveProcessorCount=2", memory: 2048, cpu: 0.5),
      .java("-Xmx600m", memory: 2048, cpu: 1.5),
    ]
  ) { context in
    guard let choice = context.choice, !choice.ergonomics.collector.isExplicit,
      choice.configuration.collector == .serial, choice.configuration.availableProcessors == 1
    else { return [] }
    return [
      FindingDraft(
        .info,
        "one CPU makes Serial the collector of a heap of \(choice.configuration.maxHeap.text)",
        at: .cpuLimit
      )
    ]
  }

  /// Collectors whose fixed part is large against a small heap.
  static let largeCollector = JVMRule(
    id: "g1-in-tiny",
    summary: "the collector's own memory is large against the heap",
    severity: .warning,
    needs: [[.spec], [.metrics], [.log]],
    rationale: "G1 and ZGC keep tens of MiB of their own whatever the heap; Serial keeps one.",
    condition: "warning for G1 and ZGC with a heap below 256 MiB",
    remediation: "set -XX:+UseSerialGC",
    source: "docs/formulas/jvm-memory.md, \"Collector\"",
    triggering: [
      .java("-Xmx128m -XX:+UseG1GC", memory: 512), .java("-Xmx200m -XX:+UseZGC", memory: 512),
    ],
    clean: [.java("-Xmx256m -XX:+UseG1GC", memory: 512), .java("-Xmx128m -XX:+UseSerialGC")]
  ) { context in
    guard let collector = context.collector, collector == .g1 || collector == .z,
      let heap = context.maxHeap, heap < .mebibytes(256)
    else { return [] }
    let version = context.choice?.configuration.majorVersion ?? JDKVersion.assumed.major
    let own = CollectorMemory(collector, version: version).bytes(forHeap: heap)
    return [
      FindingDraft(
        .warning,
        "\(collector.rawValue) keeps about \(own.text) of its own beside a heap of \(heap.text); "
          + "Serial keeps about 1 MiB",
        at: context.place(ofFlag: collector == .g1 ? "UseG1GC" : "UseZGC") ?? context.heapPlace
      )
    ]
  }

  static let noReturn = JVMRule(
    id: "no-return",
    summary: "an idle service keeps the heap of its peak",
    severity: .info,
    needs: [[.spec, .container, .metrics]],
    rationale:
      "G1 gives memory back after a concurrent cycle, and without allocation there is none; "
      + "G1PeriodicGCInterval starts one.",
    condition:
      "info for G1 without G1PeriodicGCInterval when the committed heap never fell below 0.9 "
      + "of its largest in the second half of the window, less than a third of it stays alive, and "
      + "the median of CPU use is below a quarter of its peak",
    remediation:
      "set -XX:G1PeriodicGCInterval=60000, or ZGC or Shenandoah, which give memory back; it "
      + "pays only where requests follow",
    source: "JEP 346, openjdk.org/jeps/346",
    triggering: [
      .java("-Xmx1g -XX:+UseG1GC", memory: 2048, seen: "900 MiB committed, 150 alive, mostly idle")
      {
        $0.heapCommittedMax = .mebibytes(900)
        $0.heapCommittedFloor = .mebibytes(900)
        $0.liveSet = LiveSet(estimate: .mebibytes(150), source: "example")
        $0.container.cpuMedian = .millicores(20)
        $0.container.cpuPeak = .millicores(800)
      }
    ],
    clean: [
      .java("-Xmx1g -XX:+UseG1GC -XX:G1PeriodicGCInterval=60000", memory: 2048, seen: "the same") {
        $0.heapCommittedMax = .mebibytes(900)
        $0.heapCommittedFloor = .mebibytes(900)
        $0.liveSet = LiveSet(estimate: .mebibytes(150), source: "example")
        $0.container.cpuMedian = .millicores(20)
        $0.container.cpuPeak = .millicores(800)
      },
      .java("-Xmx1g -XX:+UseG1GC", memory: 2048, seen: "the same, busy all the time") {
        $0.heapCommittedMax = .mebibytes(900)
        $0.heapCommittedFloor = .mebibytes(900)
        $0.liveSet = LiveSet(estimate: .mebibytes(150), source: "example")
        $0.container.cpuMedian = .millicores(600)
        $0.container.cpuPeak = .millicores(800)
      },
    ]
  ) { context in
    guard context.collector == .g1, context.flags.count("G1PeriodicGCInterval") ?? 0 == 0,
      let initial = context.choice?.configuration.initialHeap,
      let floor = context.signals.heapCommittedFloor, let most = context.jvm.heapCommitted,
      floor >= most.scaledUp(by: 0.9), initial < floor,
      let live = context.jvm.liveSet?.estimate, live * 3 < floor,
      let median = context.signals.container.cpuMedian,
      let peak = context.signals.container.cpuPeak, median * 4 < peak
    else { return [] }
    return [
      FindingDraft(
        .info,
        "\(floor.text) of heap stay committed while about \(live.text) stay alive and half of the "
          + "time \(median) of CPU or less is used, of \(peak) at the peak"
      )
    ]
  }
}
