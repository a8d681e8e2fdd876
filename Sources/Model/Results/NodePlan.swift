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
    /// What DaemonSets and static pods take of each node, the mean where parts of the pool differ.
    public var daemons = NodeResources()
    /// That as a part of what a node hands out, of the resource of which it is most.
    public var daemonShare = 0.0

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

  /// A workload whose rule or size keeps the count from being smaller.
  public struct Blocker: Hashable, Sendable {
    /// The workload.
    public var workload: WorkloadID
    /// What holds it, in words with numbers.
    public var reason: String
    /// How many nodes fewer a checked packing needs without that rule, or without its pods.
    public var freedNodes: Int

    /// Makes an entry.
    public init(workload: WorkloadID, reason: String, freedNodes: Int) {
      self.workload = workload
      self.reason = reason
      self.freedNodes = freedNodes
    }
  }

  /// What would free nodes, and what DaemonSets take of nodes of several sizes.
  public struct Stranding: Hashable, Sendable {
    /// A request that frees nodes when it is lower.
    public struct Request: Hashable, Sendable {
      /// The workload.
      public var workload: WorkloadID
      /// The resource: `cpu` or `memory`.
      public var resource: String
      /// Its pods.
      public var pods: Int
      /// What one of them asks for, nanocores or bytes; the largest where they differ.
      public var amount: Int64
      /// The least change tried that frees a node, as a part of the request.
      public var cut: Double
      /// How many nodes fewer a checked packing needs with it.
      public var freedNodes: Int

      /// Makes an entry.
      public init(
        workload: WorkloadID,
        resource: String,
        pods: Int,
        amount: Int64,
        cut: Double,
        freedNodes: Int
      ) {
        self.workload = workload
        self.resource = resource
        self.pods = pods
        self.amount = amount
        self.cut = cut
        self.freedNodes = freedNodes
      }

      /// The request after the change, rounded down.
      public var reduced: Int64 { Int64((Double(amount) * (1 - cut)).rounded(.down)) }
    }

    /// A pool with nodes of another shape, or as it is.
    public struct Shape: Hashable, Sendable {
      /// The pool.
      public var pool: String
      /// A machine of the catalogue that is so, or empty.
      public var machine: String
      /// What one node hands out.
      public var cpu: CPU
      /// What one node hands out.
      public var memory: Memory
      /// The part of it that DaemonSets and static pods take, of the resource of which it is most.
      public var daemonShare: Double
      /// Nodes of all pools that a checked packing needs.
      public var nodes: Int
      /// What those hand out, in cores and GiB over 7.5.
      public var size: Double
      /// That over the size with the pool as it is.
      public var sizeRatio: Double
      /// Pods that fit nowhere then.
      public var unschedulable: Int

      /// Makes an entry.
      public init(
        pool: String,
        machine: String,
        cpu: CPU,
        memory: Memory,
        daemonShare: Double,
        nodes: Int,
        size: Double,
        sizeRatio: Double,
        unschedulable: Int
      ) {
        self.pool = pool
        self.machine = machine
        self.cpu = cpu
        self.memory = memory
        self.daemonShare = daemonShare
        self.nodes = nodes
        self.size = size
        self.sizeRatio = sizeRatio
        self.unschedulable = unschedulable
      }
    }

    /// Requests, those that free most for the least change first; at most ten.
    public var requests: [Request]
    /// Pools with nodes of other shapes, the pool as it is first.
    public var shapes: [Shape]

    /// Makes advice.
    public init(requests: [Request], shapes: [Shape]) {
      self.requests = requests
      self.shapes = shapes
    }
  }

  /// What the default scheduler would make of the nodes needed.
  public struct Scheduler: Hashable, Sendable {
    /// Pods that would find no node of these.
    public var pendingPods: Int
    /// Nodes with those that would have to come.
    public var nodes: Int

    /// Makes an estimate.
    public init(pendingPods: Int, nodes: Int) {
      self.pendingPods = pendingPods
      self.nodes = nodes
    }
  }

  /// What nodes cost, in one unit.
  public struct Cost: Hashable, Sendable {
    /// The nodes there are.
    public var now: Double
    /// The nodes that a checked packing needs.
    public var needed: Double
    /// The proven minimum: no placement of these pods costs less.
    public var lowerBound: Double
    /// What it is counted in, in words: `price` or `cores + GiB/7.5`.
    public var unit: String

    /// Makes a cost.
    public init(now: Double, needed: Double, lowerBound: Double, unit: String) {
      self.now = now
      self.needed = needed
      self.lowerBound = lowerBound
      self.unit = unit
    }

    /// How far the packing is above the proven minimum: 0 means it is optimal.
    public var gapRatio: Double { lowerBound > 0 ? max(0, needed / lowerBound - 1) : 0 }
  }

  /// What nodes hand out together, in cores and GiB over 7.5.
  public struct Size: Hashable, Sendable {
    /// The nodes there are.
    public var now = 0.0
    /// The nodes that a checked packing needs.
    public var needed = 0.0

    /// Makes a size of nothing.
    public init() {}
  }

  /// The hosts there were before a migration.
  public struct Baseline: Hashable, Sendable {
    /// How many.
    public var hosts: Int
    /// Their size in cores and GiB over 7.5; nil where the list does not say.
    public var size: Double?

    /// Makes a baseline.
    public init(hosts: Int, size: Double?) {
      self.hosts = hosts
      self.size = size
    }
  }

  /// The pools, in the order of their names.
  public var pools: [Pool]
  /// What they hand out.
  public var size = Size()
  /// The hosts before the migration, where they were given.
  public var baseline: Baseline?
  /// The proven minimum: no placement of these pods on nodes of these pools needs fewer.
  public var lowerBound: Int
  /// Nodes that a packing of the requests in force would need, nil when it was not computed.
  public var nodesForCurrentRequests: Int?
  /// Nodes whose listed pods ask for more than the node hands out, so that the list cannot be of one
  /// moment of a real cluster.
  public var overcommittedNodes: Int
  /// What the nodes cost, nil where all count alike.
  public var cost: Cost?
  /// What made the packing.
  public var method: String
  /// Whether a limit of time or a signal ended the search before its work was done.
  public var isTruncatedByTime: Bool
  /// How long it took, where that was asked for.
  public var seconds: Double?
  /// The file with the pods of each node, where one was asked for.
  public var assignment: String?
  /// Workloads that keep the count from being smaller, those that free most first; at most ten.
  public var blockers: [Blocker] = []
  /// What would free nodes; nil where it was not worked out.
  public var stranding: Stranding?
  /// What the default scheduler would leave; nil where it was not worked out.
  public var scheduler: Scheduler?
  /// Pods that fit nowhere; they are not part of the counts.
  public var unschedulable: [Unschedulable]
  /// What the plan does not take into account, in words; sorted.
  public var notes: [String]
  /// What is wrong with the nodes there are, the worst first; empty for most.
  public var findings: [NodeFinding] = []

  /// Makes a plan.
  public init(
    pools: [Pool],
    lowerBound: Int,
    nodesForCurrentRequests: Int? = nil,
    overcommittedNodes: Int = 0,
    cost: Cost? = nil,
    method: String = "none",
    isTruncatedByTime: Bool = false,
    unschedulable: [Unschedulable] = [],
    notes: [String] = []
  ) {
    self.pools = pools
    self.lowerBound = lowerBound
    self.nodesForCurrentRequests = nodesForCurrentRequests
    self.overcommittedNodes = overcommittedNodes
    self.cost = cost
    self.method = method
    self.isTruncatedByTime = isTruncatedByTime
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
