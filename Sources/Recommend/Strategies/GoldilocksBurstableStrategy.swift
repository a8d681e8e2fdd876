public import PodfitModel

/// The card *Burstable* of Goldilocks: the request is the lower bound of the Vertical Pod Autoscaler,
/// the limit its upper bound.
///
/// The bounds close in as history grows: after five minutes of samples the limit is 289 times the
/// need, after a week a seventh above it.
///
/// - Source: docs/formulas/goldilocks-burstable.md (github.com/FairwindsOps/goldilocks, docs/faq.md)
public struct GoldilocksBurstableStrategy: HistoryStrategy {
  /// The name `goldilocks-burstable`.
  public static let id: StrategyID = "goldilocks-burstable"
  /// What it does.
  public static let summary =
    "Goldilocks Burstable: request = lower, limit = upper bound of the VPA"
  /// CPU and memory use.
  public static let needs: Set<Metric> = [.cpuUsage, .memoryWorkingSet]
  /// The limit is the upper bound.
  public static let cpuLimitRule = HistoryLimit.strategy
  /// The limit is the upper bound.
  public static let memoryLimitRule = HistoryLimit.strategy

  /// The constants of the recommender underneath.
  public var estimator = VPAEstimator()

  /// Makes the strategy with the published constants.
  public init() {}

  /// What the container needs, without words.
  public func amounts(of history: UsageHistory) -> StrategyAmounts {
    GoldilocksRule.amounts(of: history, by: estimator, request: \.lower, limit: \.upper)
  }

  /// The way to the CPU request.
  public func cpuAccount(of history: UsageHistory) -> StrategyAccount {
    GoldilocksRule.account("lower bound of the VPA, CPU", history, estimator)
  }

  /// The way to the memory request.
  public func memoryAccount(of history: UsageHistory) -> StrategyAccount {
    GoldilocksRule.account(
      "lower bound of the VPA, memory",
      history,
      estimator,
      kills: history.killNeeds
    )
  }

  /// Turned by the percentiles of the two bounds underneath; the card itself has no knob.
  public static var sweep: [StrategyVariant] {
    [(0.25, 0.9), (0.5, 0.95), (0.75, 0.98), (0.9, 0.99)].map { lower, upper in
      var strategy = GoldilocksBurstableStrategy()
      strategy.estimator.lowerQuantile = Quantile(lower)
      strategy.estimator.upperQuantile = Quantile(upper)
      return StrategyVariant(
        "lower=\(lower.text(decimals: 2)) upper=\(upper.text(decimals: 2))",
        strategy,
        isPublished: lower == 0.5
      )
    }
  }
}
