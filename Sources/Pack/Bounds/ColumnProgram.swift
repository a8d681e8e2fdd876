/// A linear program that is solved again and again while columns come and limits of rows change.
///
/// All amounts are not negative. As with ``LinearProgramSolver`` nothing rests on its exactness.
public protocol ColumnProgram: AnyObject {
  /// Adds a column with its cost and its weights in rows.
  func add(_ columns: [ProgramColumn])
  /// Sets the least and the largest sum of every row.
  func setLimits(lower: [Double], upper: [Double])
  /// Solves from where the last solution was; nil where there is none.
  func solve() -> LinearSolution?
  /// Pivots of the last solution, as a measure of work.
  var pivots: Int { get }
}

/// A column of a ``ColumnProgram``.
public struct ProgramColumn: Sendable {
  /// The cost of one unit.
  public var cost: Double
  /// Rows and weights, each row once.
  public var terms: [(row: Int, weight: Double)]

  /// Makes a column.
  public init(cost: Double, terms: [(row: Int, weight: Double)]) {
    self.cost = cost
    self.terms = terms
  }
}

extension LinearProgramSolver {
  /// A program with these rows that is solved anew each time.
  public func columnProgram(lower: [Double], upper: [Double]) -> any ColumnProgram {
    ResolvedProgram(self, lower: lower, upper: upper)
  }
}

/// The plain twin: builds the whole program for every solution.
final class ResolvedProgram: ColumnProgram {
  private let solver: any LinearProgramSolver
  private var program: LinearProgram
  private(set) var pivots = 0

  init(_ solver: any LinearProgramSolver, lower: [Double], upper: [Double]) {
    self.solver = solver
    program = LinearProgram(
      costs: [],
      rows: zip(lower, upper).map { LinearProgram.Row([], lower: $0, upper: $1) }
    )
  }

  func add(_ columns: [ProgramColumn]) {
    for column in columns {
      for term in column.terms {
        program.rows[term.row].terms.append((program.costs.count, term.weight))
      }
      program.costs.append(column.cost)
    }
  }

  func setLimits(lower: [Double], upper: [Double]) {
    for row in program.rows.indices {
      program.rows[row].lower = lower[row]
      program.rows[row].upper = upper[row]
    }
  }

  func solve() -> LinearSolution? {
    pivots = program.rows.count
    return solver.solve(program)
  }
}
