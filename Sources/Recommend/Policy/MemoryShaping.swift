import PodfitJVM
import PodfitModel

/// Makes memory request and limit from a strategy's demand and the JVM's need.
struct MemoryShaping {
  var policy: Policy
  var profile: ContainerProfile
  var demand: Demand
  var need: JVMNeed
  /// Resources whose requests are solved together with an autoscaler's targets.
  var freed: Set<String> = []

  /// The decision and the JVM advice that goes with it.
  typealias Result = (decision: ResourceDecision<Memory>, jvm: JVMSizing?)

  private var now: ResourceNow<Memory> {
    ResourceNow(
      statedRequest: profile.current?.memoryRequest,
      statedLimit: profile.current?.memoryLimit
    )
  }

  /// The largest use known of; where there are no samples, what a checkpoint has.
  private var most: Memory? { profile.memory?.max ?? profile.distribution?.memory?.max }

  func decision() -> Result {
    if profile.isLeaking {
      return kept(.withheld(.leaking), "memory withheld: it grows without end, no size is enough")
    }
    let base: Memory
    switch demand.memoryRequest {
    case .unavailable(let reason):
      return kept(.withheld(reason), "no memory number: \(reason)")
    case .value(let value): base = value
    }
    if let watched = profile.watch(
      of: Memory.resourceName,
      isSet: now.request != nil,
      freed: freed
    ) {
      return underAutoscaler(watched)
    }
    if case .sized(let sizing, _) = need, followsNeed {
      return sized(sizing, base: base)
    }
    return plain(base)
  }

  /// Whether a limit will be set, so that the JVM sees what its need was computed for.
  private var followsNeed: Bool {
    switch limitRule {
    case .fixed(let amount): amount != nil
    case .rule(.equalToRequest): now.limit != nil || policy.mayAddMemoryLimit(to: profile)
    case .rule(.keepRatio), .rule(.raiseOnly): now.limit != nil
    case .rule(.never), .rule(.keep): false
    }
  }

  private enum Rule {
    case fixed(Memory?)
    case rule(LimitRule)
  }

  private var limitRule: Rule {
    guard !policy.overridesStrategyLimits else { return .rule(policy.memoryLimit) }
    switch demand.memoryLimit {
    case .byPolicy: return .rule(policy.memoryLimit)
    case .none: return .fixed(nil)
    case .amount(let amount): return .fixed(amount)
    }
  }

  // MARK: The ways to a decision

  private func kept(_ outcome: ResourceDecision<Memory>.Outcome, _ cause: String) -> Result {
    (ResourceDecision(keeping: now, outcome: outcome, cause: cause), nil)
  }

  /// The request stays; a limit below what was used or what the JVM needs is raised, which does not
  /// move the autoscaler.
  private func underAutoscaler(_ watched: String) -> Result {
    let cause = "memory request \(now.request.quantityText) kept: \(watched)"
    var result = ResourceDecision(keeping: now, outcome: .keep, cause: cause)
    var least = max(most ?? .zero, now.request ?? .zero)
    if case .sized(let sizing, _) = need, sizing.recommendation.flags.isEmpty {
      least = max(least, sizing.minimumLimit)
    }
    if let limit = now.limit, limit < least {
      let raised = policy.rounded(least)
      if let fault = bounds.violations(request: now.request, limit: raised).first {
        result.conflicts = [fault]
        return (result, nil)
      }
      result.limit = raised
      result.outcome = .raise
      result.cause += ", limit \(limit.quantity) -> \(raised.quantity)"
      result.steps.append(
        ExplanationStep(
          step: "memory limit raised to what is needed",
          inputs: ["limit now": limit.quantity, "needed": least.stepText],
          value: raised.quantity
        )
      )
    }
    return (result, nil)
  }

