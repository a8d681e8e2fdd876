/// What stops a decompression.
enum DecompressionFault: Error {
  /// The data is damaged; the text is the library's.
  case corrupt(String)
  /// Something that is no compressed data follows the last part.
  case trailingData
}

/// Decompresses what a file is compressed with, by either of two libraries.
struct Decompressor: ~Copyable {
  // Exactly one is there.
  private var gzip: GzipInflater?
  private var zstd: ZstdInflater?

  /// Whether the data is zstd, not gzip.
  let isZstd: Bool
  /// Whether the data may end here.
  private(set) var isComplete = false

  /// How many bytes at the start of a file tell how it is compressed.
  static let magicSize = 4

  /// Starts to decompress data that begins with `first`; nil where that is not compressed.
  ///
  /// - Throws: ``IngestError`` where the library has no memory
  init?(recognising first: [UInt8]) throws(IngestError) {
    if first.starts(with: [0x1F, 0x8B]) {
      gzip = try GzipInflater()
      zstd = nil
      isZstd = false
    } else if ZstdInflater.recognises(first) {
      gzip = nil
      zstd = try ZstdInflater()
      isZstd = true
    } else {
      return nil
    }
  }

  /// Decompresses from `input` into the front of `room` in `output`.
  ///
  /// - Returns: how many bytes of each were used; no output and no input used at the end only.
  mutating func inflate(
    _ input: [UInt8],
    _ range: Range<Int>,
    into output: inout [UInt8],
    in room: Range<Int>
  ) throws(DecompressionFault) -> (read: Int, written: Int) {
    if let result = try gzip?.inflate(input, range, into: &output, in: room) {
      isComplete = gzip?.isComplete == true
      return result
    }
    let result = try zstd?.inflate(input, range, into: &output, in: room)
    isComplete = zstd?.isComplete == true
    return result ?? (0, 0)
  }
}
