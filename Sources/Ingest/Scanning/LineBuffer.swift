/// The whole lines of a file, a block of them at a time.
///
/// Readers of lines get complete ones only, so that no scanner keeps a state across blocks; lines
/// are not looked at one by one, the last line end of a block is found from its end. Usual input:
/// lines of 100 to 600 bytes.
struct LineBuffer {
  /// A line longer than this is refused: no series has as many labels.
  static let lineLimit = 2 << 20

  /// What ``lines`` points into.
  private(set) var bytes: [UInt8]
  /// Whole lines, each with its end.
  private(set) var lines = 0..<0
  /// The place of the first byte of ``bytes`` in the content.
  private(set) var offset: Int64 = 0
  /// Bytes read, lines and the start of the next one.
  private var tail = 0
  private var isAtEnd = false
  /// An error met after whole lines that are still to be handed out.
  private var pending: IngestError?
  private let reader: ByteReader

  /// A buffer over what `reader` has not read yet.
  init(_ reader: ByteReader, capacity: Int = 1 << 18) {
    self.reader = reader
    bytes = [UInt8](repeating: 0, count: max(2, capacity))
  }

  /// What stands after the last line end, once ``advance()`` has returned false.
  var rest: ArraySlice<UInt8> { bytes[lines.upperBound..<tail] }

  /// Moves on to the next lines; false where there are none, see ``rest``.
  ///
  /// - Throws: ``IngestError`` where reading fails, and for a line above the limit
  mutating func advance() throws(IngestError) -> Bool {
    moveRest()
    var searched = 0
    while true {
      try fill()
      if let last = bytes[searched..<tail].lastIndex(of: 0x0A) {
        lines = 0..<last + 1
        return true
      }
      guard !isAtEnd else { return false }
      guard bytes.count < Self.lineLimit else {
        throw reader.error(.tooLarge(what: "a line", limit: Self.lineLimit), at: offset)
      }
      searched = tail
      bytes.append(contentsOf: repeatElement(0, count: bytes.count))
    }
  }

  /// Reads on until the buffer is full or the content ends.
  ///
  /// Whole lines may stand before the place where a compressed file was cut off: they are handed out
  /// first, and the error is told when there are none left.
  private mutating func fill() throws(IngestError) {
    while tail < bytes.count, !isAtEnd, pending == nil {
      do throws(IngestError) {
        let count = try reader.read(into: &bytes, at: tail)
        isAtEnd = count == 0
        tail += count
      } catch {
        pending = error
      }
    }
    if let pending, !bytes[..<tail].contains(0x0A) { throw pending }
  }

  /// Moves what was not handed out to the front.
  private mutating func moveRest() {
    let count = tail - lines.upperBound
    for index in 0..<count { bytes[index] = bytes[lines.upperBound + index] }
    offset += Int64(lines.upperBound)
    tail = count
    lines = 0..<0
  }
}
