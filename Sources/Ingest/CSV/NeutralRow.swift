/// A row of the neutral schema, whatever it was written as: cells that stand in the columns of a
/// ``NeutralLayout``.
protocol NeutralRow {
  /// The bytes that ``cells`` points into.
  var buffer: [UInt8] { get }
  /// Start and end of each cell in turn.
  var cells: [Int] { get }
  /// The first cell with text after its closing quote, from 0; nil where quotes are none.
  var strayText: Int? { get }

  /// The number of cells.
  var cellCount: Int { get }

  /// A cell's text, with U+FFFD for what is not UTF-8.
  func text(_ cell: Int) -> String

  /// An error at the place of a cell, or of the row.
  func error(_ code: IngestError.Code, cell: Int?, file: String) -> IngestError
}
