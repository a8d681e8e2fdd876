public import PodfitModel

/// The stable name of a strategy, such as `headroom`.
public struct StrategyID: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
  /// The name in kebab-case.
  public let rawValue: String

  /// Makes an id from its text.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Makes an id from a literal.
  public init(stringLiteral value: String) { rawValue = value }
}

/// A way from a container's profile to the numbers it needs.
///
/// A strategy says what the container needs; what becomes of that under autoscalers, leaks, JVMs,
/// floors and rounding is the ``Policy``'s part and is the same for all strategies.
public protocol Strategy: Sendable {
  /// The stable name.
  static var id: StrategyID { get }
  /// What it does, in half a sentence.
  static var summary: String { get }
  /// The signals it reads.
  static var needs: Set<Metric> { get }

  /// Whether it can do with the checkpoint of a vertical autoscaler where there are no samples.
  static var readsCheckpoints: Bool { get }

  /// Makes the strategy with its published constants.
  init()

  /// The strategy with what a policy states of it.
  func governed(by policy: Policy) -> Self

  /// What the container needs; `now` ends the history that counts.
  func demand(of profile: ContainerProfile, now: Instant) -> Demand

  /// The same numbers for a history, without words: what a back-test asks thousands of times.
  func amounts(of history: UsageHistory) -> StrategyAmounts

  /// The strategy with its own knobs turned, from lean to safe; the published setting is among them.
  static var sweep: [StrategyVariant] { get }
}

/// A strategy with its knobs set to something.
public struct StrategyVariant: Sendable {
  /// The setting, such as `percentile=0.9`.
  public var knob: String
  /// Whether it is the published one.
  public var isPublished: Bool
  /// The strategy.
  public var strategy: any Strategy

  /// Makes a variant.
  public init(_ knob: String, _ strategy: any Strategy, isPublished: Bool = false) {
    self.knob = knob
    self.strategy = strategy
    self.isPublished = isPublished
  }

  /// Variants along one knob; the one whose value is `published` is marked.
  static func variants(
    _ name: String,
    _ values: [Double],
    published: Double,
    _ make: (Double) -> any Strategy
  ) -> [StrategyVariant] {
    values.map {
      StrategyVariant(
        "\(name)=\($0.text(decimals: 4))",
        make($0),
        isPublished: $0 == published
      )
    }
  }
}

/// What a strategy asks for, without words.
public struct StrategyAmounts: Hashable, Sendable {
  /// The CPU request.
  public var cpu: Estimate<CPU>
  /// The CPU limit the strategy itself sets.
  public var cpuLimit: CPU?
  /// The memory request.
  public var memory: Estimate<Memory>
  /// The memory limit the strategy itself sets; nil leaves it to the policy, which takes the request.
  public var memoryLimit: Memory?

  /// Makes amounts; what is left out is not known.
  public init(
    cpu: Estimate<CPU> = .unavailable(.noSamples),
    cpuLimit: CPU? = nil,
    memory: Estimate<Memory> = .unavailable(.noSamples),
    memoryLimit: Memory? = nil
  ) {
    self.cpu = cpu
    self.cpuLimit = cpuLimit
    self.memory = memory
    self.memoryLimit = memoryLimit
  }
}

/// How a strategy came to a number, in words.
public struct StrategyAccount: Hashable, Sendable {
  /// Where the number comes from, in a few words with numbers.
  public var basis: String
  /// What was done, a short stable phrase.
  public var step: String
  /// What went in, by name.
  public var inputs: [String: String]
}

/// A strategy whose numbers come from a ``UsageHistory`` alone.
public protocol HistoryStrategy: Strategy {
  /// The quantile of the CPU samples that the request is a multiple of; nil where it is none.
  func sampleQuantile(of history: UsageHistory) -> Double?
  /// What becomes of CPU limits.
  static var cpuLimitRule: HistoryLimit { get }
  /// What becomes of memory limits.
  static var memoryLimitRule: HistoryLimit { get }
  /// The way to the CPU request of a history that has one.
  func cpuAccount(of history: UsageHistory) -> StrategyAccount
  /// The way to the memory request of a history that has one.
  func memoryAccount(of history: UsageHistory) -> StrategyAccount
}

