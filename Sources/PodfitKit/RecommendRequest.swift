public import PodfitJVM
public import PodfitModel
import PodfitRecommend

/// How recommendations are to be made.
public struct RecommendRequest: Sendable {
  /// The strategy's id.
  public let strategy: String
  /// The time to take for now where a strategy's memory fades with time; nil for the end of each
  /// container's samples.
  public var now: Instant?
  /// The time a report says it is as of; nil for the end of the stored window.
  public var reportTime: Instant?

  /// Whether the steps of each number are kept; without them a large set takes a fraction of the memory.
  public var keepsExplanations = true

  private let book: PolicyBook

  /// Makes a request.
  ///
  /// - Parameters:
  ///   - strategy: The strategy's id; nil for the default.
  ///   - cpuLimit: One of ``Podfit/limitRules``; nil for the strategy's or policy's own.
  ///   - memoryLimit: One of ``Podfit/limitRules``; nil for the strategy's or policy's own.
  ///   - autoscaler: One of ``Podfit/autoscalerRules``; nil keeps requests that an autoscaler measures by.
  ///   - budget: What strategy `budget` may let go wrong; what is nil is left to the configuration.
  ///   - jvm: What the heaps of JVMs are weighed by; what is nil is left to the configuration.
  ///   - now: The time to take for now.
  ///   - configuration: What a configuration file says; what is named here wins over it.
  /// - Throws: ``PodfitError`` for a name that is not known
  public init(
    strategy: String? = nil,
    cpuLimit: String? = nil,
    memoryLimit: String? = nil,
    autoscaler: String? = nil,
    budget: BudgetTexts = BudgetTexts(),
    jvm: JVMWishes = JVMWishes(),
    now: Instant? = nil,
    configuration: Configuration = Configuration()
  ) throws(PodfitError) {
    do {
      let name = strategy ?? configuration.strategy?.name ?? Podfit.defaultStrategy
      self.strategy = type(of: try StrategyRegistry.strategy(name)).id.rawValue
    } catch {
      throw .unknownStrategy("\(error); \(error.hint)")
    }
    try Self.check(cpuLimit, among: Podfit.limitRules, option: "CPU limit")
    try Self.check(memoryLimit, among: Podfit.limitRules, option: "memory limit")
    try Self.check(autoscaler, among: Podfit.autoscalerRules, option: "autoscaler")
    _ = try budget.shares(over: BacktestRequest.BudgetShares())
    let options: [(key: String, text: String?)] = [
      ("cpu-limit", cpuLimit), ("memory-limit", memoryLimit), ("autoscaler", autoscaler),
      ("oom-days", budget.oomDays), ("cpu-time-over", budget.cpuTimeOver),
      ("cpu-unserved", budget.cpuUnserved),
      ("jvm-price-cpu", jvm.priceOfCore.map { "\($0)" }),
      ("jvm-price-memory", jvm.priceOfGibibyte.map { "\($0)" }),
      ("jvm-goal", jvm.goal?.rawValue), ("jvm-page-cache", jvm.pageCache?.rawValue),
    ]
    var book = configuration.book(over: try PolicyLayer(options: options))
    if strategy != nil {
      // An option holds for all workloads, over what their policies say.
      for index in book.rules.indices {
        book.rules[index].entry.strategy = nil
        book.rules[index].entry.settings[ConfigurationKeys.strategy] = nil
      }
    }
    self.book = book
    self.now = now
  }

  private static func check(
    _ name: String?,
    among known: [String],
    option: String
  ) throws(PodfitError) {
    guard let name, !known.contains(name) else { return }
    throw .unknownRule(option: option, name: name, known: known)
  }

  /// The recommender of this request.
  ///
  /// - Throws: ``PodfitError`` for a strategy that is not known
  func recommender() throws(PodfitError) -> Recommender {
    do {
      var recommender = Recommender(
        strategy: try StrategyRegistry.strategy(strategy),
        book: book,
        now: now
      )
      for name in Set(book.rules.compactMap(\.entry.strategy)) {
        recommender.strategies[name] = try StrategyRegistry.strategy(name)
      }
      return recommender
    } catch {
      throw .unknownStrategy("\(error); \(error.hint)")
    }
  }
}

/// What the heaps of JVMs are to be weighed by; nil where nothing is wished.
public struct JVMWishes: Hashable, Sendable {
  /// The price of a core, in the unit of that of a GiB.
  public var priceOfCore: Double?
  /// The price of a GiB of memory.
  public var priceOfGibibyte: Double?
  /// What heaps are sized for.
  public var goal: SizingGoal?
  /// What becomes of page cache.
  public var pageCache: PageCachePolicy?

  /// No wishes.
  public init() {}
}
