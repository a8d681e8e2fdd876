/// UTF-16 content on its way to readers, which take UTF-8.
///
/// Grafana's Excel mode and redirection in PowerShell write UTF-16 with a byte order mark. Usual
/// input: a few MB. A class because it stands between two readers, which both hold on to it.
final class UTF16Text {
  private let stored: ByteReader
  private let isBigEndian: Bool

  private var block: [UInt8]
  /// UTF-8 not yet handed out, from `decodedStart` on.
  private var decoded: [UInt8] = []
  private var decodedStart = 0
  /// The first half of a code unit, and of a surrogate pair, that the next block goes on with.
  private var firstByte: UInt8?
  private var highSurrogate: UInt16?
  private var isAtStart = true

  private init(_ stored: ByteReader, isBigEndian: Bool, blockSize: Int) {
    self.stored = stored
    self.isBigEndian = isBigEndian
    block = [UInt8](repeating: 0, count: max(1, blockSize))
  }

  /// The content of `stored` as UTF-8: itself, unless a byte order mark says that it is UTF-16.
  ///
  /// Offsets in errors then count bytes of the UTF-8 form.
  ///
  /// - Throws: ``IngestError`` where the first bytes cannot be read
  static func decoding(_ stored: ByteReader, blockSize: Int) throws(IngestError) -> ByteReader {
    let head = try stored.head(4)
    let isLittle = head.starts(with: [0xFF, 0xFE]) && !head.starts(with: [0xFF, 0xFE, 0, 0])
    guard isLittle || head.starts(with: [0xFE, 0xFF]) else { return stored }
    let text = UTF16Text(stored, isBigEndian: !isLittle, blockSize: blockSize)
    return try ByteReader(.decoded(text), named: stored.file, blockSize: blockSize, digest: nil)
  }

  /// Fills the front of `room` in `output` and returns how many bytes are new; 0 at the end.
  ///
  /// - Throws: ``IngestError`` for half a surrogate pair, for an end inside a character, and where
  ///   the bytes cannot be read
  func read(into output: inout [UInt8], in room: Range<Int>) throws(IngestError) -> Int {
    while decodedStart == decoded.count {
      let count = try stored.read(into: &block, at: 0)
      guard count > 0 else {
        guard firstByte == nil, highSurrogate == nil else {
          throw stored.error(
            .truncated(inside: "a character of UTF-16", lastComplete: nil),
            at: stored.offset
          )
        }
        return 0
      }
      decoded.removeAll(keepingCapacity: true)
      decodedStart = 0
      for index in 0..<count { try add(block[index]) }
    }
    let count = min(room.count, decoded.count - decodedStart)
    output.copy(decoded, from: decodedStart, count: count, to: room.lowerBound)
    decodedStart += count
    return count
  }

  private func add(_ byte: UInt8) throws(IngestError) {
    guard let first = firstByte else {
      firstByte = byte
      return
    }
    firstByte = nil
    let unit =
      isBigEndian ? UInt16(first) << 8 | UInt16(byte) : UInt16(byte) << 8 | UInt16(first)
    defer { isAtStart = false }
    if isAtStart, unit == 0xFEFF { return }
    switch (highSurrogate, unit) {
    case (nil, 0xD800...0xDBFF): highSurrogate = unit
    case (let high?, 0xDC00...0xDFFF):
      highSurrogate = nil
      append(0x10000 + UInt32(high & 0x3FF) << 10 + UInt32(unit & 0x3FF))
    case (nil, 0xDC00...0xDFFF), (.some, _):
      throw stored.error(.invalidUTF16, at: stored.offset)
    case (nil, _): append(UInt32(unit))
    }
  }

  private func append(_ scalar: UInt32) {
    // Surrogates were told apart before, so that the number is a scalar.
    guard let scalar = Unicode.Scalar(scalar) else { return }
    decoded.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }
}
