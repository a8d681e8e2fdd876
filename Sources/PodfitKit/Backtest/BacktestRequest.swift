public import PodfitModel
import PodfitRecommend

/// How a back-test is to be made.
public struct BacktestRequest: Sendable {
  /// The ids of the strategies; empty for all.
  public var strategies: [String] = []
  /// Days that numbers are held against, and from one origin to the next.
  public var horizon = 1
  /// Days of history before the first origin.
  public var warmup = 2
  /// What the budget strategy may let go wrong.
  public var budget = BudgetShares()
  /// The seed of the resampling.
  public var seed: UInt64 = 1
  /// How often workloads are resampled.
  public var resamples = 400
  /// How many threads work side by side.
  public var threads = 2
  /// When the back-test is made; nil keeps it out of the database.
  public var made: Instant?

  /// Makes a request with the documented defaults.
  public init() {}

  /// What may go wrong how often, as shares.
  public struct BudgetShares: Hashable, Sendable {
    /// Pod-days with memory above the limit; 2 % … 20 %.
    public var oomDays = RiskBudget().oomDays
    /// Time with CPU use above the request; 2 % … 20 %.
    public var cpuTimeOver = RiskBudget().cpuTimeOver
    /// CPU use above the request; 2 % … 20 %.
    public var cpuUnserved = RiskBudget().cpuUnserved

    /// Makes the documented budget.
    public init() {}

    var budget: RiskBudget {
      RiskBudget(oomDays: oomDays, cpuTimeOver: cpuTimeOver, cpuUnserved: cpuUnserved)
    }
  }
}

extension Podfit {
  /// The smallest and the largest share that a budget may have.
  public static var budgetRange: ClosedRange<Double> { RiskBudget.least...RiskBudget.most }
}
