/// What a node has or hands out.
public struct NodeResources: Hashable, Sendable, Codable {
  /// CPU.
  public var cpu: CPU
  /// Memory.
  public var memory: Memory
  /// The number of pods, or nil where the source does not say.
  public var pods: Int64?
  /// Other resources by name, such as `nvidia.com/gpu`, in whole units or bytes.
  public var extended: [String: Int64]

  /// Makes a set of resources.
  public init(
    cpu: CPU = .zero,
    memory: Memory = .zero,
    pods: Int64? = nil,
    extended: [String: Int64] = [:]
  ) {
    self.cpu = cpu
    self.memory = memory
    self.pods = pods
    self.extended = extended
  }
}

/// A condition of a node, such as `MemoryPressure`.
public struct NodeCondition: Hashable, Sendable, Codable {
  /// What it is about: `Ready`, `MemoryPressure`, `DiskPressure`, `PIDPressure`, others.
  public var type: String
  /// `True`, `False` or `Unknown`.
  public var status: String
  /// Why, in one word.
  public var reason: String?
  /// Since when it has been so.
  public var since: Instant?

  /// Makes a condition.
  public init(type: String, status: String, reason: String? = nil, since: Instant? = nil) {
    self.type = type
    self.status = status
    self.reason = reason
    self.since = since
  }
}

/// A node as the API server listed it, or as kube-state-metrics describes it.
public struct NodeSpec: Hashable, Sendable, Codable {
  /// The cluster's name as given at ingest.
  public var cluster: String
  /// The node's name.
  public var name: String
  /// `metadata.resourceVersion` as a number, 0 where it is missing or no number.
  public var resourceVersion: Int64
  /// Labels.
  public var labels: [String: String]
  /// What the scheduler may hand out.
  public var allocatable: NodeResources
  /// What the machine has, or nil where the source does not say.
  public var capacity: NodeResources?
  /// Taints.
  public var taints: [Taint]
  /// Whether the node is cordoned.
  public var isUnschedulable: Bool
  /// Conditions that are not as they should be, such as `NotReady`, `MemoryPressure`; sorted.
  public var troubles: [String]
  /// All conditions in the order of their types, or nil where the source does not say.
  public var conditions: [NodeCondition]?

  /// Makes a node.
  public init(
    cluster: String,
    name: String,
    resourceVersion: Int64 = 0,
    labels: [String: String] = [:],
    allocatable: NodeResources = NodeResources(),
    capacity: NodeResources? = nil,
    taints: [Taint] = [],
    isUnschedulable: Bool = false,
    troubles: [String] = []
  ) {
    self.cluster = cluster
    self.name = name
    self.resourceVersion = resourceVersion
    self.labels = labels
    self.allocatable = allocatable
    self.capacity = capacity
    self.taints = taints
    self.isUnschedulable = isUnschedulable
    self.troubles = troubles
  }

  /// The machine type, from the well-known label; empty where it is not given.
  public var instanceType: String {
    labels["node.kubernetes.io/instance-type"] ?? labels["beta.kubernetes.io/instance-type"] ?? ""
  }

  /// The zone, from the well-known label; empty where it is not given.
  public var zone: String {
    labels["topology.kubernetes.io/zone"]
      ?? labels["failure-domain.beta.kubernetes.io/zone"] ?? ""
  }

  /// The node pool: the label of the provider that made the node, else its machine type.
  public var pool: String {
    for key in Self.poolLabels {
      if let name = labels[key], !name.isEmpty { return name }
    }
    return instanceType.isEmpty ? "default" : instanceType
  }

  /// Labels by which Karpenter, EKS, GKE, AKS, kOps, DigitalOcean and eksctl name a pool.
  private static let poolLabels = [
    "karpenter.sh/nodepool", "karpenter.sh/provisioner-name", "eks.amazonaws.com/nodegroup",
    "cloud.google.com/gke-nodepool", "kubernetes.azure.com/agentpool", "agentpool",
    "kops.k8s.io/instancegroup", "doks.digitalocean.com/node-pool",
    "alpha.eksctl.io/nodegroup-name",
  ]
}
