/// How many nodes are there, how many are needed, and how few could ever do.
public struct NodePlan: Hashable, Sendable {
  /// One node pool of the plan.
  public struct Pool: Hashable, Sendable {
    /// The pool's name.
    public var name: String
    /// The machine type of its nodes; empty where not known.
    public var instanceType: String
    /// Nodes in the pool now.
    public var nodesNow: Int
    /// Nodes that a checked packing needs.
    public var nodesNeeded: Int
    /// The resource that stops the pool from being smaller: `cpu`, `memory`, `pods` or another
    /// resource's name; nil for a pool without pods.
    public var bindingResource: String?
    /// What the packed nodes hand out but no pod uses.
    public var stranded: NodeResources

    /// Makes a pool.
    public init(
      name: String,
      instanceType: String,
      nodesNow: Int,
      nodesNeeded: Int,
      bindingResource: String?,
      stranded: NodeResources
    ) {
      self.name = name
      self.instanceType = instanceType
      self.nodesNow = nodesNow
      self.nodesNeeded = nodesNeeded
      self.bindingResource = bindingResource
      self.stranded = stranded
    }
  }

  /// Pods that no node of the plan can take.
  public struct Unschedulable: Hashable, Sendable {
    /// Their workload.
    public var workload: WorkloadID
    /// How many of its pods.
    public var pods: Int
    /// Why, in words with numbers.
    public var reason: String

    /// Makes an entry.
    public init(workload: WorkloadID, pods: Int, reason: String) {
      self.workload = workload
      self.pods = pods
      self.reason = reason
    }
  }

  /// The pools, in the order of their names.
  public var pools: [Pool]
  /// The proven minimum: no placement of these pods on nodes of these pools needs fewer.
  public var lowerBound: Int
  /// Nodes that a packing of the requests in force would need, nil when it was not computed.
  public var nodesForCurrentRequests: Int?
  /// Nodes whose listed pods ask for more than the node hands out, so that the list cannot be of one
  /// moment of a real cluster.
  public var overcommittedNodes: Int
  /// Pods that fit nowhere; they are not part of the counts.
  public var unschedulable: [Unschedulable]
  /// What the plan does not take into account, in words; sorted.
  public var notes: [String]

  /// Makes a plan.
  public init(
    pools: [Pool],
    lowerBound: Int,
    nodesForCurrentRequests: Int? = nil,
    overcommittedNodes: Int = 0,
    unschedulable: [Unschedulable] = [],
    notes: [String] = []
  ) {
    self.pools = pools
    self.lowerBound = lowerBound
    self.nodesForCurrentRequests = nodesForCurrentRequests
    self.overcommittedNodes = overcommittedNodes
    self.unschedulable = unschedulable
    self.notes = notes
  }

  /// Nodes there are.
  public var nodesNow: Int { pools.reduce(0) { $0 + $1.nodesNow } }

  /// Nodes that a checked packing needs.
  public var nodesNeeded: Int { pools.reduce(0) { $0 + $1.nodesNeeded } }

  /// How far the packing is above the proven minimum: 0 means it is optimal.
  public var gapRatio: Double {
    lowerBound > 0 ? Double(nodesNeeded - lowerBound) / Double(lowerBound) : 0
  }
}
