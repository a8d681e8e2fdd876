internal import PodfitModel

/// Heap flags that do something else than they seem to.
enum HeapFlagRules {
  /// Below 249.6 MiB the other percentage rules.
  static let smallPercent = JVMRule(
    id: "small-percent-ignored",
    summary: "MaxRAMPercentage has no effect in so little memory",
    severity: .error,
    needs: [[.spec]],
    rationale: "HotSpot takes MinRAMPercentage, half by default, where half of the memory is below "
      + "124.8 MiB; MaxRAMPercentage does nothing there.",
    condition:
      "error when MaxRAMPercentage is set, MinRAMPercentage and -Xmx are not, and the memory "
      + "seen is below 249.6 MiB",
    remediation: "set -XX:MinRAMPercentage, which is the flag for small memory, or -Xmx",
    source: "docs/formulas/jvm-ergonomics.md, \"Heap\"",
    triggering: [.java("-XX:MaxRAMPercentage=75", memory: 200)],
    clean: [
      .java("-XX:MaxRAMPercentage=75", memory: 300),
      .java("-XX:MaxRAMPercentage=75 -XX:MinRAMPercentage=75", memory: 200),
    ]
  ) { context in
    guard let choice = context.choice, context.flags.setting("MaxHeapSize") == nil,
      let percent = context.flags.percentage("MaxRAMPercentage"),
      let memory = choice.ergonomics.machine.memory, memory < HeapErgonomics.builtInMaximum * 2,
      context.flags.setting("MinRAMPercentage") == nil
    else { return [] }
    return [
      FindingDraft(
        .error,
        "MaxRAMPercentage \(percent.percentText) does nothing in \(memory.text): below 250 MiB "
          + "MinRAMPercentage rules, and the heap is \(choice.configuration.maxHeap.text)",
        at: context.place(ofFlag: "MaxRAMPercentage") ?? .memoryLimit
      )
    ]
  }

  static let minPercent = JVMRule(
    id: "min-percent-ignored",
    summary: "MinRAMPercentage has no effect in so much memory",
    severity: .warning,
    needs: [[.spec]],
    rationale: "MinRAMPercentage is no minimum: it is the share of the heap where memory is small.",
    condition:
      "warning when MinRAMPercentage is set, -Xmx is not, and the memory seen is 249.6 MiB "
      + "or more",
    remediation: "set -XX:MaxRAMPercentage or -Xmx, and remove -XX:MinRAMPercentage",
    source: "docs/formulas/jvm-ergonomics.md, \"Heap\"",
    triggering: [.java("-XX:MinRAMPercentage=75")],
    clean: [.java("-XX:MinRAMPercentage=75", memory: 200), .java("-XX:MaxRAMPercentage=75")]
  ) { context in
    guard let percent = context.flags.percentage("MinRAMPercentage"),
      context.flags.setting("MaxHeapSize") == nil,
      let memory = context.choice?.ergonomics.machine.memory,
      memory >= HeapErgonomics.builtInMaximum * 2
    else { return [] }
    return [
      FindingDraft(
        .warning,
        "MinRAMPercentage \(percent.percentText) is no minimum and does nothing in \(memory.text): "
          + "it rules small memory only",
        at: context.place(ofFlag: "MinRAMPercentage") ?? .memoryLimit
      )
    ]
  }

  static let maxRAM = JVMRule(
    id: "maxram-overrides",
    summary: "MaxRAM replaces the memory limit",
    severity: .error,
    needs: [[.spec]],
    rationale:
      "A MaxRAM given by hand is taken for the memory there is, even above the container's "
      + "limit; the heap's share is then a share of something that does not exist.",
    condition: "error when MaxRAM is above the memory limit and no -Xmx is set",
    remediation: "remove -XX:MaxRAM, which JDK 26 deprecates",
    source: "docs/formulas/jvm-ergonomics.md; JDK-8369346",
    triggering: [.java("-XX:MaxRAM=1g", memory: 200)],
    clean: [.java("-XX:MaxRAM=1g"), .java("-XX:MaxRAM=1g -Xmx100m", memory: 200)]
  ) { context in
    guard let choice = context.choice, let byHand = context.flags.memory("MaxRAM"),
      let limit = context.surroundings.memoryLimit, byHand > limit,
      context.flags.setting("MaxHeapSize") == nil
    else { return [] }
    return [
      FindingDraft(
        .error,
        "MaxRAM \(byHand.text) replaces the limit \(limit.text): the heap may grow to "
          + choice.configuration.maxHeap.text,
        at: context.place(ofFlag: "MaxRAM") ?? .memoryLimit
      )
    ]
  }

