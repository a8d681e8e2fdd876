internal import PodfitJVM
public import PodfitModel

/// Every rule, in the order that documentation and output tables show.
public enum RuleRegistry {
  /// The rules.
  public static let rules: [any CheckRule.Type] = [
    MemoryRequestAboveNeed.self,
    CPURequestAboveNeed.self,
    MemoryRequestBelowNeed.self,
    CPURequestBelowNeed.self,
    MemoryLimitAboveNeed.self,
    MemoryLimitBelowNeed.self,
    JVMLimitBelowHeap.self,
    MemoryRequestMissing.self,
    CPURequestMissing.self,
    CPULimitThrottles.self,
    LimitRequestRatio.self,
    JVMCollectorFlips.self,
    AutoscalerTargetShifts.self,
    PodStrandsNodes.self,
    PodLargerThanNodes.self,
    QuantityInvalid.self,
    AmountImplausible.self,
    LimitBelowRequest.self,
  ]

  /// What documentation and code scanning show of every rule: those above, then those about language
  /// runtimes, which are described in docs/jvm-findings.md and docs/runtime-findings.md, then those about
  /// the check itself.
  public static let cards: [RuleCard] =
    rules.map { rule in
      RuleCard(
        id: rule.id,
        summary: rule.summary,
        rationale: rule.rationale,
        condition: rule.condition,
        remediation: rule.remediation,
        severity: rule.severity
      )
    } + SpecRules.cards + GateCards.all

  /// The ids of all rules.
  static let ids = Set(cards.map(\.id))
}
