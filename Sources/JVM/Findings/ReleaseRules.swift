internal import PodfitModel

/// What depends on the release or the make of the JVM.
enum ReleaseRules {
  static let openJ9 = JVMRule(
    id: "openj9",
    summary: "the virtual machine is OpenJ9, whose defaults are others",
    severity: .info,
    needs: [[.spec]],
    isAboutData: true,
    rationale:
      "OpenJ9 takes half of up to 1 GiB, the limit less 512 MiB up to 2 GiB and 75 % above; "
      + "the rules of HotSpot say nothing about it.",
    condition: "info when the image's name stands for OpenJ9 or Semeru",
    remediation: "read the heap from the JVM's own metrics; set -Xmx or -XX:MaxRAMPercentage",
    source: "eclipse.dev/openj9/docs, \"-Xmx\"",
    triggering: [.java(image: "ibm-semeru-runtimes:open-21-jre")],
    clean: [.java("-Xmx512m")]
  ) { context in
    guard let word = context.openJ9 else { return [] }
    return [
      FindingDraft(
        .info,
        "\(word) stands for OpenJ9, whose heap rules differ; none are applied",
        at: .image
      )
    ]
  }

  static let notContainerAware = JVMRule(
    id: "not-container-aware",
    summary: "the JDK does not see the container's limits",
    severity: .error,
    needs: [[.spec], [.log]],
    rationale:
      "Such a JVM takes heap and threads from the node: a quarter of the node's memory is as "
      + "a rule above any limit.",
    condition:
      "error for releases before 8u191 and 10; warning for 12 to 14, 11 before 11.0.16 and 8 "
      + "before 8u372, which do not see the limits of control groups version 2",
    remediation: "upgrade the JDK; until then set -Xmx and -XX:ActiveProcessorCount",
    source: "JDK-8146115, JDK-8230305; docs/formulas/jvm-ergonomics.md",
    triggering: [
      .java("-Xmx512m", image: "openjdk:8u181"), .java("-Xmx512m", image: "openjdk:11.0.8"),
    ],
    clean: [.java("-Xmx512m", image: "eclipse-temurin:11.0.20"), .java("-Xmx512m")]
  ) { context in
    let logged = context.collections?.version.flatMap { JDKVersion(leading: $0) }
    guard let version = context.choice?.ergonomics.version ?? logged, version.isKnown else {
      return []
    }
    if !version.seesContainer {
      return [
        FindingDraft(
          .error,
          "JDK \(version) sees the memory and CPUs of the node, not the limits; it is before 8u191 "
            + "and 10",
          at: .image
        )
      ]
    }
    guard !version.seesControlGroups2 else { return [] }
    return [
      FindingDraft(
        .warning,
        "JDK \(version) sees the node instead of the limits where the node runs control groups "
          + "version 2; 8u372, 11.0.16 and 15 are the first that do not",
        at: .image
      )
    ]
  }

  static let newDefaultCollector = JVMRule(
    id: "jdk27-default-gc",
    summary: "JDK 27 makes G1 the collector where Serial was",
    severity: .warning,
    needs: [[.spec]],
    rationale: "From JDK 27 on G1 is the default everywhere. A small container that had Serial by "
      + "default keeps 40 MiB and more beside the heap after the upgrade.",
    condition: "warning for JDK 27 and later where earlier releases would have chosen Serial; info "
      + "where the image does not name its release and the collector is Serial by default",
    remediation: "pin the collector, -XX:+UseSerialGC, or add what G1 takes to the limit",
    source: "JEP 523, openjdk.org/jeps/523",
    triggering: [
      .java("-Xmx256m", image: "eclipse-temurin:27"),
      .java("-Xmx256m", image: "registry.example.com/shop/app:latest"),
    ],
    clean: [
      .java("-Xmx256m -XX:+UseSerialGC", image: "eclipse-temurin:27"),
      .java("-Xmx256m", image: "eclipse-temurin:21"),
      .java("-Xmx2g", image: "eclipse-temurin:27", memory: 4096),
    ]
  ) { context in
    guard let choice = context.choice, !choice.ergonomics.collector.isExplicit else { return [] }
    let version = choice.ergonomics.version
    let before = CollectorErgonomics(
      flags: context.flags,
      version: JDKVersion(major: 26, update: nil),
      machine: choice.ergonomics.machine
    )
    guard before.collector == .serial else { return [] }
    let heap = choice.configuration.maxHeap
    let more =
      CollectorMemory(.g1, version: 27).bytes(forHeap: heap)
      - CollectorMemory(.serial, version: 27).bytes(forHeap: heap)
    if version.isKnown, version.major >= 27 {
      return [
        FindingDraft(
          .warning,
          "JDK \(version) collects with G1 where releases up to 26 took Serial: about \(more.text) "
            + "more beside a heap of \(heap.text)",
          at: .image
        )
      ]
    }
    guard !version.isKnown else { return [] }
    return [
      FindingDraft(
        .info,
        "the image names no JDK: from 27 on the collector would be G1 instead of Serial, about "
          + "\(more.text) more beside a heap of \(heap.text)",
        at: .image
      )
    ]
  }