  /// The limit is what the JVM needs; the request is no more, and less where less was used.
  ///
  /// Past use counts unless the heap will be larger than it was.
  private func sized(_ sizing: JVMSizing, base: Memory) -> Result {
    let advice = sizing.recommendation
    let heapNow = profile.jvm?.configuration?.maxHeap ?? advice.heapMax
    var limit = max(sizing.minimumLimit, policy.memoryFloor)
    // Of a heap that is as large at the start as at most, use tells the flags and not the need.
    let configuration = profile.jvm?.configuration
    let isFixed = configuration.map { $0.pretouches || $0.initialHeap >= $0.maxHeap } ?? false
    var request =
      isFixed || advice.heapMax > heapNow ? limit : min(limit, max(base, policy.memoryFloor))
    var basis =
      "JVM need: heap \(advice.heapMax.stepText) + \(sizing.nonHeap.stepText) beside it"
    if request < limit { basis = "\(demand.memoryBasis); \(basis)" }
    if isFixed { basis += ", all of it from the start" }
    if profile.oomKills > 0 { basis += ", limit above the one it was killed at" }
    limit = policy.rounded(limit)
    request = min(policy.rounded(request), limit)
    let inputs = [
      "heap": advice.heapMax.stepText,
      "beside the heap": sizing.nonHeap.stepText,
      "from use": base.stepText,
      "largest working set": most.map(\.stepText) ?? "not measured",
    ]
    let steps = [
      ExplanationStep(
        step: "memory limit from the JVM's need",
        inputs: inputs,
        value: limit.quantity
      ),
      ExplanationStep(
        step: "memory request: what was used, no more than the JVM's need",
        inputs: inputs,
        value: request.quantity
      ),
    ]
    let fits = now.limit.map { $0 >= sizing.minimumLimit } ?? false
    var result = finish(
      request: request,
      limit: limit,
      need: ResourceBounds.Need(limit: limit, mayFallShort: false),
      basis: basis,
      mayKeep: fits && advice.flags.isEmpty,
      jvm: sizing,
      steps: sizing.steps + steps
    )
    if let limit = result.decision.limit { result.decision.steps.append(sizing.account(of: limit)) }
    return result
  }

  /// Request by the strategy, limit by the rule, both above what was used.
  private func plain(_ base: Memory) -> Result {
    var steps: [ExplanationStep] = []
    var basis = demand.memoryBasis
    var request = unclipped(base, steps: &steps)
    if request > base {
      let kills = profile.oomKills > 0 ? " by \(profile.oomKills.counted("OOM kill"))" : ""
      basis += ", cut off at the limit\(kills): at least \(request.stepText)"
    }
    if request < policy.memoryFloor {
      basis += ", at least \(policy.memoryFloor.stepText)"
      request = policy.memoryFloor
      steps.append(
        ExplanationStep(
          step: "memory floor",
          inputs: ["asked for": base.stepText],
          value: request.quantity
        )
      )
    }
    request = policy.rounded(request)
    steps.append(
      ExplanationStep(
        step: "memory request rounded up",
        inputs: ["unit": policy.memoryUnit.quantity],
        value: request.quantity
      )
    )
    let most = most ?? .zero
    var inputs = [
      "limit now": now.limit.quantityText, "largest working set": most.stepText,
    ]
    var limit = wanted(for: request, inputs: &inputs)
    // A limit that appears or goes away would change the heap just as one that shrinks.
    switch need {
    case .none: break
    case .unknown(let why):
      inputs["JVM"] = "\(why): the limit does not go down"
      limit = now.limit.map { max($0, limit ?? $0) }
    case .sized(let sizing, _):
      inputs["JVM"] = "the limit stays, or rises to what the heap in force needs"
      let least = sizing.recommendation.flags.isEmpty ? sizing.minimumLimit : .zero
      limit = now.limit.map { max($0, least) }
    }
    if let amount = limit {
      var least = max(request, most)
      if profile.oomKills > 0, let old = now.limit {
        least = max(least, old)
        inputs["OOM kills"] = "\(profile.oomKills): the limit does not go down"
      }
      limit = policy.rounded(max(amount, least))
    }
    if limit != nil || now.limit != nil {
      steps.append(
        ExplanationStep(step: "memory limit", inputs: inputs, value: limit.quantityText)
      )
    }
    if case .unknown(let why) = need { basis += "; limit not lowered, \(why)" }
    let fits = now.limit.map { $0 >= max(most, now.request ?? .zero) } ?? true
    var needed = ResourceBounds<Memory>.Need(limit: limit ?? max(request, most))
    switch need {
    case .none:
      // A limit above what was used may go down to that, but not after kills.
      let least = max(request, most, profile.oomKills > 0 ? now.limit ?? .zero : .zero)
      needed.limit = limit.map { min($0, policy.rounded(least)) } ?? least
      needed.mayAddLimit = policy.mayAddMemoryLimit(to: profile)
    case .unknown, .sized:
      needed.mayAddLimit = false
      needed.mayFallShort = false
    }
    return finish(
      request: request,
      limit: limit,
      need: needed,
      basis: basis,
      mayKeep: fits,
      jvm: nil,
      steps: steps
    )
  }

