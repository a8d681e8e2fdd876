internal import PodfitModel

/// What the findings look at: the JVM at the limit in force, and what is known beside it.
struct FindingContext: Sendable {
  /// What HotSpot chose; nil where that is not known.
  struct Choice: Sendable {
    /// What the JVM chooses, corrected by what was measured.
    var configuration: JVMConfiguration
    /// The same in detail; made from the visible flags alone.
    var ergonomics: Ergonomics
    /// What is needed beside the heap in force.
    var nonHeap: NonHeapEstimate
    /// Whether the JVM's own metrics contradict the flags that are visible.
    var hasHiddenHeap: Bool
  }

  /// What there is to go by.
  var evidence: Set<RuleEvidence>
  /// What the JVM chose.
  var choice: Choice?
  /// The container's spec.
  var spec = ContainerSpec(name: "")
  /// The launch as the spec shows it.
  var launch: LaunchFlags
  /// The image.
  var image: ImageName
  /// What names OpenJ9, nil where nothing does.
  var openJ9: String?
  /// The server on page cache that image, command or variables name; nil where none is.
  var pageCacheServer: String?
  /// What surrounds the container.
  var surroundings: JVMSurroundings
  /// The profile so far.
  var jvm: JVMProfile
  /// What was measured.
  var signals: JVMSignals

  /// The facts of a GC log alone.
  init(log facts: CollectionFacts, liveSet: LiveSet?) {
    evidence = [.log]
    launch = LaunchFlags(spec, launcherReadsVariable: true)
    image = ImageName("")
    surroundings = JVMSurroundings()
    jvm = JVMProfile(evidence: ["GC log"])
    jvm.liveSet = liveSet
    signals = JVMSignals()
    signals.collections = facts
  }

  /// What is known of a container.
  init(
    _ evidence: JVMEvidence,
    spec: ContainerSpec?,
    choice: Choice?,
    surroundings: JVMSurroundings,
    jvm: JVMProfile,
    signals: JVMSignals
  ) {
    self.evidence = Self.evidence(in: signals, hasSpec: spec != nil)
    self.choice = choice
    self.spec = spec ?? self.spec
    launch = evidence.launch
    image = evidence.image
    openJ9 = evidence.openJ9
    pageCacheServer = evidence.pageCacheServer
    self.surroundings = surroundings
    self.jvm = jvm
    self.signals = signals
  }

  /// The kinds of evidence that signals hold.
  private static func evidence(in signals: JVMSignals, hasSpec: Bool) -> Set<RuleEvidence> {
    var result: Set<RuleEvidence> = []
    if hasSpec { result.insert(.spec) }
    if signals.workingSetMax != nil || signals.container != ContainerFacts() {
      result.insert(.container)
    }
    if signals.collections?.source == .log { result.insert(.log) }
    if signals.nativeTotal != nil { result.insert(.nativeMemory) }
    if signals.hasMetrics { result.insert(.metrics) }
    return result
  }

  /// The flags in force; none where the choice is not known.
  var flags: JVMFlags { choice?.ergonomics.flags ?? JVMFlags([]) }

  /// What collection did.
  var collections: CollectionFacts? { signals.collections }

  /// The collector: as seen, else as chosen.
  var collector: GarbageCollector? {
    signals.collector ?? collections?.collector ?? choice?.configuration.collector
  }

  /// The largest heap: as chosen and corrected, else as seen.
  var maxHeap: Memory? {
    choice?.configuration.maxHeap ?? signals.heapMax ?? collections?.maxHeap
  }

  /// Whether options that the spec does not show may set the heap, and no metric tells.
  var mayHideHeap: Bool {
    guard jvm.heapMax == nil, flags.setting("MaxHeapSize") == nil else { return false }
    return !evidence.contains(.spec) || !launch.unread.isEmpty || image.serverWithOwnHeap != nil
  }

  /// Where the flag stands that sets something, nil where none does.
  func place(ofFlag name: String) -> RuntimeFinding.Subject? {
    flags.setting(name).map { RuntimeFinding.Subject(placeNamed: $0.flag.place.name) }
  }

  /// Where the flag stands that decides the heap; the memory limit where none does.
  var heapPlace: RuntimeFinding.Subject {
    choice?.configuration.heapFlagSource.map { RuntimeFinding.Subject(placeNamed: $0) }
      ?? .memoryLimit
  }

  /// All findings, most severe first; within one severity in the order of the rules.
  func findings() -> [JVMFinding] {
    let rules = openJ9 == nil ? JVMRuleRegistry.rules : JVMRuleRegistry.rulesOfAnyVM
    let all = rules.flatMap { $0.findings(in: self, with: evidence) }
    return all.mostSevereFirst
  }
}

extension [RuntimeFinding] {
  /// Most severe first, else in the order they have.
  var mostSevereFirst: [RuntimeFinding] {
    Severity.allCases.sorted(by: >).flatMap { severity in
      filter { $0.severity == severity }
    }
  }
}

extension Memory {
  /// The amount in whole MiB, or GiB to one decimal from 10 GiB on, as findings print it.
  var text: String {
    guard bytes >= 10 << 30 else { return "\(Int64(mebibytes.rounded())) MiB" }
    let tenths = Int64((gibibytes * 10).rounded())
    return "\(tenths / 10).\(tenths % 10) GiB"
  }
}

extension Double {
  /// A percentage to one decimal, without a needless zero.
  var percentText: String { decimalText + " %" }

  /// A number to one decimal, without a needless zero.
  var decimalText: String {
    let tenths = Int64(saturating: (self * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
  }
}
