internal import PodfitModel

/// One search for the cheapest packing of an instance, from greedy packers to patterns.
struct PackingSearch {
  /// The best nodes found.
  private(set) var best: [PackedNode] = []
  /// What made them.
  private(set) var method = "none"
  /// The proven least number of nodes.
  private(set) var nodeBound = 0
  /// The proven least cost.
  private(set) var costBound: Int64 = 0
  /// Whether the caller ended the search.
  private(set) var wasStopped = false

  private let instance: PackingInstance
  private let effort: PackingEffort
  private let seed: UInt64
  private let solver: any LinearProgramSolver
  private var bestCost = Int64.max
  private var bestLeft = Int.max
  private var certificate: CostBound.Certificate?
  private var tables: PatternTables?
  /// Nodes of other packings, which are good patterns to start with.
  private var others: [PackedNode] = []

  init(
    _ instance: PackingInstance,
    effort: PackingEffort,
    seed: UInt64,
    solver: any LinearProgramSolver
  ) {
    self.instance = instance
    self.effort = effort
    self.seed = seed
    self.solver = solver
  }

  private var isUniform: Bool { Set(instance.cost).count <= 1 }
  private var isOptimal: Bool { bestLeft == unplaceable && bestCost <= costBound }
  /// Whether the search may end: within a part of the bound that no capacity plan can tell.
  private var isGoodEnough: Bool {
    bestLeft == unplaceable && Double(bestCost) <= Double(costBound) * Self.closeEnough
  }
  /// Whether packers need not be tried any more.
  private var isClose: Bool {
    isOptimal
      || bestLeft == unplaceable && Double(bestCost) <= Double(costBound) * effort.closeEnough
  }
  private var unplaceable: Int {
    (0..<instance.itemCount).reduce(0) { instance.isPlaceable($1) ? $0 : $0 + instance.counts[$1] }
  }

  /// Runs the whole search.
  mutating func run() {
    bound(for: instance)
    take([], by: "none")
    greedy()
    if !isOptimal, effort.search != 0, !effort.shouldStop() { patterns() }
    if bestLeft > unplaceable, !effort.shouldStop() { place() }
    if !isOptimal, effort.consolidation > 0, !effort.shouldStop() { consolidate() }
    wasStopped = wasStopped || (!isOptimal && effort.shouldStop())
  }

  /// What nodes cost together.
  func cost(of nodes: [PackedNode]) -> Int64 { instance.cost(of: nodes) }

  // MARK: Bounds

  /// Proves the least number and cost of nodes of the instance.
  mutating func bound() { bound(for: instance) }

  /// Proves the least number and cost of nodes for `instance`.
  mutating func bound(for instance: PackingInstance) {
    nodeBound = NodeBound(solver: solver).nodes(for: instance)
    let tables = PatternTables(instance)
    self.tables = tables
    let proved = CostBound(tables).certificate(solver: solver)
    certificate = proved
    costBound = 0
    raise(to: proved.cost)
  }

  /// Takes a proven cost, rounded up to what nodes can cost together.
  private mutating func raise(to proved: Double) {
    guard let least = instance.cost.min() else { return }
    let step = instance.cost.reduce(0, Self.divisor)
    let whole = Int64(saturating: (proved / Double(max(1, step))).rounded(.up))
    costBound = max(costBound, whole.multipliedSaturated(by: step))
    costBound = leastSum(from: costBound, step: step)
    if isUniform { nodeBound = max(nodeBound, Int(clamping: costBound / least)) }
    let together = Int64(clamping: nodeBound).multipliedSaturated(by: least)
    if together > costBound { costBound = leastSum(from: together, step: step) }
  }

  /// The least cost from `amount` on that some nodes have together: of 1.00 and 0.15 none has 1.25.
  ///
  /// Amounts of many steps are returned as they are, since almost all of those are sums.
  private func leastSum(from amount: Int64, step: Int64) -> Int64 {
    guard step > 0, amount > 0, amount / step <= 10_000, let most = instance.cost.max(),
      most / step <= 10_000, !isUniform
    else { return amount }
    let parts = Set(instance.cost.map { Int($0 / step) }).sorted()
    let first = Int((amount + step - 1) / step)
    var isSum = [true]
    while isSum.count <= first || !isSum[isSum.count - 1] {
      let next = isSum.count
      isSum.append(parts.contains { $0 <= next && isSum[next - $0] })
    }
    return Int64(isSum.count - 1).multipliedSaturated(by: step)
  }

