/// What may go wrong how often.
public struct RiskBudget: Hashable, Sendable, Codable {
  /// No smaller share is ever promised: public series do not support one.
  public static let least = 0.02
  /// No larger share is a budget.
  public static let most = 0.2

  /// The share of pod-days on which memory may exceed its limit.
  public var oomDays: Double
  /// The share of time that CPU use may be above the request.
  public var cpuTimeOver: Double
  /// The share of CPU use that may be above the request.
  public var cpuUnserved: Double

  /// Makes a budget; shares outside of 2 % … 20 % count as the nearest of the two.
  public init(oomDays: Double = 0.02, cpuTimeOver: Double = 0.05, cpuUnserved: Double = 0.05) {
    func held(_ share: Double) -> Double {
      share.isNaN ? Self.least : min(max(share, Self.least), Self.most)
    }
    self.oomDays = held(oomDays)
    self.cpuTimeOver = held(cpuTimeOver)
    self.cpuUnserved = held(cpuUnserved)
  }

  private enum CodingKeys: String, CodingKey { case oomDays, cpuTimeOver, cpuUnserved }

  /// Reads a kept budget, held to what may be promised like any other.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      oomDays: try fields.decode(Double.self, forKey: .oomDays),
      cpuTimeOver: try fields.decode(Double.self, forKey: .cpuTimeOver),
      cpuUnserved: try fields.decode(Double.self, forKey: .cpuUnserved)
    )
  }
}

/// What a policy says of a budget; nil where it leaves that to the newest back-test.
public struct BudgetWishes: Hashable, Sendable {
  /// The share of pod-days on which memory may exceed its limit.
  public var oomDays: Double?
  /// The share of time that CPU use may be above the request.
  public var cpuTimeOver: Double?
  /// The share of CPU use that may be above the request.
  public var cpuUnserved: Double?

  /// No wishes.
  public init() {}
}

/// A budget of which it is known who stated each share.
public struct StatedBudget: Hashable, Sendable {
  /// Who stated a share.
  public enum Origin: String, Hashable, Sendable {
    /// Nobody: it is the documented default.
    case standard = "default"
    /// The back-test whose calibration is gone by.
    case backtest = "newest back-test"
    /// A policy of the configuration, or an option.
    case policy
  }

  /// What may go wrong how often.
  public private(set) var budget: RiskBudget
  private(set) var oomDays: Origin
  private(set) var cpuTimeOver: Origin
  private(set) var cpuUnserved: Origin

  /// A budget all of which one has stated.
  public init(_ budget: RiskBudget = RiskBudget(), by origin: Origin = .standard) {
    self.budget = budget
    oomDays = origin
    cpuTimeOver = origin
    cpuUnserved = origin
  }

  /// This budget with what a policy states over it.
  func under(_ wishes: BudgetWishes) -> StatedBudget {
    var stated = self
    stated.budget = RiskBudget(
      oomDays: wishes.oomDays ?? budget.oomDays,
      cpuTimeOver: wishes.cpuTimeOver ?? budget.cpuTimeOver,
      cpuUnserved: wishes.cpuUnserved ?? budget.cpuUnserved
    )
    if wishes.oomDays != nil { stated.oomDays = .policy }
    if wishes.cpuTimeOver != nil { stated.cpuTimeOver = .policy }
    if wishes.cpuUnserved != nil { stated.cpuUnserved = .policy }
    return stated
  }
}
