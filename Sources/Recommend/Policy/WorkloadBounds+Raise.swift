import PodfitModel

extension WorkloadBounds {
  /// Raises the requests of the containers that change until those of the whole pod come to the least that the
  /// namespace allows: in proportion to what each would give up, so that none ends up above what it has now; where
  /// that is not enough, in proportion to what is advised.
  ///
  /// Not raised are requests that go with a target of an autoscaler, and those of JVMs, whose heap was sized for
  /// the numbers as they are. Limits rise where they would be below their request.
  ///
  /// - Parameters:
  ///   - changed: The containers that change.
  ///   - places: All containers that run side by side.
  ///   - resource: Where its numbers stand.
  ///   - rules: What binds the pod.
  ///   - node: What the largest listed node hands out; zero where none is listed.
  ///   - results: The advice.
  /// - Returns: Whether the pod passes now; else nothing is raised.
  /// - Source: docs/formulas/policy.md, "Bounds"
  func raise<Amount: ResourceAmount & CustomStringConvertible>(
    _ changed: [Int],
    of places: [Int],
    _ resource: PodResource<Amount>,
    _ rules: PodRules<Amount>,
    node: Amount,
    _ results: inout [Recommendation]
  ) -> Bool {
    guard let least = rules.least else { return true }
    func sum(_ results: [Recommendation], _ places: [Int], _ path: PodResource<Amount>.Path)
      -> Amount
    { places.reduce(.zero) { $0 + (results[$1].recommended[keyPath: path] ?? .zero) } }

    let sharing = changed.filter { place in
      results[place].jvm == nil
        && !results[place].autoscaling.contains { $0.metric == Amount.resourceName }
    }
    let missing = least.amount - sum(results, places, resource.request)
    func fall(_ place: Int) -> Amount {
      let advised = results[place].recommended[keyPath: resource.request] ?? .zero
      return max((results[place].current[keyPath: resource.request] ?? .zero) - advised, .zero)
    }
    let falls = sharing.reduce(.zero) { $0 + fall($1) }
    let isByFall = falls >= missing
    let whole = isByFall ? falls : sum(results, sharing, resource.request)
    guard whole > .zero else { return false }
    var raised = results
    for place in sharing {
      guard let before = results[place].recommended[keyPath: resource.request] else { continue }
      let now = ResourceNow(
        statedRequest: results[place].current[keyPath: resource.request],
        statedLimit: results[place].current[keyPath: resource.limit]
      )
      let bounds = ResourceBounds<Amount>(of: profiles[place], policy: policy, now: now)
      let share = (isByFall ? fall(place) : before).ratio(to: whole)
      guard share > 0 else { continue }
      var request = resource.rounded(policy, before + missing.scaledUp(by: share))
      if let multiple = bounds.multiple { request = request.rounded(to: multiple) }
      let limit = results[place].recommended[keyPath: resource.limit].map { max($0, request) }
      guard bounds.violations(request: request, limit: limit).isEmpty else { return false }
      raised[place].recommended[keyPath: resource.request] = request
      raised[place].recommended[keyPath: resource.limit] = limit
      // So little may be left of the change that it is not worth making.
      if now.outcome(request: request, limit: limit, within: policy.minimumChange) == .keep {
        resource.restore(&raised[place])
      }
      let after = raised[place].recommended[keyPath: resource.request]
      raised[place].confidence = nil
      raised[place].status = status(of: raised[place])
      raised[place].reason +=
        "; \(Amount.resourceName) request \(after.quantityText) instead of \(before):"
        + " \(least.source) asks for \(least.amount) for the whole pod"
      raised[place].explanation.append(
        ExplanationStep(
          step: "\(Amount.resourceName) requests of the pod no lower than its bounds",
          inputs: [
            "before": "\(before)", "by": least.source, "least of the pod": "\(least.amount)",
            "requests of the pod before": "\(least.amount - missing)",
            "in proportion to": isByFall ? "what each gives up" : "what is advised",
          ],
          value: after.quantityText
        )
      )
    }
    let requests = sum(raised, places, resource.request)
    let limits = sum(raised, places, resource.limit)
    guard requests >= least.amount, node.isZero || requests <= node else { return false }
    if let most = rules.most, max(requests, limits) > most.amount { return false }
    if let ratio = rules.ratio, limits > requests.scaledUp(by: ratio.value) { return false }
    results = raised
    return true
  }
}
