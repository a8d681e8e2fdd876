/// Finds contents of one node that are worth much, for given values of the pods.
///
/// Fills a node by value per price of what a pod takes, then swaps pods as long as that raises the value.
/// Usual input: 800 items, 3 resources, some 20 pods on a node; then a tenth of a millisecond to fill
/// and about as much per round of swaps.
struct PatternFinder {
  private let tables: PatternTables
  /// Prices of resources per pool, kept from call to call as a start.
  private(set) var duals: [KnapsackDual]
  private var random: RandomSequence
  /// Work since it was last taken.
  private(set) var work = 0

  init(_ tables: PatternTables, seed: UInt64) {
    self.tables = tables
    random = RandomSequence(seed: seed)
    duals = Array(
      repeating: KnapsackDual(resources: tables.resourceCount),
      count: tables.poolCount
    )
  }

  /// Counts work done for the finder elsewhere.
  mutating func note(_ work: Int) { self.work += work }

  /// Returns the work done since the last call.
  mutating func takeWork() -> Int {
    defer { work = 0 }
    return work
  }

  /// Improves the prices of a pool's resources for `values` and returns the bound they give.
  mutating func bound(values: [Double], pool: Int, reached: Double, steps: Int = 60) -> Double {
    duals[pool].improve(
      values: values,
      pool: pool,
      tables,
      reached: reached,
      steps: steps
    )
    work += steps * tables.fitting[pool].count * tables.resourceCount
    return duals[pool].bound
  }

  /// A pattern of high value.
  ///
  /// - Parameters:
  ///   - values: what a pod of each item is worth
  ///   - pool: the node's pool
  ///   - left: pods of each item that there are at most
  ///   - noise: how much the order of pods is stirred, 0 for not at all
  ///   - isQuick: whether to leave out the swaps
  /// - Returns: the pattern and its value; nil where no pod is worth anything
  mutating func pattern(
    values: [Double],
    pool: Int,
    left: [Int],
    noise: Double,
    isQuick: Bool = false
  ) -> (pattern: Pattern, value: Double)? {
    let resources = tables.resourceCount
    let base = pool * tables.itemCount
    let prices = duals[pool].prices
    let total = prices.reduce(0, +)
    var order: [(item: Int, key: Double)] = []
    order.reserveCapacity(tables.fitting[pool].count)
    for item in tables.fitting[pool] where values[item] > 0 && left[item] > 0 {
      let start = (base + item) * resources
      var price = 0.0
      for resource in 0..<resources {
        // A trace of each resource, so that nothing looks free.
        price += (prices[resource] + 0.02 * total + 1e-12) * tables.share[start + resource]
      }
      var key = values[item] / max(price, 1e-300)
      if noise > 0 { key *= 1 + noise * (random.nextUnit() - 0.5) }
      order.append((item, key))
    }
    guard !order.isEmpty else { return nil }
    order.sort { $0.key == $1.key ? $0.item < $1.item : $0.key > $1.key }
    var node = NodeContents(tables, pool: pool)
    for (item, _) in order {
      node.add(item, upTo: min(left[item], tables.most[base + item]), tables)
    }
    work += order.count * (resources + 8)
    if !isQuick { improve(&node, order: order.map(\.item), values: values, left: left) }
    let pattern = Pattern(pool: pool, contents: node.contents)
    return (pattern, pattern.value(values))
  }

  /// A pattern made of `contents`, less pods that are gone, filled up and improved.
  mutating func completed(
    _ pattern: Pattern,
    values: [Double],
    left: [Int]
  ) -> Pattern {
    let pool = pattern.pool
    let resources = tables.resourceCount
    let base = pool * tables.itemCount
    var node = NodeContents(tables, pool: pool)
    for each in pattern.contents {
      node.add(each.item, upTo: min(each.count, left[each.item]), tables)
    }
    let prices = duals[pool].prices
    let total = prices.reduce(0, +)
    var order: [(item: Int, key: Double)] = []
    for item in tables.fitting[pool] where values[item] > 0 && left[item] > 0 {
      let start = (base + item) * resources
      var price = 0.0
      for resource in 0..<resources {
        price += (prices[resource] + 0.02 * total + 1e-12) * tables.share[start + resource]
      }
      order.append((item, values[item] / max(price, 1e-300)))
    }
    order.sort { $0.key == $1.key ? $0.item < $1.item : $0.key > $1.key }
    for (item, _) in order {
      node.add(item, upTo: min(left[item], tables.most[base + item]), tables)
    }
    work += order.count * (resources + 8)
    improve(&node, order: order.map(\.item), values: values, left: left)
    return Pattern(pool: pool, contents: node.contents)
  }

