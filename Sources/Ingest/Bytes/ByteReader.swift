import PodfitModel

/// The content of one file as it is read: decompressed where it is
/// gzip or zstd, digested as it is stored.
///
/// A class because the parser that takes the bytes and the ingestor that wants the digest share
/// it; it is called once per block, never per byte. Scanners keep a buffer of their own and fill
/// it by ``read(into:at:)``.
///
/// What is read of a larger file is read, digested and decompressed by a thread of its own, a few
/// blocks ahead, while the one before is scanned.
public final class ByteReader {
  /// The block size used where the caller names none.
  public static let defaultBlockSize = 1 << 18

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
    content = try ContentSource(
      source,
      named: file,
      blockSize: max(1, blockSize),
      digest: digest
    )
    block = [UInt8](repeating: 0, count: max(1, blockSize))
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
      count = min(room, block.count, ahead.count - aheadStart)
      buffer.copy(ahead, from: aheadStart, count: count, to: start)
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
    var rest = [UInt8](repeating: 0, count: max(1, block.count))
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
    guard let queue else {
      end = try content.next(into: &block)
      isAtEnd = end == 0
      return end > 0
    }
    switch queue.take() {
    case .bytes(var bytes, let count):
      swap(&bytes, &block)
      content.reuse(bytes)
      end = count
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
    let size = block.count
    worker = Worker {
      defer { queue.close() }
      do throws(IngestError) {
        while true {
          var block = content.reusable(size)
          let count = try content.next(into: &block)
          guard count > 0, queue.put(.bytes(block, count: count)) else { return }
        }
      } catch {
        queue.put(.failure(error))
      }
    }
  }
}
