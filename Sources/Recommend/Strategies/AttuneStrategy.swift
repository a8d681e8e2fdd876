import Foundation
public import PodfitModel

/// The rule of Attune: the largest quantile of any hour of the day, with margins for bursts and doubt.
///
/// ```
/// base       = largest over the 24 hours of the day of p95(CPU) or p99(memory), seven days
/// burst      = 1 + 0.1 · log2(max / base)      where max > 3 · base, else 1
/// confidence = min(1, min(days, √(samples / 24)) / 7)
/// request    = base · (1.20 CPU, 1.30 memory) · burst · (1 + (1 − confidence)²)
/// ```
/// What it does to changes (none below 10 %, steps of at most 50 % and 30 %) needs the number in force
/// and is the policy's part here.
///
/// - Source: docs/formulas/attune.md (github.com/attune-io/attune, `internal/recommendation`)
public struct AttuneStrategy: HistoryStrategy {
  /// The name `attune`.
  public static let id: StrategyID = "attune"
  /// What it does.
  public static let summary = "Attune: p95 / p99 of the busiest hour of the day + 20 / 30 %"
  /// CPU and memory use.
  public static let needs: Set<Metric> = [.cpuUsage, .memoryWorkingSet]

  /// The quantile of CPU in each hour.
  public var cpuQuantile: Quantile = 0.95
  /// The quantile of memory in each hour.
  public var memoryQuantile: Quantile = 0.99
  /// What CPU is multiplied by.
  public var cpuFactor = 1.2
  /// What memory is multiplied by.
  public var memoryFactor = 1.3

  private static let days = 7
  private static let leastSamples = 48

  /// Makes the strategy with the published constants.
  public init() {}

  /// What the container needs, without words.
  public func amounts(of history: UsageHistory) -> StrategyAmounts {
    StrategyAmounts(
      cpu: amount(.cpuUsage, cpuQuantile, cpuFactor, of: history),
      memory: amount(.memoryWorkingSet, memoryQuantile, memoryFactor, of: history)
    )
  }

  private func amount<Amount: ResourceAmount>(
    _ metric: Metric,
    _ quantile: Quantile,
    _ factor: Double,
    of history: UsageHistory
  ) -> Estimate<Amount> {
    guard let use = history.hourlyQuantile(metric, quantile, days: Self.days) else {
      return .unavailable(.noSamples)
    }
    guard use.samples >= Self.leastSamples else {
      return .unavailable(.tooFewReadings(seen: use.samples, needed: Self.leastSamples))
    }
    guard use.value > 0 else { return .unavailable(.idle) }
    let scale = factor * Self.burst(use) * Self.doubt(use.samples, span: history.span)
    return .value(Amount(baseUnits: use.value).scaledUp(by: scale))
  }

  private static func burst(_ use: HourlyUse) -> Double {
    let ratio = Double(use.max) / Double(max(use.value, 1))
    return ratio > 3 ? 1 + 0.1 * log2(ratio) : 1
  }

  private static func doubt(_ samples: Int, span: TimeSpan?) -> Double {
    let days = min((span ?? TimeSpan(milliseconds: 0)).days, Double(Self.days))
    let confidence = min(1, min(days, (Double(samples) / 24).squareRoot()) / 7)
    return 1 + (1 - confidence) * (1 - confidence)
  }

  /// The way to the CPU request.
  public func cpuAccount(of history: UsageHistory) -> StrategyAccount {
    account(.cpuUsage, cpuQuantile, cpuFactor, of: history) { CPU(nanocores: $0).stepText }
  }

  /// The way to the memory request.
  public func memoryAccount(of history: UsageHistory) -> StrategyAccount {
    account(.memoryWorkingSet, memoryQuantile, memoryFactor, of: history) {
      Memory(bytes: $0).stepText
    }
  }

  private func account(
    _ metric: Metric,
    _ quantile: Quantile,
    _ factor: Double,
    of history: UsageHistory,
    text: (Int64) -> String
  ) -> StrategyAccount {
    let use =
      history.hourlyQuantile(metric, quantile, days: Self.days)
      ?? HourlyUse(value: 0, max: 0, samples: 0)
    let percentile = "p\((quantile.fraction * 100).text(decimals: 1))"
    return StrategyAccount(
      basis: "\(percentile) of the busiest hour \(text(use.value)) + \((factor - 1).percentText)",
      step: "largest quantile \(quantile.fraction.text(decimals: 3)) of an hour of the day",
      inputs: [
        "samples": "\(use.samples)", "base": text(use.value), "largest": text(use.max),
        "margin": (factor - 1).percentText,
        "for bursts": (Self.burst(use) - 1).percentText,
        "for doubt": (Self.doubt(use.samples, span: history.span) - 1).percentText,
      ]
    )
  }

  /// Turned by its margins together.
  public static var sweep: [StrategyVariant] {
    StrategyVariant.variants("overhead-scale", [0.6, 0.8, 0.9, 1, 1.2, 1.5], published: 1) {
      var strategy = AttuneStrategy()
      strategy.cpuFactor *= $0
      strategy.memoryFactor *= $0
      return strategy
    }
  }
}
