public import PodfitModel

/// Ours: as much as a stated risk needs, by what the history says of the days that follow.
///
/// ```
/// memory request = max(working set, w days) · k(w, budget)
/// CPU request    = q(budget) of the samples of w days
/// ```
/// `k` and `q` come from a ``BudgetCalibration``: of the containers' own past, where a back-test was run and
/// the past supports the budget, else of public series. `w` is a window of what is known that does.
///
/// - Source: docs/formulas/budget.md
public struct BudgetStrategy: HistoryStrategy {
  /// The name `budget`.
  public static let id: StrategyID = "budget"
  /// What it does.
  public static let summary = "a stated risk: memory peak x k, CPU quantile, both from the history"
  /// CPU and memory use.
  public static let needs: Set<Metric> = [.cpuUsage, .memoryWorkingSet]

  /// What may go wrong how often, and who says so.
  public var stated = StatedBudget()
  /// What the past says of the days that follow.
  public var calibration = BudgetCalibration.publicSeries
  /// What memory is multiplied by beside the factor, for risks below what can be stated.
  public var reserve = 1.0

  /// Makes the strategy with its documented budget, calibrated on public series.
  public init() {}

  /// What may go wrong how often.
  public var budget: RiskBudget {
    get { stated.budget }
    set { stated = StatedBudget(newValue) }
  }

  /// The strategy as a back-test leaves it: its calibration, and the budget that it was run with.
  public func calibrated(by calibration: BudgetCalibration) -> BudgetStrategy {
    var own = self
    own.calibration = calibration
    if let budget = calibration.budget { own.stated = StatedBudget(budget, by: .backtest) }
    return own
  }

  /// The strategy with the budget that a policy states.
  public func governed(by policy: Policy) -> BudgetStrategy {
    var own = self
    own.stated = stated.under(policy.budget)
    return own
  }

  /// Whole days that the history is worth: a begun day counts, but not as more than was observed.
  private func days(of history: UsageHistory) -> Int {
    guard let span = history.span, let observed = history.observed else { return 0 }
    let worth = observed < span ? max(observed.days.rounded(.down), 1) : span.days.rounded(.up)
    return Int(worth)
  }

  /// What there is to go by, the container's own past first.
  ///
  /// A small or young cluster has too few pod-days for a small budget. What public series say of the next
  /// day is then better than nothing; of more days ahead they say nothing.
  private var calibrations: [BudgetCalibration] {
    calibration.horizon <= BudgetCalibration.publicSeries.horizon
      ? [calibration, .publicSeries] : [calibration]
  }

  private func cpu(
    _ history: UsageHistory
  ) -> (days: Int, point: BudgetCalibration.CPUPoint, source: String)? {
    let days = days(of: history)
    return calibrations.lazy.compactMap { each in
      each.cpuWindow(history: days, budget: budget).map { ($0.days, $0.point, each.source) }
    }.first
  }

  private func memory(
    _ history: UsageHistory
  ) -> (days: Int, factor: Double, podDays: Int, source: String)? {
    let days = days(of: history)
    return calibrations.lazy.compactMap { each in
      each.memoryWindow(history: days, risk: budget.oomDays)
        .map { ($0.days, $0.factor, $0.podDays, each.source) }
    }.first
  }

  /// What the container needs, without words.
  public func amounts(of history: UsageHistory) -> StrategyAmounts {
    var amounts = StrategyAmounts()
    if let found = cpu(history) {
      let sorted = history.cpuSorted(days: found.days)
      if let rank = Quantile(found.point.quantile).nearestRank(in: sorted.count) {
        amounts.cpu = .value(CPU(nanocores: sorted[rank]).scaledUp(by: found.point.factor))
      }
    } else {
      amounts.cpu = .unavailable(.riskUnsupported(asked: budget.cpuTimeOver))
    }
    if let found = memory(history) {
      // Where the last days have no samples, those before them are all there is.
      let base =
        history.memoryMax(days: found.days) ?? history.memoryMax(days: UsageHistory.longest)
      if let base {
        amounts.memory = .value(Memory(bytes: base).scaledUp(by: found.factor * reserve))
      }
    } else {
      amounts.memory = .unavailable(.riskUnsupported(asked: budget.oomDays))
    }
    return amounts
  }

