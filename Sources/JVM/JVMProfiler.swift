public import PodfitModel

/// What is known of the JVM in a container, from its spec and its metrics.
public enum JVMProfiler {
  /// The profile of a container's JVM; nil when nothing points to one.
  ///
  /// Limits and requests that `surroundings` leave open are taken from the spec. The configuration
  /// is nil where the virtual machine is OpenJ9, and where neither a heap size, nor a memory limit,
  /// nor the node's memory is known. Where the JVM's own metrics contradict the flags in the spec,
  /// the metrics win.
  ///
  /// - Source: docs/formulas/jvm-ergonomics.md
  public static func profile(
    of spec: ContainerSpec?,
    in surroundings: JVMSurroundings,
    signals: JVMSignals
  ) -> JVMProfile? {
    let surroundings = surroundings.completed(by: spec?.resources)
    let evidence = JVMEvidence(spec, signals: signals)
    guard !evidence.words.isEmpty else { return nil }
    var profile = JVMProfile(evidence: evidence.words)
    profile.heapUsed = signals.heapUsedMax
    profile.heapCommitted = signals.heapCommittedMax
    profile.heapMax = signals.heapMax
    profile.nonHeapUsed = signals.nonHeapUsedMax
    profile.codeCacheUsed = signals.codeCacheMax
    profile.directUsed = signals.directUsedMax
    profile.threads = signals.threads?.largest
    profile.nativeMemory = signals.native
    profile.processes = signals.processes

    var choice: FindingContext.Choice?
    if evidence.openJ9 == nil,
      let ergonomics = Ergonomics(
        flags: evidence.launch.flags,
        version: evidence.version,
        surroundings: surroundings
      )
    {
      let chosen = Self.choice(of: ergonomics, profile, signals, evidence)
      profile.configuration = chosen.configuration
      choice = chosen
    }
    let collector = signals.collector ?? profile.configuration?.collector
    profile.liveSet = signals.liveSet ?? signals.largestLiveSet(under: collector)
    profile.findings = FindingContext(
      evidence,
      spec: spec,
      choice: choice,
      surroundings: surroundings,
      jvm: profile,
      signals: signals
    ).findings()
    return profile
  }

  /// What HotSpot chose, corrected by what was measured.
  private static func choice(
    of ergonomics: Ergonomics,
    _ profile: JVMProfile,
    _ signals: JVMSignals,
    _ evidence: JVMEvidence
  ) -> FindingContext.Choice {
    var configuration = ergonomics.configuration
    if let seen = signals.collector ?? signals.collections?.collector {
      configuration.collector = seen
    }
    let hidden = MeasuredHeap(profile).contradiction(of: ergonomics)
    if let hidden {
      configuration.maxHeap = hidden
      configuration.initialHeap = min(configuration.initialHeap, hidden)
      configuration.heapRule = .explicit
      configuration.heapFlagSource = nil
    }
    return FindingContext.Choice(
      configuration: configuration,
      ergonomics: ergonomics,
      nonHeap: NonHeapEstimate(
        heap: configuration.maxHeap,
        configuration: configuration,
        collector: configuration.collector,
        jvm: profile,
        workingSetMax: signals.workingSetMax,
        keepsRemainderApart: evidence.pageCacheServer != nil
      ),
      hasHiddenHeap: hidden != nil
    )
  }
}

/// What the JVM's own metrics say of its largest heap.
struct MeasuredHeap {
  private let reported: Memory?
  private let atLeast: Memory

  /// Takes the metrics of a profile.
  init(_ jvm: JVMProfile) {
    reported = jvm.heapMax.flatMap { $0 > .zero ? $0 : nil }
    atLeast = max(jvm.heapCommitted ?? .zero, jvm.heapUsed ?? .zero)
  }

  /// The largest heap that the metrics tell where the flags cannot explain it; nil where they agree.
  ///
  /// Three percent below and one above are rounding and survivor spaces that adapt.
  func contradiction(of ergonomics: Ergonomics) -> Memory? {
    let collector = ergonomics.collector.collector
    let maxHeap = ergonomics.heap.maxHeap
    guard let reported else {
      return atLeast > maxHeap.scaledUp(by: 1.01)
        ? atLeast.roundedUp(toMultipleOf: .mebibytes(1)) : nil
    }
    let expected = Ergonomics.reportedMaximum(of: maxHeap, collector: collector)
    let low = expected - max(expected.scaledUp(by: 0.03), .mebibytes(4))
    let high = maxHeap + max(maxHeap.scaledUp(by: 0.01), .mebibytes(4))
    if reported >= low, reported <= high, atLeast <= high { return nil }
    // Back from what is reported to the flag, which counts one survivor space more.
    let factor = maxHeap.isZero ? 1 : max(1, maxHeap.ratio(to: expected))
    let whole = max(reported.scaledUp(by: factor), atLeast)
    return whole.roundedUp(toMultipleOf: .mebibytes(1))
  }
}
