import PodfitModel

/// Sees to it that the advice for the containers of one workload contradicts no bound, each alone and all
/// together, and notes what is in force and does not fit.
///
/// What does not fit stays as it is; what would fit instead was decided before, container by container.
///
/// - Source: docs/formulas/policy.md, "Bounds"
struct WorkloadBounds {
  let policy: Policy
  /// The containers of one workload.
  let profiles: [ContainerProfile]

  /// Settles the recommendations for ``profiles``, in their order.
  func settle(_ results: inout [Recommendation]) {
    for place in results.indices {
      settle(place, PodResource<CPU>.cpu, &results)
      settle(place, PodResource<Memory>.memory, &results)
    }
    // What stays may make another sum too large; each pass leaves less that changes.
    for _ in 0..<3 {
      settlePod(PodResource<CPU>.cpu, \.cpu, &results)
      settlePod(PodResource<Memory>.memory, \.memory, &results)
    }
    for place in results.indices {
      settle(place, PodResource<CPU>.cpu, &results)
      settle(place, PodResource<Memory>.memory, &results)
      tell(&results[place])
    }
  }

  // MARK: One container

  private func settle<Amount: ResourceAmount & CustomStringConvertible>(
    _ place: Int,
    _ resource: PodResource<Amount>,
    _ results: inout [Recommendation]
  ) {
    let profile = profiles[place]
    let current = results[place].current
    let now = ResourceNow(
      statedRequest: current[keyPath: resource.request],
      statedLimit: current[keyPath: resource.limit]
    )
    let bounds = ResourceBounds<Amount>(of: profile, policy: policy, now: now)
    let advised = results[place].recommended
    let faults = bounds.violations(
      request: advised[keyPath: resource.request],
      limit: advised[keyPath: resource.limit]
    )
    guard let fault = faults.first else { return }
    if resource.differs(current, advised) {
      hold(place, resource, fault, &results)
    } else if profile.current != nil {
      results[place].note(faults)
    }
  }

  // MARK: The pod

  private func settlePod<Amount: ResourceAmount & CustomStringConvertible>(
    _ resource: PodResource<Amount>,
    _ ofNode: KeyPath<NodeResources, Amount>,
    _ results: inout [Recommendation]
  ) {
    let places = results.indices.filter { !profiles[$0].isInit }
    guard let first = places.first else { return }
    let rules = PodRules<Amount>(profiles[first])
    let node = profiles[first].confines.largestNode.map { $0[keyPath: ofNode] } ?? .zero
    func sum(_ of: (Recommendation) -> ContainerResources, _ path: PodResource<Amount>.Path)
      -> Amount
    { places.reduce(.zero) { $0 + (of(results[$1])[keyPath: path] ?? .zero) } }

    for (name, path) in [("requests", resource.request), ("limits", resource.limit)] {
      var bounds = [rules.most].compactMap(\.self)
      if name == "requests", node > .zero {
        bounds.append((node, "the largest listed node", .nodeSize))
      }
      for bound in bounds {
        let (now, after) = (sum(\.current, path), sum(\.recommended, path))
        guard after > bound.amount else { continue }
        let fault = Self.fault(bound.rule, bound.source, after, bound.amount, name)
        let risen = places.filter {
          results[$0].recommended[keyPath: path] ?? .zero
            > results[$0].current[keyPath: path] ?? .zero
        }
        if after > now {
          for place in risen { hold(place, resource, fault, &results) }
        } else {
          results[first].note([fault])
        }
      }
    }
    let changed = places.filter { resource.differs(results[$0].current, results[$0].recommended) }
    guard !changed.isEmpty else { return }
    let (requests, limits) = (
      sum(\.recommended, resource.request), sum(\.recommended, resource.limit)
    )
    if let least = rules.least, requests < least.amount {
      let isRaised = raise(changed, of: places, resource, rules, node: node, &results)
      if isRaised { return }
      let fault = Self.fault(.least, least.source, requests, least.amount, "requests")
      for place in changed { hold(place, resource, fault, &results) }
    }
    if let ratio = rules.ratio, limits > requests.scaledUp(by: ratio.value) {
      let most = requests.scaledUp(by: ratio.value)
      let fault = Self.fault(.ratio, ratio.source, limits, most, "limits")
      for place in changed { hold(place, resource, fault, &results) }
    }
  }

  private static func fault<Amount: ResourceAmount & CustomStringConvertible>(
    _ rule: PolicyConflict.Rule,
    _ source: String,
    _ found: Amount,
    _ allowed: Amount,
    _ what: String
  ) -> PolicyConflict {
    PolicyConflict(
      rule: rule,
      source: source,
      resource: Amount.resourceName,
      found: found.baseUnits,
      allowed: allowed.baseUnits,
      message: "\(Amount.resourceName) \(what) of the pod would be \(found); \(source)"
        + (rule == .nodeSize ? " hands out \(allowed)" : " has \(allowed) as \(rule.rawValue)")
    )
  }

  // MARK: Holding

