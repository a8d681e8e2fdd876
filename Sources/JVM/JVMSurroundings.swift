public import PodfitModel

/// What surrounds a JVM and decides what it sees of its machine.
public struct JVMSurroundings: Hashable, Sendable {
  /// The memory limit of the container; nil when none is set.
  public var memoryLimit: Memory?
  /// The CPU limit of the container; nil when none is set.
  public var cpuLimit: CPU?
  /// The CPU request of the container; nil when none is set.
  public var cpuRequest: CPU?
  /// The CPUs of the node; nil when it is not known.
  public var nodeCPU: CPU?
  /// The memory of the node; nil when it is not known.
  public var nodeMemory: Memory?
  /// Whether something changes the limits while the container runs: an autoscaler that resizes in
  /// place, or a resize under way.
  public var resizesInPlace = false

  /// Makes surroundings; what is left out is not set or not known.
  public init(
    memoryLimit: Memory? = nil,
    cpuLimit: CPU? = nil,
    cpuRequest: CPU? = nil,
    nodeCPU: CPU? = nil,
    nodeMemory: Memory? = nil
  ) {
    self.memoryLimit = memoryLimit
    self.cpuLimit = cpuLimit
    self.cpuRequest = cpuRequest
    self.nodeCPU = nodeCPU
    self.nodeMemory = nodeMemory
  }

  /// These surroundings, with what they leave open taken from a container's spec.
  func completed(by resources: ContainerResources?) -> JVMSurroundings {
    var result = self
    result.memoryLimit = (memoryLimit ?? resources?.memoryLimit).flatMap { $0 > .zero ? $0 : nil }
    result.cpuLimit = (cpuLimit ?? resources?.cpuLimit).flatMap { $0 > .zero ? $0 : nil }
    result.cpuRequest = cpuRequest ?? resources?.cpuRequest
    return result
  }
}
