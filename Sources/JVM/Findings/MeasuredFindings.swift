internal import PodfitModel

/// What measurements say against the settings.
extension FindingContext {
  /// The findings of this group; empty where nothing was measured.
  func measuredFindings() -> [JVMFinding] {
    [hiddenHeap(), notDemand(), directUnbounded()].compactMap(\.self)
  }

  private func hiddenHeap() -> JVMFinding? {
    guard hasHiddenHeap else { return nil }
    let measured = [jvm.heapMax, jvm.heapCommitted, jvm.heapUsed].compactMap(\.self).max() ?? .zero
    return JVMFinding(
      id: "heap-set-elsewhere",
      severity: .warning,
      message: "the heap was seen at \(measured.text) where the visible flags allow "
        + "\(ergonomics.heap.maxHeap.text): something not in the spec sets it"
    )
  }

  /// A heap that is committed to the brim, a quarter or more of it beyond what works well.
  private func notDemand() -> JVMFinding? {
    guard let live = jvm.liveSet, let committed = jvm.heapCommitted,
      let factors = HeapNeed.factors(configuration.collector),
      committed >= configuration.maxHeap.scaledUp(by: 0.9),
      committed > live.estimate.scaledUp(by: factors.comfortable * 1.25)
    else { return nil }
    return JVMFinding(
      id: "rss-not-demand",
      severity: .error,
      message: "\(committed.text) of heap are committed, about \(live.estimate.text) stay alive: "
        + "memory use follows the heap flags, not the demand"
    )
  }

  private func directUnbounded() -> JVMFinding? {
    guard let direct = jvm.directUsed, direct > .mebibytes(64),
      configuration.maxDirectMemory == nil
    else { return nil }
    return JVMFinding(
      id: "direct-unbounded",
      severity: .warning,
      message: "direct buffers took \(direct.text) and may take as much as the heap, "
        + "\(configuration.maxHeap.text), again: MaxDirectMemorySize is not set"
    )
  }
}
