import PodfitModel

/// Solves the requests of a workload's containers and the targets of its horizontal autoscaler together.
///
/// An autoscaler that watches `Resource` measures the use of all containers of the pod against the sum of
/// their requests, one that watches `ContainerResource` one container's against its own. CPU and memory are
/// each solved at their own scale point; since the number of pods is the larger of what both ask for, it
/// stays where neither point moves.
///
/// - Source: docs/formulas/autoscaling.md
struct AutoscalerCoupling {
  let policy: Policy
  /// The containers of one workload.
  let profiles: [ContainerProfile]

  /// What a target measures: the places of the containers that count.
  private struct Group {
    var target: HorizontalAutoscaler.Target
    /// Where it stands among the targets of the autoscaler.
    var position: Int
    var share: Double
    var places: [Int]
  }

  private var autoscaler: HorizontalAutoscaler? { profiles.lazy.compactMap(\.autoscaler).first }

  /// The resources whose requests may change for each container though an autoscaler watches them.
  func freed() -> [Set<String>] {
    var freed = [Set<String>](repeating: [], count: profiles.count)
    guard policy.autoscaler != .keep else { return freed }
    for resource in [CPU.resourceName, Memory.resourceName] {
      for group in groups(of: resource) {
        for place in group.places { freed[place].insert(resource) }
      }
    }
    return freed
  }

  /// The targets on a resource that can be solved: every container that counts has a request.
  ///
  /// None where two targets measure the same container's resource, or a JVM's memory is measured, whose
  /// request follows its heap.
  private func groups(of resource: String) -> [Group] {
    guard let autoscaler else { return [] }
    var groups: [Group] = []
    for (position, target) in autoscaler.targets.enumerated() {
      guard target.metric == resource,
        target.source == "Resource" || target.source == "ContainerResource",
        let share = target.utilization, share > 0, share.isFinite
      else { continue }
      let places = profiles.indices.filter { place in
        if let container = target.container { return profiles[place].id.container == container }
        // Init containers have ended when use is measured.
        return profiles[place].shape != .job
      }
      let isComplete = places.allSatisfy { place in
        let current = profiles[place].current
        return resource == CPU.resourceName
          ? (current?.cpuRequest ?? .zero) > .zero
          : (current?.memoryRequest ?? .zero) > .zero && profiles[place].jvm == nil
      }
      guard !places.isEmpty, isComplete else { continue }
      groups.append(Group(target: target, position: position, share: share, places: places))
    }
    let all = groups.flatMap(\.places)
    return Set(all).count == all.count ? groups : []
  }

  /// Makes requests and targets fit each other; `results` are the containers' recommendations.
  func couple(_ results: inout [Recommendation]) {
    guard policy.autoscaler != .keep, let autoscaler else { return }
    for group in groups(of: CPU.resourceName) {
      solve(group, autoscaler, \.cpuRequest, \.cpuLimit, round: policy.rounded, &results)
    }
    for group in groups(of: Memory.resourceName) {
      solve(group, autoscaler, \.memoryRequest, \.memoryLimit, round: policy.rounded, &results)
    }
  }

  private func solve<Amount: ResourceAmount>(
    _ group: Group,
    _ autoscaler: HorizontalAutoscaler,
    _ request: WritableKeyPath<ContainerResources, Amount?>,
    _ limit: WritableKeyPath<ContainerResources, Amount?>,
    round: (Amount) -> Amount,
    _ results: inout [Recommendation]
  ) {
    func sum(_ resources: (Recommendation) -> ContainerResources) -> Amount {
      group.places.reduce(.zero) { $0 + (resources(results[$1])[keyPath: request] ?? .zero) }
    }
    let now = sum(\.current)
    let needed = sum(\.recommended)
    let changed = group.places.filter {
      results[$0].current[keyPath: request] != results[$0].recommended[keyPath: request]
    }
    // What is largest takes what is left over, so that the others' numbers stay.
    guard
      let largest = changed.max(by: {
        (results[$0].recommended[keyPath: request] ?? .zero)
          < (results[$1].recommended[keyPath: request] ?? .zero)
      })
    else { return }
    let point = ScalePoint(now: now, needed: needed, targetNow: group.share)
    let name = "\(autoscaler.id.kind.rawValue) \(autoscaler.id.name)"
    guard policy.autoscaler == .samePoint, let (total, percent) = point.solution else {
      let moved = needed.scaledUp(by: group.share)
      for place in changed {
        results[place].reason +=
          "; \(name) then scales at \(Self.text(moved)) of \(Amount.resourceName) per pod"
          + " instead of \(Self.text(point.amount))"
      }
      return
    }
    let extra = total - needed
    if extra > .zero, let old = results[largest].recommended[keyPath: request] {
      let new = round(old + extra)
      results[largest].recommended[keyPath: request] = new
      if let old = results[largest].recommended[keyPath: limit], old < new {
        results[largest].recommended[keyPath: limit] = new
      }
    }
    let after = sum(\.recommended)
    guard after != now else {
      // The target as it is allows no other request.
      for place in changed {
        results[place].takeBack(Amount.self)
        results[place].recommended[keyPath: request] = results[place].current[keyPath: request]
        results[place].recommended[keyPath: limit] = results[place].current[keyPath: limit]
        results[place].reason +=
          "; \(Amount.resourceName) stays after all: \(name) at \(percent) % needs these requests"
        if results[place].recommended == results[place].current { results[place].status = .keep }
      }
      return
    }
    let advice = AutoscalerAdvice(
      autoscaler: autoscaler.id,
      metric: Amount.resourceName,
      container: group.target.container,
      // kube-state-metrics tells targets without their order.
      position: autoscaler.resourceVersion == nil ? nil : group.position,
      targetNow: group.share,
      target: Double(percent) / 100,
      scalePointNow: point.amount.baseUnits,
      scalePoint: Int64(saturating: Double(after.baseUnits) * Double(percent) / 100)
    )
    let step = ExplanationStep(
      step: "\(Amount.resourceName) request and target of \(name) together: the scale point stays",
      inputs: [
        "requests now": "\(Self.text(now))", "target now": group.share.percentText,
        "scale point now": "\(Self.text(point.amount))", "requests needed": "\(Self.text(needed))",
        "requests for a whole percentage": "\(Self.text(after))",
        "containers that count": "\(group.places.count)",
      ],
      value: "target \(percent) %, scale point \(Self.text(Amount(baseUnits: advice.scalePoint)))"
    )
    for place in changed {
      results[place].autoscaling.append(advice)
      results[place].explanation.append(step)
      results[place].reason +=
        "; together with target \(group.share.percentText) -> \(percent) % of \(name) on"
        + " \(Amount.resourceName): it scales at \(Self.text(point.amount)) per pod as before"
      if place == largest, extra > .zero {
        results[place].reason +=
          ", request \(Self.text(results[place].recommended[keyPath: request] ?? .zero))"
      }
    }
  }

  /// An amount for reading.
  private static func text<Amount: ResourceAmount>(_ amount: Amount) -> String {
    Amount.resourceName == CPU.resourceName
      ? CPU(nanocores: amount.baseUnits).stepText : Memory(bytes: amount.baseUnits).stepText
  }
}