  static let compactHeaders = JVMRule(
    id: "old-jvm-saving",
    summary: "compact object headers are off",
    severity: .info,
    needs: [[.spec]],
    rationale:
      "From JDK 25 on -XX:+UseCompactObjectHeaders makes objects 4 bytes shorter or more; 10 to "
      + "20 % less live heap is typical, to be measured.",
    condition: "info for JDK 25 and 26 without the flag",
    remediation: "try -XX:+UseCompactObjectHeaders and measure what stays alive",
    source: "JEP 519, openjdk.org/jeps/519",
    triggering: [.java("-Xmx512m", image: "eclipse-temurin:25")],
    clean: [
      .java("-Xmx512m -XX:+UseCompactObjectHeaders", image: "eclipse-temurin:25"),
      .java("-Xmx512m", image: "eclipse-temurin:21"),
    ]
  ) { context in
    guard let version = context.choice?.ergonomics.version, version.isKnown,
      (25...26).contains(version.major), context.flags.isOn("UseCompactObjectHeaders") == nil
    else { return [] }
    return [
      FindingDraft(
        .info,
        "JDK \(version) could keep the same objects in 10 to 20 % less heap with "
          + "UseCompactObjectHeaders",
        at: .image
      )
    ]
  }

  static let unverified = JVMRule(
    id: "release-not-verified",
    summary: "the rules of this release were not measured",
    severity: .info,
    needs: [[.spec]],
    isAboutData: true,
    rationale: "Releases 11 to 25 were measured; the others follow published changes.",
    condition: "info for releases before 11 and after 25",
    remediation: "compare with java -XX:+PrintFlagsFinal in the container",
    source: "docs/formulas/jvm-ergonomics.md",
    triggering: [.java("-Xmx512m", image: "openjdk:8u392")],
    clean: [.java("-Xmx512m")]
  ) { context in
    guard let version = context.choice?.ergonomics.version, version.isKnown,
      version.major < 11 || version.major > 25
    else { return [] }
    return [
      FindingDraft(
        .info,
        "the rules of JDK \(version) are taken from published changes, not from measurements"
      )
    ]
  }

  static let heapUnknown = JVMRule(
    id: "heap-unknown",
    summary: "nothing tells the heap",
    severity: .info,
    needs: [[.spec], [.metrics]],
    isAboutData: true,
    rationale:
      "Without a heap size the heap is a share of memory, and here the memory is not known.",
    condition: "info when neither a heap size, nor a memory limit, nor the node is known",
    remediation: "set a memory limit, or give the list of pods and nodes",
    source: "docs/formulas/jvm-ergonomics.md",
    triggering: [.java(memory: nil, nodeCPU: nil)],
    clean: [.java(nodeCPU: nil), .java("-Xmx1g", memory: nil, nodeCPU: nil)]
  ) { context in
    guard context.choice == nil, context.evidence.contains(.spec) || context.maxHeap == nil else {
      return []
    }
    return [
      FindingDraft(
        .info,
        "no heap size, no memory limit and no node is known: the heap cannot be told"
      )
    ]
  }
}
