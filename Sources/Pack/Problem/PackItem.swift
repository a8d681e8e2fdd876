public import PodfitModel

/// Pods of one workload that are alike: one request, one set of rules.
public struct PackItem: Hashable, Sendable {
  /// The workload.
  public var workload: WorkloadID
  /// How many pods.
  public var count: Int
  /// What each of them requests; of `pods` it is one.
  public var request: ResourceVector
  /// Where they may go.
  public var placement: PlacementRules
  /// The most of them on one node, or nil for no such limit.
  public var maxPerNode: Int?
  /// How evenly they lie over zones or other places, or nil for no such rule.
  public var spread: ItemSpread?
  /// Pools that count as allowed when the rules allow none: those where the pods run today.
  public var fallbackPools: [Int]
  /// The only pools allowed whatever the rules say, or nil; static pods have one.
  public var fixedPools: [Int]?
  /// How many more pods the node with most of them may have than that with fewest, of all nodes that they
  /// may use; nil for no such rule.
  public var nodeSkew: Int?
  /// Pools whose DaemonSets take a host port of the pods, or keep away from them.
  public var barredPools: [Int] = []

  /// Makes an item.
  public init(
    workload: WorkloadID,
    count: Int,
    request: ResourceVector,
    placement: PlacementRules = PlacementRules(),
    maxPerNode: Int? = nil,
    fallbackPools: [Int] = [],
    fixedPools: [Int]? = nil,
    spread: ItemSpread? = nil
  ) {
    self.workload = workload
    self.count = count
    self.request = request
    self.placement = placement
    self.maxPerNode = maxPerNode
    self.fallbackPools = fallbackPools
    self.fixedPools = fixedPools
    self.spread = spread
  }
}

/// A workload whose pods may not be evicted, so that the nodes they run on cannot be drained.
public struct PinnedPods: Hashable, Sendable {
  /// The workload.
  public var workload: WorkloadID
  /// Nodes of each pool that run its pods, by the pool's index.
  public var nodes: [Int: Int]
  /// Why, in words.
  public var reason: String

  /// Makes an entry.
  public init(workload: WorkloadID, nodes: [Int: Int], reason: String) {
    self.workload = workload
    self.nodes = nodes
    self.reason = reason
  }
}

/// A rule that pods lie evenly over the values of a node label, such as zones (`DoNotSchedule`).
public struct ItemSpread: Hashable, Sendable {
  /// The label; nodes without it take none of the pods.
  public var label: String
  /// How many more the fullest place may have than the emptiest; at least one.
  public var maxSkew: Int
  /// The most pods of the workload in one place, or nil; anti-affinity of pods towards their like allows one.
  public var most: Int?

  /// Makes a rule.
  public init(label: String, maxSkew: Int, most: Int? = nil) {
    self.label = label
    self.maxSkew = maxSkew
    self.most = most
  }
}

/// A pod that every node of some pools carries: of a DaemonSet, or static.
public struct PackDaemon: Hashable, Sendable {
  /// The workload.
  public var workload: WorkloadID
  /// What one pod of it requests.
  public var request: ResourceVector
  /// Where it may go; nil for a static pod, which is only where it was seen.
  public var placement: PlacementRules?
  /// The pools where it was seen, by index; a node there carries it whatever the rules say.
  public var observedPools: [Int]

  /// Makes a daemon.
  public init(
    workload: WorkloadID,
    request: ResourceVector,
    placement: PlacementRules?,
    observedPools: [Int] = []
  ) {
    self.workload = workload
    self.request = request
    self.placement = placement
    self.observedPools = observedPools
  }
}
