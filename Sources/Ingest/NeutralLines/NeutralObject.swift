/// One JSON object as a row: its values stand in the cells of ``NeutralLayout/init()``, in whatever
/// order they came.
struct NeutralObject: NeutralRow {
  /// Where a value starts.
  private struct Place {
    var offset: Int64
    var line: Int
    var column: Int

    init(_ parser: JSONPullParser) {
      offset = parser.eventOffset
      line = parser.eventLine
      column = parser.eventColumn
    }
  }

  private(set) var buffer: [UInt8] = []
  private(set) var cells: [Int]
  /// JSON has no text after its closing quotes.
  var strayText: Int? { nil }
  /// The number of cells of the layout, whether the object has a value for each or not.
  let cellCount: Int

  /// Where each value starts; nil for cells without one.
  private var places: [Place?]
  private var start: Place?

  /// An empty row of a layout's cells, and of further ones after them.
  init(cellCount: Int, furtherCells: Int) {
    self.cellCount = cellCount
    cells = [Int](repeating: 0, count: 2 * (cellCount + furtherCells))
    places = [Place?](repeating: nil, count: cellCount + furtherCells)
  }

  /// Starts a row at the parser's last event.
  mutating func begin(_ parser: JSONPullParser) {
    buffer.removeAll(keepingCapacity: true)
    for index in cells.indices { cells[index] = 0 }
    for index in places.indices { places[index] = nil }
    start = Place(parser)
  }

  /// Whether a cell has a value, if only an empty one.
  func has(_ cell: Int) -> Bool { places[cell] != nil }

  /// Keeps the parser's last string or number as the value of a cell.
  ///
  /// - Throws: ``IngestError`` for a row larger than any real one
  mutating func set(_ cell: Int, _ parser: JSONPullParser) throws(IngestError) {
    let first = buffer.count
    parser.withScalar { bytes in
      for index in bytes.indices { buffer.append(bytes[index]) }
    }
    guard buffer.count <= CSVScanner.rowLimit else {
      throw parser.error(.tooLarge(what: "row", limit: CSVScanner.rowLimit))
    }
    cells[2 * cell] = first
    cells[2 * cell + 1] = buffer.count
    places[cell] = Place(parser)
  }

  /// Moves the value of one cell to another.
  mutating func move(_ cell: Int, to other: Int) {
    cells[2 * other] = cells[2 * cell]
    cells[2 * other + 1] = cells[2 * cell + 1]
    places[other] = places[cell]
    cells[2 * cell] = 0
    cells[2 * cell + 1] = 0
    places[cell] = nil
  }

  func text(_ cell: Int) -> String {
    String(decoding: buffer[cells[2 * cell]..<cells[2 * cell + 1]], as: UTF8.self)
  }

  func error(_ code: IngestError.Code, cell: Int?, file: String) -> IngestError {
    let place = cell.flatMap { places[$0] } ?? start
    return IngestError(
      code,
      at: IngestError.Place(
        file: file,
        offset: place?.offset,
        line: place?.line,
        column: place?.column
      )
    )
  }
}
