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
    QuantityInvalid.self,
  ]
}
