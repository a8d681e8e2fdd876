/// Splits the CSV of VictoriaMetrics into rows and cells.
///
/// Cells are separated by commas. A cell in quotes is escaped by backslashes, as in JSON, and not by
/// doubled quotes as RFC 4180 has it; both are read. A row is one line, since a line feed in a label
/// is escaped, and each line has its end. Rows without quotes are split where they lie.
struct EscapedRows {
  /// A row of more bytes than this is refused: no row of samples has as many.
  static let rowLimit = CSVScanner.rowLimit

  /// The bytes that ``cells`` points into.
  private(set) var buffer = [UInt8](repeating: 0, count: 1 << 16)
  /// Start and end of each cell of the current row in turn.
  private(set) var cells: [Int] = []
  /// The line of the current row, from 1.
  private(set) var line = 0

  private let reader: ByteReader
  // Bytes of rows that are not yet handed out stand from `head` to `tail`.
  private var head = 0
  private var tail = 0
  /// The place of the buffer's first byte in the content.
  private var base: Int64 = 0
  private var rowStart = 0
  private var isAtStart = true

  private static let lineFeed = UInt8(ascii: "\n")
  private static let comma = UInt8(ascii: ",")
  private static let quote = UInt8(ascii: "\"")

  /// Starts to read.
  init(_ reader: ByteReader) { self.reader = reader }

  /// The number of cells of the current row.
  var cellCount: Int { cells.count / 2 }

  /// A cell's text, with U+FFFD for what is not UTF-8.
  func text(_ cell: Int) -> String {
    String(decoding: buffer[cells[2 * cell]..<cells[2 * cell + 1]], as: UTF8.self)
  }

  /// An error about the current row.
  func error(_ code: IngestError.Code) -> IngestError {
    reader.error(code, at: base + Int64(rowStart), line: max(1, line))
  }

  /// Moves to the next row that is not blank; false at the end.
  ///
  /// - Throws: ``IngestError`` for a last line without its end, for an open quote, and for a row that
  ///   is too large
  mutating func next() throws(IngestError) -> Bool {
    while true {
      guard let end = try lineEnd() else { return false }
      rowStart = head
      line += 1
      var last = end
      if last > head, buffer[last - 1] == UInt8(ascii: "\r") { last -= 1 }
      if isAtStart {
        isAtStart = false
        if buffer[head..<last].starts(with: [0xEF, 0xBB, 0xBF]) { rowStart += 3 }
      }
      head = end + 1
      if try split(rowStart..<last) { return true }
    }
  }

  /// The place of the next line feed; nil where nothing is left.
  private mutating func lineEnd() throws(IngestError) -> Int? {
    var searched = head
    while true {
      if let end = buffer[searched..<tail].firstIndex(of: Self.lineFeed) { return end }
      let kept = tail - head
      rowStart = head
      guard kept < Self.rowLimit else {
        throw error(.tooLarge(what: "row", limit: Self.rowLimit))
      }
      if tail == buffer.count {
        buffer.replaceSubrange(0..<kept, with: Array(buffer[head..<tail]))
        base += Int64(head)
        head = 0
        tail = kept
        if kept > buffer.count / 2 {
          buffer.append(contentsOf: repeatElement(0, count: buffer.count))
        }
      }
      searched = tail
      let count = try reader.read(into: &buffer, at: tail)
      tail += count
      if count == 0 {
        guard head < tail else { return nil }
        throw reader.error(
          .truncated(inside: "a line", lastComplete: nil),
          at: base + Int64(tail),
          line: line + 1
        )
      }
    }
  }

  /// Splits a row; false for a blank one.
  private mutating func split(_ row: Range<Int>) throws(IngestError) -> Bool {
    cells.removeAll(keepingCapacity: true)
    guard !row.isEmpty else { return false }
    var start = row.lowerBound
    while true {
      let end: Int
      let next: Int
      if start < row.upperBound, buffer[start] == Self.quote {
        (end, next) = try unescape(start + 1..<row.upperBound)
        cells.append(start + 1)
      } else {
        next = buffer[start..<row.upperBound].firstIndex(of: Self.comma) ?? row.upperBound
        end = next
        cells.append(start)
      }
      cells.append(end)
      guard next < row.upperBound else { return true }
      guard buffer[next] == Self.comma else { throw error(.badQuoting) }
      start = next + 1
    }
  }

  /// Takes the escapes out of a cell, from behind its opening quote; what they stand for is never
  /// longer.
  ///
  /// - Returns: where the text ends then, and the place after the closing quote
  private mutating func unescape(
    _ range: Range<Int>
  ) throws(IngestError) -> (end: Int, next: Int) {
    var target = range.lowerBound
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = buffer[index]
      index += 1
      if byte == Self.quote {
        guard index < range.upperBound, buffer[index] == Self.quote else { return (target, index) }
        index += 1
        put(Self.quote, &target)
      } else if byte == UInt8(ascii: "\\"), index < range.upperBound {
        let letter = buffer[index]
        index += 1
        switch letter {
        case UInt8(ascii: "n"): put(0x0A, &target)
        case UInt8(ascii: "r"): put(0x0D, &target)
        case UInt8(ascii: "t"): put(0x09, &target)
        case UInt8(ascii: "b"): put(0x08, &target)
        case UInt8(ascii: "f"): put(0x0C, &target)
        case UInt8(ascii: "u"): putCodePoint(&index, range.upperBound, &target)
        default: put(letter, &target)
        }
      } else {
        put(byte, &target)
      }
    }
    throw error(.badQuoting)
  }

  private mutating func put(_ byte: UInt8, _ target: inout Int) {
    buffer[target] = byte
    target += 1
  }

  /// Writes what `\u` and four digits, or a pair of them, stand for; U+FFFD where that is nothing.
  private mutating func putCodePoint(_ index: inout Int, _ end: Int, _ target: inout Int) {
    var value = codeUnit(&index, end) ?? 0xFFFD
    if value & 0xFC00 == 0xD800, end - index > 1, buffer[index] == UInt8(ascii: "\\"),
      buffer[index + 1] == UInt8(ascii: "u")
    {
      index += 2
      let low = codeUnit(&index, end) ?? 0
      value =
        low & 0xFC00 == 0xDC00 ? 0x10000 + (value & 0x3FF) << 10 + (low & 0x3FF) : 0xFFFD
    }
    let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
    for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { put(byte, &target) }
  }

  private func codeUnit(_ index: inout Int, _ end: Int) -> UInt32? {
    guard end - index >= 4 else { return nil }
    let text = String(decoding: buffer[index..<index + 4], as: UTF8.self)
    guard text.allSatisfy(\.isHexDigit), let value = UInt32(text, radix: 16) else { return nil }
    index += 4
    return value
  }
}