  /// The quantile of the CPU samples that the request is a multiple of.
  public func sampleQuantile(of history: UsageHistory) -> Double? { cpu(history)?.point.quantile }

  /// The way to the CPU request.
  public func cpuAccount(of history: UsageHistory) -> StrategyAccount {
    let found = cpu(history)
    let percentile = "p\(((found?.point.quantile ?? 0) * 100).text(decimals: 2))"
    return StrategyAccount(
      basis: "\(percentile) of \(found?.days ?? 0) d, for at most \(budget.cpuTimeOver.percentText)"
        + " of the time and \(budget.cpuUnserved.percentText) of the demand above it",
      step: "quantile of CPU usage that keeps the budget in the past",
      inputs: [
        "budget, time": budget.cpuTimeOver.percentText,
        "budget, demand": budget.cpuUnserved.percentText,
        "time stated by": stated.cpuTimeOver.rawValue,
        "demand stated by": stated.cpuUnserved.rawValue,
        "quantile": percentile, "window": "\(found?.days ?? 0) d",
        "time above, in the past": (found?.point.timeOver ?? 0).percentText,
        "demand above, in the past": (found?.point.unserved ?? 0).percentText,
        "calibrated on": found?.source ?? "",
      ]
    )
  }

  /// The way to the memory request.
  public func memoryAccount(of history: UsageHistory) -> StrategyAccount {
    let found = memory(history)
    let base = Memory(bytes: history.memoryMax(days: found?.days ?? 1) ?? 0)
    return StrategyAccount(
      basis: "largest \(base.stepText) x \((found?.factor ?? 1).text(decimals: 3)), for at most"
        + " \(budget.oomDays.percentText) of pod-days above it",
      step: "largest working set times the factor that keeps the budget in the past",
      inputs: [
        "budget, pod-days": budget.oomDays.percentText,
        "pod-days stated by": stated.oomDays.rawValue, "largest": base.stepText,
        "factor": (found?.factor ?? 1).text(decimals: 3), "window": "\(found?.days ?? 0) d",
        "pod-days behind the factor": "\(found?.podDays ?? 0)",
        "days ahead": "\(calibration.horizon)", "calibrated on": found?.source ?? "",
      ]
    )
  }

  /// Turned by its budget, and below what can be stated by a reserve on memory.
  public static var sweep: [StrategyVariant] {
    BudgetStrategy().sweep(with: .publicSeries)
  }

  /// The same with this budget and a calibration.
  func sweep(with calibration: BudgetCalibration) -> [StrategyVariant] {
    var variants: [StrategyVariant] = []
    for risk in [0.2, 0.1, 0.05, 0.02] {
      var strategy = self
      strategy.calibration = calibration
      strategy.budget = RiskBudget(oomDays: risk, cpuTimeOver: risk, cpuUnserved: risk)
      variants.append(StrategyVariant("budget=\(risk.text(decimals: 2))", strategy))
    }
    let reserves = [
      (0.05, 1.05), (0.05, 1.1), (0.05, 1.15), (0.05, 1.25), (0.02, 1.1), (0.02, 1.25), (0.02, 1.5),
      (0.02, 2.0),
    ]
    for (risk, reserve) in reserves {
      var strategy = self
      strategy.calibration = calibration
      strategy.budget = RiskBudget(oomDays: risk, cpuTimeOver: risk, cpuUnserved: risk)
      strategy.reserve = reserve
      variants.append(
        StrategyVariant(
          "budget=\(risk.text(decimals: 2)) reserve=\(reserve.text(decimals: 2))",
          strategy
        )
      )
    }
    var own = self
    own.calibration = calibration
    let knob =
      "budget=\(budget.oomDays.text(decimals: 3)) cpu-time=\(budget.cpuTimeOver.text(decimals: 3))"
      + " cpu-unserved=\(budget.cpuUnserved.text(decimals: 3))"
    variants.append(StrategyVariant(knob, own, isPublished: true))
    return variants
  }
}
