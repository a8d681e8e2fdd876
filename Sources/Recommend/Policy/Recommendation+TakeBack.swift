import PodfitModel

extension Recommendation {
  /// Says in the reason that a request stays which it had as changed.
  mutating func takeBack<Amount: ResourceAmount>(_: Amount.Type) {
    let changed =
      Amount.resourceName == CPU.resourceName
      ? /(CPU) request (\S+) -> (\S+)/ : /(memory) request (\S+) -> (\S+)/
    reason = reason.replacing(changed, maxReplacements: 1) {
      "\($0.1) request \($0.2) kept, not \($0.3)"
    }
  }
}
