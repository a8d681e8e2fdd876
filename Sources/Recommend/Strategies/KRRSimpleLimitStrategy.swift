public import PodfitModel

/// The rule `simple_limit` of KRR: CPU request p66 and limit p96 of all pods' samples, the memory peak
/// plus 15 %.
///
/// ```
/// CPU request            = p66(samples of all pods together), limit p96; each at least 10m
/// memory request = limit = max(working set) · 1.15, at least 100 MiB
/// ```
/// Only the last fourteen days count. Percentiles are numpy's, which interpolates between ranks.
///
/// - Source: docs/formulas/krr-simple-limit.md (github.com/robusta-dev/krr, strategy `simple_limit`)
public struct KRRSimpleLimitStrategy: HistoryStrategy {
  /// The name `krr-simple-limit`.
  public static let id: StrategyID = "krr-simple-limit"
  /// What it does.
  public static let summary = "KRR simple_limit: CPU p66, limit p96, memory peak + 15 %"
  /// CPU and memory use.
  public static let needs: Set<Metric> = [.cpuUsage, .memoryWorkingSet]
  /// KRR sets CPU limits itself.
  public static let cpuLimitRule = HistoryLimit.strategy
  /// KRR sets memory limits itself.
  public static let memoryLimitRule = HistoryLimit.strategy

  /// The quantile of CPU use that is requested.
  public var cpuRequestQuantile: Quantile = 0.66
  /// The quantile of CPU use that is the limit.
  public var cpuLimitQuantile: Quantile = 0.96
  /// The floors, the window and the memory rule, which are those of `simple`.
  var simple = KRRSimpleStrategy()

  /// Makes the strategy with the published constants.
  public init() {}

  /// What the container needs, without words.
  public func amounts(of history: UsageHistory) -> StrategyAmounts {
    let days = history.wholeDays(history: simple.history)
    var amounts = simple.memoryAmounts(of: history)
    let sorted = history.cpuSorted(days: days)
    if let request = KRRSimpleStrategy.interpolatedQuantile(cpuRequestQuantile, ofSorted: sorted),
      let limit = KRRSimpleStrategy.interpolatedQuantile(cpuLimitQuantile, ofSorted: sorted)
    {
      amounts.cpu = .value(simple.cpuRequest(podQuantiles: [request]))
      amounts.cpuLimit = simple.cpuRequest(podQuantiles: [limit])
    }
    return amounts
  }

  /// The way to the CPU request.
  public func cpuAccount(of history: UsageHistory) -> StrategyAccount {
    let days = history.wholeDays(history: simple.history)
    return StrategyAccount(
      basis: "p\((cpuRequestQuantile.fraction * 100).text(decimals: 1)) of all pods' samples",
      step: "quantile \(cpuRequestQuantile.fraction.text(decimals: 3)) of CPU usage over all pods",
      inputs: [
        "samples": "\(history.cpuCount(days: days))",
        "limit": "quantile \(cpuLimitQuantile.fraction.text(decimals: 3))",
        "history": simple.history.hoursText,
      ]
    )
  }

  /// The way to the memory request.
  public func memoryAccount(of history: UsageHistory) -> StrategyAccount {
    let days = history.wholeDays(history: simple.history)
    return .memoryPeak(history, days: days, factor: simple.memoryFactor)
  }

  /// The quantile of the CPU samples that the request is a multiple of.
  public func sampleQuantile(of history: UsageHistory) -> Double? { cpuRequestQuantile.fraction }

  /// Turned by its flags together: the request's percentile and the memory buffer.
  public static var sweep: [StrategyVariant] {
    let settings = [
      (0.5, 0.0), (0.66, 0.15), (0.8, 0.3), (0.9, 0.5), (0.96, 1.0),
    ]
    return settings.map { quantile, buffer in
      var strategy = KRRSimpleLimitStrategy()
      strategy.cpuRequestQuantile = Quantile(quantile)
      strategy.cpuLimitQuantile = Quantile(max(quantile, 0.96))
      strategy.simple.memoryFactor = 1 + buffer
      return StrategyVariant(
        "cpu-request=\((quantile * 100).text(decimals: 2))"
          + " memory-buffer-percentage=\((buffer * 100).text(decimals: 0))",
        strategy,
        isPublished: quantile == 0.66
      )
    }
  }
}

extension StrategyAccount {
  /// A memory request that is the peak times a factor.
  static func memoryPeak(_ history: UsageHistory, days: Int, factor: Double) -> StrategyAccount {
    let largest = Memory(bytes: history.memoryMax(days: days) ?? 0)
    return StrategyAccount(
      basis: "largest \(largest.stepText) x \(factor.text(decimals: 3))",
      step: "largest working set of any pod times a factor",
      inputs: [
        "largest": largest.stepText, "factor": factor.text(decimals: 3),
        "history": "\(min(days, history.past)) d",
      ]
    )
  }
}
