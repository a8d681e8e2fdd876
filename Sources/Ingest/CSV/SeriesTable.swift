import PodfitModel

/// Finds the series of a row by the bytes of its identity cells.
///
/// Files come series by series or time by time. In the first order a row has the identity of the
/// row before; in the second it has that of the series which followed that one the last time. Both
/// guesses cost one comparison of bytes; only a miss builds a key and looks it up.
struct SeriesTable {
  /// The identities, each as its cells in column order, every cell followed by U+001F.
  private var identities = ByteTable()
  /// The series that followed each one the last time.
  private var following: [Int] = []
  private var previous: Int?
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
    // Taken out of `self`, whose table is changed while the key is lent to it.
    var key: [UInt8] = []
    swap(&key, &self.key)
    defer { swap(&key, &self.key) }
    key.removeAll(keepingCapacity: true)
    var allBits: UInt8 = 0
    for column in columns {
      for index in cells[2 * column]..<cells[2 * column + 1] {
        let byte = bytes[index]
        guard byte >= 0x20, byte != 0x7F else { return .unusable(column: column) }
        allBits |= byte
        key.append(byte)
      }
      key.append(Self.separator)
    }
    // ASCII is UTF-8; other names are looked at closely once per series.
    if allBits >= 0x80, identities.find(key.span, 0..<key.count) == nil {
      for column in columns {
        let cell = (cells[2 * column]..<cells[2 * column + 1]).map { bytes[$0] }
        guard String(validating: cell, as: UTF8.self) != nil else {
          return .unusable(column: column)
        }
      }
    }
    let (found, isNew) = identities.number(of: key.span, 0..<key.count)
    if isNew { following.append(found) }
    if let previous { following[previous] = found }
    previous = found
    return isNew ? .new(found) : .known(found)
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
    let known = identities.text(of: series)
    var place = known.startIndex
    let end = known.endIndex
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
