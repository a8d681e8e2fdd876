import PodfitModel

/// Whether pods can be resized where they run, without being replaced, and what restarts for it.
///
/// - Source: kubernetes.io, "Resize CPU and Memory Resources assigned to Containers"; docs/formulas/policy.md,
///   "Resize in place"
struct ResizeStep {
  private let result: Recommendation
  private let profile: ContainerProfile
  private let keepsWholeCPUs: Bool

  init(of result: Recommendation, _ profile: ContainerProfile, policy: Policy) {
    self.result = result
    self.profile = profile
    keepsWholeCPUs = policy.keepsWholeCPUs(of: profile)
  }

  /// The step; nil where nothing changes or no list shows the container.
  var step: ExplanationStep? {
    guard profile.spec != nil, result.recommended != result.current else { return nil }
    let obstacles = obstacles
    if !obstacles.isEmpty {
      return ExplanationStep(
        step: Self.name,
        inputs: ["why": obstacles.joined(separator: "; ")],
        value: "no, pods are replaced"
      )
    }
    let (now, new) = (result.current, result.recommended)
    var inputs: [String: String] = [:]
    if now.cpuRequest != new.cpuRequest || now.cpuLimit != new.cpuLimit {
      inputs["CPU"] = words(of: CPU.resourceName)
    }
    if now.memoryRequest != new.memoryRequest || now.memoryLimit != new.memoryLimit {
      inputs["memory"] = words(of: Memory.resourceName)
      if let old = now.memoryLimit, let limit = new.memoryLimit, limit < old,
        !restarts(for: Memory.resourceName)
      {
        inputs["memory limit"] = "falls only while less is used, and not before Kubernetes 1.34"
      }
      if profile.jvm != nil { inputs["JVM"] = "its heap stays as it is until it restarts" }
    }
    return ExplanationStep(step: Self.name, inputs: inputs, value: "yes, from Kubernetes 1.33 on")
  }

  private static let name = "resize in place"

  private func restarts(for resource: String) -> Bool {
    profile.spec?.resizePolicy?[resource] == "RestartContainer"
  }

  private func words(of resource: String) -> String {
    restarts(for: resource)
      ? "the container restarts (resizePolicy RestartContainer)"
      : "without a restart"
  }

  private var obstacles: [String] {
    let (now, new) = (result.current, result.recommended)
    var why: [String] = []
    if profile.shape == .job { why.append("what runs now ends by itself") }
    if profile.id.workload.kind == .node { why.append("static pods are made from files") }
    if let flags = result.jvm?.flags, !flags.isEmpty {
      why.append("flags of the JVM count from its start")
    }
    let isLost =
      (now.cpuRequest != nil && new.cpuRequest == nil)
      || (now.cpuLimit != nil && new.cpuLimit == nil)
      || (now.memoryRequest != nil && new.memoryRequest == nil)
      || (now.memoryLimit != nil && new.memoryLimit == nil)
    if isLost { why.append("a request or limit cannot go away") }
    if now.serviceClass != new.serviceClass,
      profile.containersInPod == 1 || profile.confines.serviceClass == now.serviceClass
    {
      why.append("the quality-of-service class would change")
    }
    if keepsWholeCPUs { why.append("its CPUs are given to it alone") }
    return why
  }
}
