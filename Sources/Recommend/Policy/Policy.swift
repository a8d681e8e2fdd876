public import PodfitJVM
public import PodfitModel

/// What becomes of a limit when the request beside it changes.
public enum LimitRule: String, Hashable, Sendable, CaseIterable {
  /// The limit keeps its proportion to the request; where none is set, none is set afterwards.
  case keepRatio = "keep-ratio"
  /// The limit rises in proportion to the request and never goes down; where none is set, none is
  /// set afterwards.
  case raiseOnly = "raise-only"
  /// The limit equals the request.
  case equalToRequest = "request"
  /// No limit.
  case never
  /// The limit stays as it is.
  case keep
}

/// What shapes a strategy's numbers before they become requests and limits.
///
/// Margins are the strategies'; here is what holds for all of them. Each rule that changes a number
/// leaves a step in the explanation.
///
/// - Source: docs/formulas/policy.md
public struct Policy: Hashable, Sendable {
  /// No CPU request is smaller.
  public var cpuFloor: CPU = .millicores(10)
  /// No memory request is smaller.
  public var memoryFloor: Memory = .mebibytes(32)
  /// CPU requests and limits are multiples of this, rounded up.
  public var cpuUnit: CPU = .millicores(1)
  /// Memory requests and limits are multiples of this, rounded up.
  public var memoryUnit: Memory = .mebibytes(1)
  /// The rule for CPU limits.
  ///
  /// A lower one would free nothing on a node, throttle bursts that averages hide, and change the CPUs
  /// that a JVM sees.
  public var cpuLimit: LimitRule = .raiseOnly
  /// The rule for memory limits.
  public var memoryLimit: LimitRule = .equalToRequest
  /// Whether the two rules also hold where a strategy has its own.
  public var overridesStrategyLimits = false
  /// A change of no more than this share of the amount now in force is not worth a rollout.
  public var minimumChange = 0.05
  /// Above this share of throttled periods what CPU was seen is less than what was needed.
  public var throttledRatio = 0.01
  /// Above this share of CPU samples that are lower bounds numbers are made from their estimate.
  public var clippedRatio = 0.01
  /// What becomes of requests that a horizontal autoscaler measures use against.
  public var autoscaler: AutoscalerRule = .keep
  /// With more restarts a day of each pod its samples are those of starts, and no number comes from them.
  public var mostRestartsPerPodDay = 12.0
  /// What may go wrong how often, for strategies that solve for it.
  public var budget = BudgetWishes()
  /// The least time from first to last sample that supports a number.
  public var leastSpan: TimeSpan = .days(1)
  /// The least time that samples must cover to support a number.
  public var leastCovered: TimeSpan = .hours(12)

  /// No CPU request or limit is larger; nil for any.
  public var cpuCap: CPU?
  /// No memory request or limit is larger; nil for any.
  public var memoryCap: Memory?
  /// No limit is more than this many times its request; nil for any.
  public var limitRatio: Double?
  /// No advice lowers a request or limit by more than this share of what is in force.
  public var maxStep = 1.0
  /// What may rise and must not fall.
  public var neverLower: NeverLower = .none
  /// Which containers keep whole CPUs.
  public var wholeCPUs: WholeCPURule = .labelled
  /// What becomes of the quality-of-service class.
  public var serviceClass: ServiceClassRule = .free
  /// Rounding adds no more than this share; where the unit would, a finer one is taken.
  public var roundingCost = 0.1

  /// What the heaps of JVMs are weighed by: prices, goal, page cache.
  public var jvm = JVMSizingOptions()

  /// Makes the documented default policy.
  public init() {}

  /// Below this length of observed history no memory limit is set where there was none, and a JVM whose heap
  /// stays keeps at least its limit.
  public var leastSpanForLimit: TimeSpan = .days(3)

  /// Whether a container without a memory limit may get one.
  ///
  /// Static pods (the API server, etcd) never do: a kill there takes the control plane away.
  func mayAddMemoryLimit(to profile: ContainerProfile) -> Bool {
    profile.id.workload.kind != .node && hasHistoryForLimit(profile)
  }

  /// Whether enough time was observed to set or lower limits by them.
  func hasHistoryForLimit(_ profile: ContainerProfile) -> Bool {
    profile.observed >= leastSpanForLimit
  }

  /// Why there is no number for a container at all, or nil where samples suffice.
  ///
  /// - Parameters:
  ///   - profile: what is known of the container
  ///   - readsCheckpoints: whether the strategy can do with a checkpoint where there are no samples
  /// - Returns: the reason, nil where there is enough
  public func reasonToWithhold(
    _ profile: ContainerProfile,
    readsCheckpoints: Bool = false
  ) -> UnavailableReason? {
    guard let window = profile.window, profile.cpu != nil || profile.memory != nil else {
      guard let distribution = profile.distribution else { return .noSamples }
      guard readsCheckpoints else { return .onlyCheckpoint }
      return reasonToWithhold(
        span: distribution.window?.span ?? TimeSpan(milliseconds: 0),
        covered: distribution.covered
      )
    }
    if window.span < leastSpan, profile.hasOnlyMoments { return .onlyMoments }
    if let reason = reasonOfHealth(profile) { return reason }
    return reasonToWithhold(
      span: window.span,
      covered: hasEnoughRuns(profile) ? leastCovered : profile.covered
    )
  }

