import PodfitModel

/// Makes CPU request and limit from a strategy's demand.
struct CPUShaping {
  var policy: Policy
  var profile: ContainerProfile
  var demand: Demand
  /// Resources whose requests are solved together with an autoscaler's targets.
  var freed: Set<String> = []

  private var now: ResourceNow<CPU> {
    ResourceNow(
      statedRequest: profile.current?.cpuRequest,
      statedLimit: profile.current?.cpuLimit
    )
  }

  /// The largest use known of; where there are no samples, what a checkpoint has.
  private var most: CPU? { profile.cpu?.max ?? profile.distribution?.cpu?.max }

  func decision() -> ResourceDecision<CPU> {
    let now = now
    let base: CPU
    switch demand.cpuRequest {
    case .unavailable(let reason):
      return ResourceDecision(
        keeping: now,
        outcome: .withheld(reason),
        cause: "no CPU number: \(reason)"
      )
    case .value(let value): base = value
    }
    if let watched = profile.watch(of: CPU.resourceName, isSet: now.request != nil, freed: freed) {
      return ResourceDecision(
        keeping: now,
        outcome: .keep,
        cause: "CPU request \(now.request.quantityText) kept: \(watched)"
      )
    }
    var steps: [ExplanationStep] = []
    var basis = demand.cpuBasis
    let clipped = ClippedCPU(of: profile.pods, limit: now.limit)
    var request = floored(base, steps: &steps)
    if request > base { basis += ", at least \(request.stepText)" }
    let seen = request
    request = unclipped(request, clipped, steps: &steps)
    if request > seen {
      basis +=
        ", x \(request.ratio(to: seen).text(decimals: 2)) for"
        + " \(clipped.share.percentText) of samples cut off"
    }
    let asked = request
    request = throttled(request, steps: &steps)
    if request > asked { basis += ", throttled: at least p99 \(request.stepText)" }
    request = policy.rounded(request)
    steps.append(
      ExplanationStep(
        step: "CPU request rounded up",
        inputs: ["unit": policy.cpuUnit.quantity],
        value: request.quantity
      )
    )
    let isClipped = clipped.share > policy.clippedRatio
    let ruled = limit(for: request, isClipped: isClipped, steps: &steps)
    let bounds = ResourceBounds<CPU>(of: profile, policy: policy, now: now)
    let fit = bounds.fit(
      request: request,
      limit: ruled,
      need: ResourceBounds.Need(limit: needed(of: ruled, for: request, isClipped: isClipped)),
      now: now,
      round: policy.rounded
    )
    steps += fit.steps
    if fit.isHeld {
      var held = ResourceDecision(keeping: now, against: fit.conflict)
      held.steps = steps + held.steps
      return held
    }
    if let source = fit.decider(over: request) { basis += ", by \(source)" }
    request = fit.request
    let limit = fit.limit
    let isAllowed = bounds.violations(request: now.request, limit: now.limit).isEmpty
    if isAllowed, now.isClose(toRequest: request, limit: limit, within: policy.minimumChange) {
      var kept = ResourceDecision(
        keeping: now,
        outcome: .keep,
        cause: "CPU request \(now.effectiveRequest.quantityText) kept, within "
          + "\(policy.minimumChange.percentText) of \(request.quantity) (\(basis))"
      )
      kept.steps = steps + kept.steps
      return kept
    }
    var decision = ResourceDecision(
      request: request,
      limit: limit,
      outcome: now.outcome(request: request, limit: limit, within: policy.minimumChange),
      cause: "CPU request \(now.effectiveRequest.quantityText) -> \(request.quantity)"
        + " (\(basis))\(limitChange(to: limit))",
      steps: steps
    )
    decision.conflicts = [fit.conflict].compactMap(\.self)
    return decision
  }

  /// What a limit must not be below where a bound makes it smaller than its rule has it.
  private func needed(of limit: CPU?, for request: CPU, isClipped: Bool) -> CPU {
    let least = isThrottled || isClipped ? max(request, now.limit ?? .zero) : request
    let used = max(least, most ?? .zero)
    return limit.map { min($0, used) } ?? used
  }

