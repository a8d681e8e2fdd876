/// The content of one file as it is read: decompressed where it is
/// gzip or zstd, digested as it is stored.
///
/// A class because the parser that takes the bytes and the ingestor that wants the digest share
/// it; it is called once per block, never per byte. Scanners keep a buffer of their own and fill
/// it by ``read(into:at:)``.
public final class ByteReader {
  /// The block size used where the caller names none.
  public static let defaultBlockSize = 1 << 18

  /// The file's name as the caller gave it, for messages.
  public let file: String

  private var source: ByteSource
  /// Nil where nobody wants to know the digest, which takes longer than most parsers.
  private var digest: ContentDigest?
  private var inflater: Decompressor?

  /// Bytes of the file not yet used, in `block[blockStart..<blockEnd]`.
  private var block: [UInt8]
  private var blockStart = 0
  private var blockEnd = 0
  /// Bytes of the file read so far.
  private var stored: Int64 = 0
  private var isAtEnd = false
  /// Decompressed content on its way to the caller, in `inflated[inflatedStart..<inflatedEnd]`.
  private var inflated: [UInt8] = []
  private var inflatedStart = 0
  private var inflatedEnd = 0
  /// Whether the library filled all of `inflated` and so may hold more without new input.
  private var mayHoldMore = false
  /// Content looked at by ``head(_:)`` that is still to be read.
  private var ahead: [UInt8] = []
  private var aheadStart = 0
  /// An error met while looking ahead: it is told when what comes before it has been read.
  private var aheadError: IngestError?

  /// Bytes of content handed out so far.
  public private(set) var offset: Int64 = 0
  /// Whether the bytes handed out so far end with a line end.
  private(set) var endsLine = false

  /// Starts to read `source`.
  ///
  /// - Throws: ``IngestError`` where the first bytes cannot be read
  public init(
    _ source: consuming ByteSource,
    named file: String,
    blockSize: Int = ByteReader.defaultBlockSize,
    isDigested: Bool = true
  ) throws(IngestError) {
    self.file = file
    self.source = source
    self.digest = isDigested ? try ContentDigest() : nil
    self.block = [UInt8](repeating: 0, count: max(1, blockSize))
    try recogniseCompression()
  }

  /// Reads on and puts what comes at `buffer[start...]`.
  ///
  /// - Returns: the number of new bytes, at most what fits the buffer; 0 at the end only
  /// - Precondition: `start` is below the buffer's count
  public func read(into buffer: inout [UInt8], at start: Int) throws(IngestError) -> Int {
    let room = buffer.count - start
    precondition(room > 0, "a read needs room")
    let count: Int
    if aheadStart < ahead.count {
      count = min(room, block.count, ahead.count - aheadStart)
      buffer.replaceSubrange(start..<start + count, with: ahead[aheadStart..<aheadStart + count])
      aheadStart += count
      if aheadStart == ahead.count { ahead = [] }
    } else {
      if let aheadError { throw aheadError }
      ahead = []
      aheadStart = 0
      count = try readContent(into: &buffer, at: start, upTo: room)
    }
    offset += Int64(count)
    if count > 0 {
      let last = buffer[start + count - 1]
      endsLine = last == 0x0A || last == 0x0D
    }
    return count
  }

  /// The first `size` bytes of content, or all of a smaller file; they stay to be read.
  func head(_ size: Int) throws(IngestError) -> [UInt8] {
    precondition(offset == 0, "the head is looked at before anything is read")
    var filled = ahead.count
    ahead += [UInt8](repeating: 0, count: max(0, size - filled))
    while filled < ahead.count, aheadError == nil {
      do throws(IngestError) {
        let count = try readContent(into: &ahead, at: filled, upTo: ahead.count - filled)
        guard count > 0 else { break }
        filled += count
      } catch {
        guard filled > 0 else { throw error }
        aheadError = error
        break
      }
    }
    ahead.removeSubrange(filled...)
    return ahead
  }

  /// Reads what is left, so that the digest covers the whole file.
  func readRest() throws(IngestError) {
    var rest = [UInt8](repeating: 0, count: block.count)
    while try read(into: &rest, at: 0) > 0 {}
  }

  /// The digest of the bytes of the file that were read; empty where none was asked for.
  ///
  /// Nothing can be read afterwards.
  func finalDigest() -> String { digest?.hexadecimal() ?? "" }

  /// An error about this file.
  func error(
    _ code: IngestError.Code,
    at offset: Int64? = nil,
    line: Int? = nil,
    column: Int? = nil
  ) -> IngestError {
    IngestError(
      code,
      at: IngestError.Place(file: file, offset: offset, line: line, column: column)
    )
  }
}

extension ByteReader {
  private func recogniseCompression() throws(IngestError) {
    // Four bytes decide; a block may hold one, so that the first ones are gathered.
    var first: [UInt8] = []
    while first.count < Decompressor.magicSize, try fill() {
      first.append(contentsOf: block[blockStart..<blockEnd])
    }
    if first.count != blockEnd - blockStart {
      block = first + [UInt8](repeating: 0, count: max(0, block.count - first.count))
      blockStart = 0
      blockEnd = first.count
    }
    inflater = try Decompressor(recognising: first)
    if inflater != nil {
      inflated = [UInt8](repeating: 0, count: max(1, block.count))
    }
  }

  /// Reads one block of the file; false at its end.
  private func fill() throws(IngestError) -> Bool {
    guard !isAtEnd else { return false }
    let count = try source.read(into: &block, named: file)
    digest?.update(block, count: count)
    blockStart = 0
    blockEnd = count
    stored += Int64(count)
    isAtEnd = count == 0
    return count > 0
  }

  private func readContent(
    into buffer: inout [UInt8],
    at start: Int,
    upTo room: Int
  ) throws(IngestError) -> Int {
    if inflater == nil {
      if blockStart == blockEnd, try !fill() { return 0 }
      let count = min(room, blockEnd - blockStart)
      buffer.replaceSubrange(start..<start + count, with: block[blockStart..<blockStart + count])
      blockStart += count
      return count
    }
    while inflatedStart == inflatedEnd {
      if blockStart == blockEnd, !mayHoldMore, try !fill() {
        guard inflater?.isComplete == true else { throw truncated }
        return 0
      }
      try inflate()
    }
    let count = min(room, inflatedEnd - inflatedStart)
    let range = inflatedStart..<inflatedStart + count
    buffer.replaceSubrange(start..<start + count, with: inflated[range])
    inflatedStart += count
    return count
  }

  /// The error for compressed data that ends too early.
  private var truncated: IngestError {
    let isZstd = inflater?.isZstd == true
    let code: IngestError.Code =
      isZstd ? .zstdTruncated(lastComplete: nil) : .gzipTruncated(lastComplete: nil)
    return error(code, at: stored)
  }

  /// Decompresses some of the block into `inflated`.
  private func inflate() throws(IngestError) {
    let place = stored - Int64(blockEnd - blockStart)
    do throws(DecompressionFault) {
      let result = try inflater?.inflate(block, blockStart..<blockEnd, into: &inflated)
      blockStart += result?.read ?? 0
      inflatedStart = 0
      inflatedEnd = result?.written ?? 0
      mayHoldMore = inflatedEnd == inflated.count
    } catch {
      switch error {
      case .corrupt(let text):
        let isZstd = inflater?.isZstd == true
        throw self.error(isZstd ? .zstdCorrupt(text) : .gzipCorrupt(text), at: place)
      case .trailingData: throw self.error(.trailingData, at: place)
      }
    }
  }
}