  /// Why samples are torn to pieces, nil where they are not.
  ///
  /// A container that is killed for want of memory again and again is no such case: that it needs more is
  /// known whatever its samples are.
  private func reasonOfHealth(_ profile: ContainerProfile) -> UnavailableReason? {
    let health = profile.health
    guard profile.shape != .job, profile.oomKills == 0 else { return nil }
    if health.listedPods > 0, health.crashLooping == health.listedPods { return .crashLooping }
    if let rate = health.restartsPerPodDay, rate > mostRestartsPerPodDay {
      return .restarting(perPodDay: rate)
    }
    return nil
  }

  /// What runs to an end needs no time covered where so many of its runs were seen: a week of daily ones.
  static let leastRuns = 7

  /// Whether a container runs to an end, and often enough was seen doing so.
  func hasEnoughRuns(_ profile: ContainerProfile) -> Bool {
    guard profile.shape == .job || profile.isInit else { return false }
    return profile.pods.count { !$0.cpu.isEmpty || !$0.memory.isEmpty } >= Self.leastRuns
  }

  private func reasonToWithhold(span: TimeSpan, covered: TimeSpan) -> UnavailableReason? {
    if span < leastSpan { return .windowTooShort(seen: span, needed: leastSpan) }
    if covered < leastCovered { return .tooFewSamples(seen: covered, needed: leastCovered) }
    return nil
  }
}

extension Policy {
  /// The cap of a resource.
  func cap<Amount: ResourceAmount>() -> Amount? {
    let amount =
      Amount.resourceName == CPU.resourceName ? cpuCap?.nanocores : memoryCap?.bytes
    return amount.map { Amount(baseUnits: $0) }
  }

  /// Whether a container's CPUs stay whole.
  func keepsWholeCPUs(of profile: ContainerProfile) -> Bool {
    guard profile.confines.serviceClass == "Guaranteed", let limit = profile.current?.cpuLimit,
      limit > .zero, limit.nanocores % CPU.cores(Int64(1)).nanocores == 0
    else { return false }
    switch wholeCPUs {
    case .off: return false
    case .labelled: return profile.confines.hasExclusiveCPUs
    case .keep: return true
    }
  }

  /// An amount rounded up to the unit, or to a finer one where that would cost more than is allowed.
  func rounded(_ amount: CPU) -> CPU {
    amount.rounded(to: cpuUnit, adding: roundingCost, least: .millicores(1))
  }

  /// An amount rounded up to the unit, or to a finer one where that would cost more than is allowed.
  func rounded(_ amount: Memory) -> Memory {
    amount.rounded(to: memoryUnit, adding: roundingCost, least: .mebibytes(1))
  }
}

extension ResourceAmount {
  /// This amount rounded up to a multiple of `unit`, of half of it and so on, as long as rounding adds more
  /// than a share of the amount; the finest unit is `least`, or `unit` where that is finer.
  func rounded(to unit: Self, adding share: Double, least: Self) -> Self {
    var unit = unit
    while unit > least {
      let new = rounded(to: unit)
      if Double((new - self).baseUnits) <= Double(baseUnits) * share { return new }
      let half = unit.baseUnits / 2
      let isWhole = unit.baseUnits % 2 == 0 && half % max(least.baseUnits, 1) == 0
      unit = isWhole ? Self(baseUnits: half) : least
    }
    return rounded(to: unit)
  }

  /// The smallest multiple of `unit` that is not below this amount; where that would not fit, the
  /// largest multiple that does.
  func rounded(to unit: Self) -> Self {
    let up = roundedUp(toMultipleOf: unit)
    guard unit.baseUnits > 0 else { return up }
    return Self(baseUnits: up.baseUnits - up.baseUnits % unit.baseUnits)
  }

  /// This amount with the proportion of `limit` to `request`, rounded up to a whole base unit.
  ///
  /// Without a request the limit was the request, and the amount stays as it is.
  func inProportion(limit: Self, request: Self?) -> Self {
    guard let request, request > .zero else { return self }
    let product = Int128(baseUnits) * Int128(limit.baseUnits)
    let (quotient, rest) = product.quotientAndRemainder(dividingBy: Int128(request.baseUnits))
    return Self(baseUnits: Int64(clamping: rest > 0 ? quotient + 1 : quotient))
  }
}
