internal import CClp

/// A growing program in CLP: primal simplex after columns came, dual simplex after rows changed.
///
/// Usual size: 800 rows and some thousand columns; 20 to 100 ms per solution from the last basis.
@safe
final class ClpColumnProgram: ColumnProgram {
  /// The model: a C++ object that only this instance knows; it goes with it.
  private let model: UnsafeMutableRawPointer
  private let rows: Int
  private var columns = 0
  private var rowsChanged = true
  private(set) var pivots = 0

  init?(lower: [Double], upper: [Double]) {
    guard lower.count < Int(Int32.max), let model = unsafe Clp_newModel() else { return nil }
    unsafe self.model = unsafe model
    rows = lower.count
    unsafe Clp_setLogLevel(model, 0)
    unsafe Clp_resize(model, Int32(rows), 0)
    unsafe Clp_chgRowLower(model, lower.map(Self.finite))
    unsafe Clp_chgRowUpper(model, upper.map(Self.finite))
  }

  deinit { unsafe Clp_deleteModel(model) }

  private static func finite(_ value: Double) -> Double {
    min(max(value, -.greatestFiniteMagnitude), .greatestFiniteMagnitude)
  }

  func add(_ columns: [ProgramColumn]) {
    guard !columns.isEmpty else { return }
    var starts: [Int32] = [0]
    var indices: [Int32] = []
    var weights: [Double] = []
    for column in columns {
      for term in column.terms {
        indices.append(Int32(term.row))
        weights.append(term.weight)
      }
      starts.append(Int32(indices.count))
    }
    unsafe Clp_addColumns(
      model,
      Int32(columns.count),
      [Double](repeating: 0, count: columns.count),
      [Double](repeating: .greatestFiniteMagnitude, count: columns.count),
      columns.map(\.cost),
      starts,
      indices,
      weights
    )
    self.columns += columns.count
  }

  func setLimits(lower: [Double], upper: [Double]) {
    unsafe Clp_chgRowLower(model, lower.map(Self.finite))
    unsafe Clp_chgRowUpper(model, upper.map(Self.finite))
    rowsChanged = true
  }

  func solve() -> LinearSolution? {
    guard columns > 0 else { return nil }
    _ = rowsChanged ? unsafe Clp_dual(model, 0) : unsafe Clp_primal(model, 0)
    rowsChanged = false
    pivots = Int(unsafe Clp_numberIterations(model))
    guard unsafe Clp_status(model) == 0,
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

extension ClpSolver {
  /// A growing program in CLP; without a model of it, one that is solved anew each time.
  public func columnProgram(lower: [Double], upper: [Double]) -> any ColumnProgram {
    ClpColumnProgram(lower: lower, upper: upper)
      ?? ResolvedProgram(self, lower: lower, upper: upper)
  }
}
