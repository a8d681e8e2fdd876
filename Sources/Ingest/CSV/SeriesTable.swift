import PodfitModel

/// Finds the series of a row by the bytes of its identity cells.
///
/// Files come series by series or time by time. In the first order a row has the identity of the
/// row before; in the second it has that of the series which followed that one the last time. Both
/// guesses cost one comparison of bytes; only a miss builds a key and looks it up.
struct SeriesTable {
  /// The identities, each as its cells in column order, every cell followed by U+001F.
  private var arena: [UInt8] = []
  /// Where each series' identity starts in the arena, and the arena's end.
  private var starts: [Int] = [0]
  /// The series that followed each one the last time.
  private var following: [Int] = []
  private var previous: Int?
  private var indices: [[UInt8]: Int] = [:]
  private var key: [UInt8] = []

  /// The identity columns, the same for every row.
  private let columns: [Int]

  private static let separator: UInt8 = 0x1F

  /// An empty table for rows whose identity stands in `columns`.
  init(columns: [Int]) { self.columns = columns }

  /// The series of the last row.
  var last: Int? { previous }

  /// The series that followed each one the last time.
  var successors: [Int] { following }

  /// Goes on from another series, which a guess has found.
  mutating func move(to series: Int) { previous = series }

  /// The number of series known.
  var count: Int { following.count }

  /// The result of a look-up.
  enum Match {
    /// A series seen before.
    case known(Int)
    /// A series seen for the first time, now known under this number.
    case new(Int)
    /// A cell holds a control character or is not UTF-8; no name does. The column is named.
    case unusable(column: Int)
  }

  /// The series of a row.
  ///
  /// - Parameters:
  ///   - bytes: what the cells point into
  ///   - cells: start and end of each cell of the row in turn
  /// - Returns: the series' number, or why it has none
  mutating func find(_ bytes: Span<UInt8>, _ cells: Span<Int>) -> Match {
    if let previous {
      if matches(previous, bytes, cells) { return .known(previous) }
      let guess = following[previous]
      if matches(guess, bytes, cells) {
        self.previous = guess
        return .known(guess)
      }
    }
    key.removeAll(keepingCapacity: true)
    for column in columns {
      for index in cells[2 * column]..<cells[2 * column + 1] {
        let byte = bytes[index]
        guard byte >= 0x20, byte != 0x7F else { return .unusable(column: column) }
        key.append(byte)
      }
      key.append(Self.separator)
    }
    let match: Match
    let found: Int
    if let index = indices[key] {
      found = index
      match = .known(index)
    } else {
      for column in columns {
        let cell = (cells[2 * column]..<cells[2 * column + 1]).map { bytes[$0] }
        guard String(validating: cell, as: UTF8.self) != nil else {
          return .unusable(column: column)
        }
      }
      found = following.count
      indices[key] = found
      arena.append(contentsOf: key)
      starts.append(arena.count)
      following.append(found)
      match = .new(found)
    }
    if let previous { following[previous] = found }
    previous = found
    return match
  }

  /// Whether the row's identity is that of `series`.
  ///
  /// Known identities hold exactly one separator per column, so that equal bytes are equal cells
  /// even where a hostile cell holds the separator itself.
  private func matches(
    _ series: Int,
    _ bytes: Span<UInt8>,
    _ cells: Span<Int>
  ) -> Bool {
    let known = arena.span
    var place = starts[series]
    let end = starts[series + 1]
    for column in columns {
      let first = cells[2 * column]
      let length = cells[2 * column + 1] - first
      guard place + length < end, known[place + length] == Self.separator else { return false }
      for offset in 0..<length where known[place + offset] != bytes[first + offset] {
        return false
      }
      place += length + 1
    }
    return place == end
  }
}
