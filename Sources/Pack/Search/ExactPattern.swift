/// The most that one node can hold by value, proven by trying everything that could be more.
///
/// With prices of the resources every choice loses something against the bound of ``KnapsackDual``: a
/// pod left out that is worth more than its price, a pod taken that is worth less, room left empty.
/// Choices are given up as soon as they lost more than the difference between bound and best.
/// Usual input: 250 items of which a node holds five; some ten thousand steps.
struct ExactPattern {
  /// No pattern is worth more, whether or not the search ended.
  private(set) var bound: Double
  /// The best pattern found and its value.
  private(set) var best: (contents: [PackedNode.Content], value: Double)
  /// Steps taken.
  private(set) var steps = 0

  private let tables: PatternTables
  private let pool: Int
  private let root: Double
  private let prices: [Double]
  private let limit: Int
  private var order: [(item: Int, gain: Double, most: Int)] = []
  /// The sum of what leaving out the first so many of `order` loses.
  private var skipped: [Double] = []
  private var free: [Int64]
  private var chosen: [PackedNode.Content] = []

  /// Searches at most `limit` steps.
  ///
  /// - Parameters:
  ///   - values: what a pod of each item is worth
  ///   - pool: the node's pool
  ///   - prices: prices of its resources
  ///   - known: a pattern found before and its value
  ///   - limit: the most steps
  ///   - tables: the instance
  init(
    values: [Double],
    pool: Int,
    prices: [Double],
    known: (contents: [PackedNode.Content], value: Double),
    limit: Int,
    _ tables: PatternTables
  ) {
    self.tables = tables
    self.pool = pool
    self.prices = prices
    self.limit = limit
    best = known
    let resources = tables.resourceCount
    let base = pool * tables.itemCount
    free = Array(tables.instance.free[(pool * resources)..<((pool + 1) * resources)])
    var root = prices.reduce(0, +)
    for item in tables.fitting[pool] where values[item] > 0 {
      let start = (base + item) * resources
      var price = 0.0
      for resource in 0..<resources { price += prices[resource] * tables.share[start + resource] }
      let most = tables.most[base + item]
      let gain = values[item] - price
      if gain > 0 { root += gain * Double(most) }
      order.append((item, gain, most))
    }
    self.root = root
    bound = root
    order.sort { abs($0.gain) == abs($1.gain) ? $0.item < $1.item : abs($0.gain) > abs($1.gain) }
    skipped = [0]
    for each in order {
      skipped.append(skipped[skipped.count - 1] + max(0, each.gain) * Double(each.most))
    }
    search(0, loss: 0)
    if steps < limit { bound = best.value }
  }

  /// What is lost when everything from `position` on is left out and the node stays as it is.
  private func ending(_ position: Int) -> Double {
    var lost = skipped[order.count] - skipped[position]
    let resources = tables.resourceCount
    for resource in 0..<resources where prices[resource] > 0 {
      let offered = tables.instance.free[pool * resources + resource]
      lost +=
        offered > 0 && offered != ResourceVector.unlimited
        ? prices[resource] * Double(free[resource]) / Double(offered) : prices[resource]
    }
    return lost
  }

  /// Tries all that may come from `position` on: the next pod taken is any of them.
  private mutating func search(_ position: Int, loss: Double) {
    let value = root - loss - ending(position)
    if value > best.value * (1 + 1e-12) { best = (chosen, value) }
    for place in position..<order.count {
      steps += 1
      guard steps < limit else { return }
      let (item, gain, most) = order[place]
      let before = loss + skipped[place] - skipped[position]
      guard before < root - best.value - 1e-9 * root else { return }
      var fitting = tables.instance.copies(of: item, in: free, at: 0, atMost: most)
      guard fitting > 0 else { continue }
      if tables.instance.rules.concern(item) {
        fitting = tables.instance.rules.most(fitting, of: item, with: chosen, pool: pool)
      }
      for count in stride(from: fitting, to: 0, by: -1) {
        let lost = before + (gain > 0 ? gain * Double(most - count) : -gain * Double(count))
        guard lost < root - best.value - 1e-9 * root else {
          // Fewer pods lose more where each is worth more than its price, and less else.
          if gain > 0 { break }
          continue
        }
        take(count, of: item)
        chosen.append(PackedNode.Content(item: item, count: count))
        search(place + 1, loss: lost)
        chosen.removeLast()
        take(-count, of: item)
        if steps >= limit { return }
      }
    }
  }

  private mutating func take(_ count: Int, of item: Int) {
    let resources = tables.resourceCount
    for resource in 0..<resources {
      free[resource] -= tables.need[item * resources + resource] * Int64(count)
    }
  }
}
