public import PodfitJVM
public import PodfitModel
import PodfitRecommend

/// How recommendations are to be made.
public struct RecommendRequest: Sendable {
  /// The strategy's id.
  public let strategy: String
  /// What the heaps of JVMs are weighed by: prices, goal, page cache.
  public var jvm = JVMSizingOptions()
  /// The time to take for now where a strategy's memory fades with time; nil for the end of each
  /// container's samples.
  public var now: Instant?
  /// The time a report says it was made at; nil for the end of the stored window.
  public var reportTime: Instant?

  /// Whether the steps of each number are kept; without them a large set takes a fraction of the memory.
  public var keepsExplanations = true

  let autoscaler: AutoscalerRule
  let cpuLimit: LimitRule?
  let memoryLimit: LimitRule?

  /// Makes a request.
  ///
  /// - Parameters:
  ///   - strategy: The strategy's id; nil for the default.
  ///   - cpuLimit: One of ``Podfit/limitRules``; nil for the strategy's or policy's own.
  ///   - memoryLimit: One of ``Podfit/limitRules``; nil for the strategy's or policy's own.
  ///   - autoscaler: One of ``Podfit/autoscalerRules``; nil keeps requests that an autoscaler measures by.
  ///   - now: The time to take for now.
  /// - Throws: ``PodfitError`` for a name that is not known
  public init(
    strategy: String? = nil,
    cpuLimit: String? = nil,
    memoryLimit: String? = nil,
    autoscaler: String? = nil,
    now: Instant? = nil
  ) throws(PodfitError) {
    do {
      self.strategy =
        type(of: try StrategyRegistry.strategy(strategy ?? Podfit.defaultStrategy)).id
        .rawValue
    } catch {
      throw .unknownStrategy("\(error); \(error.hint)")
    }
    if let autoscaler {
      guard let rule = AutoscalerRule(rawValue: autoscaler) else {
        throw .unknownRule(
          option: "autoscaler",
          name: autoscaler,
          known: Podfit.autoscalerRules
        )
      }
      self.autoscaler = rule
    } else {
      self.autoscaler = Policy().autoscaler
    }
    self.cpuLimit = try Self.rule(cpuLimit, option: "CPU limit")
    self.memoryLimit = try Self.rule(memoryLimit, option: "memory limit")
    self.now = now
  }

  private static func rule(_ name: String?, option: String) throws(PodfitError) -> LimitRule? {
    guard let name else { return nil }
    guard let rule = LimitRule(rawValue: name) else {
      throw .unknownRule(option: option, name: name, known: Podfit.limitRules)
    }
    return rule
  }

  /// The recommender of this request.
  ///
  /// - Throws: ``PodfitError`` for a strategy that is not known
  func recommender() throws(PodfitError) -> Recommender {
    var policy = Policy()
    policy.jvm = jvm
    policy.autoscaler = autoscaler
    if let cpuLimit { policy.cpuLimit = cpuLimit }
    if let memoryLimit { policy.memoryLimit = memoryLimit }
    policy.overridesStrategyLimits = cpuLimit != nil || memoryLimit != nil
    do {
      return Recommender(
        strategy: try StrategyRegistry.strategy(strategy),
        policy: policy,
        now: now
      )
    } catch {
      throw .unknownStrategy("\(error); \(error.hint)")
    }
  }
}
