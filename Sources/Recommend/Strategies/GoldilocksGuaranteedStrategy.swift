public import PodfitModel
import PodfitProfile

/// The card *Guaranteed* of Goldilocks: request and limit are the target of the Vertical Pod Autoscaler.
///
/// - Source: docs/formulas/goldilocks-guaranteed.md (github.com/FairwindsOps/goldilocks, docs/faq.md)
public struct GoldilocksGuaranteedStrategy: HistoryStrategy {
  /// The name `goldilocks-guaranteed`.
  public static let id: StrategyID = "goldilocks-guaranteed"
  /// What it does.
  public static let summary = "Goldilocks Guaranteed: request = limit = target of the VPA"
  /// CPU and memory use.
  public static let needs: Set<Metric> = [.cpuUsage, .memoryWorkingSet]
  /// The limit is the request.
  public static let cpuLimitRule = HistoryLimit.strategy
  /// The limit is the request.
  public static let memoryLimitRule = HistoryLimit.strategy

  /// The constants of the recommender underneath.
  public var estimator = VPAEstimator()

  /// Makes the strategy with the published constants.
  public init() {}

  /// What the container needs, without words.
  public func amounts(of history: UsageHistory) -> StrategyAmounts {
    GoldilocksRule.amounts(of: history, by: estimator, request: \.target, limit: \.target)
  }

  /// The way to the CPU request.
  public func cpuAccount(of history: UsageHistory) -> StrategyAccount {
    GoldilocksRule.account("target of the VPA, CPU", history, estimator)
  }

  /// The way to the memory request.
  public func memoryAccount(of history: UsageHistory) -> StrategyAccount {
    GoldilocksRule.account(
      "target of the VPA, memory",
      history,
      estimator,
      kills: history.killNeeds
    )
  }

  /// The quantile of the CPU samples that the request is a multiple of.
  public func sampleQuantile(of history: UsageHistory) -> Double? {
    estimator.targetQuantile.fraction
  }

  /// Turned by the percentile of the target underneath; the card itself has no knob.
  public static var sweep: [StrategyVariant] {
    StrategyVariant.variants("target-percentile", [0.5, 0.75, 0.9, 0.95, 0.99], published: 0.9) {
      var strategy = GoldilocksGuaranteedStrategy()
      strategy.estimator.targetQuantile = Quantile($0)
      return strategy
    }
  }
}

/// What both cards of Goldilocks have in common.
enum GoldilocksRule {
  /// Request and limit from the recommender's estimates.
  static func amounts(
    of history: UsageHistory,
    by estimator: VPAEstimator,
    request: KeyPath<VPAEstimator.Result, VPAEstimate>,
    limit: KeyPath<VPAEstimator.Result, VPAEstimate>
  ) -> StrategyAmounts {
    let usage = history.sketches
    let result = estimator.result(for: usage, containersInPod: history.containersInPod)
    var amounts = StrategyAmounts()
    if !usage.cpu.isEmpty {
      amounts.cpu = .value(.millicores(result[keyPath: request].millicores))
      amounts.cpuLimit = .millicores(result[keyPath: limit].millicores)
    }
    if !usage.memory.isEmpty {
      amounts.memory = .value(Memory(bytes: result[keyPath: request].bytes))
      amounts.memoryLimit = Memory(bytes: result[keyPath: limit].bytes)
    }
    return amounts
  }

  /// The way to either number.
  static func account(
    _ name: String,
    _ history: UsageHistory,
    _ estimator: VPAEstimator,
    kills: KillNeeds = KillNeeds()
  ) -> StrategyAccount {
    let usage = history.sketches
    let result = estimator.result(for: usage, containersInPod: history.containersInPod)
    return StrategyAccount(
      basis: name,
      step: "estimates of the Vertical Pod Autoscaler",
      inputs: [
        "samples": "\(usage.sampleCount)",
        "days of confidence": result.confidence.text(decimals: 2),
        "containers of the pod": "\(history.containersInPod)",
      ].merging(kills.inputs) { own, _ in own }
    )
  }
}
