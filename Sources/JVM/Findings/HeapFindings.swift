internal import PodfitModel

/// The heap against the limit: what would be killed, and what lies idle.
extension FindingContext {
  /// The findings of this group.
  func heapFindings() -> [JVMFinding] {
    [overLimit(), defaultHeap(), idleUnderLimit(), smallPercent(), minPercent(), pointerGap()]
      .compactMap(\.self)
  }

  /// The heap alone, or with what is needed beside it, does not fit.
  ///
  /// Where nothing was measured beside the heap, the smallest program decides the error and the
  /// model the warning.
  private func overLimit() -> JVMFinding? {
    guard let limit = surroundings.memoryLimit else { return nil }
    let heap = configuration.maxHeap
    if heap >= limit {
      return JVMFinding(
        id: "heap-over-limit",
        severity: .error,
        message: "the heap may grow to \(heap.text), the memory limit is \(limit.text)"
      )
    }
    let room = limit - heap
    let collector = CollectorMemory(
      configuration.collector,
      version: configuration.majorVersion
    ).bytes(forHeap: heap)
    let certain = nonHeap.isMeasured ? nonHeap.sum : NonHeapEstimate.Model.least + collector
    if room < certain {
      return JVMFinding(
        id: "heap-over-limit",
        severity: .error,
        message: "heap \(heap.text) and at least \(certain.text) beside it exceed the memory limit "
          + limit.text
      )
    }
    guard room < nonHeap.total else { return nil }
    let basis = nonHeap.isMeasured ? "measured and modelled" : "modelled, nothing measured"
    return JVMFinding(
      id: "thin-non-heap",
      severity: nonHeap.isMeasured ? .error : .warning,
      message:
        "a heap of \(heap.text) leaves \(room.text) of the limit \(limit.text) for what needs "
        + "\(nonHeap.total.text) (\(basis), margin included)"
    )
  }

  private func defaultHeap() -> JVMFinding? {
    guard configuration.heapRule == .byDefault, !hasHiddenHeap, !mayHideHeap,
      flags.setting("MaxRAMPercentage") == nil,
      let memory = ergonomics.machine.memory
    else { return nil }
    let share = configuration.maxHeap.ratio(to: memory) * 100
    let whose = surroundings.memoryLimit == nil ? "the node's memory" : "the memory limit"
    return JVMFinding(
      id: "default-heap",
      severity: .error,
      message:
        "no flag sets the heap: it is \(configuration.maxHeap.text), \(share.percentText) of "
        + "\(whose) \(memory.text)"
    )
  }

  /// A limit half as large again as all that heap, the rest and the working set ever need.
  private func idleUnderLimit() -> JVMFinding? {
    guard !mayHideHeap, let limit = surroundings.memoryLimit else { return nil }
    let need = max(configuration.maxHeap + nonHeap.total, workingSetMax ?? .zero)
    guard limit > need.scaledUp(by: 1.5) else { return nil }
    return JVMFinding(
      id: "heap-idle-under-limit",
      severity: .warning,
      message: "of the limit \(limit.text) the JVM can use \(need.text): heap "
        + "\(configuration.maxHeap.text), beside it \(nonHeap.total.text)"
    )
  }

  /// Below 249.6 MiB the other percentage rules.
  private func smallPercent() -> JVMFinding? {
    guard flags.setting("MaxHeapSize") == nil, let percent = flags.percentage("MaxRAMPercentage"),
      let memory = ergonomics.machine.memory, memory < HeapErgonomics.builtInMaximum * 2,
      flags.setting("MinRAMPercentage") == nil
    else { return nil }
    return JVMFinding(
      id: "small-percent-ignored",
      severity: .error,
      message: "MaxRAMPercentage \(percent.percentText) does nothing in \(memory.text): below "
        + "250 MiB MinRAMPercentage rules, and the heap is \(configuration.maxHeap.text)"
    )
  }

  private func minPercent() -> JVMFinding? {
    guard let percent = flags.percentage("MinRAMPercentage"),
      flags.setting("MaxHeapSize") == nil, let memory = ergonomics.machine.memory,
      memory >= HeapErgonomics.builtInMaximum * 2
    else { return nil }
    return JVMFinding(
      id: "min-percent-ignored",
      severity: .warning,
      message: "MinRAMPercentage \(percent.percentText) is no minimum and does nothing in "
        + "\(memory.text): it rules small memory only"
    )
  }

  /// Between 32 and about 48 GiB wider pointers eat what the heap gained.
  private func pointerGap() -> JVMFinding? {
    guard configuration.collector != .z, configuration.maxHeap > .gibibytes(32),
      configuration.maxHeap < .gibibytes(48)
    else { return nil }
    return JVMFinding(
      id: "compressed-oops-gap",
      severity: .error,
      message: "a heap of \(configuration.maxHeap.text) needs 64-bit object pointers and holds no "
        + "more than one just under 32 GiB"
    )
  }
}