  /// Leaves a resource of a container as it is, and whatever goes with it.
  private func hold<Amount: ResourceAmount>(
    _ place: Int,
    _ resource: PodResource<Amount>,
    _ fault: PolicyConflict,
    _ results: inout [Recommendation]
  ) {
    var places = [place]
    let targets = results[place].autoscaling.filter { $0.metric == Amount.resourceName }
    if !targets.isEmpty {
      // A target is solved for all requests that it counts.
      places += results.indices.filter {
        $0 != place && results[$0].autoscaling.contains(targets[0])
      }
    }
    for place in places {
      results[place].note([fault])
      results[place].autoscaling.removeAll { $0.metric == Amount.resourceName }
      resource.restore(&results[place])
      // The heap was sized for the other CPUs, or the other limit.
      if results[place].jvm != nil {
        PodResource<Memory>.memory.restore(&results[place])
        results[place].jvm = nil
      }
      results[place].confidence = nil
      results[place].status = status(of: results[place])
      results[place].takeBack(Amount.self)
      results[place].reason += "; \(Amount.resourceName) stays after all: \(fault.message)"
    }
  }

  func status(of result: Recommendation) -> RecommendationStatus {
    guard result.recommended != result.current else {
      return result.status == .withheld ? .withheld : .keep
    }
    func outcome<Amount: ResourceAmount>(_ resource: PodResource<Amount>)
      -> ResourceDecision<Amount>.Outcome
    {
      guard let request = result.recommended[keyPath: resource.request],
        resource.differs(result.current, result.recommended)
      else { return .keep }
      return ResourceNow(
        statedRequest: result.current[keyPath: resource.request],
        statedLimit: result.current[keyPath: resource.limit]
      ).outcome(
        request: request,
        limit: result.recommended[keyPath: resource.limit],
        within: policy.minimumChange
      )
    }
    let (cpu, memory) = (outcome(PodResource<CPU>.cpu), outcome(PodResource<Memory>.memory))
    if cpu == .raise || memory == .raise { return .raise }
    return cpu == .lower || memory == .lower ? .lower : .keep
  }

  /// The conflicts as a step of the explanation, and in the reason where it does not have them yet.
  private func tell(_ result: inout Recommendation) {
    guard !result.conflicts.isEmpty else { return }
    var inputs: [String: String] = [:]
    for (index, conflict) in result.conflicts.enumerated() {
      inputs["conflict \(index + 1), \(conflict.rule.rawValue)"] = conflict.message
      if !result.reason.contains(conflict.message) {
        result.reason += "; conflict: \(conflict.message)"
      }
    }
    result.explanation.append(
      ExplanationStep(
        step: "bounds that numbers do not fit",
        inputs: inputs,
        value: Int64(inputs.count).counted("conflict")
      )
    )
  }
}

extension Recommendation {
  /// Adds conflicts that are not there yet.
  fileprivate mutating func note(_ new: [PolicyConflict]) {
    for each in new where !conflicts.contains(each) { conflicts.append(each) }
  }
}

/// Where requests and limits of one resource stand.
struct PodResource<Amount: ResourceAmount> {
  typealias Path = WritableKeyPath<ContainerResources, Amount?>

  let request: Path
  let limit: Path
  /// An amount rounded up to the policy's unit.
  let rounded: (Policy, Amount) -> Amount

  func differs(_ a: ContainerResources, _ b: ContainerResources) -> Bool {
    a[keyPath: request] != b[keyPath: request] || a[keyPath: limit] != b[keyPath: limit]
  }

  /// Puts back what is in force.
  func restore(_ result: inout Recommendation) {
    result.recommended[keyPath: request] = result.current[keyPath: request]
    result.recommended[keyPath: limit] = result.current[keyPath: limit]
  }
}

extension PodResource<CPU> {
  static var cpu: Self {
    Self(request: \.cpuRequest, limit: \.cpuLimit) { $0.rounded($1) }
  }
}

extension PodResource<Memory> {
  static var memory: Self {
    Self(request: \.memoryRequest, limit: \.memoryLimit) { $0.rounded($1) }
  }
}

/// What limit ranges say of all containers of a pod together.
struct PodRules<Amount: ResourceAmount> {
  var least: (amount: Amount, source: String)?
  var most: (amount: Amount, source: String, rule: PolicyConflict.Rule)?
  var ratio: (value: Double, source: String)?

  init(_ profile: ContainerProfile) {
    guard profile.id.workload.kind != .node else { return }
    for range in profile.confines.limitRanges {
      let source = "LimitRange \(range.id.name)"
      for rule in range.rules where rule.type == "Pod" && rule.resource == Amount.resourceName {
        if let value = rule.min, value > least?.amount.baseUnits ?? 0 {
          least = (Amount(baseUnits: value), source)
        }
        if let value = rule.max, value > 0, value < most?.amount.baseUnits ?? .max {
          most = (Amount(baseUnits: value), source, .most)
        }
        if let value = rule.largestRatio, value >= 1, value < ratio?.value ?? .infinity {
          ratio = (value, source)
        }
      }
    }
  }
}
