public import PodfitModel

/// Amounts of the resources of one ``PackingProblem``, in the order of its `resources`.
///
/// CPU is counted in nanocores, memory and storage in bytes, the rest in whole units.
public struct ResourceVector: Hashable, Sendable {
  /// The amounts.
  public var amounts: [Int64]

  /// Makes a vector of amounts.
  public init(_ amounts: [Int64]) { self.amounts = amounts }

  /// An amount without end: what a node offers of a resource whose limit is not known.
  public static let unlimited = Int64.max
}

/// Nodes that are alike for every pod: one pool, or one part of a pool whose nodes differ.
///
/// Nodes are what-if: a packing may use more of them than there are, up to ``nodeLimit``.
public struct PackPool: Hashable, Sendable {
  /// The cluster; pods go to nodes of their own cluster only.
  public var cluster: String
  /// The pool's name; several parts of one pool share it.
  public var name: String
  /// The machine type; empty where not known.
  public var instanceType: String
  /// Nodes there are now.
  public var nodesNow: Int
  /// What one node hands out, before DaemonSets.
  public var allocatable: ResourceVector
  /// The labels that some pod asks about, and no others.
  public var labels: [String: String]
  /// Taints that last; those of a passing condition are left out.
  public var taints: [Taint]
  /// The name of the only node of this part, where pods ask for it by name.
  public var nodeName: String?
  /// The most nodes a packing may use, or nil where the pool may grow.
  public var nodeLimit: Int?
  /// What one node costs, in whole units of the caller's choice; where all cost one, cost counts nodes.
  public var cost: Int64
  /// What one node costs exactly, in the unit that reports name; nil where only ``cost`` is known.
  ///
  /// Searches and proofs count whole units, reports what they stand for: a third of a core has no whole
  /// number of millionths.
  public var price: Double?

  /// Makes a pool.
  public init(
    cluster: String = "",
    name: String,
    instanceType: String = "",
    nodesNow: Int,
    allocatable: ResourceVector,
    labels: [String: String] = [:],
    taints: [Taint] = [],
    nodeName: String? = nil,
    nodeLimit: Int? = nil,
    cost: Int64 = 1
  ) {
    self.cluster = cluster
    self.name = name
    self.instanceType = instanceType
    self.nodesNow = nodesNow
    self.allocatable = allocatable
    self.labels = labels
    self.taints = taints
    self.nodeName = nodeName
    self.nodeLimit = nodeLimit
    self.cost = cost
  }
}
