public import PodfitModel

/// The profile *performance* of Kruize: p98 of CPU peaks, the memory peak plus at most 20 %, limits as requests.
///
/// - Source: docs/formulas/kruize-performance.md (github.com/kruize/autotune, `analyzer/recommendations`)
public struct KruizePerformanceStrategy: HistoryStrategy {
  /// The name `kruize-performance`.
  public static let id: StrategyID = "kruize-performance"
  /// What it does.
  public static let summary =
    "Kruize performance: CPU p98 of quarter-hour peaks, memory peak + 20 % at most"
  /// CPU and memory use.
  public static let needs: Set<Metric> = [.cpuUsage, .memoryWorkingSet]
  /// The limit is the request.
  public static let cpuLimitRule = HistoryLimit.strategy
  /// The limit is the request.
  public static let memoryLimitRule = HistoryLimit.strategy

  var rule = KruizeRule(cpuQuantile: 0.98)

  /// Makes the strategy with the published constants.
  public init() {}

  /// What the container needs, without words.
  public func amounts(of history: UsageHistory) -> StrategyAmounts { rule.amounts(of: history) }

  /// The way to the CPU request.
  public func cpuAccount(of history: UsageHistory) -> StrategyAccount {
    rule.cpuAccount(of: history)
  }

  /// The way to the memory request.
  public func memoryAccount(of history: UsageHistory) -> StrategyAccount {
    rule.memoryAccount(of: history)
  }

  /// Turned by the CPU percentile and the memory factor, which are constants there.
  public static var sweep: [StrategyVariant] {
    KruizeRule.sweep(published: 0.98) { rule in
      var strategy = KruizePerformanceStrategy()
      strategy.rule = rule
      return strategy
    }
  }
}
