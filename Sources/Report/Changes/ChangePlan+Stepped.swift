public import PodfitModel

extension ChangePlan {
  /// The recommendations as one run of this plan makes them: values after its step, what must not fall as
  /// it is, and the wave of each workload that changes.
  public var stepped: RecommendationSet {
    var set = set
    set.recommendations = set.recommendations.map { each in
      steps[each.id].map { Self.stepped(each, $0, options) } ?? each
    }
    if options.waves > 1 {
      for workload in workloads {
        for container in workload.containers { set.waves[container.id] = workload.wave }
      }
    }
    return set
  }

  private static func stepped(
    _ each: Recommendation,
    _ step: Container,
    _ options: ChangeOptions
  ) -> Recommendation {
    let isWhole = step.target.isSame(as: each.recommended)
    guard !isWhole else { return each }
    var stepped = each
    if each.autoscaling.contains(where: { $0.percent != $0.percentNow }) {
      // A target of an autoscaler goes with the whole change only.
      stepped.reason += "; whole or not at all, as a target of an autoscaler goes with it"
      return stepped
    }
    stepped.recommended.cpuRequest = step.target.cpuRequest
    stepped.recommended.cpuLimit = step.target.cpuLimit
    stepped.recommended.memoryRequest = step.target.memoryRequest
    stepped.recommended.memoryLimit = step.target.memoryLimit
    stepped.reason +=
      options.neverLower.contains { $0.matches(each.id) }
      ? "; must not fall" : "; this is a step of at most \((options.maxStep ?? 1).percent)"
    let (now, then) = (each.current, stepped.recommended)
    let pairs: [(Int64?, Int64?)] = [
      (now.cpuRequest?.nanocores, then.cpuRequest?.nanocores),
      (now.cpuLimit?.nanocores, then.cpuLimit?.nanocores),
      (now.memoryRequest?.bytes, then.memoryRequest?.bytes),
      (now.memoryLimit?.bytes, then.memoryLimit?.bytes),
    ]
    if pairs.allSatisfy({ $0 == $1 }) {
      stepped.status = .keep
    } else if each.status == .lower, !pairs.contains(where: { isFall($0, $1) }) {
      stepped.status = .raise
    }
    return stepped
  }

  private static func isFall(_ from: Int64?, _ to: Int64?) -> Bool {
    guard let from, let to else { return from != nil && to == nil }
    return to < from
  }

  /// The patterns of what must not fall that fit no container there is advice on.
  public var unmatchedPatterns: [WorkloadPattern] {
    options.neverLower.filter { pattern in
      !set.recommendations.contains { pattern.matches($0.id) }
    }
  }
}