  private func floored(_ base: CPU, steps: inout [ExplanationStep]) -> CPU {
    guard base < policy.cpuFloor else { return base }
    steps.append(
      ExplanationStep(
        step: "CPU floor",
        inputs: ["asked for": base.stepText],
        value: policy.cpuFloor.quantity
      )
    )
    return policy.cpuFloor
  }

  private var isThrottled: Bool { (profile.throttledRatio ?? 0) > policy.throttledRatio }

  private func throttled(_ base: CPU, steps: inout [ExplanationStep]) -> CPU {
    guard isThrottled, let cpu = profile.cpu else { return base }
    let request = max(base, cpu.p99)
    steps.append(
      ExplanationStep(
        step: "CPU was throttled: use seen is a lower bound, so no less than its quantile 0.99",
        inputs: [
          "throttled": (profile.throttledRatio ?? 0).percentText, "quantile 0.99": cpu.p99.stepText,
        ],
        value: request.stepText
      )
    )
    return request
  }

  /// What the number becomes where samples are lower bounds.
  private func unclipped(
    _ base: CPU,
    _ clipped: ClippedCPU,
    steps: inout [ExplanationStep]
  ) -> CPU {
    guard
      let correction = clipped.correction(
        of: base,
        at: demand.cpuQuantile,
        above: policy.clippedRatio
      )
    else { return base }
    let part = (correction.cpu - base).ratio(to: correction.cpu)
    steps.append(
      ExplanationStep(
        step: "CPU samples that are lower bounds: the demand behind them",
        inputs: [
          "samples": "\(clipped.samples)", "at the quota": "\(clipped.atQuota)",
          "throttled": "\(clipped.throttled)", "from use": base.stepText,
          "quantile": correction.quantile.text(decimals: 3), "as seen": correction.seen.stepText,
          "estimated": correction.demand.stepText
            + (correction.isIdentified ? "" : ", beyond the exact samples"),
          "share of the number": part.percentText,
        ],
        value: correction.cpu.stepText
      )
    )
    return correction.cpu
  }

  private func limit(
    for request: CPU,
    isClipped: Bool,
    steps: inout [ExplanationStep]
  ) -> CPU? {
    var limit: CPU?
    var rule = "the strategy's"
    if !policy.overridesStrategyLimits, demand.cpuLimit != .byPolicy {
      if case .amount(let amount) = demand.cpuLimit { limit = amount }
    } else {
      rule = policy.cpuLimit.rawValue
      switch policy.cpuLimit {
      case .never: limit = nil
      case .keep: limit = now.limit
      case .equalToRequest: limit = request
      case .raiseOnly:
        limit = now.limit.map { max($0, request.inProportion(limit: $0, request: now.request)) }
      case .keepRatio:
        limit = now.limit.map { old in
          max(request.inProportion(limit: old, request: now.request), most ?? .zero)
        }
      }
    }
    if let amount = limit {
      var least = request
      if isThrottled || isClipped, let old = now.limit { least = max(least, old) }
      limit = policy.rounded(max(amount, least))
    }
    guard limit != nil || now.limit != nil else { return nil }
    var inputs = ["rule": rule, "limit now": now.limit.quantityText]
    if let most { inputs["largest use"] = most.stepText }
    if isThrottled { inputs["throttled"] = (profile.throttledRatio ?? 0).percentText }
    steps.append(ExplanationStep(step: "CPU limit", inputs: inputs, value: limit.quantityText))
    return limit
  }

  private func limitChange(to limit: CPU?) -> String {
    var text =
      limit == now.limit ? "" : ", limit \(now.limit.quantityText) -> \(limit.quantityText)"
    if isThrottled {
      text += ", \((profile.throttledRatio ?? 0).percentText) of periods throttled"
    }
    return text
  }
}
