import PodfitPack

/// A plain tableau simplex: slow, short, and written to be checked by eye.
///
/// Bland's rule, and a large cost for artificial columns; for programs of a few rows.
struct ReferenceSimplex: LinearProgramSolver {
  private static let large = 1e7

  func solve(_ program: LinearProgram) -> LinearSolution? {
    // Every limit becomes an equation with a right side that is not negative.
    var equations: [(terms: [Int: Double], slack: Double, right: Double, row: Int)] = []
    for (index, row) in program.rows.enumerated() {
      var limits = [(row.lower, -1.0), (row.upper, 1.0)].filter { $0.0.isFinite }
      if row.lower == row.upper { limits = [(row.lower, 0)] }
      for (limit, slack) in limits {
        let sign = limit < 0 ? -1.0 : 1.0
        let terms = Dictionary(
          uniqueKeysWithValues: row.terms.map { ($0.column, $0.weight * sign) }
        )
        equations.append((terms, slack * sign, limit * sign, index))
      }
    }
    let columns = program.costs.count
    let rows = equations.count
    let width = columns + 2 * rows
    var costs = program.costs + [Double](repeating: 0, count: rows)
    costs += [Double](repeating: Self.large, count: rows)
    var table = equations.enumerated().map { index, equation in
      var line = [Double](repeating: 0, count: width + 1)
      for (column, weight) in equation.terms { line[column] = weight }
      line[columns + index] = equation.slack
      line[columns + rows + index] = 1
      line[width] = equation.right
      return line
    }
    var basis = (0..<rows).map { columns + rows + $0 }
    for _ in 0..<10_000 {
      let reduced = (0..<width).map { column in
        costs[column] - (0..<rows).reduce(0.0) { $0 + costs[basis[$1]] * table[$1][column] }
      }
      guard let entering = reduced.firstIndex(where: { $0 < -1e-7 }) else {
        return solution(program, table, basis, reduced, equations.map(\.row), columns)
      }
      let leaving = (0..<rows).filter { table[$0][entering] > 1e-9 }.min { a, b in
        let (x, y) = (table[a][width] / table[a][entering], table[b][width] / table[b][entering])
        return abs(x - y) < 1e-12 ? basis[a] < basis[b] : x < y
      }
      guard let leaving else { return nil }
      let pivot = table[leaving][entering]
      table[leaving] = table[leaving].map { $0 / pivot }
      for row in 0..<rows where row != leaving && table[row][entering] != 0 {
        let factor = table[row][entering]
        for column in 0...width { table[row][column] -= factor * table[leaving][column] }
      }
      basis[leaving] = entering
    }
    return nil
  }

  private func solution(
    _ program: LinearProgram,
    _ table: [[Double]],
    _ basis: [Int],
    _ reduced: [Double],
    _ rowOf: [Int],
    _ columns: Int
  ) -> LinearSolution? {
    let rows = table.count
    var amounts = [Double](repeating: 0, count: columns)
    for (row, column) in basis.enumerated() {
      let value = table[row][table[row].count - 1]
      if column < columns { amounts[column] = value }
      if column >= columns + rows, value > 1e-6 { return nil }
    }
    var duals = [Double](repeating: 0, count: program.rows.count)
    for row in 0..<rows {
      let limit = program.rows[rowOf[row]]
      // The dual of an equation is read off its artificial column; a negative limit was turned.
      let value = Self.large - reduced[columns + rows + row]
      duals[rowOf[row]] += (limit.lower.isFinite ? limit.lower : limit.upper) < 0 ? -value : value
    }
    let cost = zip(program.costs, amounts).reduce(0) { $0 + $1.0 * $1.1 }
    return LinearSolution(cost: cost, amounts: amounts, duals: duals)
  }
}
