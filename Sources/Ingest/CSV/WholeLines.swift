/// Moves a scanner over a file whose writer ends every line, so that a line without an end tells
/// of a file that was cut off.
struct WholeLines {
  private let reader: ByteReader
  /// The last byte of the content so far.
  private var last: UInt8 = 0
  /// An error met after bytes that are still to be looked at; it is told when they are used up.
  private var pending: IngestError?

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
            at: reader.offset,
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
    if let pending { throw pending }
    // Nothing else is read with a block, so that an error comes after all that was handed out.
    let isExchanged = try scanner.exchange { (buffer, kept) throws(IngestError) in
      guard let all = try reader.exchange(&buffer, keeping: kept) else { return nil }
      self.last = buffer[all.upperBound - 1]
      return all
    }
    if isExchanged { return }
    var last = last
    var count = 0
    let fault: CSVScanner.Fault?
    do throws(IngestError) {
      fault = try scanner.refill { (buffer, start) throws(IngestError) -> Int in
        let new = try reader.read(into: &buffer, at: start)
        if new > 0 { last = buffer[start + new - 1] }
        count += new
        return new
      }
    } catch {
      // Whole rows may stand before the place where a compressed file was cut off.
      guard count > 0 else { throw error }
      pending = error
      fault = nil
    }
    self.last = last
    if let fault { throw fault.error(in: scanner, file: reader.file) }
  }
}
