/// Places pods that limits of pools left out, by moving others out of their way.
///
/// A pod that may go to few pools finds them full of pods that could go elsewhere. For each such pod a
/// node is sought on which it fits once the most flexible pods are taken off, all of which find another
/// node. Usual input: some ten pods left of thousands, a thousand nodes; tries are counted.
struct Ejection {
  private let instance: PackingInstance
  private var nodes: [PackedNode] = []
  private var free: [[Int64]] = []
  private var used: [Int]
  /// How many pools an item fits.
  private let choices: [Int]
  private static let tries = 400

  init(_ instance: PackingInstance, nodes packed: [PackedNode]) {
    self.instance = instance
    used = Array(repeating: 0, count: instance.poolCount)
    choices = (0..<instance.itemCount).map { item in
      (0..<instance.poolCount).count { instance.fits[item * instance.poolCount + $0] }
    }
    for node in packed {
      for _ in 0..<node.copies {
        open(node.pool)
        for each in node.contents { put(each.count, of: each.item, on: nodes.count - 1) }
      }
    }
  }

  /// The nodes with as many of the pods left as could be placed.
  mutating func placed(_ left: [Int: Int]) -> [PackedNode] {
    let order = left.keys.sorted { a, b in
      choices[a] == choices[b]
        ? (instance.size[b], a) < (instance.size[a], b) : choices[a] < choices[b]
    }
    for item in order {
      for _ in 0..<(left[item] ?? 0) where !settle(item, except: nil) && !eject(for: item) { break }
    }
    return nodes.filter { !$0.contents.isEmpty }
  }

  /// Puts one pod onto a node with room, or a new one; returns whether it found one.
  private mutating func settle(_ item: Int, except: Int?) -> Bool {
    for index in nodes.indices where index != except && takes(index, item) {
      put(1, of: item, on: index)
      return true
    }
    let pools = (0..<instance.poolCount).filter { pool in
      instance.fits[item * instance.poolCount + pool] && used[pool] < instance.nodeLimit[pool]
    }
    guard let pool = pools.min(by: { instance.cost[$0] < instance.cost[$1] }) else { return false }
    open(pool)
    guard takes(nodes.count - 1, item) else { return false }
    put(1, of: item, on: nodes.count - 1)
    return true
  }

  /// Puts one pod onto a node whose pods move elsewhere; returns whether that could be done.
  private mutating func eject(for item: Int) -> Bool {
    var tries = Self.tries
    for index in nodes.indices
    where instance.fits[item * instance.poolCount + nodes[index].pool] {
      tries -= 1
      if tries < 0 { return false }
      let before = (nodes, free, used)
      var moved: [Int] = []
      while !takes(index, item) {
        // The pod with most choices goes first, of equals the smallest.
        let next = nodes[index].contents.map(\.item).filter { choices[$0] > choices[item] }
          .max { a, b in
            choices[a] == choices[b]
              ? (instance.size[b], b) < (instance.size[a], a) : choices[a] < choices[b]
          }
        guard let next else { break }
        put(-1, of: next, on: index)
        moved.append(next)
      }
      if takes(index, item) {
        put(1, of: item, on: index)
        if moved.allSatisfy({ settle($0, except: index) }) { return true }
      }
      (nodes, free, used) = before
    }
    return false
  }

  // MARK: Nodes

  private mutating func open(_ pool: Int) {
    let resources = instance.resourceCount
    nodes.append(PackedNode(pool: pool, copies: 1, contents: []))
    free.append(Array(instance.free[(pool * resources)..<((pool + 1) * resources)]))
    used[pool] += 1
  }

  private func takes(_ node: Int, _ item: Int) -> Bool {
    guard instance.fits[item * instance.poolCount + nodes[node].pool],
      instance.copies(of: item, in: free[node], at: 0, atMost: 1) > 0
    else { return false }
    let there = nodes[node].contents.first { $0.item == item }?.count ?? 0
    guard there < instance.maxPerNode[item] else { return false }
    guard instance.rules.concern(item) else { return true }
    return instance.rules.most(
      1,
      of: item,
      with: nodes[node].contents,
      pool: nodes[node].pool
    ) > 0
  }

  private mutating func put(_ count: Int, of item: Int, on node: Int) {
    if let place = nodes[node].contents.firstIndex(where: { $0.item == item }) {
      nodes[node].contents[place].count += count
      if nodes[node].contents[place].count == 0 { nodes[node].contents.remove(at: place) }
    } else {
      nodes[node].contents.append(PackedNode.Content(item: item, count: count))
    }
    for resource in 0..<instance.resourceCount
    where free[node][resource] != ResourceVector.unlimited {
      free[node][resource] -=
        instance.request[item * instance.resourceCount + resource] * Int64(count)
    }
  }
}
