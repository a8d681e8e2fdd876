public import PodfitModel

/// A back-test by rolling origin: what each strategy would have asked for at past instants, held
/// against the days that followed.
///
/// Made in two passes over all containers. The first counts what a budget is calibrated on, the second
/// scores; both take containers in any number of parts that are then merged.
///
/// ```swift
/// let backtest = try Backtest(strategies: [], plan: plan)
/// var tally = backtest.tally()
/// for container in containers { tally.add(history(of: container)) }
/// var score = backtest.score(calibratedBy: tally)
/// for container in containers { score.add(history(of: container), of: workload) }
/// let result = backtest.result(of: score, window: window)
/// ```
///
/// - Source: docs/formulas/backtest.md
public struct Backtest: Sendable {
  /// When numbers are made, and what they are held against.
  public let plan: BacktestPlan
  /// What the budget strategy may let go wrong.
  public var budget = RiskBudget()
  /// The seed of the resampling.
  public var seed: UInt64 = 1
  /// How often workloads are resampled.
  public var resamples = 400

  private let types: [any Strategy.Type]

  /// Makes a back-test of some strategies, of all where none is named.
  ///
  /// - Throws: ``RecommendError`` for a name that is not known
  public init(strategies ids: [String], plan: BacktestPlan) throws(RecommendError) {
    self.plan = plan
    var types: [any Strategy.Type] = []
    for id in ids {
      let type = type(of: try StrategyRegistry.strategy(id))
      if !types.contains(where: { $0 == type }) { types.append(type) }
    }
    self.types = types.isEmpty ? StrategyRegistry.all : types
  }

  /// Whether the first pass is needed.
  public var needsCalibration: Bool { types.contains { $0 == BudgetStrategy.self } }

  /// An empty count for the first pass.
  public func tally() -> CalibrationTally { CalibrationTally(plan) }

  /// An empty score for the second pass.
  public func score(calibratedBy tally: CalibrationTally?) -> BacktestScore {
    let calibrations = plan.origins.map { origin in
      tally?.calibration(at: origin) ?? .publicSeries
    }
    return BacktestScore(
      plan: plan,
      variants: BacktestVariants(types, budget: budget, calibrations: calibrations)
    )
  }

  /// What the whole history says of the days after its end, and the budget; for recommendations.
  public func calibration(by tally: CalibrationTally) -> BudgetCalibration {
    var calibration = tally.calibration(at: plan.blocks)
    calibration.budget = budget
    return calibration
  }

  /// The result of a score.
  public func result(of score: BacktestScore, window: TimeWindow) -> BacktestResult {
    let intervals = Resampling.intervals(
      score.workloads,
      columns: score.resampled.count,
      resamples: resamples,
      seed: seed
    )
    var byVariant: [Int: ClosedRange<Double>] = [:]
    for (column, index) in score.resampled.enumerated() { byVariant[index] = intervals[column] }
    let entries = score.variants.list.indices.map { index in
      let variant = score.variants.list[index]
      var entry = BacktestEntry(
        strategy: variant.strategy,
        knob: variant.knob,
        isPublished: variant.isPublished,
        measures: score.tallies[index].measures
      )
      entry.statedRisk = variant.statedRisk
      entry.interval = byVariant[index]
      return entry
    }
    var setup = BacktestProtocol(
      window: window,
      warmup: plan.warmup,
      horizon: plan.horizon,
      origins: plan.origins.map(plan.time(of:)),
      seed: seed,
      resamples: resamples
    )
    setup.workloads = score.workloads.count
    setup.containers = score.containers
    setup.dropped = score.dropped
    let published = entries.filter(\.isPublished)
    // A setting that many rows had no number for is not comparable with the others.
    let most = published.map(\.measures.podDays).max() ?? 0
    let frontier = entries.filter { $0.measures.podDays * 10 >= most * 9 }
    return BacktestResult(
      setup: setup,
      strategies: published,
      frontier: frontier,
      verdict: BacktestVerdict(published: published, frontier: frontier).sentences
    )
  }
}
