import PodfitModel

/// All strategies there are, in the order in which they are listed; the first is the default.
public enum StrategyRegistry {
  /// The strategies.
  public static let all: [any Strategy.Type] = [
    HeadroomStrategy.self,
    VPAStrategy.self,
    KRRSimpleStrategy.self,
    KRRSimpleLimitStrategy.self,
    GoldilocksGuaranteedStrategy.self,
    GoldilocksBurstableStrategy.self,
    CranePercentileStrategy.self,
    KruizeCostStrategy.self,
    KruizePerformanceStrategy.self,
    AttuneStrategy.self,
    AutopilotWindowStrategy.self,
    MaxWindowStrategy.self,
    BudgetStrategy.self,
  ]

  /// Names that a strategy had before.
  static let aliases = ["krr": KRRSimpleStrategy.id.rawValue]

  /// The strategy used where none is named.
  public static var standard: any Strategy { HeadroomStrategy() }

  /// The strategy with the given name, with its published constants.
  ///
  /// - Throws: ``RecommendError`` for a name that is not known, with the nearest one that is.
  public static func strategy(_ id: String) throws(RecommendError) -> any Strategy {
    let known = all.map { $0.id.rawValue }
    let id = aliases[id] ?? id
    guard let type = all.first(where: { $0.id.rawValue == id }) else {
      throw RecommendError(.unknownStrategy(id, nearest: id.nearest(of: known), known: known))
    }
    return type.init()
  }
}
