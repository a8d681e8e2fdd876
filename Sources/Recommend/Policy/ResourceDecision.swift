import PodfitModel

/// What was decided for one resource of one container.
struct ResourceDecision<Amount: ResourceAmount> {
  /// What happens to request and limit together.
  enum Outcome: Hashable {
    case raise, lower, keep
    case withheld(UnavailableReason)
  }

  var request: Amount?
  var limit: Amount?
  var outcome: Outcome
  /// Why, in a few words with numbers.
  var cause: String
  var steps: [ExplanationStep]
  /// What is needed and not allowed.
  var conflicts: [PolicyConflict] = []

  /// Leaves the resource as it is and says why.
  init(keeping current: ResourceNow<Amount>, outcome: Outcome, cause: String) {
    request = current.statedRequest
    limit = current.statedLimit
    self.outcome = outcome
    self.cause = cause
    let text = request.map { "\($0.baseUnits)" } ?? "unset"
    steps = []
    steps.append(
      ExplanationStep(
        step: "\(Amount.resourceName) stays as it is",
        inputs: ["why": cause],
        value: (request as? any CustomStringConvertible)?.description ?? text
      )
    )
  }

  init(
    request: Amount?,
    limit: Amount?,
    outcome: Outcome,
    cause: String,
    steps: [ExplanationStep]
  ) {
    self.request = request
    self.limit = limit
    self.outcome = outcome
    self.cause = cause
    self.steps = steps
  }
}

/// Request and limit of one resource in force.
struct ResourceNow<Amount: ResourceAmount> {
  /// As they are stated, for keeping.
  var statedRequest: Amount?
  var statedLimit: Amount?

  /// The request where it is set to something.
  var request: Amount? { statedRequest.flatMap { $0 > .zero ? $0 : nil } }
  /// The limit where it is set to something.
  var limit: Amount? { statedLimit.flatMap { $0 > .zero ? $0 : nil } }
  /// What the scheduler sets aside: the request, else the limit.
  var effectiveRequest: Amount? { request ?? limit }

  /// Whether a change to these numbers is at most the given share for both.
  func isClose(toRequest newRequest: Amount, limit newLimit: Amount?, within share: Double) -> Bool
  {
    guard let old = effectiveRequest else { return false }
    return old.isClose(to: newRequest, within: share) && isLimitClose(to: newLimit, within: share)
  }

  /// What a change to these numbers amounts to; the request decides, then the limit.
  ///
  /// A limit that goes away allows more, one that is new allows less.
  func outcome(
    request newRequest: Amount,
    limit newLimit: Amount?,
    within share: Double
  ) -> ResourceDecision<Amount>.Outcome {
    guard let old = effectiveRequest else { return .raise }
    if !old.isClose(to: newRequest, within: share) { return newRequest > old ? .raise : .lower }
    if !isLimitClose(to: newLimit, within: share) {
      switch (limit, newLimit) {
      case (let old?, let new?): return new > old ? .raise : .lower
      case (nil, _?): return .lower
      default: return .raise
      }
    }
    let isUp = newRequest > old || (newLimit ?? .zero) > (limit ?? .zero)
    if isUp { return .raise }
    return newRequest == old && newLimit == limit ? .keep : .lower
  }

  private func isLimitClose(to newLimit: Amount?, within share: Double) -> Bool {
    switch (limit, newLimit) {
    case (nil, nil): true
    case (let old?, let new?): old.isClose(to: new, within: share)
    default: false
    }
  }
}

extension ResourceDecision where Amount: CustomStringConvertible {
  /// Leaves the resource as it is, since nothing that is allowed would do.
  init(keeping current: ResourceNow<Amount>, against conflict: PolicyConflict?) {
    self.init(
      keeping: current,
      outcome: .keep,
      cause: "\(Amount.resourceName == CPU.resourceName ? "CPU" : Amount.resourceName) request"
        + " \(current.effectiveRequest.quantityText) kept: \(conflict?.message ?? "no other is allowed")"
    )
    conflicts = [conflict].compactMap(\.self)
  }
}

extension ResourceAmount {
  /// Whether another amount differs by no more than a share of this one.
  func isClose(to other: Self, within share: Double) -> Bool {
    let difference = Double((other - self).baseUnits).magnitude
    return difference <= Double(baseUnits) * share
  }
}
