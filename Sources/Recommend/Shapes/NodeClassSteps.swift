import PodfitModel
import PodfitProfile

/// What a DaemonSet needs on each class of nodes, where nodes differ.
///
/// Kubernetes has one template for all of them, so that the advice is one number; what each class alone would need
/// says whether several DaemonSets with node selectors are worth it.
struct NodeClassSteps {
  let strategy: any Strategy
  let policy: Policy
  let now: Instant

  /// One step with a line per class; none for fewer than two classes.
  func steps(of profile: ContainerProfile) -> [ExplanationStep] {
    let pods = Dictionary(grouping: profile.pods) { profile.nodeClasses[$0.id.pod] ?? "" }
    let classes = pods.filter { !$0.key.isEmpty }
    guard classes.count > 1 else { return [] }
    var inputs: [String: String] = [:]
    for (name, pods) in classes {
      var own = profile
      own.pods = pods
      own.cpu = UsageSummary(pooling: pods.map(\.cpu))
      own.memory = UsageSummary(pooling: pods.map(\.memory))
      let demand = strategy.demand(of: own, now: now)
      let cpu = demand.cpuRequest.value.map {
        policy.rounded(max($0, policy.cpuFloor)).stepText
      }
      let memory = demand.memoryRequest.value.map {
        policy.rounded(max($0, policy.memoryFloor)).stepText
      }
      inputs["\(name), \(Int64(pods.count).counted("pod"))"] =
        "CPU \(cpu ?? "not known"), memory \(memory ?? "not known")"
    }
    return [
      ExplanationStep(
        step: "requests by class of nodes, were each a DaemonSet of its own",
        inputs: inputs,
        value: "one number for all: the template has no other"
      )
    ]
  }
}
