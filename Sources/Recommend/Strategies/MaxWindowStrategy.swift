public import PodfitModel

/// The plain rule: the memory peak of four weeks plus a margin, a high CPU quantile of four weeks.
///
/// ```
/// CPU request    = p99(samples of all pods, 28 days)
/// memory request = max(working set, 28 days) · 1.15
/// ```
/// Four weeks hold each weekday four times; a longer window costs more at a high accepted risk and less
/// at a low one.
///
/// - Source: docs/formulas/max-window.md
public struct MaxWindowStrategy: HistoryStrategy {
  /// The name `max-window`.
  public static let id: StrategyID = "max-window"
  /// What it does.
  public static let summary = "memory peak of 28 days + 15 %, CPU p99 of 28 days"
  /// CPU and memory use.
  public static let needs: Set<Metric> = [.cpuUsage, .memoryWorkingSet]

  /// How far back it looks, in days.
  public var days = 28
  /// The quantile of CPU use, by nearest rank.
  public var cpuQuantile: Quantile = 0.99
  /// What the memory peak is multiplied by.
  public var memoryFactor = 1.15

  /// Makes the strategy with its documented constants.
  public init() {}

  /// What the container needs, without words.
  public func amounts(of history: UsageHistory) -> StrategyAmounts {
    var amounts = StrategyAmounts()
    let sorted = history.cpuSorted(days: days)
    if let rank = cpuQuantile.nearestRank(in: sorted.count) {
      amounts.cpu = .value(CPU(nanocores: sorted[rank]))
    }
    if let largest = history.memoryMax(days: days) {
      amounts.memory = .value(Memory(bytes: largest).scaledUp(by: memoryFactor))
    }
    return amounts
  }

  /// The way to the CPU request.
  public func cpuAccount(of history: UsageHistory) -> StrategyAccount {
    StrategyAccount(
      basis: "p\((cpuQuantile.fraction * 100).text(decimals: 1)) of \(days) d",
      step: "quantile \(cpuQuantile.fraction.text(decimals: 3)) of CPU usage over all pods",
      inputs: ["samples": "\(history.cpuCount(days: days))", "history": "\(days) d at most"]
    )
  }

  /// The way to the memory request.
  public func memoryAccount(of history: UsageHistory) -> StrategyAccount {
    .memoryPeak(history, days: days, factor: memoryFactor)
  }

  /// Turned by the factor and the quantile together.
  public static var sweep: [StrategyVariant] {
    let settings = [
      (0.9, 0.9), (0.95, 1.0), (0.98, 1.05), (0.99, 1.15), (0.995, 1.3), (0.999, 1.6), (1, 2.0),
    ]
    return settings.map { quantile, factor in
      var strategy = MaxWindowStrategy()
      strategy.cpuQuantile = Quantile(quantile)
      strategy.memoryFactor = factor
      return StrategyVariant(
        "factor=\(factor.text(decimals: 2)) cpu=\(quantile.text(decimals: 3))",
        strategy,
        isPublished: factor == 1.15
      )
    }
  }
}
