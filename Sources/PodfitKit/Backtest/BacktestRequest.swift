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

    /// The documented budget with what options say over it.
    ///
    /// - Throws: ``PodfitError`` for what is no share, and for shares that no history supports
    public init(_ texts: BudgetTexts) throws(PodfitError) {
      self = try texts.shares(over: BudgetShares())
    }

    var budget: RiskBudget {
      RiskBudget(oomDays: oomDays, cpuTimeOver: cpuTimeOver, cpuUnserved: cpuUnserved)
    }
  }
}

/// What may go wrong how often, as options have it: `5%` or `0.05`; nil where nothing is said.
public struct BudgetTexts: Hashable, Sendable {
  /// Pod-days with memory above the limit.
  public var oomDays: String?
  /// Time with CPU use above the request.
  public var cpuTimeOver: String?
  /// CPU use above the request.
  public var cpuUnserved: String?

  /// Nothing said.
  public init(oomDays: String? = nil, cpuTimeOver: String? = nil, cpuUnserved: String? = nil) {
    self.oomDays = oomDays
    self.cpuTimeOver = cpuTimeOver
    self.cpuUnserved = cpuUnserved
  }

  func shares(
    over standard: BacktestRequest.BudgetShares
  ) throws(PodfitError) -> BacktestRequest.BudgetShares {
    var shares = standard
    if let oomDays { shares.oomDays = try Self.share(oomDays, of: "--oom-days") }
    if let cpuTimeOver { shares.cpuTimeOver = try Self.share(cpuTimeOver, of: "--cpu-time-over") }
    if let cpuUnserved { shares.cpuUnserved = try Self.share(cpuUnserved, of: "--cpu-unserved") }
    return shares
  }

  private static func share(_ text: String, of option: String) throws(PodfitError) -> Double {
    if let share = KnobText.risk(text) { return share }
    throw .badBudget(option: option, value: text, share: KnobText.ratio(text))
  }
}
