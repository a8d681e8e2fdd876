import PodfitModel
import Synchronization

/// A block of content on its way from the thread that reads it, or why there is none.
enum ContentBlock: Sendable {
  case bytes([UInt8], count: Int)
  case failure(IngestError)
}

/// Reads a file block by block: digests it as it is stored and decompresses it where it is
/// compressed.
///
/// Usual input: megabytes to gigabytes in blocks of 256 KiB, which stay in the processor's cache
/// between reading and digesting.
///
/// Safe to share because one thread at a time uses it: the caller's before ``ByteReader`` starts
/// another and after that has ended, the other one in between; blocks to be used again are behind a
/// mutex.
final class ContentSource: @unchecked Sendable {
  private let file: String
  private var source: ByteSource
  /// Nil where nobody wants to know the digest, which takes longer than most parsers.
  private var sum: ContentDigest?
  private var inflater: Decompressor?

  /// Bytes of the file not yet used, in `block[blockStart..<blockEnd]`.
  private var block: [UInt8]
  private var blockStart = 0
  private var blockEnd = 0
  private var isAtEnd = false
  /// Whether the library filled all of its target and so may hold more without new input.
  private var mayHoldMore = false
  private let used = Mutex<[[UInt8]]>([])

  /// Bytes of the file read so far.
  private(set) var stored: Int64 = 0

  /// Starts to read `source`.
  ///
  /// - Throws: ``IngestError`` where the first bytes cannot be read
  init(
    _ source: consuming ByteSource,
    named file: String,
    blockSize: Int,
    digest: DigestKind?
  ) throws(IngestError) {
    self.file = file
    self.source = source
    sum = if let digest { try ContentDigest(digest) } else { nil }
    block = [UInt8](repeating: 0, count: blockSize)
    try recogniseCompression()
  }

  /// The digest of all that was read, empty where none was wanted; once, when all was.
  func digest() -> String { sum?.text() ?? "" }

  /// Memory for a block: one that was used, where there is one.
  func reusable(_ size: Int) -> [UInt8] {
    used.withLock { $0.popLast() } ?? [UInt8](repeating: 0, count: size)
  }

  /// Takes back the memory of a block.
  func reuse(_ block: [UInt8]) { used.withLock { $0.append(block) } }

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
  }

  /// Reads one block of the file; false at its end.
  private func fill() throws(IngestError) -> Bool {
    guard !isAtEnd else { return false }
    let count = try source.read(into: &block, in: block.indices, named: file)
    sum?.update(block, in: 0..<count)
    blockStart = 0
    blockEnd = count
    stored += Int64(count)
    isAtEnd = count == 0
    return count > 0
  }

  /// Fills the front of `room` in `target` with content and returns how much that is; 0 at the end
  /// only.
  func next(into target: inout [UInt8], in room: Range<Int>) throws(IngestError) -> Int {
    if inflater == nil {
      guard blockStart < blockEnd else {
        let count = try source.read(into: &target, in: room, named: file)
        sum?.update(target, in: room.lowerBound..<room.lowerBound + count)
        stored += Int64(count)
        return count
      }
      let count = min(room.count, blockEnd - blockStart)
      target.copy(block, from: blockStart, count: count, to: room.lowerBound)
      blockStart += count
      return count
    }
    while true {
      if blockStart == blockEnd, !mayHoldMore, try !fill() {
        guard inflater?.isComplete == true else { throw truncated }
        return 0
      }
      let count = try inflate(into: &target, in: room)
      if count > 0 { return count }
    }
  }

  /// The error for compressed data that ends too early.
  private var truncated: IngestError {
    let isZstd = inflater?.isZstd == true
    let code: IngestError.Code =
      isZstd ? .zstdTruncated(lastComplete: nil) : .gzipTruncated(lastComplete: nil)
    return error(code, at: stored)
  }

  /// Decompresses some of the block into `room`.
  private func inflate(
    into target: inout [UInt8],
    in room: Range<Int>
  ) throws(IngestError) -> Int {
    let place = stored - Int64(blockEnd - blockStart)
    do throws(DecompressionFault) {
      let result = try inflater?.inflate(block, blockStart..<blockEnd, into: &target, in: room)
      let written = result?.written ?? 0
      blockStart += result?.read ?? 0
      mayHoldMore = written == room.count
      return written
    } catch {
      switch error {
      case .corrupt(let text):
        let isZstd = inflater?.isZstd == true
        throw self.error(isZstd ? .zstdCorrupt(text) : .gzipCorrupt(text), at: place)
      case .trailingData: throw self.error(.trailingData, at: place)
      }
    }
  }

  private func error(_ code: IngestError.Code, at offset: Int64) -> IngestError {
    IngestError(code, at: IngestError.Place(file: file, offset: offset))
  }
}
