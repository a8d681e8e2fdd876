/// Splits a file into rows and cells.
///
/// RFC 4180 with what real files add: any of CR, LF and CRLF ends a row, a quoted cell may hold
/// delimiters, line ends and doubled quotes, blank lines are no rows, and a quote inside an
/// unquoted cell is a character like others. The buffer holds a row as a whole, so that the inner
/// loop keeps no state across blocks; rows without quotes are not copied.
struct CSVScanner {
  /// A row larger than this is refused: no row of samples is, so a quote was never closed or the
  /// file is something else.
  static let rowLimit = 1 << 20

  /// Why the rest of a file cannot be split into rows.
  enum Fault: Error, Equatable {
    case rowTooLarge
    /// The file ends inside a quoted cell.
    case unterminatedQuote
  }

  /// The bytes that ``cells`` points into.
  private(set) var buffer: [UInt8]
  /// Start and end of each cell of the current row in turn.
  private(set) var cells: [Int] = []
  /// The line on which the current row starts, from 1.
  private(set) var line = 1
  /// The first cell of the current row with text after its closing quote, from 0.
  private(set) var strayText: Int?
  /// What stands between cells.
  var delimiter: UInt8
  /// Where the current row stands in the buffer.
  private(set) var rowRange = 0..<0
  /// The current row as it stands in the file and where its cells start in it, if it has quotes.
  private(set) var original: [UInt8] = []
  private(set) var originalStarts: [Int] = []

  // Bytes of rows that are not yet handed out stand from `head` to `tail`.
  private var head = 0
  private var tail: Int
  private var isAtEnd: Bool
  /// The place of the buffer's first byte in the file.
  private var bufferOffset: Int64 = 0
  private var linesInRow = 0

  /// A scanner to be filled by ``refill(_:)``.
  init(capacity: Int = 1 << 18) {
    buffer = [UInt8](repeating: 0, count: capacity)
    tail = 0
    isAtEnd = false
    delimiter = UInt8(ascii: ",")
  }

  /// A scanner over a whole text.
  init(text: [UInt8], delimiter: UInt8) {
    buffer = text
    tail = text.count
    isAtEnd = true
    self.delimiter = delimiter
  }

  /// The number of cells of the current row.
  var cellCount: Int { cells.count / 2 }

  /// Whether nothing follows the current row.
  var isLastRow: Bool { isAtEnd && head == tail }

  /// The place of the current row in the file.
  var offset: Int64 { bufferOffset + Int64(rowRange.lowerBound) }

  /// Finds the next row; nil means that ``refill(_:)`` must come first, false the end.
  mutating func next() throws(Fault) -> Bool? {
    while true {
      line += linesInRow
      linesInRow = 0
      let blank = Self.blankLines(buffer.span, head, tail)
      head += blank
      line += blank
      guard scanRow() else {
        guard isAtEnd else { return nil }
        guard head < tail else { return false }
        // Only an open quote keeps the last row from ending with the file.
        rowRange = head..<tail
        throw .unterminatedQuote
      }
      if cells.count > 2 || cells[0] != cells[1] { return true }
    }
  }

  /// How many line feeds stand before the next row: each is a blank line, and there may be gigabytes.
  private static func blankLines(_ bytes: Span<UInt8>, _ head: Int, _ tail: Int) -> Int {
    var place = head
    while place < tail, bytes[place] == lineFeed { place += 1 }
    return place - head
  }

  /// The bytes read ahead, for a look at the first row.
  var pending: ArraySlice<UInt8> { buffer[head..<tail] }

  /// Where rows stand that are not yet handed out.
  var unread: Range<Int> { head..<tail }

  /// Whether the current row stands in the buffer as it does in the file.
  var isPlainRow: Bool { originalStarts.isEmpty }

  /// Leaves out `rows` rows of one line each, up to `next`; someone else has read them.
  mutating func leave(to next: Int, rows: Int) {
    head = min(tail, max(head, next))
    linesInRow += rows
  }

  /// Leaves out bytes before the first row, such as a byte order mark; `lines` ends are in them.
  mutating func skip(_ count: Int, lines: Int) {
    head = min(tail, head + count)
    line += lines
  }

  /// Gives the buffer away for one that holds more of the file.
  ///
  /// - Parameter exchange: puts another buffer in place of this one, where the bytes of a range stand
  ///   before new ones, and returns where they all are; nil where it did nothing
  /// - Returns: whether there is more now
  /// - Throws: what `exchange` throws
  mutating func exchange<Failure>(
    _ exchange: (inout [UInt8], Range<Int>) throws(Failure) -> Range<Int>?
  ) throws(Failure) -> Bool {
    let kept = head..<tail
    guard let all = try exchange(&buffer, kept) else { return false }
    bufferOffset += Int64(kept.lowerBound - all.lowerBound)
    head = all.lowerBound
    tail = all.upperBound
    return true
  }

  /// Reads on until the buffer is full or the file ends.
  ///
  /// - Parameter read: puts bytes into the buffer from an index on and returns their number, 0 at
  ///   the end of the file
  /// - Returns: why the buffer cannot take more, nil where it could
  /// - Throws: what `read` throws
  mutating func refill<Failure>(
    _ read: (inout [UInt8], Int) throws(Failure) -> Int
  ) throws(Failure) -> Fault? {
    if head > 0 {
      let count = tail - head
      for index in 0..<count { buffer[index] = buffer[head + index] }
      bufferOffset += Int64(head)
      tail = count
      head = 0
    }
    if tail == buffer.count {
      guard buffer.count < Self.rowLimit else { return .rowTooLarge }
      let more = min(max(1, buffer.count), Self.rowLimit - buffer.count)
      buffer.append(contentsOf: repeatElement(0, count: more))
    }
    while tail < buffer.count {
      let count = try read(&buffer, tail)
      if count == 0 {
        isAtEnd = true
        break
      }
      tail += count
    }
    return nil
  }
}

