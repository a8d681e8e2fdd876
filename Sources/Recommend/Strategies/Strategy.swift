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

  /// What the container needs; `now` ends the history that counts.
  func demand(of profile: ContainerProfile, now: Instant) -> Demand
}

extension Strategy {
  /// Most strategies need samples: peaks and their times are not in a checkpoint.
  public static var readsCheckpoints: Bool { false }
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
