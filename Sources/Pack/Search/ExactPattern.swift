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

  private let rules: SideRules
  private let pool: Int
  private let root: Double
  private let limit: Int
  private var order: [Choice] = []
  /// The sum of what leaving out the first so many of `order` loses.
  private var skipped: [Double] = []
  /// What a pod of each of `order` needs, resource by resource.
  private var need: [Int64] = []
  private var free: [Int64]
  /// The resources that have a price: where, the price, and what the node offers; 0 where no limit is.
  private let priced: [(resource: Int, price: Double, offered: Double)]
  private var chosen: [PackedNode.Content] = []

  private struct Choice {
    var item: Int
    /// What a pod is worth above the price of what it needs.
    var gain: Double
    var most: Int
    var hasRules: Bool
  }

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
    rules = tables.instance.rules
    self.pool = pool
    self.limit = limit
    best = known
    let resources = tables.resourceCount
    let base = pool * tables.itemCount
    let free = Array(tables.instance.free[(pool * resources)..<((pool + 1) * resources)])
    self.free = free
    priced = prices.indices.filter { prices[$0] > 0 }.map { resource in
      let offered = free[resource]
      let isLimited = offered > 0 && offered != ResourceVector.unlimited
      return (resource, prices[resource], isLimited ? Double(offered) : 0)
    }
    var root = prices.reduce(0, +)
    for item in tables.fitting[pool] where values[item] > 0 {
      let start = (base + item) * resources
      var price = 0.0
      for resource in 0..<resources { price += prices[resource] * tables.share[start + resource] }
      let most = tables.most[base + item]
      let gain = values[item] - price
      if gain > 0 { root += gain * Double(most) }
      order.append(
        Choice(item: item, gain: gain, most: most, hasRules: tables.instance.rules.concern(item))
      )
    }
    self.root = root
    bound = root
    order.sort { abs($0.gain) == abs($1.gain) ? $0.item < $1.item : abs($0.gain) > abs($1.gain) }
    skipped = [0]
    for each in order {
      need += tables.need[(each.item * resources)..<((each.item + 1) * resources)]
      skipped.append(skipped[skipped.count - 1] + max(0, each.gain) * Double(each.most))
    }
    search(0, loss: 0)
    if steps < limit { bound = best.value }
  }

  /// What is lost when everything from `position` on is left out and the node stays as it is.
  ///
  /// This and ``copies(of:atMost:)`` are `mutating` so that the search is passed on and not copied, which
  /// took a seventh of its time.
  private mutating func ending(_ position: Int) -> Double {
    var lost = skipped[order.count] - skipped[position]
    for (resource, price, offered) in priced {
      lost += offered > 0 ? price * Double(free[resource]) / offered : price
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
      let before = loss + skipped[place] - skipped[position]
      guard before < root - best.value - 1e-9 * root else { return }
      let choice = order[place]
      var fitting = copies(of: place, atMost: choice.most)
      guard fitting > 0 else { continue }
      if choice.hasRules {
        fitting = rules.most(fitting, of: choice.item, with: chosen, pool: pool)
      }
      let gain = choice.gain
      for count in stride(from: fitting, to: 0, by: -1) {
        let lost = before + (gain > 0 ? gain * Double(choice.most - count) : -gain * Double(count))
        guard lost < root - best.value - 1e-9 * root else {
          // Fewer pods lose more where each is worth more than its price, and less else.
          if gain > 0 { break }
          continue
        }
        take(count, of: place)
        chosen.append(PackedNode.Content(item: choice.item, count: count))
        search(place + 1, loss: lost)
        chosen.removeLast()
        take(-count, of: place)
        if steps >= limit { return }
      }
    }
  }

  /// How many pods of the one at `place` fit into what is free; at most `most`.
  private mutating func copies(of place: Int, atMost most: Int) -> Int {
    var copies = Int64(most)
    let base = place * free.count
    for resource in free.indices {
      let need = need[base + resource]
      guard need > 0 else { continue }
      let left = free[resource]
      if left < need { return 0 }
      if copies > 1 { copies = min(copies, left / need) }
    }
    return Int(copies)
  }

  private mutating func take(_ count: Int, of place: Int) {
    let base = place * free.count
    for resource in free.indices { free[resource] -= need[base + resource] * Int64(count) }
  }
}
