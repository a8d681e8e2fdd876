// Bytes come in blocks; a token that is not whole keeps its place at the front of the buffer.

extension JSONPullParser {
  /// The next byte that is no blank, without using it; nil at the end of the input.
  mutating func skipBlanks() throws(IngestError) -> UInt8? {
    while true {
      while position < end {
        let byte = buffer[position]
        guard byte <= 0x20 else {
          if byte == 0xEF, base + Int64(position) == 0, try skipMark() { continue }
          return byte
        }
        guard byte.isBlank else { return byte }
        position += 1
        if byte == 0x0A {
          line += 1
          lineStart = base + Int64(position)
          continuationBytes = 0
        }
      }
      guard try refill() else { return nil }
    }
  }

  /// Skips a byte order mark at the start of the content.
  private mutating func skipMark() throws(IngestError) -> Bool {
    while end < 3, try refill() {}
    guard end >= 3, buffer[1] == 0xBB, buffer[2] == 0xBF else { return false }
    position = 3
    // The mark is no column.
    continuationBytes = 3
    return true
  }

  mutating func markEvent() {
    eventOffset = base + Int64(position)
    eventLine = line
    eventColumn = Int(eventOffset - lineStart - continuationBytes) + 1
  }

  /// Whether there is a byte at `position`, reading on where the buffer is used up.
  mutating func hasByte() throws(IngestError) -> Bool {
    if position < end { return true }
    return try refill()
  }

  /// Reads on; what lies before the current token is forgotten, the token's own bytes move.
  private mutating func refill() throws(IngestError) -> Bool {
    let first = tokenStart ?? position
    if let all = try reader.exchange(&buffer, keeping: first..<end) {
      let shift = all.lowerBound - first
      base -= Int64(shift)
      position += shift
      end = all.upperBound
      if tokenStart != nil { tokenStart = all.lowerBound }
      return true
    }
    if end == buffer.count {
      let kept = tokenStart ?? position
      for index in kept..<end { buffer[index - kept] = buffer[index] }
      base += Int64(kept)
      position -= kept
      end -= kept
      if tokenStart != nil { tokenStart = 0 }
      if end == buffer.count {
        buffer.append(contentsOf: repeatElement(0, count: buffer.count))
      }
    }
    let count = try reader.read(into: &buffer, at: end)
    end += count
    return count > 0
  }

  /// An error about the byte at the start of the last event.
  func unexpected(_ byte: UInt8, _ expected: String) -> IngestError {
    error(.unexpectedByte(byte, expected: expected))
  }

  /// An error about the byte at `position`.
  func unexpectedHere(_ expected: String) -> IngestError {
    errorHere(.unexpectedByte(buffer[position], expected: expected))
  }

  /// An error at `position`.
  func errorHere(_ code: IngestError.Code) -> IngestError {
    let offset = base + Int64(position)
    let column = Int(offset - lineStart - continuationBytes) + 1
    return reader.error(code, at: offset, line: line, column: column)
  }

  /// The error of input that ends too early.
  func truncated(inside: String) -> IngestError {
    errorHere(.truncated(inside: inside, lastComplete: nil))
  }
}
