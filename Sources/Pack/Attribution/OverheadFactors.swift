internal import PodfitModel

/// A cause of nodes beyond what use alone would need.
public enum OverheadCause: String, CaseIterable, Hashable, Sendable, Codable {
  /// Requests above use.
  case requestSlack = "request slack"
  /// Memory that JVMs reserve above what stays alive.
  case heapHeadroom = "jvm heap headroom"
  /// Machines whose CPU and memory are not in the proportion of the demand.
  case nodeShape = "node shape"
  /// What the system and DaemonSets take of every node.
  case reserved = "reserved and daemonsets"
  /// Limits per node, caps, spare nodes for the loss of a zone.
  case policy = "policy"
}

/// Pods of one workload as the attribution sees them: use, and what is asked for beyond it.
public struct AttributedItem: Hashable, Sendable {
  /// The pods with their request and rules.
  public var item: PackItem
  /// What one pod uses, in the problem's resources; of `pods` it is one.
  public var use: ResourceVector
  /// The memory that its JVM reserves above what stays alive.
  public var heapHeadroom: Int64

  /// Makes an item.
  public init(item: PackItem, use: ResourceVector, heapHeadroom: Int64 = 0) {
    self.item = item
    self.use = use
    self.heapHeadroom = heapHeadroom
  }
}

/// A pool as the attribution sees it: what it hands out, and what the machine has.
public struct AttributedPool: Hashable, Sendable {
  /// The pool with allocatable before DaemonSets.
  public var pool: PackPool
  /// What the machine has, before the system's share.
  public var capacity: ResourceVector

  /// Makes a pool.
  public init(pool: PackPool, capacity: ResourceVector) {
    self.pool = pool
    self.capacity = capacity
  }
}

/// One cluster with everything that can make it larger than its use.
public struct AttributionProblem: Sendable {
  /// The resources that vectors count; the first two are CPU and memory.
  public var resources: [String]
  /// The pods.
  public var items: [AttributedItem]
  /// The pools.
  public var pools: [AttributedPool]
  /// DaemonSets and static pods.
  public var daemons: [PackDaemon]
  /// Pairs of items that share no node: policy.
  public var conflicts: [ItemConflict]
  /// How many times the nodes are needed because of zones or caps: policy; 1 for neither.
  public var policyFactor: Double
  /// The part of each resource that may be handed out, by name: policy.
  public var caps: [String: Double] = [:]

  /// Makes a problem.
  public init(
    resources: [String],
    items: [AttributedItem],
    pools: [AttributedPool],
    daemons: [PackDaemon] = [],
    conflicts: [ItemConflict] = [],
    policyFactor: Double = 1
  ) {
    self.resources = resources
    self.items = items
    self.pools = pools
    self.daemons = daemons
    self.conflicts = conflicts
    self.policyFactor = policyFactor
  }

  /// The size of an amount of CPU and memory: cores + GiB/7.5.
  static func size(_ vector: ResourceVector) -> Double {
    Double(vector.amounts[0]) / 1e9 + Double(vector.amounts[1]) / 0x1p30 / 7.5
  }

  /// The mean size of a machine now, which is what *a node* means in the answer.
  var nodeSize: Double {
    let nodes = pools.reduce(0) { $0 + $1.pool.nodesNow }
    let sum = pools.reduce(0.0) { sum, pool in
      sum + Self.size(pool.capacity) * Double(nodes > 0 ? pool.pool.nodesNow : 1)
    }
    return sum / Double(nodes > 0 ? nodes : max(1, pools.count))
  }

  /// Nodes there are, in nodes of mean size.
  var nodesNow: Double { Double(pools.reduce(0) { $0 + $1.pool.nodesNow }) }

  /// What one pod asks for when only `causes` are there.
  func demand(_ each: AttributedItem, _ causes: Set<OverheadCause>) -> ResourceVector {
    var amounts = each.item.request.amounts
    for resource in amounts.indices {
      let used = each.use.amounts[resource]
      let heap = resource == 1 ? min(each.heapHeadroom, max(0, amounts[resource] - used)) : 0
      let slack = amounts[resource] - used - heap
      amounts[resource] =
        used + (causes.contains(.heapHeadroom) ? heap : 0)
        + (causes.contains(.requestSlack) ? slack : 0)
    }
    return ResourceVector(amounts.map { max(0, $0) })
  }

  /// What caps leave of what a node hands out.
  func capped(_ offered: ResourceVector) -> ResourceVector {
    ResourceVector(
      zip(resources, offered.amounts).map { name, amount in
        guard amount != ResourceVector.unlimited, let cap = caps[name] else { return amount }
        return DecimalRatio(min(1, cap)).down(amount)
      }
    )
  }

  /// The packing problem of a set of causes, machines priced by size in millionths of the mean one.
  func problem(_ causes: Set<OverheadCause>) throws(PackingError) -> PackingProblem {
    let mean = nodeSize
    let hasReserved = causes.contains(.reserved)
    let hasPolicy = causes.contains(.policy)
    return try PackingProblem(
      resources: resources,
      pools: pools.map { each in
        var pool = each.pool
        if !hasReserved { pool.allocatable = each.capacity }
        if hasPolicy { pool.allocatable = capped(pool.allocatable) }
        let size = Self.size(each.capacity) / max(mean, .leastNormalMagnitude)
        pool.cost = max(1, Int64(saturating: (size * Self.scale).rounded()))
        pool.price = size
        return pool
      },
      items: items.map { each in
        var item = each.item
        item.request = demand(each, causes)
        if !hasPolicy {
          item.maxPerNode = nil
          item.spread = nil
          item.nodeSkew = nil
        }
        return item
      },
      daemons: hasReserved ? daemons : [],
      conflicts: hasPolicy ? conflicts : []
    )
  }

  /// A node of mean size in units of cost.
  static let scale = 1_000_000.0
}