  /// Between 32 and about 48 GiB wider pointers eat what the heap gained.
  static let pointerGap = JVMRule(
    id: "compressed-oops-gap",
    summary: "a heap just above 32 GiB holds no more than one just below",
    severity: .error,
    needs: [[.spec], [.metrics], [.log]],
    rationale:
      "Beyond 32 GiB references take 8 bytes instead of 4; up to about 48 GiB that eats what "
      + "the heap gained.",
    condition: "error when the largest heap is above 32 and below 48 GiB; not for ZGC, which never "
      + "has short references, nor with ObjectAlignmentInBytes above 8",
    remediation: "set the heap to 31 GiB or less, or to 48 GiB or more",
    source: "docs/formulas/jvm-ergonomics.md",
    triggering: [.java("-Xmx36g", memory: 49_152)],
    clean: [
      .java("-Xmx31g", memory: 49_152), .java("-Xmx36g -XX:+UseZGC", memory: 49_152),
      .java("-Xmx36g -XX:ObjectAlignmentInBytes=16", memory: 49_152),
    ]
  ) { context in
    guard context.collector != .z, let heap = context.maxHeap, heap > .gibibytes(32),
      heap < .gibibytes(48),
      context.flags.setting("ObjectAlignmentInBytes").flatMap({ Int64($0.value) }) ?? 8 <= 8
    else { return [] }
    return [
      FindingDraft(
        .error,
        "a heap of \(heap.text) needs 64-bit object pointers and holds no more than one just under "
          + "32 GiB",
        at: context.heapPlace
      )
    ]
  }

  static let equalHeaps = JVMRule(
    id: "xms-eq-xmx",
    summary: "the heap starts at its maximum",
    severity: .info,
    needs: [[.spec]],
    rationale:
      "Such a heap never shrinks, and the kernel counts what of it was touched once: memory "
      + "use says little of the demand.",
    condition: "info when -Xms is no less than -Xmx, without AlwaysPreTouch",
    remediation: "request at least the heap and what is needed beside it",
    source: "docs/formulas/jvm-ergonomics.md",
    triggering: [.java("-Xms512m -Xmx512m")],
    clean: [.java("-Xms256m -Xmx512m"), .java("-Xms512m -Xmx512m -XX:+AlwaysPreTouch")]
  ) { context in
    guard let choice = context.choice, !choice.configuration.pretouches,
      choice.configuration.heapRule == .explicit, !choice.hasHiddenHeap,
      choice.configuration.initialHeap >= choice.configuration.maxHeap
    else { return [] }
    return [
      FindingDraft(
        .info,
        "the heap starts at its maximum, \(choice.configuration.maxHeap.text), and never shrinks: "
          + "the request has to hold all of it",
        at: context.heapPlace
      )
    ]
  }

  static let pretouch = JVMRule(
    id: "pretouch",
    summary: "the first heap is resident from the first second",
    severity: .info,
    needs: [[.spec]],
    rationale:
      "AlwaysPreTouch writes to every page of the first heap at start; the history of memory "
      + "use says nothing of the demand.",
    condition: "info when AlwaysPreTouch is on",
    remediation: "size from what stays alive, never from the working set",
    source: "docs/formulas/jvm-memory.md",
    triggering: [.java("-Xms512m -Xmx512m -XX:+AlwaysPreTouch")],
    clean: [.java("-Xmx512m"), .java("-Xmx512m -XX:-AlwaysPreTouch")]
  ) { context in
    guard let choice = context.choice, choice.configuration.pretouches else { return [] }
    return [
      FindingDraft(
        .info,
        "AlwaysPreTouch makes \(choice.configuration.initialHeap.text) of heap resident at start: "
          + "memory use says nothing of the demand",
        at: context.place(ofFlag: "AlwaysPreTouch") ?? .container
      )
    ]
  }

  static let smallStart = JVMRule(
    id: "xms-far-below",
    summary: "the heap starts far below what it comes to, under load",
    severity: .info,
    needs: [[.spec, .container, .metrics]],
    rationale:
      "A heap that grows step by step collects at each step; under load from the first minute "
      + "on that is work and pauses which a larger first heap saves.",
    condition: "info when the first heap is below a quarter of what is committed all through the "
      + "second half of the window, and CPU use at start was 1.5 times the later peak",
    remediation: "raise -Xms or -XX:InitialRAMPercentage to what is committed in the end",
    source: "docs/formulas/jvm-ergonomics.md",
    triggering: [
      .java("-Xmx1g", memory: 2048, seen: "800 MiB committed; CPU 1.8 at start, later 0.6") {
        $0.heapCommittedFloor = .mebibytes(800)
        $0.heapCommittedMax = .mebibytes(800)
        $0.container.cpuAtStart = .millicores(1_800)
        $0.container.cpuPeak = .millicores(600)
      }
    ],
    clean: [
      .java("-Xms800m -Xmx1g", memory: 2048, seen: "the same") {
        $0.heapCommittedFloor = .mebibytes(800)
        $0.container.cpuAtStart = .millicores(1_800)
        $0.container.cpuPeak = .millicores(600)
      },
      .java("-Xmx1g", memory: 2048, seen: "800 MiB committed; CPU 0.6 at start and later") {
        $0.heapCommittedFloor = .mebibytes(800)
        $0.container.cpuAtStart = .millicores(600)
        $0.container.cpuPeak = .millicores(600)
      },
    ]
  ) { context in
    guard let start = context.choice?.configuration.initialHeap,
      let floor = context.signals.heapCommittedFloor, start * 4 < floor,
      let atStart = context.signals.container.cpuAtStart,
      let peak = context.signals.container.cpuPeak, atStart >= peak.scaledUp(by: 1.5)
    else { return [] }
    return [
      FindingDraft(
        .info,
        "the heap starts at \(start.text) and comes to \(floor.text), while CPU use at start is "
          + "\(atStart) against \(peak) later",
        at: context.place(ofFlag: "InitialHeapSize") ?? .container
      )
    ]
  }
}
