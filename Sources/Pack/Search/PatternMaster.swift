/// The program that mixes patterns in fractions so that all pods are held at least cost.
///
/// Rows are items and pools with a limited number of nodes, columns are patterns. Where pools are
/// limited each item has a column for pods left out, at a cost no node reaches.
struct PatternMaster {
  /// A mix of patterns.
  struct Mix {
    var cost: Double
    /// Nodes of each pattern.
    var amounts: [Double]
    /// What one pod of each item is worth.
    var values: [Double]
    /// What one node of each pool is worth above its cost.
    var premiums: [Double]
    /// Whether pods are left out in the mix.
    var isShort: Bool
  }

  private(set) var patterns: [Pattern] = []
  private var known: Set<Pattern> = []
  private let tables: PatternTables
  private let items: [Int]
  private let limited: [Int]
  private let rowOf: [Int]
  private let program: any ColumnProgram

  init(_ tables: PatternTables, solver: any LinearProgramSolver) {
    self.tables = tables
    let instance = tables.instance
    items = (0..<tables.itemCount).filter { item in
      instance.counts[item] > 0
        && (0..<tables.poolCount).contains { tables.most[$0 * tables.itemCount + item] > 0 }
    }
    limited = (0..<tables.poolCount).filter { instance.nodeLimit[$0] != .max }
    var rowOf = [Int](repeating: -1, count: tables.itemCount)
    for (row, item) in items.enumerated() { rowOf[item] = row }
    self.rowOf = rowOf
    let limits = Self.limits(items, limited, instance.counts, instance.nodeLimit)
    program = solver.columnProgram(lower: limits.lower, upper: limits.upper)
    if !limited.isEmpty {
      let penalty = 20 * (tables.cost.max() ?? 1)
      program.add(
        items.indices.map { ProgramColumn(cost: penalty, terms: [(row: $0, weight: 1)]) }
      )
    }
  }

  private static func limits(
    _ items: [Int],
    _ limited: [Int],
    _ counts: [Int],
    _ nodes: [Int]
  ) -> (lower: [Double], upper: [Double]) {
    (
      items.map { Double(counts[$0]) } + limited.map { _ in 0 },
      items.map { _ in Double.infinity } + limited.map { Double(nodes[$0]) }
    )
  }

  private var firstPattern: Int { limited.isEmpty ? 0 : items.count }

  /// Takes patterns in; returns how many were new.
  @discardableResult
  mutating func add(_ new: [Pattern]) -> Int {
    var columns: [ProgramColumn] = []
    for pattern in new where !pattern.contents.isEmpty && known.insert(pattern).inserted {
      patterns.append(pattern)
      var terms: [(row: Int, weight: Double)] = pattern.contents.compactMap { each in
        rowOf[each.item] >= 0 ? (rowOf[each.item], Double(each.count)) : nil
      }
      if let place = limited.firstIndex(of: pattern.pool) {
        terms.append((row: items.count + place, weight: 1))
      }
      columns.append(ProgramColumn(cost: tables.cost[pattern.pool], terms: terms))
    }
    program.add(columns)
    return columns.count
  }

  /// Asks for these pods on so many nodes of each pool from now on.
  func demand(_ counts: [Int], nodes: [Int]) {
    let limits = Self.limits(items, limited, counts, nodes)
    program.setLimits(lower: limits.lower, upper: limits.upper)
  }

  /// The cheapest mix of the patterns there are.
  func solve(_ budget: inout WorkBudget) -> Mix? {
    guard let solution = program.solve() else { return nil }
    // Measured: a pivot takes about as long as three hundred multiplications per row.
    budget.spend((program.pivots + 5) * (items.count * 300 + patterns.count * 20))
    var values = [Double](repeating: 0, count: tables.itemCount)
    for (row, item) in items.enumerated() where solution.duals[row].isFinite {
      values[item] = max(0, solution.duals[row])
    }
    var premiums = [Double](repeating: 0, count: tables.poolCount)
    for (place, pool) in limited.enumerated() where solution.duals[items.count + place].isFinite {
      premiums[pool] = max(0, -solution.duals[items.count + place])
    }
    let first = firstPattern
    return Mix(
      cost: solution.cost,
      amounts: Array(solution.amounts[first...]),
      values: values,
      premiums: premiums,
      isShort: solution.amounts[..<first].contains { $0 > 1e-6 }
    )
  }
}
