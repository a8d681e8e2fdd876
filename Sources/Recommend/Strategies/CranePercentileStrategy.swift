public import PodfitModel

/// The percentile rule of Crane: p99 of a fading histogram with linear buckets, plus 15 %.
///
/// ```
/// CPU request    = p99(samples of 7 days, half-life 24 h, buckets of 0.1 core) · 1.15
/// memory request = p99(samples of 7 days, half-life 48 h, buckets of 100 MiB) · 1.15
/// ```
/// A quantile is the end of its bucket, so that nothing below 114m and 115 MiB can come out; what is
/// above the last bucket counts as that. Results are cut off to millicores and bytes.
///
/// - Source: docs/formulas/crane-percentile.md (github.com/gocrane/crane, `pkg/recommendation`)
public struct CranePercentileStrategy: HistoryStrategy {
  /// The name `crane-percentile`.
  public static let id: StrategyID = "crane-percentile"
  /// What it does.
  public static let summary = "Crane: p99 of seven fading days in linear buckets + 15 %"
  /// CPU and memory use.
  public static let needs: Set<Metric> = [.cpuUsage, .memoryWorkingSet]

  /// The quantile of both resources.
  public var quantile: Quantile = 0.99
  /// What is added to it.
  public var margin = 0.15

  /// The sizes that numbers are rounded up to; nil, as there, for none.
  public var menu: CraneMenu?

  private static let days = 7
  /// In millionths of a core and in bytes, so that bucket borders are whole.
  static let cpuBuckets = LinearBuckets(width: 100_000_000, count: 1001, halfLife: .days(1))
  static let memoryBuckets = LinearBuckets(width: 100 << 20, count: 1001, halfLife: .days(2))

  /// Makes the strategy with the published constants.
  public init() {}

  /// What the container needs, without words.
  public func amounts(of history: UsageHistory) -> StrategyAmounts {
    var amounts = StrategyAmounts()
    let cpu = history.linearUse(.cpuUsage, in: Self.cpuBuckets, days: Self.days)
    if let end = cpu.quantile(quantile) {
      amounts.cpu = .value(
        .millicores(VPAAmounts.millicores(cores: Double(end) / 1e9 * (1 + margin)))
      )
    }
    let memory = history.linearUse(.memoryWorkingSet, in: Self.memoryBuckets, days: Self.days)
    if let end = memory.quantile(quantile) {
      amounts.memory = .value(Memory(bytes: VPAAmounts.whole(Double(end) * (1 + margin))))
    }
    if let cpu = amounts.cpu.value, let memory = amounts.memory.value,
      let size = menu?.size(for: cpu, memory)
    {
      amounts.cpu = .value(size.cpu)
      amounts.memory = .value(size.memory)
    }
    return amounts
  }

  /// The way to the CPU request.
  public func cpuAccount(of history: UsageHistory) -> StrategyAccount { account("CPU", "0.1 core") }

  /// The way to the memory request.
  public func memoryAccount(of history: UsageHistory) -> StrategyAccount {
    account("memory", "100 MiB")
  }

  private func account(_ resource: String, _ width: String) -> StrategyAccount {
    StrategyAccount(
      basis: "fading p\((quantile.fraction * 100).text(decimals: 1)) of \(resource)"
        + " + \(margin.percentText)",
      step: "quantile \(quantile.fraction.text(decimals: 3)) of a fading histogram, plus margin",
      inputs: ["history": "7 d", "buckets": width, "margin": margin.percentText]
    )
  }

  /// The quantile of the CPU samples that the request is a multiple of.
  public func sampleQuantile(of history: UsageHistory) -> Double? { quantile.fraction }

  /// Turned by its percentile.
  public static var sweep: [StrategyVariant] {
    StrategyVariant.variants("percentile", [0.8, 0.9, 0.95, 0.99, 0.999, 1], published: 0.99) {
      var strategy = CranePercentileStrategy()
      strategy.quantile = Quantile($0)
      return strategy
    }
  }
}
