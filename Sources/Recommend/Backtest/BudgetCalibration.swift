import PodfitModel

/// What past days say of the days after them: by how much use exceeds what was seen before.
///
/// For a window of `w` days before an origin and the days after it, over all pods and past origins:
///
/// ```
/// memory   the distribution of  largest of a later day / largest of the window
/// CPU      time above, and demand above, a quantile of the window
/// ```
///
/// - Source: docs/formulas/budget.md
public struct BudgetCalibration: Hashable, Sendable, Codable {
  /// Factors on the largest memory sample of a window.
  public struct MemoryWindow: Hashable, Sendable, Codable {
    /// The length of the window in days.
    public var days: Int
    /// The pod-days that the factors rest on.
    public var podDays: Int
    /// For each of ``BudgetCalibration/risks`` the factor that so many pod-days exceed; nil where fewer
    /// than ten did.
    public var factors: [Double?]
    /// What the window alone costs: the logarithms of fleet and geometric slack of its largest sample,
    /// added, on days that all windows can be compared on.
    public var cost: Double

    /// Makes a window.
    public init(days: Int, podDays: Int, factors: [Double?], cost: Double) {
      self.days = days
      self.podDays = podDays
      self.factors = factors
      self.cost = cost
    }

    /// The factor for a risk, between two known ones by their logarithms; nil where it is not supported.
    public func factor(risk: Double) -> Double? {
      let risks = BudgetCalibration.risks
      guard let upper = risks.firstIndex(where: { $0 >= risk - 1e-9 }), upper < factors.count,
        let high = factors[upper]
      else { return nil }
      guard upper > 0, risks[upper] > risk + 1e-9, let low = factors[upper - 1] else {
        // Between a known and an unknown one the larger risk's factor would promise too much.
        return risks[upper] > risk + 1e-9 ? nil : high
      }
      let share = (risks[upper] - risk) / (risks[upper] - risks[upper - 1])
      return high * logarithmicStep(from: high, to: low, share: share)
    }

    private func logarithmicStep(from high: Double, to low: Double, share: Double) -> Double {
      high > 0 && low > 0 ? power(low / high, share) : 1
    }
  }

  /// What a CPU request made from a window came to.
  public struct CPUPoint: Hashable, Sendable, Codable {
    /// The quantile of the window.
    public var quantile: Double
    /// What it is multiplied by.
    public var factor: Double
    /// The share of time above it.
    public var timeOver: Double
    /// The share of use above it.
    public var unserved: Double

    /// Makes a point.
    public init(quantile: Double, factor: Double, timeOver: Double, unserved: Double) {
      self.quantile = quantile
      self.factor = factor
      self.timeOver = timeOver
      self.unserved = unserved
    }
  }

  /// CPU requests made from a window of days, from lean to safe.
  public struct CPUWindow: Hashable, Sendable, Codable {
    /// The length of the window in days.
    public var days: Int
    /// The pod-days that the shares rest on.
    public var podDays: Int
    /// The requests tried.
    public var points: [CPUPoint]

    /// Makes a window.
    public init(days: Int, podDays: Int, points: [CPUPoint]) {
      self.days = days
      self.podDays = podDays
      self.points = points
    }

    /// The leanest point within both budgets; nil where none is.
    public func point(_ budget: RiskBudget) -> CPUPoint? {
      points.first { $0.timeOver <= budget.cpuTimeOver && $0.unserved <= budget.cpuUnserved }
    }
  }

  /// The risks that factors are kept for.
  public static let risks = (2...20).map { Double($0) / 100 }

  /// Windows of memory, by length.
  public var memory: [MemoryWindow]
  /// Windows of CPU, by length.
  public var cpu: [CPUWindow]
  /// Where the numbers are from, in words.
  public var source: String
  /// The days ahead that they hold for.
  public var horizon: Int
  /// The budget that the back-test was run with; nil for none, or where it was not kept.
  public var budget: RiskBudget?

  /// Makes a calibration.
  public init(memory: [MemoryWindow], cpu: [CPUWindow], source: String, horizon: Int) {
    self.memory = memory
    self.cpu = cpu
    self.source = source
    self.horizon = horizon
  }

  /// The cheapest window no longer than `history` days that supports the risk; windows of less than two
  /// weeks only where no longer one does, since they see no weekday twice.
  public func memoryWindow(history: Int, risk: Double) -> (days: Int, factor: Double, podDays: Int)?
  {
    let known = memory.filter { $0.days <= history }.compactMap { window in
      window.factor(risk: risk).map { (window: window, factor: $0) }
    }
    guard let longest = known.last else { return nil }
    func cost(_ each: (window: MemoryWindow, factor: Double)) -> Double {
      each.window.cost + 2 * logarithm(each.factor)
    }
    let best = known.filter { $0.window.days >= min(longest.window.days, 14) }
      .min { (cost($0), -$0.window.days) < (cost($1), -$1.window.days) }
    return best.map { ($0.window.days, $0.factor, $0.window.podDays) }
  }

  /// The longest window no longer than `history` days that supports the budget.
  public func cpuWindow(history: Int, budget: RiskBudget) -> (days: Int, point: CPUPoint)? {
    for window in cpu.reversed() where window.days <= history {
      if let point = window.point(budget) { return (window.days, point) }
    }
    return nil
  }
}
