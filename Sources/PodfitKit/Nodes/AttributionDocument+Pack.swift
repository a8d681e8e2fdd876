import PodfitPack
import PodfitReport

extension AttributionDocument {
  /// The document of an attribution.
  init(_ attribution: Attribution) {
    func tail(_ cause: String, _ factor: Double) -> Factor {
      Factor(
        cause: cause,
        factor: factor,
        least: factor,
        most: factor,
        inOrder: factor,
        carriers: []
      )
    }
    self.init(
      nodesNow: attribution.nodesNow,
      nodesIdeal: attribution.idealNodes,
      factors: attribution.factors.map { each in
        Factor(
          cause: each.cause.rawValue,
          factor: each.factor,
          least: each.range.lowerBound,
          most: each.range.upperBound,
          inOrder: each.inOrder,
          carriers: each.carriers.map { Carrier(name: $0.name, share: $0.share) }
        )
      } + [
        tail("fragmentation", attribution.fragmentation),
        tail("scheduler", attribution.scheduler),
      ]
    )
  }
}
