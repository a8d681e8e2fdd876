import CZlib

/// Decompresses gzip data that comes in pieces; several members follow each other as one content.
///
/// Safe because the stream never leaves the struct, which owns it from `init` to `deinit`, and is
/// given no pointer that outlives a call.
///
/// - Source: RFC 1952 §2.2: a gzip file is a series of members
@safe struct GzipInflater: ~Copyable {
  /// Made in `init`, freed in `deinit`; on the heap because zlib checks that it never moves.
  private let stream: UnsafeMutablePointer<z_stream>
  /// Whether a member has ended and the next has not begun.
  private var isBetweenMembers = false

  /// Starts to decompress.
  ///
  /// - Throws: ``IngestError`` where zlib has no memory
  init() throws(IngestError) {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    // 15 bits is the largest window, 16 more asks for the gzip wrapper.
    let size = Int32(unsafe MemoryLayout<z_stream>.size)
    guard unsafe inflateInit2_(stream, 15 + 16, ZLIB_VERSION, size) == Z_OK else {
      unsafe stream.deallocate()
      throw IngestError(.libraryFailed("inflateInit2"), at: .init(file: ""))
    }
    unsafe self.stream = stream
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Whether the data may end here.
  var isComplete: Bool { isBetweenMembers }

  /// Decompresses from `input` into the front of `room` in `output`.
  ///
  /// - Returns: how many bytes of each were used; no output and no input used at the end only.
  mutating func inflate(
    _ input: [UInt8],
    _ inputRange: Range<Int>,
    into output: inout [UInt8],
    in room: Range<Int>
  ) throws(DecompressionFault) -> (read: Int, written: Int) {
    var range = inputRange
    if isBetweenMembers {
      // Tapes and some writers pad with zeros.
      while let first = range.first, input[first] == 0 { range.removeFirst() }
      guard let first = range.first else { return (inputRange.count, 0) }
      guard input[first] == 0x1F else { throw .trailingData }
      unsafe inflateReset(stream)
      isBetweenMembers = false
    }
    let skipped = inputRange.count - range.count
    let (status, read, written) = call(input, range, &output, room)
    switch status {
    case Z_STREAM_END: isBetweenMembers = true
    case Z_OK, Z_BUF_ERROR: break
    default: throw .corrupt(unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "")
    }
    return (skipped + read, written)
  }

  private func call(
    _ input: [UInt8],
    _ range: Range<Int>,
    _ output: inout [UInt8],
    _ room: Range<Int>
  ) -> (status: Int32, read: Int, written: Int) {
    precondition(room.lowerBound >= 0 && room.upperBound <= output.count)
    // Both arrays outlive the call, and the ranges bound what zlib reads and writes.
    return unsafe input.withUnsafeBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { target in
        // zlib reads through a pointer that its C declaration does not mark as constant.
        unsafe stream.pointee.next_in = UnsafeMutablePointer(
          mutating: source.baseAddress.map { unsafe $0 + range.lowerBound }
        )
        unsafe stream.pointee.avail_in = UInt32(range.count)
        unsafe stream.pointee.next_out = target.baseAddress.map { unsafe $0 + room.lowerBound }
        unsafe stream.pointee.avail_out = UInt32(room.count)
        let status = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
        return unsafe (
          status,
          range.count - Int(stream.pointee.avail_in),
          room.count - Int(stream.pointee.avail_out)
        )
      }
    }
  }
}

extension Range where Bound == Int {
  fileprivate mutating func removeFirst() { self = lowerBound + 1..<upperBound }
}
