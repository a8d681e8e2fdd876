/// What is around a container and bounds what it may ask for: its namespace, its pod, the nodes.
public struct Confines: Hashable, Sendable {
  /// The limit ranges of its namespace, in the order of their names.
  public var limitRanges: [LimitRange] = []
  /// The quotas of its namespace, in the order of their names.
  public var quotas: [ResourceQuota] = []
  /// The most CPU, and the most memory, that a listed node of the cluster hands out; nil where none is listed.
  public var largestNode: NodeResources?
  /// The quality-of-service class of its pods; nil where no list tells.
  public var serviceClass: String?
  /// Whether a node of its pods says that it gives whole CPUs to one container alone.
  public var hasExclusiveCPUs = false

  /// Nothing known.
  public init() {}
}

extension PodTemplate {
  /// The quality-of-service class of pods made from this, as the kubelet finds it.
  public var serviceClass: String {
    let all = (containers + initContainers).map(\.resources)
    let isEmpty = all.allSatisfy {
      $0.effectiveCPURequest.isZero && $0.effectiveMemoryRequest.isZero
    }
    if isEmpty { return "BestEffort" }
    return all.allSatisfy(\.isGuaranteed) ? "Guaranteed" : "Burstable"
  }
}

extension ContainerResources {
  /// Whether both limits are set and are the requests.
  public var isGuaranteed: Bool {
    guard let cpuLimit, let memoryLimit, !cpuLimit.isZero, !memoryLimit.isZero else { return false }
    return effectiveCPURequest == cpuLimit && effectiveMemoryRequest == memoryLimit
  }
}
