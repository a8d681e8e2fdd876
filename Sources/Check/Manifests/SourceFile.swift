package import PodfitModel

/// The bytes of one file and where its lines start.
///
/// Lines end with LF, CR LF or CR, as editors count them; libyaml also counts U+0085, U+2028 and
/// U+2029, which is why its own line numbers are not used. A byte order mark belongs to no line.
package struct SourceFile: Sendable {
  /// The name the user gave.
  package let name: String
  /// The bytes as they were read.
  package let bytes: [UInt8]
  /// Where each line starts, in bytes of the file and in Unicode scalars after the byte order mark.
  private let starts: [(byte: Int, scalar: Int)]

  /// A line longer than this many bytes is not shown in excerpts: minified JSON is one line, and
  /// every finding in it would carry the whole file.
  private static let longestExcerpt = 8_000

  /// Finds the lines of a file.
  ///
  /// - Complexity: O(bytes)
  package init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    let first = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var starts = [(byte: first, scalar: 0)]
    var scalar = 0
    var index = first
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      // Continuation bytes of UTF-8 are no characters of their own.
      if byte & 0xC0 != 0x80 { scalar += 1 }
      let endsLine =
        byte == 0x0A || (byte == 0x0D && !(index < bytes.count && bytes[index] == 0x0A))
      if endsLine { starts.append((index, scalar)) }
    }
    self.starts = starts
  }

  /// The number of lines; a file that ends with a line break has an empty last one.
  package var lineCount: Int { starts.count }

  /// The bytes of lines `lines` (from 0), line breaks included.
  package func byteRange(ofLines lines: Range<Int>) -> Range<Int> {
    starts[lines.lowerBound]
      .byte..<(lines.upperBound < starts.count
      ? starts[lines.upperBound].byte : bytes.count)
  }

  /// The bytes of line `line` (from 0) without its line break.
  package func content(ofLine line: Int) -> ArraySlice<UInt8> {
    var range = byteRange(ofLines: line..<(line + 1))
    while let last = range.last, bytes[last] == 0x0A || bytes[last] == 0x0D {
      range = range.lowerBound..<last
    }
    return bytes[range]
  }

  /// The count of Unicode scalars before line `line` (from 0).
  package func scalars(beforeLine line: Int) -> Int { starts[line].scalar }

  /// The line and column, from 1, of the scalar at `offset`.
  ///
  /// - Complexity: O(log lines)
  package func position(ofScalar offset: Int) -> (line: Int, column: Int) {
    let line = lastLine { $0.scalar <= offset }
    return (line + 1, offset - starts[line].scalar + 1)
  }

  /// The offset in scalars of the byte at `offset`, for errors that libyaml counts in bytes.
  package func scalar(ofByte offset: Int) -> Int {
    let line = lastLine { $0.byte <= offset }
    let start = Swift.min(starts[line].byte, bytes.count)
    let end = Swift.min(Swift.max(offset, start), bytes.count)
    return starts[line].scalar + bytes[start..<end].count { $0 & 0xC0 != 0x80 }
  }

  /// The index of the byte where the scalar at `offset` starts.
  ///
  /// `known` is a scalar before it whose byte is known; it keeps a walk along one long line from
  /// starting over for each scalar that is asked for.
  ///
  /// - Complexity: O(log lines + scalars since the line's start or the known one)
  package func byte(
    ofScalar offset: Int,
    after known: (scalar: Int, byte: Int) = (0, 0)
  ) -> Int {
    let line = starts[lastLine { $0.scalar <= offset }]
    let isCloser = known.scalar <= offset && known.scalar > line.scalar
    var left = offset - (isCloser ? known.scalar : line.scalar)
    var index = isCloser ? known.byte : line.byte
    while index < bytes.count {
      if bytes[index] & 0xC0 != 0x80 {
        if left == 0 { break }
        left -= 1
      }
      index += 1
    }
    return index
  }

  /// The index of the byte at a line and column, both from 1; held within the file.
  package func byte(line: Int, column: Int) -> Int {
    let index = Swift.min(Swift.max(line, 1), starts.count) - 1
    return byte(ofScalar: starts[index].scalar + Swift.max(column, 1) - 1)
  }

  /// The bytes of a place.
  package func byteRange(of place: SourceRange) -> Range<Int> {
    let start = byte(line: place.line, column: place.column)
    return start..<Swift.max(start, byte(line: place.endLine, column: place.endColumn))
  }

  /// The place of a range of bytes.
  package func place(ofBytes range: Range<Int>) -> SourceRange {
    self.range(fromScalar: scalar(ofByte: range.lowerBound), to: scalar(ofByte: range.upperBound))
  }

  /// The index of the byte after the last one of line `line` (from 1), its line break not included.
  package func endByte(ofLine line: Int) -> Int {
    content(ofLine: Swift.min(Swift.max(line, 1), starts.count) - 1).endIndex
  }

  /// The line break of a line (from 1); that of the first line where it has none, else a line feed.
  package func lineBreak(ofLine line: Int) -> String {
    for line in [line, 1] where line >= 1 && line < starts.count {
      let ending = bytes[endByte(ofLine: line)..<starts[line].byte]
      if !ending.isEmpty { return String(decoding: ending, as: UTF8.self) }
    }
    return "\n"
  }

  /// The range from the scalar at `start` to the one before `end`.
  package func range(fromScalar start: Int, to end: Int) -> SourceRange {
    let (line, column) = position(ofScalar: start)
    let (endLine, endColumn) = position(ofScalar: Swift.max(start, end))
    return SourceRange(
      file: name,
      line: line,
      column: column,
      endLine: endLine,
      endColumn: endColumn
    )
  }

  /// The text of a line (from 1) for an excerpt; empty when it is too long to show.
  package func excerpt(ofLine line: Int) -> String {
    guard line >= 1, line <= starts.count else { return "" }
    let content = content(ofLine: line - 1)
    guard content.count <= Self.longestExcerpt else { return "" }
    return String(decoding: content, as: UTF8.self)
  }

  private func lastLine(where isBefore: ((byte: Int, scalar: Int)) -> Bool) -> Int {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if isBefore(starts[middle]) { low = middle } else { high = middle }
    }
    return low
  }
}