  private static func divisor(_ a: Int64, _ b: Int64) -> Int64 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }

  // MARK: Packings

  /// Takes nodes as the best where they leave out fewer pods, or cost less.
  private mutating func take(_ nodes: [PackedNode], by name: String) {
    let nodes = cheapened(nodes)
    let left = instance.leftOut(by: nodes).values.reduce(0, +)
    let cost = instance.cost(of: nodes)
    others += nodes
    guard left < bestLeft || left == bestLeft && cost < bestCost else { return }
    best = nodes
    bestLeft = left
    bestCost = cost
    method = name
  }

  /// Whether a packing is there and the caller wants no better one.
  private var isOver: Bool { !best.isEmpty && effort.shouldStop() }

  private mutating func greedy() {
    for packer in effort.packers where !isClose && !isOver {
      take(packer.pack(instance), by: packer.id)
    }
    guard !isClose, !isOver, instance.poolCount > 1 else { return }
    // Greedy choices between kinds of nodes see one node at a time; the bound sees the mix.
    let mix = NodeBound(solver: solver).mix(for: instance)
    guard !mix.isEmpty, !isOver else { return }
    let divided = instance.divided(into: mix)
    for packer in effort.packers where !isClose && !isOver {
      var nodes = packer.pack(divided)
      for index in nodes.indices {
        for place in nodes[index].contents.indices {
          nodes[index].contents[place].item = mix[nodes[index].contents[place].item].item
        }
      }
      take(nodes, by: packer.id + "-by-mix")
    }
  }

  /// The same nodes, each of the cheapest pool that holds its pods.
  private func cheapened(_ nodes: [PackedNode]) -> [PackedNode] {
    guard !isUniform, instance.nodeLimit.allSatisfy({ $0 == .max }) else { return nodes }
    let order = instance.cost.indices.sorted { (instance.cost[$0], $0) < (instance.cost[$1], $1) }
    return nodes.map { node in
      var node = node
      for pool in order where instance.cost[pool] < instance.cost[node.pool] {
        if instance.holds(node.contents, on: pool) {
          node.pool = pool
          break
        }
      }
      return node
    }
  }

  private mutating func patterns() {
    guard let tables, let certificate else { return }
    let work =
      effort.search
      ?? PackingEffort.search(items: instance.itemCount, pools: instance.poolCount)
    var budget = WorkBudget(work, shouldStop: effort.shouldStop)
    defer { effort.meter?.add(work - budget.left) }
    var generation = ColumnGeneration(tables, certificate: certificate, seed: seed)
    var sequence = SequentialPatterns(tables, values: certificate.values, seed: seed)
    for pass in 0..<3 where !isGoodEnough && !budget.isOver {
      let nodes = sequence.pass(noise: pass == 0 ? 0 : 0.1, budget: &budget)
      take(nodes, by: "patterns")
    }
    if isGoodEnough { return }
    if budget.isOver {
      wasStopped = budget.wasStopped
      return
    }
    var master = PatternMaster(tables, solver: solver)
    // A few hundred patterns per hundred items: more make every solution slow.
    master.add(
      (best + others.suffix(3 * tables.itemCount)).prefix(4 * tables.itemCount + 200)
        .map { Pattern(pool: $0.pool, contents: $0.contents) }
    )
    master.add(tables.singles)
    var share = budget.part(0.5)
    let granted = share.left
    let tolerance = 0.000_5
    _ = generation.improve(
      &master,
      counts: instance.counts,
      nodes: instance.nodeLimit,
      isProof: true,
      tolerance: tolerance,
      rounds: 400,
      budget: &share
    )
    budget.settle(share, granted: granted)
    raise(to: generation.certificate.cost)
    var attempt: UInt64 = 0
    let closing = effort.packers.isEmpty ? PackerRegistry.quick : effort.packers
    var vain = 0
    while !isGoodEnough, !budget.isOver, vain < Self.patience {
      var diving = Diving(tables, closing: closing, seed: seed &+ attempt &* 7919)
      let before = bestCost
      let nodes = diving.packed(
        &master,
        &generation,
        below: bestLeft > unplaceable ? .infinity : Double(bestCost),
        target: Double(costBound) * Self.closeEnough,
        stir: attempt == 0 ? 0 : 0.4,
        budget: &budget
      )
      if let nodes { take(nodes, by: "patterns") }
      vain = bestCost < before ? 0 : vain + 1
      attempt += 1
    }
    wasStopped = budget.wasStopped
  }

  /// Places pods that limits of pools left out.
  private mutating func place() {
    let left = instance.leftOut(by: best).filter { instance.isPlaceable($0.key) }
    var ejection = Ejection(instance, nodes: best)
    take(ejection.placed(left), by: method)
  }

  private mutating func consolidate() {
    var consolidation = Consolidation(instance, seed: seed, work: effort.consolidation)
    let target = isUniform ? nodeBound : 0
    let nodes = consolidation.improved(best, target: target)
    take(nodes, by: method)
  }

  /// One in a thousand above the bound ends the search; clusters below a thousand nodes go on.
  private static let closeEnough = 1.001
  /// Dives in vain after which the search ends.
  private static let patience = 60
}

extension PatternTables {
  /// For every item and pool a node of its pods alone.
  var singles: [Pattern] {
    (0..<itemCount).flatMap { item in
      (0..<poolCount).compactMap { pool -> Pattern? in
        let count = most[pool * itemCount + item]
        guard count > 0 else { return nil }
        return Pattern(pool: pool, contents: [PackedNode.Content(item: item, count: count)])
      }
    }
  }
}

extension PackingInstance {
  /// Whether a node of `pool` can hold `contents`.
  func holds(_ contents: [PackedNode.Content], on pool: Int) -> Bool {
    var left = Array(free[(pool * resourceCount)..<((pool + 1) * resourceCount)])
    var there: [PackedNode.Content] = []
    for each in contents {
      guard fits[each.item * poolCount + pool],
        copies(of: each.item, in: left, at: 0, atMost: each.count) == each.count
      else { return false }
      if rules.concern(each.item),
        rules.most(each.count, of: each.item, with: there, pool: pool) < each.count
      {
        return false
      }
      there.append(each)
      for resource in 0..<resourceCount where left[resource] != ResourceVector.unlimited {
        left[resource] -= request[each.item * resourceCount + resource] * Int64(each.count)
      }
    }
    return true
  }
}
