public import PodfitModel
import PodfitProfile

/// The moving-window recommenders of Google's Autopilot.
///
/// ```
/// CPU request    = load-adjusted p95(samples, half-life 12 h) · 1.10
/// memory request = by tolerance of kills, · 1.10
///                  low: p98(samples, half-life 48 h) · minimal: max(28 d) · intermediate: max(p60, max / 2)
/// ```
/// In a load-adjusted quantile a bucket weighs as much as the use in it, so that it tells the share of
/// the work and not of the time. Half-lives and quantiles are as published; **margin (1.10), window of
/// the maximum (28 days) and buckets (those of the Vertical Pod Autoscaler) are recalled or chosen**, since
/// the paper gives no or several values. The maximum over the last hour of recommendations is left out.
///
/// - Source: docs/formulas/autopilot-window.md (Rzadca et al., EuroSys 2020,
///   doi:10.1145/3342195.3387524)
public struct AutopilotWindowStrategy: HistoryStrategy {
  /// How ill a job takes kills for want of memory.
  public enum Tolerance: String, Hashable, Sendable, CaseIterable {
    /// Takes them well enough.
    case intermediate
    /// The default.
    case low
    /// Should have none.
    case minimal
  }

  /// The name `autopilot-window`.
  public static let id: StrategyID = "autopilot-window"
  /// What it does.
  public static let summary = "Autopilot moving window: fading p95 by load, memory p98, + 10 %"
  /// CPU and memory use.
  public static let needs: Set<Metric> = [.cpuUsage, .memoryWorkingSet]

  /// The quantile of the work.
  public var cpuQuantile: Quantile = 0.95
  /// How ill the job takes kills.
  public var tolerance = Tolerance.low
  /// What both are multiplied by (recalled).
  public var factor = 1.1

  /// How far back the maximum looks (recalled).
  static let days = 28

  /// Makes the strategy with the published constants.
  public init() {}

  /// What the container needs, without words.
  public func amounts(of history: UsageHistory) -> StrategyAmounts {
    var amounts = StrategyAmounts()
    let cpu = history.fadingUse(.cpuUsage, halfLife: .hours(12)).histogram
    if let cores = cpu.loadAdjustedQuantile(cpuQuantile) {
      amounts.cpu = .value(.cores(cores).scaledUp(by: factor))
    }
    if let bytes = memory(of: history) {
      amounts.memory = .value(Memory(bytes: Int64(saturating: bytes)).scaledUp(by: factor))
    }
    return amounts
  }

  private func memory(of history: UsageHistory) -> Double? {
    guard let largest = history.memoryMax(days: Self.days) else { return nil }
    let histogram = history.fadingUse(.memoryWorkingSet, halfLife: .hours(48))
    switch tolerance {
    case .low: return histogram.quantile(0.98)
    case .minimal: return Double(largest)
    case .intermediate: return max(histogram.quantile(0.6) ?? 0, Double(largest) / 2)
    }
  }

  /// The way to the CPU request.
  public func cpuAccount(of history: UsageHistory) -> StrategyAccount {
    StrategyAccount(
      basis: "fading p\((cpuQuantile.fraction * 100).text(decimals: 1)) of the load"
        + " + \((factor - 1).percentText)",
      step: "load-adjusted quantile \(cpuQuantile.fraction.text(decimals: 3)) of CPU usage",
      inputs: ["half-life": "12 h", "factor": factor.text(decimals: 2)]
    )
  }

  /// The way to the memory request.
  public func memoryAccount(of history: UsageHistory) -> StrategyAccount {
    StrategyAccount(
      basis: "tolerance of kills \(tolerance.rawValue) + \((factor - 1).percentText)",
      step: "memory by tolerance of kills",
      inputs: [
        "tolerance": tolerance.rawValue, "half-life": "48 h", "factor": factor.text(decimals: 2),
        "largest": Memory(bytes: history.memoryMax(days: Self.days) ?? 0).stepText,
      ]
    )
  }

  /// Turned by the tolerance of kills, with the CPU quantile for latency beside it, and the margin.
  public static var sweep: [StrategyVariant] {
    let settings: [(Tolerance, Double, Double)] = [
      (.intermediate, 0.9, 1.1), (.low, 0.95, 1.1), (.minimal, 0.95, 1.1), (.minimal, 0.99, 1.3),
    ]
    return settings.map { tolerance, quantile, factor in
      var strategy = AutopilotWindowStrategy()
      strategy.tolerance = tolerance
      strategy.cpuQuantile = Quantile(quantile)
      strategy.factor = factor
      return StrategyVariant(
        "tolerance=\(tolerance.rawValue) cpu=\(quantile.text(decimals: 2))"
          + " factor=\(factor.text(decimals: 2))",
        strategy,
        isPublished: tolerance == .low
      )
    }
  }
}

extension Histogram {
  /// The end of the bucket up to which `quantile` of the work was done: buckets weigh as much as what
  /// is in them, counted at their ends.
  func loadAdjustedQuantile(_ quantile: Quantile) -> Double? {
    guard !isEmpty else { return nil }
    let loads = weights.indices.map { weights[$0] > 0 ? weights[$0] * options.end(of: $0) : 0 }
    let threshold = quantile.fraction * loads.reduce(0, +)
    var sum = 0.0
    for bucket in loads.indices where loads[bucket] > 0 {
      sum += loads[bucket]
      if sum >= threshold { return options.end(of: bucket) }
    }
    return loads.lastIndex { $0 > 0 }.map { options.end(of: $0) }
  }
}
