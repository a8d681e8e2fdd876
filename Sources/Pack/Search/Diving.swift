/// Rounds a fractional mix of patterns to whole nodes.
///
/// Fixes the whole part of every amount, asks for the rest, solves again with a few new patterns, and
/// fixes the largest fractions when nothing is whole. The end, where few pods are left, is packed
/// greedily; so is every tenth state before, because the best answer is sometimes in the middle.
struct Diving {
  private let tables: PatternTables
  private var random: RandomSequence
  /// Packs what is left.
  private let closing: [any Packer]

  init(_ tables: PatternTables, closing: [any Packer], seed: UInt64) {
    self.tables = tables
    self.closing = closing
    random = RandomSequence(seed: seed)
  }

  /// A packing of whole nodes, or nil when it could not beat `cost`.
  ///
  /// - Parameters:
  ///   - master: the patterns there are
  ///   - generation: finds more of them
  ///   - cost: what it has to beat
  ///   - target: what is good enough to end at once
  ///   - stir: how much the choice among fractions is stirred, 0 for not at all
  ///   - budget: the work it may do
  /// - Returns: the nodes
  mutating func packed(
    _ master: inout PatternMaster,
    _ generation: inout ColumnGeneration,
    below cost: Double,
    target: Double,
    stir: Double,
    budget: inout WorkBudget
  ) -> [PackedNode]? {
    let instance = tables.instance
    var left = instance.counts
    for item in left.indices
    where
      !(0..<tables.poolCount).contains(where: { tables.most[$0 * tables.itemCount + item] > 0 })
    {
      left[item] = 0
    }
    var nodes = instance.nodeLimit
    var fixed: [PackedNode] = []
    var fixedCost = 0.0
    var best: (nodes: [PackedNode], cost: Double)?
    var step = 0
    while left.contains(where: { $0 > 0 }) {
      if budget.isOver { break }
      master.demand(left, nodes: nodes)
      guard
        let mix = generation.improve(
          &master,
          counts: left,
          nodes: nodes,
          isProof: false,
          tolerance: 0,
          rounds: step == 0 ? 0 : 2,
          budget: &budget
        )
      else { break }
      // A node costs whole units: what cannot save one cannot win.
      if !mix.isShort, fixedCost + mix.cost > min(cost, best?.cost ?? cost) - 1 + 1e-6 { break }
      let before = fixedCost
      fix(mix, master.patterns, &generation, &left, &nodes, &fixed, &fixedCost, stir: stir)
      if fixedCost == before { break }
      step += 1
      if fixedCost > 0.75 * (fixedCost + mix.cost) || step % 10 == 0 {
        let candidate = closed(fixed, left, nodes)
        let total = fixedCost + candidate.cost
        if candidate.isWhole, total < best?.cost ?? cost {
          best = (fixed + candidate.nodes, total)
          if total <= target { return fixed + candidate.nodes }
        }
      }
    }
    let last = closed(fixed, left, nodes)
    if fixedCost + last.cost < best?.cost ?? .infinity || best == nil {
      return fixed + last.nodes
    }
    return best?.nodes
  }

  /// Fixes nodes of a mix: whole parts, else some of the largest fractions.
  private mutating func fix(
    _ mix: PatternMaster.Mix,
    _ patterns: [Pattern],
    _ generation: inout ColumnGeneration,
    _ left: inout [Int],
    _ nodes: inout [Int],
    _ fixed: inout [PackedNode],
    _ cost: inout Double,
    stir: Double
  ) {
    var fractions: [(pattern: Int, key: Double)] = []
    var isFixed = false
    for (index, amount) in mix.amounts.enumerated() where amount > 1e-6 {
      let whole = (amount + 1e-6).rounded(.down)
      if whole >= 1 {
        let count = Int(min(whole, 0x1p40))
        isFixed = put(patterns[index], count, &left, &nodes, &fixed, &cost) || isFixed
      }
      let rest = amount - whole
      if rest > 1e-6 {
        fractions.append((index, rest + (stir > 0 ? stir * (random.nextUnit() - 0.5) : 0)))
      }
    }
    fractions.sort { $0.key == $1.key ? $0.pattern < $1.pattern : $0.key > $1.key }
    // A sixth of what the mix needs at a time; small rests one by one.
    let most = max(isFixed ? 0 : 1, Int(min(mix.amounts.reduce(0, +), 0x1p40)) / 6)
    var taken = 0
    for (rank, fraction) in fractions.enumerated() {
      if taken >= most || rank >= 4 * most { break }
      var pattern = patterns[fraction.pattern]
      if !pattern.contents.allSatisfy({ $0.count <= left[$0.item] }) {
        // Others have used up some of its pods: fill their room, or leave the node for later.
        pattern = generation.completed(pattern, values: mix.values, left: left)
        let worth = pattern.value(mix.values)
        let full = tables.cost[pattern.pool] + mix.premiums[pattern.pool]
        guard worth >= 0.985 * full || !isFixed else { continue }
      }
      if put(pattern, 1, &left, &nodes, &fixed, &cost) {
        isFixed = true
        taken += 1
      }
    }
  }

  /// Puts so many nodes of a pattern, less where pods run out; returns whether any was put.
  private func put(
    _ pattern: Pattern,
    _ count: Int,
    _ left: inout [Int],
    _ nodes: inout [Int],
    _ fixed: inout [PackedNode],
    _ cost: inout Double
  ) -> Bool {
    var count = min(count, nodes[pattern.pool])
    var isPut = false
    while count > 0 {
      let contents = pattern.contents.compactMap { each in
        let taken = min(each.count, left[each.item])
        return taken > 0 ? PackedNode.Content(item: each.item, count: taken) : nil
      }
      guard !contents.isEmpty else { break }
      // As many alike as the pods allow, then a node with what is left.
      let alike = contents.reduce(count) { min($0, left[$1.item] / $1.count) }
      fixed.append(PackedNode(pool: pattern.pool, copies: alike, contents: contents))
      for each in contents { left[each.item] -= each.count * alike }
      if nodes[pattern.pool] != .max { nodes[pattern.pool] -= alike }
      cost += tables.cost[pattern.pool] * Double(alike)
      count -= alike
      isPut = true
    }
    return isPut
  }

  /// What is left, packed greedily.
  private func closed(
    _ fixed: [PackedNode],
    _ left: [Int],
    _ nodes: [Int]
  ) -> (nodes: [PackedNode], cost: Double, isWhole: Bool) {
    guard left.contains(where: { $0 > 0 }) else { return ([], 0, true) }
    let rest = tables.instance.recounted(left, nodeLimit: nodes)
    let pods = left.reduce(0, +)
    var best: (nodes: [PackedNode], cost: Double, isWhole: Bool)?
    for packer in closing {
      let packed = packer.pack(rest)
      let cost = packed.reduce(0) { $0 + tables.cost[$1.pool] * Double($1.copies) }
      let placed = packed.reduce(0) { sum, node in
        sum + node.copies * node.contents.reduce(0) { $0 + $1.count }
      }
      let isWhole = placed == pods
      if let best, (best.isWhole, -best.cost) >= (isWhole, -cost) { continue }
      best = (packed, cost, isWhole)
    }
    return best ?? ([], 0, false)
  }
}

/// Orders booleans so that pairs can be compared: false before true.
private func >= (a: (Bool, Double), b: (Bool, Double)) -> Bool {
  a.0 == b.0 ? a.1 >= b.1 : a.0
}
