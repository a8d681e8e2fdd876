public import PodfitModel

/// What the scheduler sets aside for one pod, per resource.
///
/// The larger of what runs in the end (containers and sidecars) and what any step of the start
/// needs (one init container and the sidecars started before it), plus the pod's overhead. A
/// pod-level request replaces the containers' part for its resource. Sums are held at the largest
/// representable amount.
///
/// - Source: docs/formulas/effective-request.md
public struct EffectiveRequest: Hashable, Sendable {
  /// CPU.
  public var cpu: CPU
  /// Memory.
  public var memory: Memory
  /// Other resources by name, in whole units or bytes; those of zero are left out.
  public var extended: [String: Int64]

  /// Makes a request from its parts.
  public init(cpu: CPU = .zero, memory: Memory = .zero, extended: [String: Int64] = [:]) {
    self.cpu = cpu
    self.memory = memory
    self.extended = extended
  }

  /// The request of a pod made from `template`.
  ///
  /// - Parameters:
  ///   - template: what the pod is made from
  ///   - replacements: by container name, the resources to count instead of the template's; CPU
  ///     and memory are replaced as a whole, other resources name by name
  ///   - isOfLimits: whether limits are added up, where a container has one, instead of requests
  public init(
    of template: PodTemplate,
    replacing replacements: [String: ContainerResources] = [:],
    isOfLimits: Bool = false
  ) {
    func request(of container: ContainerSpec) -> [String: Int64] {
      guard var resources = replacements[container.name] else {
        return container.resources.effectiveAmounts(isOfLimits)
      }
      resources.extendedRequests.merge(container.resources.extendedRequests) { new, _ in new }
      return resources.effectiveAmounts(isOfLimits)
    }

    var running: [String: Int64] = [:]
    for container in template.containers { running.add(request(of: container)) }
    var sidecars: [String: Int64] = [:]
    var starting: [String: Int64] = [:]
    for container in template.initContainers {
      var step = request(of: container)
      if container.isRestartableInit {
        running.add(step)
        sidecars.add(step)
        step = sidecars
      } else {
        step.add(sidecars)
      }
      starting.merge(step, uniquingKeysWith: max)
    }
    var total = running.merging(starting, uniquingKeysWith: max)
    if let level = template.podResources {
      total.override(by: isOfLimits ? level.withLimitsAsRequests : level)
    }
    total.add(template.overhead.effectiveAmounts(isOfLimits))

    cpu = CPU(nanocores: total.removeValue(forKey: CPU.resourceName) ?? 0)
    memory = Memory(bytes: total.removeValue(forKey: Memory.resourceName) ?? 0)
    extended = total.filter { $0.value != 0 }
  }
}

extension ContainerResources {
  /// Requests by resource name, or limits; where one is not there the other counts.
  fileprivate func effectiveAmounts(_ isOfLimits: Bool) -> [String: Int64] {
    var result = extendedRequests
    let own = isOfLimits ? withLimitsAsRequests : self
    if let cpu = own.cpuRequest ?? cpuLimit { result[CPU.resourceName] = cpu.nanocores }
    if let memory = own.memoryRequest ?? memoryLimit { result[Memory.resourceName] = memory.bytes }
    return result
  }

  /// The same with limits in the place of requests, where there are limits.
  fileprivate var withLimitsAsRequests: ContainerResources {
    var result = self
    result.cpuRequest = cpuLimit ?? cpuRequest
    result.memoryRequest = memoryLimit ?? memoryRequest
    return result
  }
}

extension [String: Int64] {
  fileprivate mutating func add(_ other: Self) {
    merge(other) { $0.addingSaturated($1) }
  }

  /// Puts pod-level requests over the containers'.
  ///
  /// A pod-level limit alone counts as a request only where no container asks for the resource:
  /// that is how the API server fills the request in.
  fileprivate mutating func override(by level: ContainerResources) {
    self[CPU.resourceName] =
      level.cpuRequest?.nanocores ?? self[CPU.resourceName] ?? level.cpuLimit?.nanocores
    self[Memory.resourceName] =
      level.memoryRequest?.bytes ?? self[Memory.resourceName] ?? level.memoryLimit?.bytes
    merge(level.extendedRequests) { $1 }
  }
}
