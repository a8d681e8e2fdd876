/// Moves a scanner over a file whose writer ends every line, so that a line without an end tells
/// of a file that was cut off.
struct WholeLines {
  private let reader: ByteReader
  /// The last byte of the content so far.
  private var last: UInt8 = 0

  init(_ reader: ByteReader) { self.reader = reader }

  /// Moves to the next row; false at the end of the file.
  ///
  /// - Throws: ``IngestError`` for text that is no CSV, and for a last line without its end
  mutating func advance(_ scanner: inout CSVScanner) throws(IngestError) -> Bool {
    while true {
      let next: Bool?
      do throws(CSVScanner.Fault) {
        next = try scanner.next()
      } catch {
        if error == .unterminatedQuote {
          throw reader.error(
            .truncated(inside: "a quoted cell", lastComplete: nil),
            at: scanner.offset,
            line: scanner.line
          )
        }
        throw error.error(in: scanner, file: reader.file)
      }
      switch next {
      case true?:
        // The scanner has handed out all that it has: what it holds is the last line.
        guard scanner.isLastRow, last != 0x0A, last != 0x0D else { return true }
        throw reader.error(
          .truncated(inside: "a line", lastComplete: nil),
          at: reader.offset,
          line: scanner.line
        )
      case false?: return false
      case nil: try fill(&scanner)
      }
    }
  }

  /// Reads on.
  mutating func fill(_ scanner: inout CSVScanner) throws(IngestError) {
    var last = last
    let fault = try scanner.refill { (buffer, start) throws(IngestError) -> Int in
      let count = try reader.read(into: &buffer, at: start)
      if count > 0 { last = buffer[start + count - 1] }
      return count
    }
    self.last = last
    if let fault { throw fault.error(in: scanner, file: reader.file) }
  }
}
