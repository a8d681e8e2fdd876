import PodfitModel

extension ResourceBounds {
  /// A request and a limit that fit the bounds, or why there are none.
  struct Fit {
    var request: Amount
    var limit: Amount?
    var steps: [ExplanationStep] = []
    /// What is needed and not allowed; where it is set and the numbers are not ``isHeld`` they are the most
    /// that is allowed, and more than is in force.
    var conflict: PolicyConflict?
    /// Whether nothing that is allowed would do, so that all stays as it is.
    var isHeld = false
    /// What the request was last changed by.
    fileprivate(set) var source: String?

    /// What made the request another one than was asked for; nil where nothing did.
    func decider(over asked: Amount) -> String? { request == asked ? nil : source }
  }

  /// What is known of the numbers that are to be fitted.
  struct Need {
    /// The limit must not be smaller, where there is one.
    var limit: Amount
    /// Whether a limit may be set where there was none.
    var mayAddLimit = true
    /// Whether less than the need is better than what is in force; not for JVMs, whose flags rely on it.
    var mayFallShort = true
  }

  /// Makes a request and a limit fit.
  ///
  /// - Parameters:
  ///   - request: what is asked for, rounded
  ///   - limit: the limit by its rule, nil for none
  ///   - need: what must be so
  ///   - now: what is in force
  ///   - round: rounds an amount up to the policy's unit
  /// - Returns: what fits, with the steps to it
  func fit(
    request: Amount,
    limit: Amount?,
    need: Need,
    now: ResourceNow<Amount>,
    round: (Amount) -> Amount
  ) -> Fit {
    var fit = Fit(request: request, limit: limit)
    raise(&fit, round: round)
    if let oneNumber { unify(&fit, why: oneNumber, need: need, round: round) }
    addLimit(&fit, need: need, now: now, round: round)
    if let old = fit.limit {
      let new = max(old, round(leastOfLimit), fit.request)
      if new > old {
        fit.note("limit no lower than its bounds", from: old, to: new, by: limitSource)
      }
      fit.limit = new
    }
    keepRatio(&fit, round: round)
    cap(&fit, need: need, now: now)
    guard !fit.isHeld, let fault = violations(request: fit.request, limit: fit.limit).first else {
      return fit
    }
    // Bounds that contradict each other: a least above a most.
    fit.conflict = fit.conflict ?? fault
    fit.isHeld = true
    return fit
  }

  private var limitSource: String {
    [least, leastRequest, leastLimit].compactMap(\.self).max { $0.amount < $1.amount }?.source ?? ""
  }

  private func raise(_ fit: inout Fit, round: (Amount) -> Amount) {
    for bound in [least, leastRequest].compactMap(\.self) where fit.request < bound.amount {
      let new = round(bound.amount)
      fit.note("request no lower than its bounds", from: fit.request, to: new, by: bound.source)
      fit.request = new
      fit.source = bound.source
    }
  }

  /// One number for both, no less than what is needed of either.
  private func unify(
    _ fit: inout Fit,
    why: String,
    need: Need,
    round: (Amount) -> Amount
  ) {
    var both = max(fit.request, round(max(need.limit, leastOfLimit)))
    if let multiple { both = both.rounded(to: multiple) }
    if both != fit.request || both != fit.limit {
      fit.note("request and limit are one number", from: fit.request, to: both, by: why)
    }
    if both != fit.request { fit.source = why }
    fit.request = both
    fit.limit = both
  }

  /// Where there is no limit: the one that the namespace gives, or one that is demanded.
  private func addLimit(
    _ fit: inout Fit,
    need: Need,
    now: ResourceNow<Amount>,
    round: (Amount) -> Amount
  ) {
    guard fit.limit == nil else { return }
    guard let source = given?.source ?? demandsLimit ?? ratio?.source else { return }
    if let given, given.amount >= max(fit.request, need.limit) {
      fit.note("limit that the namespace gives", from: nil, to: given.amount, by: source)
      return
    }
    // A limit in passing would change the heap of a JVM that had none.
    if now.limit == nil, !need.mayAddLimit {
      fit.isHeld = true
      fit.conflict = PolicyConflict(
        rule: .missingLimit,
        source: source,
        resource: Amount.resourceName,
        found: 0,
        allowed: 0,
        message: "\(source) leaves no \(Amount.resourceName) without a limit,"
          + " and none can be advised"
      )
      return
    }
    let new = max(given?.amount ?? .zero, fit.request, need.limit, now.limit ?? .zero)
    fit.limit = round(new)
    fit.note("limit where the namespace leaves none without", from: nil, to: fit.limit, by: source)
  }

  /// The request rises where a limit is too many times as large: the limit is what is needed.
  private func keepRatio(_ fit: inout Fit, round: (Amount) -> Amount) {
    guard let ratio, let limit = fit.limit ?? given?.amount else { return }
    let needed = limit.scaledUp(by: 1 / ratio.value)
    guard needed > fit.request else { return }
    let new = min(round(needed), limit)
    fit.note(
      "request: no limit is more times as large",
      from: fit.request,
      to: new,
      by: ratio.source
    )
    fit.request = new
    fit.source = ratio.source
  }

  private func cap(_ fit: inout Fit, need: Need, now: ResourceNow<Amount>) {
    guard !fit.isHeld, let most, max(fit.request, fit.limit ?? .zero) > most.amount else { return }
    // What must not fall is needed as well.
    let needed = max(fit.request, fit.limit == nil ? .zero : max(need.limit, leastOfLimit))
    let limit = fit.limit.map { min($0, most.amount) }
    if needed <= most.amount {
      fit.note("limit no higher than its bounds", from: fit.limit, to: limit, by: most.source)
      fit.limit = limit
      return
    }
    fit.conflict = conflict(.most, most.source, needed, most.amount, "need of \(needed) is above")
    let request = min(fit.request, most.amount)
    // Less than the need is better than what is in force only where nothing falls by it.
    let limitNow = now.limit ?? given?.amount
    let isRise =
      now.effectiveRequest.map { $0 < request } ?? true
      && (limitNow.map { (limit ?? given?.amount ?? $0) >= $0 } ?? (limit == nil))
    guard need.mayFallShort, isRise, oneNumber == nil else {
      fit.isHeld = true
      return
    }
    fit.note("as much as is allowed", from: needed, to: request, by: most.source)
    fit.source = most.source
    fit.request = request
    fit.limit = now.limit == nil && limit == given?.amount ? nil : limit
  }
}

extension ResourceBounds.Fit {
  fileprivate mutating func note(_ what: String, from: Amount?, to: Amount?, by source: String) {
    steps.append(
      ExplanationStep(
        step: "\(Amount.resourceName) \(what)",
        inputs: ["before": from.quantityText, "by": source],
        value: to.quantityText
      )
    )
  }
}
