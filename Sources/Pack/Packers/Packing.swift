/// So many nodes of one pool with the same pods on each.
public struct PackedNode: Hashable, Sendable {
  /// Pods of one item on one node.
  public struct Content: Hashable, Sendable {
    /// The item, by its index in the problem.
    public var item: Int
    /// How many of its pods.
    public var count: Int

    /// Makes a content.
    public init(item: Int, count: Int) {
      self.item = item
      self.count = count
    }
  }

  /// The pool, by its index in the problem.
  public var pool: Int
  /// How many such nodes.
  public var copies: Int
  /// The pods on each, one entry per item.
  public var contents: [Content]

  /// Makes nodes.
  public init(pool: Int, copies: Int, contents: [Content]) {
    self.pool = pool
    self.copies = copies
    self.contents = contents
  }
}

/// Where the pods of a problem go.
public struct Packing: Hashable, Sendable {
  /// What made it.
  public var packer: String
  /// The nodes.
  public var nodes: [PackedNode]
  /// Pods that were not placed, by item; absent items are placed in full.
  public var leftOut: [Int: Int]

  /// Makes a packing.
  public init(packer: String, nodes: [PackedNode], leftOut: [Int: Int] = [:]) {
    self.packer = packer
    self.nodes = nodes
    self.leftOut = leftOut
  }

  /// How many nodes it uses.
  public var nodeCount: Int { nodes.reduce(0) { $0 + $1.copies } }
}
