import CZstd

/// Decompresses zstd data that comes in pieces; several frames follow each other as one content.
///
/// Safe because the context never leaves the struct, which owns it from `init` to `deinit`, and is
/// given no pointer that outlives a call.
///
/// - Source: RFC 8878 §3: a zstd file is a series of frames, some of which may be skippable
@safe struct ZstdInflater: ~Copyable {
  /// Made in `init`, freed in `deinit`.
  private let context: OpaquePointer
  /// Whether a frame has ended and the next has not begun.
  private var isBetweenFrames = false
  /// Whether a frame has ended at all.
  private var hasFrames = false

  /// Whether data that begins so is zstd: a frame, or a frame to be skipped as `pzstd` writes one.
  static func recognises(_ first: [UInt8]) -> Bool {
    guard first.count >= 4 else { return false }
    if first.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) { return true }
    return first[0] & 0xF0 == 0x50 && first[1...].starts(with: [0x2A, 0x4D, 0x18])
  }

  /// Starts to decompress.
  ///
  /// - Throws: ``IngestError`` where the library has no memory
  init() throws(IngestError) {
    guard let context = unsafe ZSTD_createDCtx() else {
      throw IngestError(.libraryFailed("ZSTD_createDCtx"), at: .init(file: ""))
    }
    // The limit is the library's default, stated so that a later default does not raise it: a
    // hostile header cannot ask for more memory than this.
    let code = unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, 27)
    guard ZSTD_isError(code) == 0 else {
      unsafe ZSTD_freeDCtx(context)
      throw IngestError(.libraryFailed("ZSTD_DCtx_setParameter"), at: .init(file: ""))
    }
    unsafe self.context = context
  }

  deinit { unsafe ZSTD_freeDCtx(context) }

  /// Whether the data may end here.
  var isComplete: Bool { isBetweenFrames }

  /// Decompresses from `input` into the front of `room` in `output`.
  ///
  /// - Returns: how many bytes of each were used; no output and no input used at the end only.
  mutating func inflate(
    _ input: [UInt8],
    _ range: Range<Int>,
    into output: inout [UInt8],
    in room: Range<Int>
  ) throws(DecompressionFault) -> (read: Int, written: Int) {
    if isBetweenFrames, range.isEmpty { return (0, 0) }
    let (code, read, written) = call(input, range, &output, room)
    guard ZSTD_isError(code) == 0 else {
      if hasFrames, ZSTD_getErrorCode(code) == ZSTD_error_prefix_unknown { throw .trailingData }
      throw .corrupt(unsafe ZSTD_getErrorName(code).map { unsafe String(cString: $0) } ?? "")
    }
    // Zero says that a frame is decoded and handed out as a whole.
    isBetweenFrames = code == 0
    if isBetweenFrames { hasFrames = true }
    return (read, written)
  }

  private func call(
    _ input: [UInt8],
    _ range: Range<Int>,
    _ output: inout [UInt8],
    _ room: Range<Int>
  ) -> (code: Int, read: Int, written: Int) {
    precondition(room.lowerBound >= 0 && room.upperBound <= output.count)
    // Both arrays outlive the call, and the ranges bound what the library reads and writes.
    return unsafe input.withUnsafeBytes { source in
      unsafe output.withUnsafeMutableBytes { target in
        var from = unsafe ZSTD_inBuffer(
          src: source.baseAddress,
          size: range.upperBound,
          pos: range.lowerBound
        )
        var to = unsafe ZSTD_outBuffer(
          dst: target.baseAddress,
          size: room.upperBound,
          pos: room.lowerBound
        )
        let code = unsafe ZSTD_decompressStream(context, &to, &from)
        return unsafe (code, from.pos - range.lowerBound, to.pos - room.lowerBound)
      }
    }
  }
}
