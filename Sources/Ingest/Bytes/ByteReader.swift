import PodfitModel

/// The content of one file as it is read: decompressed where it is
/// gzip or zstd, digested as it is stored.
///
/// A class because the parser that takes the bytes and the ingestor that wants the digest share
/// it; it is called once per block, never per byte. Scanners keep a buffer of their own and fill
/// it by ``read(into:at:)``.
///
/// What is read of a larger file is read, digested and decompressed by a thread of its own, a few
/// blocks ahead, while the one before is scanned. Its blocks have room before and behind their bytes,
/// so that a scanner can take a block as its buffer (``exchange(_:keeping:)``) instead of copying it.
public final class ByteReader {
  /// The block size used where the caller names none.
  public static let defaultBlockSize = 1 << 18

  /// The room before the bytes of a block, for the row or token that began in the one before.
  static let headroom = 1 << 12
  /// The room behind them, for what scanners load beyond the end of a row.
  private static let slack = 1 << 12

  /// The file's name as the caller gave it, for messages.
  public let file: String

  private let content: ContentSource
  /// Where blocks come from once a thread of its own reads them.
  private var queue: BoundedQueue<ContentBlock>?
  private var worker: Worker?

  /// Content not yet handed out, in `block[start..<end]`.
  private var block: [UInt8]
  private var start = 0
  private var end = 0
  private let blockSize: Int
  /// Whether the end or an error was met; the thread has ended then.
  private var isAtEnd = false
  /// How much is read before a thread is worth its while; nil where it never is.
  private let threadAfter: Int64?
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
    digest: DigestKind? = .sha256
  ) throws(IngestError) {
    self.file = file
    // Blocks that small are asked for by tests; what is in memory needs no reading ahead.
    threadAfter = blockSize >= 1 << 16 && source.isFile ? Int64(4 * blockSize) : nil
    self.blockSize = max(1, blockSize)
    content = try ContentSource(
      source,
      named: file,
      blockSize: self.blockSize,
      digest: digest
    )
    block = [UInt8](repeating: 0, count: Self.size(self.blockSize))
  }

  deinit {
    queue?.cancel()
    worker?.join()
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
      count = min(room, blockSize, ahead.count - aheadStart)
      buffer.copy(ahead, from: aheadStart, count: count, to: start)
      aheadStart += count
      if aheadStart == ahead.count { ahead = [] }
    } else {
      if let aheadError { throw aheadError }
      ahead = []
      aheadStart = 0
      count = try readContent(into: &buffer, at: start, upTo: room)
    }
    advance(count, in: buffer, endingAt: start + count)
    return count
  }

  /// Gives `buffer` away for the next block, if one can be had whole.
  ///
  /// - Parameters:
  ///   - buffer: the scanner's bytes; those of the block afterwards
  ///   - kept: what stands before the block's bytes in it afterwards
  /// - Returns: where the kept bytes and the new ones stand in the buffer; nil where nothing was done and
  ///   ``read(into:at:)`` is to be asked
  /// - Throws: ``IngestError`` where the block cannot be read
  func exchange(
    _ buffer: inout [UInt8],
    keeping kept: Range<Int>
  ) throws(IngestError) -> Range<Int>? {
    // Blocks before the thread, what was looked at ahead and long rows go the other way.
    guard queue != nil, offset >= Self.headroom, aheadStart >= ahead.count else { return nil }
    guard aheadError == nil, kept.count <= Self.headroom else { return nil }
    if start == end, try !fill() { return nil }
    guard kept.count <= start else { return nil }
    let first = start - kept.count
    block.copy(buffer, from: kept.lowerBound, count: kept.count, to: first)
    swap(&block, &buffer)
    advance(end - start, in: buffer, endingAt: end)
    defer { (start, end) = (0, 0) }
    return first..<end
  }

  private func advance(_ count: Int, in buffer: [UInt8], endingAt end: Int) {
    offset += Int64(count)
    guard count > 0 else { return }
    let last = buffer[end - 1]
    endsLine = last == 0x0A || last == 0x0D
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
    var rest = [UInt8](repeating: 0, count: blockSize)
    while try read(into: &rest, at: 0) > 0 {}
  }

  /// The digest of the bytes of the file that were read; nothing can be read afterwards.
  func finalDigest() -> String { content.digest() }

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
  private static func size(_ blockSize: Int) -> Int { headroom + blockSize + slack }

  private func readContent(
    into buffer: inout [UInt8],
    at start: Int,
    upTo room: Int
  ) throws(IngestError) -> Int {
    if self.start == end, try !fill() { return 0 }
    let count = min(room, end - self.start)
    buffer.copy(block, from: self.start, count: count, to: start)
    self.start += count
    return count
  }

  /// Gets the next block; false at the end.
  private func fill() throws(IngestError) -> Bool {
    guard !isAtEnd else { return false }
    if queue == nil {
      if let threadAfter, content.stored > threadAfter { startThread() }
    }
    start = 0
    end = 0
    let room = Self.headroom..<Self.headroom + blockSize
    guard let queue else {
      let count = try content.next(into: &block, in: room)
      isAtEnd = count == 0
      start = room.lowerBound
      end = start + count
      return count > 0
    }
    switch queue.take() {
    case .bytes(var bytes, let count):
      swap(&bytes, &block)
      // A scanner's own buffer may have another size.
      if bytes.count == block.count { content.reuse(bytes) }
      start = room.lowerBound
      end = start + count
      return true
    case .failure(let error):
      isAtEnd = true
      worker?.join()
      worker = nil
      throw error
    case nil:
      isAtEnd = true
      worker?.join()
      worker = nil
      return false
    }
  }

  private func startThread() {
    let queue = BoundedQueue<ContentBlock>(limit: 8)
    self.queue = queue
    let content = content
    let size = Self.size(blockSize)
    let room = Self.headroom..<Self.headroom + blockSize
    worker = Worker {
      defer { queue.close() }
      do throws(IngestError) {
        while true {
          var block = content.reusable(size)
          let count = try content.next(into: &block, in: room)
          guard count > 0, queue.put(.bytes(block, count: count)) else { return }
        }
      } catch {
        queue.put(.failure(error))
      }
    }
  }
}
