import PodfitModel

/// What one resource of one container may be: bounds of the namespace, the policy, the pod's class.
///
/// - Source: docs/formulas/policy.md, "Bounds"
struct ResourceBounds<Amount: ResourceAmount & CustomStringConvertible> {
  /// An amount and who sets it.
  struct Bound {
    var amount: Amount
    var source: String
  }

  /// No request or limit is smaller: the namespace.
  private(set) var least: Bound?
  /// No request or limit is larger: the namespace, or the policy.
  private(set) var most: Bound?
  /// The request does not fall below this: the policy.
  private(set) var leastRequest: Bound?
  /// The limit does not fall below this: the policy.
  private(set) var leastLimit: Bound?
  /// No limit is more times its request.
  private(set) var ratio: (value: Double, source: String)?
  /// The limit that the namespace gives to a container without one.
  private(set) var given: Bound?
  /// Who demands a limit.
  private(set) var demandsLimit: String?
  /// Why limit and request are one number; nil where they need not be.
  private(set) var oneNumber: String?
  /// What that number is a multiple of.
  private(set) var multiple: Amount?

  /// Gathers them for a container.
  init(of profile: ContainerProfile, policy: Policy, now: ResourceNow<Amount>) {
    let resource = Amount.resourceName
    // Mirror pods of static pods are made by the kubelet, which asks no namespace.
    if profile.id.workload.kind != .node {
      read(profile.confines.limitRanges)
      for quota in profile.confines.quotas where demandsLimit == nil {
        let isSet = quota.amounts.contains { $0.resource == "limits.\(resource)" && $0.hard != nil }
        if isSet, quota.scopes.isEmpty { demandsLimit = "ResourceQuota \(quota.id.name)" }
      }
    }
    if let cap: Amount = policy.cap(), cap < most?.amount ?? Amount(baseUnits: .max) {
      most = Bound(amount: cap, source: "the policy (\(resource)-cap)")
    }
    if let own = policy.limitRatio, own < ratio?.value ?? .infinity {
      ratio = (own, "the policy (limit-ratio)")
    }
    if policy.neverLower == .all || policy.neverLower.rawValue == resource {
      leastRequest = now.request.map { Bound(amount: $0, source: "the policy (never-lower)") }
      leastLimit = now.limit.map { Bound(amount: $0, source: "the policy (never-lower)") }
    } else if policy.maxStep < 1 {
      let source = "the policy (max-step \(policy.maxStep.percentText))"
      func step(_ amount: Amount) -> Bound {
        Bound(amount: amount.scaledUp(by: 1 - policy.maxStep), source: source)
      }
      leastRequest = now.request.map(step)
      leastLimit = now.limit.map(step)
    }
    readClass(of: profile, policy)
  }

  /// Of several limit ranges all count.
  private mutating func read(_ ranges: [LimitRange]) {
    for range in ranges {
      let source = "LimitRange \(range.id.name)"
      for rule in range.rules where rule.type == "Container" && rule.resource == Amount.resourceName
      {
        func bound(_ value: Int64?) -> Bound? {
          value.flatMap { $0 > 0 ? Bound(amount: Amount(baseUnits: $0), source: source) : nil }
        }
        if let new = bound(rule.min), new.amount > least?.amount ?? .zero { least = new }
        if let new = bound(rule.max), new.amount < most?.amount ?? Amount(baseUnits: .max) {
          most = new
        }
        // Without a default limit the largest one is given.
        if given == nil { given = bound(rule.defaultLimit ?? rule.max) }
        if let new = rule.largestRatio, new >= 1, new < ratio?.value ?? .infinity {
          ratio = (new, source)
        }
      }
    }
  }

  /// Whole CPUs and the class of the pod.
  private mutating func readClass(of profile: ContainerProfile, _ policy: Policy) {
    guard profile.confines.serviceClass == "Guaranteed", profile.current?.isGuaranteed == true
    else { return }
    let isWhole = policy.keepsWholeCPUs(of: profile)
    if isWhole, Amount.resourceName == CPU.resourceName {
      oneNumber = "whole CPUs of a Guaranteed pod"
      multiple = Amount(baseUnits: CPU.cores(Int64(1)).nanocores)
    } else if isWhole || policy.serviceClass == .keep {
      oneNumber = "the pod stays Guaranteed"
    }
  }

  /// The least that a limit may be, where there is one.
  var leastOfLimit: Amount {
    [least, leastRequest, leastLimit].compactMap { $0?.amount }.max() ?? .zero
  }

  /// What of a request and a limit the namespace or the policy does not allow.
  ///
  /// Only what has been set counts; a limit that is not set is the one that the namespace gives.
  func violations(request: Amount?, limit: Amount?) -> [PolicyConflict] {
    var found: [PolicyConflict] = []
    let limit = limit ?? given?.amount
    for (name, value) in [("request", request), ("limit", limit)] {
      guard let value else { continue }
      if let most, value > most.amount {
        found.append(
          conflict(.most, most.source, value, most.amount, "\(name) of \(value) is above")
        )
      }
      if let least, value < least.amount {
        found.append(
          conflict(.least, least.source, value, least.amount, "\(name) of \(value) is below")
        )
      }
    }
    if let ratio, let request, let limit, request > .zero {
      let times = limit.ratio(to: request)
      if times > ratio.value * (1 + 1e-9) {
        found.append(
          PolicyConflict(
            rule: .ratio,
            source: ratio.source,
            resource: Amount.resourceName,
            found: Int64(saturating: (times * 1000).rounded()),
            allowed: Int64(saturating: (ratio.value * 1000).rounded()),
            message: "\(Amount.resourceName) limit of \(limit) is"
              + " \(times.text(decimals: 1)) times the request;"
              + " \(ratio.source) allows \(ratio.value.text(decimals: 1))"
          )
        )
      }
    }
    if let oneNumber, let request,
      request != limit || multiple.map({ request.baseUnits % max($0.baseUnits, 1) != 0 }) == true
    {
      found.append(
        PolicyConflict(
          rule: .serviceClass,
          source: "the policy",
          resource: Amount.resourceName,
          found: request.baseUnits,
          allowed: limit?.baseUnits ?? 0,
          message: "\(Amount.resourceName) request \(request) and limit"
            + " \(limit.quantityText) are not what is to be kept: \(oneNumber)"
        )
      )
    }
    if let demandsLimit, limit == nil {
      found.append(
        PolicyConflict(
          rule: .missingLimit,
          source: demandsLimit,
          resource: Amount.resourceName,
          found: 0,
          allowed: 0,
          message: "no \(Amount.resourceName) limit; \(demandsLimit) demands one"
        )
      )
    }
    return found
  }

  /// A conflict with a bound, told with both numbers.
  func conflict(
    _ rule: PolicyConflict.Rule,
    _ source: String,
    _ found: Amount,
    _ allowed: Amount,
    _ words: String
  ) -> PolicyConflict {
    PolicyConflict(
      rule: rule,
      source: source,
      resource: Amount.resourceName,
      found: found.baseUnits,
      allowed: allowed.baseUnits,
      message: "\(Amount.resourceName) \(words) the \(rule.rawValue) that \(source)"
        + " allows, \(allowed)"
    )
  }
}
