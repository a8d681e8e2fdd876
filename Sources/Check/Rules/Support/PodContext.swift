public import PodfitModel

/// The pod around a container of a manifest.
public struct PodContext: Hashable, Sendable {
  /// A container's part of its pod, now and as advised.
  struct Part: Hashable, Sendable {
    var name: String
    var role: ContainerManifest.Role
    var cpu: CPU
    var memory: Memory
    var advisedCPU: CPU
    var advisedMemory: Memory
  }

  /// Its containers in the order of the manifest, init containers first.
  let parts: [Part]
  /// The CPU that the scheduler sets aside.
  public let cpu: CPU
  /// The memory that the scheduler sets aside.
  public let memory: Memory
  /// Whether all of the pod is here: a patch shows a part of it.
  public let isWhole: Bool
  /// Shares of requests that an autoscaler keeps its usage at.
  public var targets: [AutoscalerManifest.Target] = []

  /// Sums up the containers of one pod template.
  ///
  /// - Source: docs/formulas/effective-request.md
  init(_ containers: some Collection<ContainerManifest>, advice: [Recommendation?]) {
    parts = zip(containers, advice).map { container, advice in
      let current = container.spec.resources
      let advised = advice?.status == .withheld ? nil : advice?.recommended
      return Part(
        name: container.name,
        role: container.role,
        cpu: current.effectiveCPURequest,
        memory: current.effectiveMemoryRequest,
        advisedCPU: advised?.cpuRequest ?? current.effectiveCPURequest,
        advisedMemory: advised?.memoryRequest ?? current.effectiveMemoryRequest
      )
    }
    isWhole = !containers.contains { $0.isPatch }
    let own = containers.first?.podResources
    cpu = own?.cpuRequest ?? Self.effective(parts, \.cpu)
    memory = own?.memoryRequest ?? Self.effective(parts, \.memory)
  }

  /// What a pod asks for: containers and sidecars together, or the most that an init container asks for
  /// beside the sidecars started before it.
  private static func effective<Amount: ResourceAmount>(
    _ parts: [Part],
    _ amount: (Part) -> Amount
  ) -> Amount {
    var sidecars = Amount.zero
    var largestStart = Amount.zero
    var together = Amount.zero
    for part in parts {
      switch part.role {
      case .sidecar:
        sidecars += amount(part)
        largestStart = max(largestStart, sidecars)
      case .initial: largestStart = max(largestStart, sidecars + amount(part))
      case .main: together += amount(part)
      }
    }
    return max(together + sidecars, largestStart)
  }

  /// The name of the container that asks for most of a resource, the first of equal ones.
  func largest(cpu isCPU: Bool) -> String? {
    var best: Part?
    for part in parts where part.role != .initial {
      let isMore =
        best.map { isCPU ? part.cpu > $0.cpu : part.memory > $0.memory } ?? true
      if isMore { best = part }
    }
    return (best ?? parts.first)?.name
  }
}