/// Who says what a limit is.
public enum HistoryLimit: Hashable, Sendable {
  /// The policy.
  case policy
  /// The strategy: what it computes, else none.
  case strategy
}

extension HistoryStrategy {
  /// Most do more than take a quantile.
  public func sampleQuantile(of history: UsageHistory) -> Double? { nil }
  /// The policy says what becomes of CPU limits.
  public static var cpuLimitRule: HistoryLimit { .policy }
  /// The policy says what becomes of memory limits.
  public static var memoryLimitRule: HistoryLimit { .policy }

  /// What the container needs: the amounts for its history up to `now`, and how they came about.
  public func demand(of profile: ContainerProfile, now: Instant) -> Demand {
    let history = UsageHistory(profile, now: now)
    let amounts = amounts(of: history)
    var demand = Demand(cpuRequest: amounts.cpu, memoryRequest: amounts.memory)
    demand.cpuQuantile = sampleQuantile(of: history)
    if let value = amounts.cpu.value {
      let account = cpuAccount(of: history)
      demand.cpuBasis = account.basis
      demand.steps.append(
        ExplanationStep(step: account.step, inputs: account.inputs, value: value.stepText)
      )
    }
    if let value = amounts.memory.value {
      let account = memoryAccount(of: history)
      demand.memoryBasis = account.basis
      demand.steps.append(
        ExplanationStep(step: account.step, inputs: account.inputs, value: value.stepText)
      )
    }
    if Self.cpuLimitRule == .strategy {
      demand.cpuLimit = amounts.cpuLimit.map { .amount($0) } ?? .none
    }
    if Self.memoryLimitRule == .strategy {
      demand.memoryLimit = amounts.memoryLimit.map { .amount($0) } ?? .none
    }
    return demand
  }
}

extension Strategy {
  /// Most strategies need samples: peaks and their times are not in a checkpoint.
  public static var readsCheckpoints: Bool { false }

  /// Most strategies have nothing that a policy states.
  public func governed(by policy: Policy) -> Self { self }
}

/// What a strategy asks for, before any policy.
public struct Demand: Hashable, Sendable {
  /// What a strategy says of a limit.
  public enum Limit<Amount: ResourceAmount>: Hashable, Sendable {
    /// The policy decides.
    case byPolicy
    /// No limit.
    case none
    /// This limit.
    case amount(Amount)
  }

  /// The CPU request.
  public var cpuRequest: Estimate<CPU>
  /// The CPU limit.
  public var cpuLimit: Limit<CPU>
  /// The memory request.
  public var memoryRequest: Estimate<Memory>
  /// The memory limit.
  public var memoryLimit: Limit<Memory>
  /// The quantile of the CPU samples that the request is a multiple of; nil where it is none.
  public var cpuQuantile: Double?
  /// Where the CPU request comes from, in a few words with numbers, such as `p95 103.1m + 15 %`.
  public var cpuBasis: String
  /// Where the memory request comes from, in a few words with numbers.
  public var memoryBasis: String
  /// The way from samples to these numbers.
  public var steps: [ExplanationStep]

  /// Makes a demand; what is left out is not known, and limits are the policy's.
  public init(
    cpuRequest: Estimate<CPU> = .unavailable(.noSamples),
    cpuLimit: Limit<CPU> = .byPolicy,
    memoryRequest: Estimate<Memory> = .unavailable(.noSamples),
    memoryLimit: Limit<Memory> = .byPolicy,
    cpuBasis: String = "",
    memoryBasis: String = "",
    steps: [ExplanationStep] = []
  ) {
    self.cpuRequest = cpuRequest
    self.cpuLimit = cpuLimit
    self.memoryRequest = memoryRequest
    self.memoryLimit = memoryLimit
    self.cpuBasis = cpuBasis
    self.memoryBasis = memoryBasis
    self.steps = steps
  }
}
