/// Empties nodes of a packing by moving their pods into room that others have left.
///
/// Takes the emptiest nodes (``window`` at most; full ones have nothing to give), clears a few of
/// them and places their pods anew, fullest nodes first. A step stays when it closes a node or
/// gathers pods on fewer nodes; it is undone otherwise. The work is counted, not timed, so the same
/// seed gives the same packing everywhere.
struct Consolidation {
  /// The most nodes looked at.
  static let window = 400
  /// Steps in vain, per node, after which small clusters are given up: all has been tried then.
  static let patience = 200

  private let instance: PackingInstance
  private var random: RandomSequence
  private var work: Int
  private var nodes: [Node] = []
  private var free: [Int64] = []
  private var undo: [Move] = []

  private struct Node {
    var pool: Int
    var contents: [PackedNode.Content]
    /// The sizes of its pods.
    var load = 0.0
    /// The largest load that a node of its pool could have.
    var room = 1.0

    var fill: Double { load / room }
  }

  /// Pods put on a node, or taken from it where the count is negative.
  private struct Move {
    var node: Int
    var item: Int
    var count: Int
  }

  /// Prepares for `work` looks at a node.
  init(_ instance: PackingInstance, seed: UInt64, work: Int) {
    self.instance = instance
    random = RandomSequence(seed: seed)
    self.work = work
  }

  /// The packing with as few nodes as the work reaches; stops at `target` nodes.
  mutating func improved(_ packed: [PackedNode], target: Int) -> [PackedNode] {
    let kept = take(packed)
    let keptCount = kept.reduce(0) { $0 + $1.copies }
    var vain = 0
    while work > 0, nodes.count > 1, keptCount + nodes.count > target,
      vain < Self.patience * nodes.count
    {
      let before = nodes.count
      step()
      dropEmpty()
      vain = nodes.count < before ? 0 : vain + 1
    }
    return kept
      + nodes.map { PackedNode(pool: $0.pool, copies: 1, contents: $0.contents) }
  }

  /// Takes the emptiest nodes apart and returns the others.
  private mutating func take(_ packed: [PackedNode]) -> [PackedNode] {
    let measured = packed.map { ($0, node($0)) }
      .enumerated().sorted { a, b in
        a.element.1.fill == b.element.1.fill
          ? a.offset < b.offset : a.element.1.fill < b.element.1.fill
      }
    var kept: [PackedNode] = []
    for (packed, node) in measured.map(\.element) {
      let taken = min(packed.copies, Self.window - nodes.count)
      for _ in 0..<taken {
        nodes.append(node)
        free += remaining(node)
      }
      if taken < packed.copies {
        var rest = packed
        rest.copies -= taken
        kept.append(rest)
      }
    }
    return kept
  }

  private func node(_ packed: PackedNode) -> Node {
    var node = Node(pool: packed.pool, contents: packed.contents)
    node.load = packed.contents.reduce(0) { $0 + Double($1.count) * instance.size[$1.item] }
    node.room = max(instance.room(of: packed.pool), .leastNormalMagnitude)
    return node
  }

  private func remaining(_ node: Node) -> [Int64] {
    let resources = instance.resourceCount
    return (0..<resources).map { resource in
      node.contents.reduce(instance.free[node.pool * resources + resource]) { left, each in
        left - instance.request[each.item * resources + resource] * Int64(each.count)
      }
    }
  }

  // MARK: Steps

