/// The nodes opened so far, alike ones counted once.
///
/// A hundred replicas that fill ten nodes the same way are one group of ten, so that time grows
/// with workloads and not with pods: 400,000 pods of 3,000 workloads are some 7,000 groups.
struct OpenNodes {
  private let instance: PackingInstance
  /// The pool of each group.
  private(set) var pools: [Int] = []
  /// Nodes in each group.
  private(set) var copies: [Int] = []
  /// What each node of a group still offers, by group and resource.
  private(set) var free: [Int64] = []
  private var contents: [[PackedNode.Content]] = []
  /// Groups that can still take something, in the order they were opened.
  private var active: [Int] = []

  init(_ instance: PackingInstance) { self.instance = instance }

  /// The nodes as a packing lists them; empty ones are left out.
  var nodes: [PackedNode] {
    pools.indices.filter { !contents[$0].isEmpty }.map {
      PackedNode(pool: pools[$0], copies: copies[$0], contents: contents[$0])
    }
  }

  /// Opens `count` nodes of `pool` and returns their group.
  @discardableResult
  mutating func open(_ count: Int, of pool: Int) -> Int {
    let group = pools.count
    pools.append(pool)
    copies.append(count)
    let resources = instance.resourceCount
    free += instance.free[(pool * resources)..<((pool + 1) * resources)]
    contents.append([])
    active.append(group)
    return group
  }

  /// Puts as many of `count` pods of `item` as fit onto open nodes, first come first filled.
  ///
  /// The nodes must not hold pods of `item` yet. Returns how many are left.
  mutating func place(_ count: Int, of item: Int) -> Int {
    var left = count
    for group in active where left > 0 {
      guard instance.fits[item * instance.poolCount + pools[group]] else { continue }
      left = fill(group, with: left, of: item)
    }
    return left
  }

  /// Puts up to `count` pods of `item` onto the nodes of `group`; returns how many are left.
  mutating func fill(_ group: Int, with count: Int, of item: Int) -> Int {
    var each = instance.copies(
      of: item,
      in: free,
      at: group * instance.resourceCount,
      atMost: min(count, instance.maxPerNode[item])
    )
    if each > 0, instance.rules.concern(item) {
      each = instance.rules.most(each, of: item, with: contents[group], pool: pools[group])
    }
    guard each > 0 else { return count }
    let full = min(copies[group], count / each)
    let rest = full < copies[group] ? count - full * each : 0
    if full > 0 { put(each, of: item, on: split(full, from: group)) }
    if rest > 0 { put(rest, of: item, on: split(1, from: group)) }
    return count - full * each - rest
  }

  /// Drops groups that cannot take any of the pods to come, given the least they request.
  mutating func retire(below least: [Int64]) {
    let resources = instance.resourceCount
    active.removeAll { group in
      (0..<resources).contains { free[group * resources + $0] < least[$0] }
    }
  }

  /// Makes `count` nodes of `group` a group of their own; all of them keep the group.
  private mutating func split(_ count: Int, from group: Int) -> Int {
    guard count < copies[group] else { return group }
    copies[group] -= count
    let resources = instance.resourceCount
    let part = open(count, of: pools[group])
    for resource in 0..<resources {
      free[part * resources + resource] = free[group * resources + resource]
    }
    contents[part] = contents[group]
    return part
  }

  private mutating func put(_ each: Int, of item: Int, on group: Int) {
    let resources = instance.resourceCount
    for resource in 0..<resources {
      free[group * resources + resource] -=
        instance.request[item * resources + resource] * Int64(each)
    }
    contents[group].append(PackedNode.Content(item: item, count: each))
  }
}
