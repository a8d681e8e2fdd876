/// A linear program: the smallest cost of amounts that are not negative and keep to all rows.
public struct LinearProgram: Sendable {
  /// A row: the weighted sum of some columns, with limits.
  public struct Row: Sendable {
    /// The columns and their weights, each column once.
    public var terms: [(column: Int, weight: Double)]
    /// The least that the sum may be; minus infinity for no limit.
    public var lower: Double
    /// The most that the sum may be; infinity for no limit.
    public var upper: Double

    /// Makes a row.
    public init(
      _ terms: [(column: Int, weight: Double)],
      lower: Double = -.infinity,
      upper: Double = .infinity
    ) {
      self.terms = terms
      self.lower = lower
      self.upper = upper
    }
  }

  /// The cost of one unit of each column.
  public var costs: [Double]
  /// The rows.
  public var rows: [Row]

  /// Makes a program.
  public init(costs: [Double], rows: [Row] = []) {
    self.costs = costs
    self.rows = rows
  }
}

/// A solution as a solver reports it: right but for rounding.
public struct LinearSolution: Sendable {
  /// The cost.
  public var cost: Double
  /// The amount of each column.
  public var amounts: [Double]
  /// How much the cost grows per unit of each row's limit.
  public var duals: [Double]

  /// Makes a solution.
  public init(cost: Double, amounts: [Double], duals: [Double]) {
    self.cost = cost
    self.amounts = amounts
    self.duals = duals
  }
}

/// Something that solves linear programs.
///
/// Nothing rests on its exactness: bounds are recomputed in integers from the duals it suggests.
public protocol LinearProgramSolver: Sendable {
  /// A solution of least cost, or nil where there is none or it was not found.
  func solve(_ program: LinearProgram) -> LinearSolution?
  /// A program with these limits of rows to which columns are added.
  func columnProgram(lower: [Double], upper: [Double]) -> any ColumnProgram
}
