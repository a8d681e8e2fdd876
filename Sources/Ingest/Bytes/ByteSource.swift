#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Where bytes come from: a file, standard input or memory.
public struct ByteSource: ~Copyable {
  private enum Origin {
    case descriptor(Int32, isOwned: Bool)
    case memory([UInt8])
    case decoded(UTF16Text)
  }

  private let origin: Origin
  private var position = 0
  /// Told of the bytes that were read.
  private var onRead: (@Sendable (Int) -> Void)?

  private init(_ origin: Origin) { self.origin = origin }

  deinit {
    if case .descriptor(let descriptor, isOwned: true) = origin { _ = close(descriptor) }
  }

  /// A file, opened now.
  ///
  /// - Throws: ``IngestError`` with the operating system's words; a folder is refused
  public static func file(_ path: String) throws(IngestError) -> ByteSource {
    // The path becomes a C string for the length of the call.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure(path) }
    let source = ByteSource(.descriptor(descriptor, isOwned: true))
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw Self.failure(path) }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw IngestError(.isFolder, at: .init(file: path))
    }
    return source
  }

  /// What comes through standard input.
  public static var standardInput: ByteSource {
    ByteSource(.descriptor(STDIN_FILENO, isOwned: false))
  }

  /// The same, telling `onRead` each time how many bytes were read.
  public consuming func reporting(to onRead: @escaping @Sendable (Int) -> Void) -> ByteSource {
    self.onRead = onRead
    return self
  }

  /// Bytes in memory.
  public static func bytes(_ bytes: [UInt8]) -> ByteSource { ByteSource(.memory(bytes)) }

  /// UTF-16 text as UTF-8.
  static func decoded(_ text: UTF16Text) -> ByteSource { ByteSource(.decoded(text)) }

  /// Whether the bytes are not in memory yet.
  var isFile: Bool {
    switch origin {
    case .descriptor: true
    case .memory, .decoded: false
    }
  }

  /// Fills the front of `room` in `block` and returns how many bytes are new; 0 at the end.
  mutating func read(
    into block: inout [UInt8],
    in room: Range<Int>,
    named file: String
  ) throws(IngestError) -> Int {
    precondition(room.lowerBound >= 0 && room.upperBound <= block.count, "room lies in the block")
    switch origin {
    case .memory(let bytes):
      let count = min(room.count, bytes.count - position)
      block.copy(bytes, from: position, count: count, to: room.lowerBound)
      position += count
      return count
    case .decoded(let text): return try text.read(into: &block, in: room)
    case .descriptor(let descriptor, _):
      while true {
        // The array's storage outlives the call, and the room bounds what is written.
        let count = unsafe block.withUnsafeMutableBytes {
          unsafe Self.readOnce(descriptor, UnsafeMutableRawBufferPointer(rebasing: $0[room]))
        }
        if count >= 0 {
          onRead?(count)
          return count
        }
        guard errno == EINTR else { throw Self.failure(file) }
      }
    }
  }

  private static func readOnce(
    _ descriptor: Int32,
    _ block: UnsafeMutableRawBufferPointer
  ) -> Int {
    guard let start = block.baseAddress else { return 0 }
    #if canImport(Glibc)
    return unsafe Glibc.read(descriptor, start, block.count)
    #elseif canImport(Musl)
    return unsafe Musl.read(descriptor, start, block.count)
    #else
    return unsafe Darwin.read(descriptor, start, block.count)
    #endif
  }

  private static func failure(_ path: String) -> IngestError {
    // The text belongs to the C library and is copied at once.
    let text = unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "error \(errno)"
    return IngestError(.unreadable(text), at: .init(file: path))
  }
}

extension [UInt8] {
  /// Puts `count` bytes of `other` at `start`.
  mutating func copy(_ other: [UInt8], from first: Int, count: Int, to start: Int) {
    precondition(first >= 0 && start >= 0 && count >= 0)
    precondition(first + count <= other.count && start + count <= self.count)
    guard count > 0 else { return }
    // Both ranges were checked, and two arrays never share memory that is written.
    unsafe withUnsafeMutableBytes { target in
      unsafe other.withUnsafeBytes { source in
        guard let to = target.baseAddress, let from = source.baseAddress else { return }
        unsafe to.advanced(by: start).copyMemory(from: from.advanced(by: first), byteCount: count)
      }
    }
  }
}
