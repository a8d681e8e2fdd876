// Where cells stand in the file: asked for only to describe what is wrong with one.

extension CSVScanner {
  private static let lineFeed: UInt8 = 10

  /// Where a cell stands, in the words of an error.
  struct CellPlace: Equatable {
    /// The line, from 1.
    var line: Int
    /// The column in code points, from 1.
    var column: Int
    /// The place of the cell in the file.
    var offset: Int64
    /// The line as it stands in the file.
    var source: String
    /// The length of the cell in code points, as far as it stands on that line; at least 1.
    var length: Int
  }

  /// The place of a cell of the current row; the row's own place where there is no such cell.
  func place(ofCell cell: Int) -> CellPlace {
    let isQuoted = !originalStarts.isEmpty
    let row = isQuoted ? original : Array(buffer[rowRange])
    let starts =
      isQuoted
      ? originalStarts
      : stride(from: 0, to: cells.count, by: 2).map { cells[$0] - rowRange.lowerBound }
    let hasCell = starts.indices.contains(cell)
    let first = hasCell ? starts[cell] : 0
    let after = cell + 1 < starts.count && hasCell ? starts[cell + 1] - 1 : row.count
    let lineStart = (row[..<first].lastIndex(of: Self.lineFeed) ?? -1) + 1
    let lineEnd = row[first...].firstIndex(of: Self.lineFeed) ?? row.count
    func scalars(_ range: Range<Int>) -> Int {
      String(decoding: row[range], as: UTF8.self).unicodeScalars.count
    }
    return CellPlace(
      line: line + row[..<first].count(where: { $0 == Self.lineFeed }),
      column: scalars(lineStart..<first) + 1,
      offset: offset + Int64(first),
      source: String(decoding: row[lineStart..<lineEnd], as: UTF8.self),
      length: max(1, scalars(first..<max(first, min(after, lineEnd))))
    )
  }

  /// A cell's text, with U+FFFD for what is not UTF-8.
  func text(_ cell: Int) -> String {
    String(decoding: buffer[cells[2 * cell]..<cells[2 * cell + 1]], as: UTF8.self)
  }
}
