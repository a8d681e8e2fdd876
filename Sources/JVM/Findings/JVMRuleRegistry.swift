public import PodfitModel

/// A rule about a JVM.
typealias JVMRule = SettingsRule<FindingContext>

/// Every rule about a JVM, in the order that the documentation shows.
public enum JVMRuleRegistry {
  static let rules: [JVMRule] =
    rulesOfAnyVM + [
      HeapRules.overLimit,
      HeapRules.thinNonHeap,
      HeapRules.defaultHeap,
      HeapRules.idleUnderLimit,
      HeapRules.notDemand,
      HeapRules.setElsewhere,
      HeapFlagRules.smallPercent,
      HeapFlagRules.minPercent,
      HeapFlagRules.maxRAM,
      HeapFlagRules.pointerGap,
      HeapFlagRules.equalHeaps,
      HeapFlagRules.pretouch,
      HeapFlagRules.smallStart,
      FlagRules.doesNotStart,
      FlagRules.fraction,
      FlagRules.overruled,
      FlagRules.variableUnused,
      FlagRules.afterMain,
      FlagRules.unread,
      FlagRules.startScript,
      ReleaseRules.notContainerAware,
      ReleaseRules.newDefaultCollector,
      ReleaseRules.compactHeaders,
      ReleaseRules.unverified,
      ReleaseRules.heapUnknown,
      CollectorRules.nodeProcessors,
      CollectorRules.processorsUnknown,
      CollectorRules.serialByAccident,
      CollectorRules.serialOnOneCPU,
      CollectorRules.largeCollector,
      CollectorRules.noReturn,
      CollectionRules.throttled,
      CollectionRules.thrashing,
      CollectionRules.idleHeap,
      CollectionRules.leak,
      CollectionRules.step,
      CollectionRules.humongous,
      CollectionRules.outOfRoom,
      AreaRules.metaspace,
      AreaRules.direct,
      AreaRules.threads,
      AreaRules.mallocArenas,
      AreaRules.codeCache,
      AreaRules.residentHeap,
    ]

  /// The rules that hold for every virtual machine, HotSpot or not.
  static let rulesOfAnyVM: [JVMRule] = [
    ReleaseRules.openJ9,
    ContainerRules.severalJVMs,
    ContainerRules.killed,
    ContainerRules.heapExhausted,
    ContainerRules.resized,
    ContainerRules.startupCPU,
  ]

  /// What the rules say about a GC log of which nothing else is known; most severe first.
  public static func findings(
    inLog facts: CollectionFacts,
    liveSet: LiveSet?
  ) -> [JVMFinding] {
    FindingContext(log: facts, liveSet: liveSet).findings()
  }
}
