internal import PodfitModel

/// The collector and the processors it is chosen by.
extension FindingContext {
  /// The findings of this group.
  func collectorFindings() -> [JVMFinding] {
    [notContainerAware(), serial(), nodeProcessors(), largeCollector(), fullHeapAtStart()]
      .compactMap(\.self)
  }

  private func notContainerAware() -> JVMFinding? {
    let version = ergonomics.version
    guard version.isKnown else { return nil }
    if !version.seesContainer {
      return JVMFinding(
        id: "not-container-aware",
        severity: .error,
        message:
          "JDK \(version) sees the memory and CPUs of the node, not the limits; it is before "
          + "8u191 and 10"
      )
    }
    guard !version.seesControlGroups2 else { return nil }
    return JVMFinding(
      id: "not-container-aware",
      severity: .warning,
      message: "JDK \(version) sees the node instead of the limits where the node runs control "
        + "groups version 2; 8u372, 11.0.16 and 15 are the first that do not"
    )
  }

  private func serial() -> JVMFinding? {
    guard !ergonomics.collector.isExplicit, configuration.collector == .serial,
      let memory = ergonomics.machine.memory
    else { return nil }
    let processors = configuration.availableProcessors
    if processors >= 2, memory < CollectorErgonomics.serverMemory {
      return JVMFinding(
        id: "serial-by-accident",
        severity: configuration.maxHeap > .mebibytes(256) ? .error : .warning,
        message: "Serial collects a heap of \(configuration.maxHeap.text) with \(processors) CPUs, "
          + "because \(memory.text) are below 1792 MiB"
      )
    }
    guard processors == 1 else { return nil }
    return JVMFinding(
      id: "serial-one-cpu",
      severity: .info,
      message: "one CPU makes Serial the collector of a heap of \(configuration.maxHeap.text)"
    )
  }

  /// Thread pools sized by the node where the request is much less.
  private func nodeProcessors() -> JVMFinding? {
    if ergonomics.machine.areProcessorsAssumed {
      return JVMFinding(
        id: "node-cpu-unknown",
        severity: .info,
        message: "no CPU limit is set and the node is not known: "
          + "\(configuration.availableProcessors) CPUs are assumed"
      )
    }
    guard surroundings.cpuLimit == nil, flags.count("ActiveProcessorCount") == nil,
      let request = surroundings.cpuRequest, let node = surroundings.nodeCPU,
      configuration.availableProcessors == Int(clamping: Int64(node.cores)),
      configuration.availableProcessors > 2,
      node > request * 2
    else { return nil }
    return JVMFinding(
      id: "node-cpu-threads",
      severity: .warning,
      message: "no CPU limit: collector and compiler threads are sized for the "
        + "\(configuration.availableProcessors) CPUs of the node, the request is \(request.quantity)"
    )
  }

  /// Collectors whose fixed part is large against a small heap.
  private func largeCollector() -> JVMFinding? {
    guard configuration.collector == .g1 || configuration.collector == .z,
      configuration.maxHeap < .mebibytes(256)
    else { return nil }
    let own = CollectorMemory(configuration.collector, version: configuration.majorVersion)
      .bytes(forHeap: configuration.maxHeap)
    return JVMFinding(
      id: "g1-in-tiny",
      severity: .warning,
      message:
        "\(configuration.collector.rawValue) keeps about \(own.text) of its own beside a heap "
        + "of \(configuration.maxHeap.text); Serial keeps about 1 MiB"
    )
  }

  private func fullHeapAtStart() -> JVMFinding? {
    if configuration.pretouches {
      return JVMFinding(
        id: "pretouch",
        severity: .info,
        message:
          "AlwaysPreTouch makes \(configuration.initialHeap.text) of heap resident at start: "
          + "memory use says nothing of the demand"
      )
    }
    guard configuration.heapRule == .explicit, !hasHiddenHeap,
      configuration.initialHeap >= configuration.maxHeap
    else { return nil }
    return JVMFinding(
      id: "xms-eq-xmx",
      severity: .info,
      message: "the heap starts at its maximum, \(configuration.maxHeap.text), and never shrinks: "
        + "the request has to hold all of it"
    )
  }
}
