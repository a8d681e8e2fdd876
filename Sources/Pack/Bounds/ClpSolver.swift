internal import CClp

/// The solver of the COIN-OR project, by its dual simplex method.
///
/// Usual size: some hundred rows and columns, a few milliseconds.
public struct ClpSolver: LinearProgramSolver {
  /// Makes a solver.
  public init() {}

  /// A solution of least cost; nil for programs without one, without columns, or too large to
  /// number with 32 bits.
  public func solve(_ program: LinearProgram) -> LinearSolution? {
    let columns = program.costs.count
    let rows = program.rows.count
    let terms = program.rows.reduce(0) { $0 + $1.terms.count }
    guard columns > 0, terms < Int(Int32.max), columns < Int(Int32.max), rows < Int(Int32.max)
    else { return nil }
    let matrix = ColumnMatrix(program)
    guard let model = unsafe Clp_newModel() else { return nil }
    // The model is a C++ object that only this function knows; it goes with it.
    defer { unsafe Clp_deleteModel(model) }
    unsafe Clp_setLogLevel(model, 0)
    unsafe Clp_loadProblem(
      model,
      Int32(columns),
      Int32(rows),
      matrix.starts,
      matrix.rows,
      matrix.weights,
      [Double](repeating: 0, count: columns),
      [Double](repeating: .greatestFiniteMagnitude, count: columns),
      program.costs,
      program.rows.map { max($0.lower, -.greatestFiniteMagnitude) },
      program.rows.map { min($0.upper, .greatestFiniteMagnitude) }
    )
    guard unsafe Clp_initialDualSolve(model) == 0, unsafe Clp_status(model) == 0,
      let amounts = unsafe Clp_primalColumnSolution(model),
      let duals = unsafe Clp_dualRowSolution(model)
    else { return nil }
    return LinearSolution(
      cost: unsafe Clp_objectiveValue(model),
      amounts: (0..<columns).map { unsafe amounts[$0] },
      duals: (0..<rows).map { unsafe duals[$0] }
    )
  }
}

/// The weights of a program column by column, as CLP reads them.
private struct ColumnMatrix {
  var starts: [Int32]
  var rows: [Int32]
  var weights: [Double]

  init(_ program: LinearProgram) {
    var columns = [[(row: Int32, weight: Double)]](repeating: [], count: program.costs.count)
    for (row, each) in program.rows.enumerated() {
      for term in each.terms { columns[term.column].append((Int32(row), term.weight)) }
    }
    starts = [0]
    rows = []
    weights = []
    for column in columns {
      rows += column.map(\.row)
      weights += column.map(\.weight)
      starts.append(Int32(rows.count))
    }
  }
}
