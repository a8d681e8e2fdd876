/// The least cost of nodes that the pods need, with limits of pods per node and of nodes per pool.
///
/// The program of fractions: nodes per pool and pods of each item in each pool, such that in every view
/// of ``NodeShares`` the nodes of a pool hold what is placed there, and that no item has more pods in a
/// pool than its limit per node times the nodes. Rows of the last kind are added where they are broken.
/// What its duals suggest is proved again: for each pool prices of views and premiums of items that sum
/// to a node's cost at most, and for each pod the least it then pays anywhere.
///
/// - Source: docs/formulas/node-bound.md#cost
struct CostBound {
  /// What the bound proves and what it is made of.
  struct Certificate: Sendable {
    /// No packing of the pods costs less.
    var cost: Double
    /// What a pod of each item is worth.
    var values: [Double]
    /// What a node of each limited pool is worth above its cost.
    var premiums: [Double]
  }

  /// Sums of floating numbers are off by far less than this part of them.
  static let margin = 1e-9

  private let tables: PatternTables
  private let shares: NodeShares
  private let limits: [Int]

  init(_ tables: PatternTables) {
    self.tables = tables
    shares = NodeShares(tables.instance)
    limits = tables.instance.nodeLimit
  }

  /// Premium rows: an item in a pool.
  private struct Place: Hashable {
    var item: Int
    var pool: Int
  }

  /// The bound; of several rounds the best.
  func certificate(solver: any LinearProgramSolver, rounds: Int = 12) -> Certificate {
    let items = (0..<tables.itemCount).filter { item in
      tables.instance.counts[item] > 0
        && (0..<tables.poolCount).contains { tables.most[$0 * tables.itemCount + item] > 0 }
    }
    var best = Certificate(
      cost: 0,
      values: Array(repeating: 0, count: tables.itemCount),
      premiums: Array(repeating: 0, count: tables.poolCount)
    )
    guard !items.isEmpty else { return best }
    let views = usefulViews(items)
    var places: [Place] = []
    var known: Set<Place> = []
    for _ in 0..<rounds {
      let (program, columns) = self.program(items, views, places)
      guard let solution = solver.solve(program) else { break }
      let proved = certified(solution.duals, items, views, places)
      if proved.cost > best.cost { best = proved }
      var added: [(place: Place, excess: Double)] = []
      for (index, item) in items.enumerated() {
        for pool in 0..<tables.poolCount {
          guard let column = columns[index][pool] else { continue }
          let most = Double(tables.most[pool * tables.itemCount + item])
          let excess = solution.amounts[column] - most * solution.amounts[pool]
          if excess > 1e-6 * (1 + most), known.insert(Place(item: item, pool: pool)).inserted {
            added.append((Place(item: item, pool: pool), excess))
          }
        }
      }
      if added.isEmpty { break }
      places += added.map(\.place)
    }
    return best
  }

  /// Per pool, the views in which some item takes more than in the plain one, and the plain ones.
  private func usefulViews(_ items: [Int]) -> [[Int]] {
    let steps = NodeShares.steps.count + 1
    return (0..<tables.poolCount).map { pool in
      (0..<shares.viewCount).filter { view in
        if view % steps == 0 { return true }
        return items.contains { item in
          shares.share(of: item, in: pool, view: view)
            > shares.share(of: item, in: pool, view: view - view % steps)
        }
      }
    }
  }

  private func share(_ item: Int, _ pool: Int, _ view: Int) -> Double {
    Double(shares.share(of: item, in: pool, view: view)) * 0x1p-62
  }

  private func program(
    _ items: [Int],
    _ views: [[Int]],
    _ places: [Place]
  ) -> (LinearProgram, [[Int?]]) {
    var costs = tables.cost
    var rows: [LinearProgram.Row] = []
    var columns: [[Int?]] = []
    for item in items {
      let own = (0..<tables.poolCount).map { pool -> Int? in
        guard tables.most[pool * tables.itemCount + item] > 0 else { return nil }
        costs.append(0)
        return costs.count - 1
      }
      columns.append(own)
      rows.append(
        LinearProgram.Row(
          own.compactMap { $0 }.map { ($0, 1) },
          lower: Double(tables.instance.counts[item])
        )
      )
    }
    for pool in 0..<tables.poolCount {
      for view in views[pool] {
        var terms = [(column: pool, weight: 1.0)]
        for (index, item) in items.enumerated() {
          let share = share(item, pool, view)
          if let column = columns[index][pool], share > 0 { terms.append((column, -share)) }
        }
        rows.append(LinearProgram.Row(terms, lower: 0))
      }
    }
    let index = Dictionary(uniqueKeysWithValues: items.enumerated().map { ($1, $0) })
    for place in places {
      guard let position = index[place.item], let column = columns[position][place.pool] else {
        continue
      }
      let most = Double(tables.most[place.pool * tables.itemCount + place.item])
      rows.append(LinearProgram.Row([(place.pool, most), (column, -1)], lower: 0))
    }
    for pool in 0..<tables.poolCount where limits[pool] != .max {
      rows.append(LinearProgram.Row([(pool, 1)], upper: Double(limits[pool])))
    }
    return (LinearProgram(costs: costs, rows: rows), columns)
  }

  /// What the duals prove, whatever the solver made of them.
  private func certified(
    _ duals: [Double],
    _ items: [Int],
    _ views: [[Int]],
    _ places: [Place]
  ) -> Certificate {
    func weight(_ row: Int) -> Double { duals[row].isFinite ? max(0, duals[row]) : 0 }
    var prices = Array(
      repeating: [Double](repeating: 0, count: shares.viewCount),
      count: tables.poolCount
    )
    var totals = [Double](repeating: 0, count: tables.poolCount)
    var row = items.count
    for pool in 0..<tables.poolCount {
      for view in views[pool] {
        prices[pool][view] = weight(row)
        totals[pool] += prices[pool][view]
        row += 1
      }
    }
    var extra: [Place: Double] = [:]
    for place in places {
      let price = weight(row)
      row += 1
      guard price > 0 else { continue }
      extra[place] = price
      totals[place.pool] +=
        price * Double(tables.most[place.pool * tables.itemCount + place.item])
    }
    var premiums = [Double](repeating: 0, count: tables.poolCount)
    for pool in 0..<tables.poolCount where limits[pool] != .max {
      // Limits of nodes have duals below zero; a node is worth that much more than it costs.
      premiums[pool] = duals[row].isFinite ? max(0, -duals[row]) : 0
      row += 1
    }
    let scales = (0..<tables.poolCount).map { pool in
      totals[pool] > 0 ? (tables.cost[pool] + premiums[pool]) / totals[pool] : 0
    }
    var values = [Double](repeating: 0, count: tables.itemCount)
    var sum = 0.0
    for item in items {
      var least = Double.infinity
      for pool in 0..<tables.poolCount where tables.most[pool * tables.itemCount + item] > 0 {
        var price = extra[Place(item: item, pool: pool)] ?? 0
        for view in views[pool] where prices[pool][view] > 0 {
          price += prices[pool][view] * share(item, pool, view)
        }
        least = min(least, price * scales[pool])
      }
      values[item] = least.isFinite ? least : 0
      sum += values[item] * Double(tables.instance.counts[item])
    }
    for pool in 0..<tables.poolCount where limits[pool] != .max {
      sum -= premiums[pool] * Double(limits[pool])
    }
    return Certificate(
      cost: max(0, sum - abs(sum) * Self.margin),
      values: values,
      premiums: premiums
    )
  }
}
