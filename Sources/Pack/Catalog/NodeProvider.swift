public import PodfitModel

/// How a provider of managed clusters divides a machine between the system and pods.
///
/// For machines that are not there yet; where nodes are listed, what they hand out is observed.
///
/// - Source: docs/formulas/allocatable.md
public enum NodeProvider: String, CaseIterable, Sendable {
  /// Google Kubernetes Engine.
  case gke
  /// Amazon EKS, an address of the network interfaces for every pod.
  case eks
  /// Amazon EKS with prefix delegation: sixteen addresses for each.
  case eksPrefix = "eks-prefix"
  /// Azure Kubernetes Service from 1.29 on.
  case aks
  /// Azure Kubernetes Service before 1.29.
  case aksOld = "aks-1.28"

  /// The most pods of a node of `machine` by default; 110 where its network interfaces are not known.
  public func maxPods(of machine: MachineShape) -> Int64 {
    guard let interfaces = machine.interfaces, let addresses = machine.addresses, addresses > 0
    else { return 110 }
    switch self {
    case .gke, .aks, .aksOld: return 110
    case .eks: return Int64(interfaces * (addresses - 1) + 2)
    case .eksPrefix:
      let most: Int64 = machine.cpu > .millicores(30_000) ? 250 : 110
      return min(most, Int64(interfaces * (addresses - 1) * 16 + 2))
    }
  }

  /// What a node of `machine` hands out; never below zero.
  ///
  /// - Parameters:
  ///   - machine: what the kubelet sees of the machine
  ///   - pods: the most pods of a node; nil for the provider's default
  /// - Returns: CPU, memory and pods
  public func allocatable(of machine: MachineShape, pods: Int64? = nil) -> NodeResources {
    let most = max(0, pods ?? maxPods(of: machine))
    let cpu = machine.cpu.nanocores
    let bytes = machine.memory.bytes
    let taken: (cpu: Int64, memory: Int64)
    switch self {
    case .gke: taken = (Self.coreTiers(cpu), Self.memoryTiers(bytes) + 100 << 20)
    case .eks, .eksPrefix:
      // The script reckons with the addresses of the interfaces, with prefix delegation, too.
      let counted = machine.interfaces == nil ? most : NodeProvider.eks.maxPods(of: machine)
      let reserved = counted.multipliedSaturated(by: 11).addingSaturated(255)
      taken = (
        Self.coreTiers(cpu), (reserved.addingSaturated(100)).multipliedSaturated(by: 1 << 20)
      )
    case .aks:
      let perPod = most.multipliedSaturated(by: 20_000_000).addingSaturated(50_000_000)
      taken = (Self.azureCores(cpu), min(perPod, bytes / 4) + 100 << 20)
    case .aksOld: taken = (Self.azureCores(cpu), Self.memoryTiers(bytes) + 750 << 20)
    }
    return NodeResources(
      cpu: CPU(nanocores: max(0, cpu - taken.cpu)),
      memory: Memory(bytes: max(0, bytes - taken.memory)),
      pods: most
    )
  }

  /// The sum of parts of an amount: so many thousandths of each stretch up to the next limit.
  private static func tiers(_ amount: Int64, _ parts: [(upTo: Int64, tenThousandths: Int64)])
    -> Int64
  {
    var start: Int64 = 0
    var sum: Int64 = 0
    for (end, part) in parts {
      guard amount > start else { break }
      let stretch = min(amount, end) - start
      // Divided first where the product could be too large; the rest is below a ten-thousandth.
      sum += stretch / 10_000 * part + stretch % 10_000 * part / 10_000
      start = end
    }
    return sum
  }

  /// 6 % of the first core, 1 % of the second, 0.5 % of the next two, 0.25 % of those beyond.
  private static func coreTiers(_ nanocores: Int64) -> Int64 {
    let core: Int64 = 1_000_000_000
    return tiers(nanocores, [(core, 600), (2 * core, 100), (4 * core, 50), (.max, 25)])
  }

  /// 25 % of the first 4 GiB, 20 % of the next 4, 10 % of the next 8, 6 % of the next 112, 2 % beyond;
  /// 255 MiB of machines below 1 GiB.
  private static func memoryTiers(_ bytes: Int64) -> Int64 {
    let gibibyte: Int64 = 1 << 30
    guard bytes >= gibibyte else { return 255 << 20 }
    return tiers(
      bytes,
      [
        (4 * gibibyte, 2_500), (8 * gibibyte, 2_000), (16 * gibibyte, 1_000),
        (128 * gibibyte, 600), (.max, 200),
      ]
    )
  }

  /// 60, 100, 140, 180, 260, 420, 740 millicores of 1, 2, 4, 8, 16, 32, 64 cores: lines between those,
  /// and beyond the last.
  private static func azureCores(_ nanocores: Int64) -> Int64 {
    let core: Int64 = 1_000_000_000
    return tiers(nanocores, [(core, 600), (2 * core, 400), (4 * core, 200), (.max, 100)])
  }
}

extension NodeProvider {
  /// The provider of a machine of the catalogue, by its current rules.
  public init(of machine: MachineShape) {
    if machine.name.contains(".") {
      self = .eks
    } else {
      self = machine.name.hasPrefix("Standard_") ? .aks : .gke
    }
  }

  /// Whether both are of one cloud.
  public func isSameCloud(as other: NodeProvider) -> Bool {
    rawValue.prefix(3) == other.rawValue.prefix(3)
  }
}
