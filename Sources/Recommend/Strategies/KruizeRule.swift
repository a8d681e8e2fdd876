import PodfitModel

/// What both profiles of Kruize have in common.
///
/// ```
/// CPU    = percentile of the largest use of any pod in each quarter of an hour
///          (all of it where the largest is below one core)
/// memory = min(max · 1.20, max + 1.05 · largest change within a quarter of an hour)
/// ```
/// Fifteen days count where at least eight are there, else seven where at least two are, else one.
///
/// - Source: docs/formulas/kruize-cost.md (github.com/kruize/autotune, `analyzer/recommendations`)
struct KruizeRule {
  var cpuQuantile: Quantile
  var memoryFactor = 1.2
  var swingFactor = 1.05

  /// How many days count for a history.
  static func term(of history: UsageHistory) -> Int {
    guard let span = history.span else { return 1 }
    if span >= .days(8) { return 15 }
    return span >= .days(2) ? 7 : 1
  }

  func amounts(of history: UsageHistory) -> StrategyAmounts {
    var amounts = StrategyAmounts()
    let days = Self.term(of: history)
    let peaks = history.cpuPeaksSorted(days: days)
    if let last = peaks.last, let rank = cpuQuantile.nearestRank(in: peaks.count) {
      let value = CPU(nanocores: last < 1_000_000_000 ? last : peaks[rank])
      // A thousandth of a core or less counts as idle there, and gets no number.
      amounts.cpu = value > .millicores(1) ? .value(value) : .unavailable(.idle)
      amounts.cpuLimit = amounts.cpu.value
    }
    if let largest = history.memoryMax(days: days) {
      let scaled = Memory(bytes: largest).scaledUp(by: memoryFactor)
      let swing = Memory(bytes: history.memorySwing(days: days)).scaledUp(by: swingFactor)
      let value = min(scaled, Memory(bytes: largest) + swing)
      amounts.memory = value > .zero ? .value(value) : .unavailable(.idle)
      amounts.memoryLimit = amounts.memory.value
    }
    return amounts
  }

  func cpuAccount(of history: UsageHistory) -> StrategyAccount {
    let days = Self.term(of: history)
    let peaks = history.cpuPeaksSorted(days: days)
    let largest = CPU(nanocores: peaks.last ?? 0)
    let isSmall = largest < .cores(1)
    return StrategyAccount(
      basis: isSmall
        ? "largest use \(largest.stepText)"
        : "p\((cpuQuantile.fraction * 100).text(decimals: 0)) of peaks",
      step: isSmall
        ? "largest CPU use of any quarter of an hour, being below one core"
        : "quantile \(cpuQuantile.fraction.text(decimals: 3)) of CPU peaks per quarter of an hour",
      inputs: [
        "quarters": "\(peaks.count)", "largest": largest.stepText, "history": "\(days) d",
      ]
    )
  }

  func memoryAccount(of history: UsageHistory) -> StrategyAccount {
    let days = Self.term(of: history)
    let largest = Memory(bytes: history.memoryMax(days: days) ?? 0)
    let swing = Memory(bytes: history.memorySwing(days: days))
    return StrategyAccount(
      basis: "largest \(largest.stepText), no more than 20 % above",
      step: "largest working set plus its largest change within a quarter of an hour",
      inputs: [
        "largest": largest.stepText, "largest change": swing.stepText, "history": "\(days) d",
      ]
    )
  }

  /// Variants along the CPU percentile and the memory factor; the published one is marked.
  static func sweep(
    published: Double,
    _ make: (KruizeRule) -> any Strategy
  ) -> [StrategyVariant] {
    let settings = [
      (0.5, 1.0), (0.6, 1.2), (0.8, 1.2), (0.9, 1.3), (0.98, 1.2), (0.98, 1.5), (1.0, 2.0),
    ]
    return settings.map { quantile, factor in
      StrategyVariant(
        "cpu-percentile=\((quantile * 100).text(decimals: 1))"
          + " memory-factor=\(factor.text(decimals: 2))",
        make(KruizeRule(cpuQuantile: Quantile(quantile), memoryFactor: factor)),
        isPublished: quantile == published && factor == 1.2
      )
    }
  }
}
