/// Finds patterns that improve a mix, and proves how much better any mix could be.
///
/// Values of pods lie between those of the mix and those of the best proof so far: values of the mix
/// alone jump from round to round. Each round looks at every pool for patterns worth more than a node
/// costs. The most that a node can be worth, from ``KnapsackDual`` or ``ExactPattern``, makes any values
/// a proof: Σ pods · value / s − Σ nodes · premium with s = max worth / (cost + premium). Premiums are
/// not divided: that would not be a proof.
///
/// - Source: docs/formulas/node-bound.md#patterns; Farley 1990, "A note on bounding a class of linear
///   programming problems, including cutting stock problems"
struct ColumnGeneration {
  private let tables: PatternTables
  private var finder: PatternFinder
  private var random: RandomSequence
  /// The best proof so far.
  private(set) var certificate: CostBound.Certificate
  /// Whether exact search is worth its time: few items on a node.
  private let isExact: Bool
  private static let exactLimit = 100_000
  /// Work of a step of an exact search.
  private static let exactWork = 6

  init(_ tables: PatternTables, certificate: CostBound.Certificate, seed: UInt64) {
    self.tables = tables
    self.certificate = certificate
    finder = PatternFinder(tables, seed: seed)
    random = RandomSequence(seed: seed ^ 0x5EED)
    isExact = tables.itemCount * tables.poolCount <= 1_200
  }

  /// Improves `master` until its mix is within `tolerance` of the proof, nothing is found, or the budget
  /// is used up.
  ///
  /// - Parameters:
  ///   - master: the patterns there are
  ///   - counts: the pods asked for; the proof is of use only where these are all
  ///   - nodes: the most nodes of each pool
  ///   - isProof: whether proofs count
  ///   - tolerance: how far above the proof is close enough
  ///   - rounds: the most rounds
  ///   - budget: the work it may do
  /// - Returns: the last mix
  mutating func improve(
    _ master: inout PatternMaster,
    counts: [Int],
    nodes: [Int],
    isProof: Bool,
    tolerance: Double,
    rounds: Int,
    budget: inout WorkBudget
  ) -> PatternMaster.Mix? {
    guard var mix = master.solve(&budget) else { return nil }
    var pull = isProof && certificate.cost > 0 ? 0.6 : 0
    var vain = 0
    for round in 0..<rounds {
      if budget.isOver { break }
      if isProof, mix.cost <= certificate.cost * (1 + tolerance), !mix.isShort { break }
      let values = (0..<tables.itemCount).map {
        pull * certificate.values[$0] + (1 - pull) * mix.values[$0]
      }
      let premiums = (0..<tables.poolCount).map {
        pull * certificate.premiums[$0] + (1 - pull) * mix.premiums[$0]
      }
      var found: [Pattern] = []
      var ratio = 0.0
      for pool in 0..<tables.poolCount where nodes[pool] > 0 && !tables.fitting[pool].isEmpty {
        let worth = self.patterns(
          &found,
          pool: pool,
          values: values,
          mix: mix,
          counts: counts,
          noise: round % 3 == 0 ? 0 : 0.3,
          isLast: pull == 0 && vain > 0,
          room: budget.left
        )
        ratio = max(ratio, worth / (tables.cost[pool] + premiums[pool]))
      }
      budget.spend(finder.takeWork())
      if isProof, ratio > 0 { prove(values, premiums, ratio: ratio, counts: counts) }
      let added = master.add(found)
      if added == 0 {
        if pull > 0 {
          pull = pull > 0.15 ? pull / 2 : 0
          continue
        }
        vain += 1
        if vain > 2 { break }
        continue
      }
      vain = 0
      guard let next = master.solve(&budget) else { break }
      mix = next
    }
    return mix
  }

  /// A pattern less the pods that are gone, filled up with what there is.
  mutating func completed(_ pattern: Pattern, values: [Double], left: [Int]) -> Pattern {
    finder.completed(pattern, values: values, left: left)
  }

  /// Takes values as the proof when they prove more.
  private mutating func prove(
    _ values: [Double],
    _ premiums: [Double],
    ratio: Double,
    counts: [Int]
  ) {
    let scale = max(ratio, .leastNormalMagnitude)
    var sum = 0.0
    for (item, value) in values.enumerated() { sum += value * Double(counts[item]) }
    sum /= scale
    for (pool, premium) in premiums.enumerated() where premium > 0 {
      sum -= premium * Double(tables.instance.nodeLimit[pool])
    }
    sum -= abs(sum) * CostBound.margin
    guard sum.isFinite, sum > certificate.cost else { return }
    certificate = CostBound.Certificate(
      cost: sum,
      values: values.map { $0 / scale },
      premiums: premiums
    )
  }

  /// Adds patterns of one pool that improve the mix; returns the most that a node of it can be worth.
  ///
  /// An exact search may use up the work of `room`.
  private mutating func patterns(
    _ found: inout [Pattern],
    pool: Int,
    values: [Double],
    mix: PatternMaster.Mix,
    counts: [Int],
    noise: Double,
    isLast: Bool,
    room: Int
  ) -> Double {
    let needed = (tables.cost[pool] + mix.premiums[pool]) * (1 + 1e-7)
    var best: (pattern: Pattern, value: Double)?
    func take(_ pattern: Pattern) {
      if pattern.value(mix.values) > needed { found.append(pattern) }
    }
    // Prices of resources first: they say in which order to fill.
    var worth = finder.bound(values: values, pool: pool, reached: 0, steps: 30)
    let tries = isLast ? 32 : max(4, 24 / tables.poolCount)
    for attempt in 0..<tries {
      let isPlain = attempt == 0 && noise == 0
      guard
        let next = finder.pattern(
          values: attempt % 2 == 0 ? values : mix.values,
          pool: pool,
          left: counts,
          noise: isPlain ? 0 : 0.1 + 0.6 * Double(attempt) / Double(tries)
        )
      else { break }
      take(next.pattern)
      let value = next.pattern.value(values)
      if value > best?.value ?? -1 { best = (next.pattern, value) }
    }
    guard let best else { return worth }
    worth = min(worth, finder.bound(values: values, pool: pool, reached: best.value, steps: 60))
    // At the end a limited search is worth its time elsewhere, too: it finds what swaps do not.
    if isExact || isLast, best.value < worth * (1 - 1e-9), isLast || best.value <= needed {
      // Good prices are worth a few more steps here: the search grows fast with what they leave open.
      worth = min(worth, finder.bound(values: values, pool: pool, reached: best.value, steps: 200))
      let exact = ExactPattern(
        values: values,
        pool: pool,
        prices: finder.duals[pool].prices,
        known: (best.pattern.contents, best.value),
        limit: min(
          isExact && isLast ? 20 * Self.exactLimit : Self.exactLimit,
          max(1_000, room / Self.exactWork)
        ),
        tables
      )
      finder.note(exact.steps * Self.exactWork)
      // A floating sum is not exact; the margin is far above its error.
      worth = min(worth, exact.bound * (1 + 1e-10))
      if exact.best.value > best.value {
        take(Pattern(pool: pool, contents: exact.best.contents))
      }
    }
    return worth
  }
}