  /// Swaps a pod for another as long as that raises the value, and fills what became free.
  private mutating func improve(
    _ node: inout NodeContents,
    order: [Int],
    values: [Double],
    left: [Int]
  ) {
    let base = node.pool * tables.itemCount
    for _ in 0..<24 {
      var best: (out: Int, into: Int, gain: Double)?
      for each in node.contents {
        let out = each.item
        node.shift(out, -1, tables)
        let floor = values[out] + (best?.gain ?? 1e-9 * values[out])
        var top = floor
        for item in order where values[item] > top {
          guard node.count(of: item) < min(left[item], tables.most[base + item]),
            node.takes(item, tables)
          else { continue }
          top = values[item]
          best = (out, item, top - values[out])
        }
        node.shift(out, 1, tables)
        work += order.count * 3
      }
      guard let best else { break }
      node.remove(best.out, tables)
      node.add(best.into, upTo: 1, adding: true, tables)
      for item in order where node.takes(item, tables) {
        node.add(item, upTo: min(left[item], tables.most[base + item]), tables)
      }
    }
  }
}

/// One node while it is filled.
private struct NodeContents {
  let pool: Int
  private(set) var contents: [PackedNode.Content] = []
  private var free: [Int64]

  init(_ tables: PatternTables, pool: Int) {
    self.pool = pool
    let resources = tables.resourceCount
    free = Array(tables.instance.free[(pool * resources)..<((pool + 1) * resources)])
  }

  func count(of item: Int) -> Int { contents.first { $0.item == item }?.count ?? 0 }

  /// Whether one more pod of `item` fits.
  @inline(__always)
  func takes(_ item: Int, _ tables: PatternTables) -> Bool {
    let resources = tables.resourceCount
    let start = item * resources
    for resource in 0..<resources where tables.need[start + resource] > free[resource] {
      return false
    }
    guard tables.instance.rules.concern(item) else { return true }
    return tables.instance.rules.most(1, of: item, with: contents, pool: pool) > 0
  }

  /// Adds pods of `item` until there are `most` of them (or `most` more) or no more fit.
  mutating func add(_ item: Int, upTo most: Int, adding: Bool = false, _ tables: PatternTables) {
    let index = contents.firstIndex { $0.item == item }
    let there = index.map { contents[$0].count } ?? 0
    let wanted = adding ? most : most - there
    guard wanted > 0 else { return }
    var count = tables.instance.copies(of: item, in: free, at: 0, atMost: wanted)
    if count > 0, tables.instance.rules.concern(item) {
      count = tables.instance.rules.most(count, of: item, with: contents, pool: pool)
    }
    guard count > 0 else { return }
    if let index {
      contents[index].count += count
    } else {
      contents.append(PackedNode.Content(item: item, count: count))
    }
    take(count, of: item, tables)
  }

  /// Takes one pod of `item` out.
  mutating func remove(_ item: Int, _ tables: PatternTables) {
    guard let index = contents.firstIndex(where: { $0.item == item }) else { return }
    contents[index].count -= 1
    if contents[index].count == 0 { contents.remove(at: index) }
    take(-1, of: item, tables)
  }

  /// Changes the number of pods of an item that is there, down to zero.
  mutating func shift(_ item: Int, _ change: Int, _ tables: PatternTables) {
    guard let index = contents.firstIndex(where: { $0.item == item }) else { return }
    contents[index].count += change
    take(change, of: item, tables)
  }

  private mutating func take(_ count: Int, of item: Int, _ tables: PatternTables) {
    let resources = tables.resourceCount
    for resource in 0..<resources {
      free[resource] -= tables.need[item * resources + resource] * Int64(count)
    }
  }
}