// MARK: - Finding a row

extension CSVScanner {
  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed: UInt8 = 10
  private static let carriageReturn: UInt8 = 13

  /// What a pass over a row without quotes comes to.
  private enum PlainRow {
    case ends(at: Int)
    case isCutOff
    case hasQuotes
  }

  /// Finds the row that starts at `head`; false when its end is not in the buffer.
  private mutating func scanRow() -> Bool {
    strayText = nil
    originalStarts.removeAll(keepingCapacity: true)
    // The bounds are filled outside of `self`, whose buffer is borrowed meanwhile.
    var bounds: [Int] = []
    swap(&bounds, &cells)
    bounds.removeAll(keepingCapacity: true)
    let row = Self.plainRow(buffer.span, head, tail, delimiter, &bounds)
    swap(&bounds, &cells)
    let rowEnd: Int
    switch row {
    case .ends(let end): rowEnd = end
    case .hasQuotes: return scanQuotedRow()
    case .isCutOff:
      guard isAtEnd, head < tail else { return false }
      rowEnd = tail
    }
    guard let next = afterLineEnd(rowEnd) else { return false }
    cells.append(rowEnd)
    finishRow(end: rowEnd, next: next, lines: 1)
    return true
  }

  /// Fills `bounds` with the cells of the row that starts at `head`, but for the last one's end.
  private static func plainRow(
    _ bytes: Span<UInt8>,
    _ head: Int,
    _ end: Int,
    _ delimiter: UInt8,
    _ bounds: inout [Int]
  ) -> PlainRow {
    guard head < end, bytes[head] != quote else { return head < end ? .hasQuotes : .isCutOff }
    bounds.append(head)
    var index = head
    while index < end {
      let byte = bytes[index]
      if byte == delimiter {
        bounds.append(index)
        index += 1
        bounds.append(index)
        if index < end, bytes[index] == quote { return .hasQuotes }
      } else if byte == lineFeed || byte == carriageReturn {
        return .ends(at: index)
      } else {
        index += 1
      }
    }
    return .isCutOff
  }

  /// Finds a row that has quoted cells, and takes the quotes out.
  ///
  /// Unescaped text is never longer than its source, so that it is written over it.
  private mutating func scanQuotedRow() -> Bool {
    cells.removeAll(keepingCapacity: true)
    guard let (rowEnd, lines) = quotedRowEnd(), let next = afterLineEnd(rowEnd) else {
      return false
    }
    let first = head
    original.removeAll(keepingCapacity: true)
    for index in first..<rowEnd { original.append(buffer[index]) }

    var index = first
    var target = first
    while true {
      originalStarts.append(index - first)
      let start = target
      if index < rowEnd, buffer[index] == Self.quote {
        index += 1
        while index < rowEnd {
          let byte = buffer[index]
          index += 1
          if byte == Self.quote {
            guard index < rowEnd, buffer[index] == Self.quote else { break }
            index += 1
          }
          buffer[target] = byte
          target += 1
        }
        if index < rowEnd, buffer[index] != delimiter, strayText == nil {
          strayText = cells.count / 2
        }
      }
      while index < rowEnd, buffer[index] != delimiter {
        buffer[target] = buffer[index]
        target += 1
        index += 1
      }
      cells.append(start)
      cells.append(target)
      guard index < rowEnd else { break }
      index += 1
    }
    finishRow(end: rowEnd, next: next, lines: lines)
    return true
  }

  /// Where the row at `head` ends, with quotes heeded, and how many lines it takes.
  private func quotedRowEnd() -> (end: Int, lines: Int)? {
    let bytes = buffer.span
    var index = head
    var isCellStart = true
    var isQuoted = false
    var lines = 1
    while index < tail {
      let byte = bytes[index]
      if isQuoted {
        if byte == Self.quote {
          if index + 1 < tail, bytes[index + 1] == Self.quote {
            index += 1
          } else {
            isQuoted = false
          }
        } else if byte == Self.lineFeed {
          lines += 1
        }
      } else if byte == Self.quote, isCellStart {
        isQuoted = true
        isCellStart = false
      } else if byte == Self.lineFeed || byte == Self.carriageReturn {
        return (index, lines)
      } else {
        isCellStart = byte == delimiter
      }
      index += 1
    }
    return isAtEnd && !isQuoted ? (tail, lines) : nil
  }

  /// The index after the line end at `index`; nil where the rest of a CRLF is not in the buffer.
  private func afterLineEnd(_ index: Int) -> Int? {
    guard index < tail, buffer[index] == Self.carriageReturn else { return min(tail, index + 1) }
    guard index + 1 < tail else { return isAtEnd ? index + 1 : nil }
    return buffer[index + 1] == Self.lineFeed ? index + 2 : index + 1
  }

  private mutating func finishRow(end: Int, next: Int, lines: Int) {
    rowRange = head..<end
    head = next
    linesInRow = lines
  }
}