  /// Clears a few nodes, places their pods anew, and keeps the better of before and after.
  private mutating func step() {
    // Ordering and scoring look at every node, too.
    work -= nodes.count
    let byFill = nodes.indices.sorted {
      nodes[$0].fill == nodes[$1].fill ? $0 < $1 : nodes[$0].fill < nodes[$1].fill
    }
    let victim = byFill[random.next(below: min(4, byFill.count))]
    var cleared: Set<Int> = [victim]
    for _ in 0..<random.next(below: 5) { cleared.insert(random.next(below: nodes.count)) }
    let before = score
    undo.removeAll(keepingCapacity: true)

    var pods: [Int: Int] = [:]
    for node in cleared.sorted() {
      for each in nodes[node].contents {
        pods[each.item, default: 0] += each.count
        move(-each.count, of: each.item, on: node)
      }
    }
    var queue = pods.sorted { $0.key < $1.key }.map { item, count in
      (item: item, count: count, key: instance.size[item] * (0.7 + 0.6 * random.nextUnit()))
    }
    queue.sort { $0.key == $1.key ? $0.item < $1.item : $0.key > $1.key }
    var order = byFill.reversed().filter { !cleared.contains($0) }
    order += cleared.subtracting([victim]).sorted() + [victim]
    var isPlaced = true
    for pod in queue where isPlaced {
      isPlaced = place(pod.count, of: pod.item, in: order) == 0
    }
    let isClosed = isPlaced && nodes[victim].contents.isEmpty
    guard isPlaced, isClosed || score >= before else {
      for each in undo.reversed() { apply(-each.count, of: each.item, on: each.node) }
      return
    }
  }

  /// Places pods on the first nodes of `order` with room; returns how many found none.
  private mutating func place(_ count: Int, of item: Int, in order: [Int]) -> Int {
    var left = count
    for node in order where left > 0 {
      work -= 1
      guard instance.fits[item * instance.poolCount + nodes[node].pool] else { continue }
      let there = nodes[node].contents.first { $0.item == item }?.count ?? 0
      let most = min(left, instance.maxPerNode[item] - there)
      guard most > 0 else { continue }
      var taken = instance.copies(
        of: item,
        in: free,
        at: node * instance.resourceCount,
        atMost: most
      )
      if taken > 0, instance.rules.concern(item) {
        taken = instance.rules.most(
          taken,
          of: item,
          with: nodes[node].contents,
          pool: nodes[node].pool
        )
      }
      if taken > 0 {
        move(taken, of: item, on: node)
        left -= taken
      }
    }
    return left
  }

  /// Larger when pods are gathered on fewer nodes.
  private var score: Double { nodes.reduce(0) { $0 + $1.fill * $1.fill } }

  private mutating func move(_ count: Int, of item: Int, on node: Int) {
    undo.append(Move(node: node, item: item, count: count))
    apply(count, of: item, on: node)
  }

  private mutating func apply(_ count: Int, of item: Int, on node: Int) {
    let resources = instance.resourceCount
    for resource in 0..<resources {
      free[node * resources + resource] -=
        instance.request[item * resources + resource] * Int64(count)
    }
    nodes[node].load += Double(count) * instance.size[item]
    if let index = nodes[node].contents.firstIndex(where: { $0.item == item }) {
      nodes[node].contents[index].count += count
      if nodes[node].contents[index].count == 0 { nodes[node].contents.remove(at: index) }
    } else {
      nodes[node].contents.append(PackedNode.Content(item: item, count: count))
    }
    // What is left of a sum of floating numbers must not make an empty node look used.
    if nodes[node].contents.isEmpty { nodes[node].load = 0 }
  }

  private mutating func dropEmpty() {
    let resources = instance.resourceCount
    for node in nodes.indices.reversed() where nodes[node].contents.isEmpty {
      nodes.remove(at: node)
      free.removeSubrange((node * resources)..<((node + 1) * resources))
    }
  }
}

extension PackingInstance {
  /// The size of a pod that would fill a node of `pool` in every resource that is limited.
  fileprivate func room(of pool: Int) -> Double {
    var room = 0.0
    for resource in 0..<resourceCount {
      let offered = free[pool * resourceCount + resource]
      guard offered != .max else { continue }
      let average =
        (0..<poolCount).reduce(0.0) { $0 + Double(free[$1 * resourceCount + resource]) }
        / Double(max(1, poolCount))
      if average > 0 { room += Double(offered) / average }
    }
    return room
  }
}