  /// What the number becomes where use was cut off by the limit.
  private func unclipped(_ base: Memory, steps: inout [ExplanationStep]) -> Memory {
    let clipped = ClippedMemory(of: profile.pods, limit: now.limit)
    let killedAt = profile.killedAtLimit
    guard
      let least = clipped.least(limit: now.limit, kills: profile.oomKills, killedAt: killedAt),
      least > base
    else { return base }
    var inputs = [
      "from use": base.stepText, "limit": now.limit.quantityText,
      "pod-days at the limit": "\(clipped.podDaysAtLimit) of \(clipped.podDays)",
      "ended for want of memory": "\(profile.oomKills)",
      "share of the number": (least - base).ratio(to: least).percentText,
    ]
    if let reached = clipped.reached, reached != now.limit {
      inputs["limit then"] = reached.quantity
    }
    if let killedAt, killedAt != now.limit { inputs["limit when ended"] = killedAt.quantity }
    steps.append(
      ExplanationStep(
        step: "memory was cut off at the limit: use seen is a lower bound",
        inputs: inputs,
        value: least.stepText
      )
    )
    return least
  }

  private func wanted(for request: Memory, inputs: inout [String: String]) -> Memory? {
    switch limitRule {
    case .fixed(let amount):
      inputs["rule"] = "the strategy's"
      return amount
    case .rule(let rule):
      inputs["rule"] = rule.rawValue
      switch rule {
      case .equalToRequest:
        if now.limit == nil, !policy.mayAddMemoryLimit(to: profile) {
          inputs["no limit added"] =
            "static pod, or less than \(policy.leastSpanForLimit.hoursText)"
          return nil
        }
        return request
      case .raiseOnly:
        return now.limit.map { max($0, request.inProportion(limit: $0, request: now.request)) }
      case .keep: return now.limit
      case .never: return nil
      case .keepRatio:
        return now.limit.map { request.inProportion(limit: $0, request: now.request) }
      }
    }
  }

  private var bounds: ResourceBounds<Memory> {
    ResourceBounds(of: profile, policy: policy, now: now)
  }

  private func finish(
    request: Memory,
    limit: Memory?,
    need: ResourceBounds<Memory>.Need,
    basis: String,
    mayKeep: Bool,
    jvm: JVMSizing?,
    steps: [ExplanationStep]
  ) -> Result {
    let bounds = bounds
    let fit = bounds.fit(
      request: request,
      limit: limit,
      need: need,
      now: now,
      round: policy.rounded
    )
    let steps = steps + fit.steps
    if fit.isHeld {
      var held = ResourceDecision(keeping: now, against: fit.conflict)
      held.steps = steps + held.steps
      return (held, nil)
    }
    let by = fit.decider(over: request).map { ", by \($0)" } ?? ""
    let (request, limit) = (fit.request, fit.limit)
    let isAllowed = bounds.violations(request: now.request, limit: now.limit).isEmpty
    if mayKeep, isAllowed,
      now.isClose(toRequest: request, limit: limit, within: policy.minimumChange)
    {
      var kept = ResourceDecision(
        keeping: now,
        outcome: .keep,
        cause: "memory request \(now.effectiveRequest.quantityText) kept, within "
          + "\(policy.minimumChange.percentText) of \(request.quantity) (\(basis)\(by))"
      )
      kept.steps = steps + kept.steps
      return (kept, jvm)
    }
    var cause =
      "memory request \(now.effectiveRequest.quantityText) -> \(request.quantity) (\(basis)\(by))"
    if limit != now.limit {
      cause += ", limit \(now.limit.quantityText) -> \(limit.quantityText)"
    }
    var decision = ResourceDecision(
      request: request,
      limit: limit,
      outcome: now.outcome(request: request, limit: limit, within: policy.minimumChange),
      cause: cause,
      steps: steps
    )
    decision.conflicts = [fit.conflict].compactMap(\.self)
    return (decision, jvm)
  }
}
