import Foundation
import Testing

@testable import PodfitIngest

/// Zstd frames made here, without compression: enough to test what reads them.
enum Zstd {
  /// One frame that holds `content` in raw blocks.
  ///
  /// - Source: RFC 8878 §3.1.1: a single segment with a four-byte content size, no checksum
  static func frame(_ content: [UInt8]) -> [UInt8] {
    var result: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0xA0]
    for shift in [0, 8, 16, 24] { result.append(UInt8(content.count >> shift & 255)) }
    var rest = content[...]
    repeat {
      let block = rest.prefix(min(1_000, content.count))
      rest = rest.dropFirst(block.count)
      let header = block.count << 3 | (rest.isEmpty ? 1 : 0)
      for shift in [0, 8, 16] { result.append(UInt8(header >> shift & 255)) }
      result += block
    } while !rest.isEmpty
    return result
  }

  /// A frame that readers skip.
  static func skippable(_ content: [UInt8]) -> [UInt8] {
    [0x53, 0x2A, 0x4D, 0x18, UInt8(content.count), 0, 0, 0] + content
  }

  /// What the `zstd` program makes of `content`; nil where there is no such program.
  static func program(_ content: [UInt8], _ arguments: [String]) throws -> [UInt8]? {
    let path = "/usr/bin/zstd"
    guard FileManager.default.isExecutableFile(atPath: path) else {
      FileHandle.standardError.write(Data("SKIPPED: no zstd program\n".utf8))
      return nil
    }
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let plain = folder.appending(path: "plain")
    let packed = folder.appending(path: "packed.zst")
    try Data(content).write(to: plain)
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = ["-q", "-f", "-o", packed.path] + arguments + [plain.path]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return [UInt8](try Data(contentsOf: packed))
  }
}

@Suite("zstd content")
struct ZstdTests {
  private static func content(
    _ bytes: [UInt8],
    blockSize: Int = 1 << 16,
    bufferSize: Int = 1 << 16
  ) throws(IngestError) -> [UInt8] {
    let reader = try ByteReader(.bytes(bytes), named: "input", blockSize: blockSize)
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: bufferSize)
    while true {
      let count = try reader.read(into: &buffer, at: 0)
      guard count > 0 else { return content }
      content += buffer[..<count]
    }
  }

  private static let text = Array((0..<700).map { "line \($0), of some length\n" }.joined().utf8)

  @Test("comes out alike in blocks of any size", arguments: [1, 2, 3, 999])
  func blocks(size: Int) throws {
    for buffer in [1, 10, 100_000] {
      let result = try Self.content(Zstd.frame(Self.text), blockSize: size, bufferSize: buffer)
      #expect(result == Self.text)
    }
  }

  @Test("several frames are one content, and skippable ones are nothing", arguments: [1, 7, 4_096])
  func frames(size: Int) throws {
    let frames = [Zstd.frame(Array("first ".utf8)), Zstd.skippable([1, 2, 3]), Zstd.frame([])]
    let bytes = frames.flatMap { $0 } + Zstd.frame(Array("second".utf8))
    #expect(try Self.content(bytes, blockSize: size) == Array("first second".utf8))
    let led = Zstd.skippable([9, 9, 9, 9]) + bytes
    #expect(try Self.content(led, blockSize: size) == Array("first second".utf8))
  }

  @Test("a frame cut off anywhere is an error")
  func truncated() throws {
    let bytes = Zstd.frame(Array("some content".utf8))
    // Below four bytes nothing says that this is zstd.
    for count in 4..<bytes.count {
      let error = #expect(throws: IngestError.self) {
        try Self.content(Array(bytes[..<count]), blockSize: 5)
      }
      #expect(error?.code == .zstdTruncated(lastComplete: nil))
      #expect(error?.place.offset == Int64(count))
      #expect(error?.description.contains("of the zstd file: the zstd data ends too early") == true)
    }
  }

  @Test("damage and foreign bytes after a frame are errors", arguments: [1, 4_096])
  func corrupt(size: Int) throws {
    var bytes = Zstd.frame(Array("some content".utf8))
    // The reserved block type.
    bytes[9] |= 6
    let damaged = #expect(throws: IngestError.self) { try Self.content(bytes, blockSize: size) }
    guard case .zstdCorrupt(let reason) = damaged?.code else {
      Issue.record("\(String(describing: damaged))")
      return
    }
    #expect(!reason.isEmpty)
    let followed = Zstd.frame(Array("x".utf8)) + Array("plain text".utf8)
    let trailing = #expect(throws: IngestError.self) { try Self.content(followed, blockSize: size) }
    #expect(trailing?.code == .trailingData)
  }

  @Test("a window larger than 128 MiB is refused before memory is taken")
  func window() throws {
    // No single segment; a window descriptor of 2^(10 + 18).
    let bytes: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0, 18 << 3, 1, 0, 0]
    let error = #expect(throws: IngestError.self) { try Self.content(bytes) }
    guard case .zstdCorrupt = error?.code else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(
    "what the zstd program writes is read, and cut off anywhere it is an error",
    arguments: [["-1"], ["-19", "--long=27"], ["-3", "--no-check"]]
  )
  func program(arguments: [String]) throws {
    guard let bytes = try Zstd.program(Self.text, arguments) else { return }
    for size in [1, 64, 1 << 16] { #expect(try Self.content(bytes, blockSize: size) == Self.text) }
    #expect(try Self.content(bytes + bytes, blockSize: 33) == Self.text + Self.text)
    for count in 4..<bytes.count {
      let error = #expect(throws: IngestError.self) { try Self.content(Array(bytes[..<count])) }
      #expect(error?.code == .zstdTruncated(lastComplete: nil))
    }
  }

  @Test("any bytes after the magic end in words, never in a crash")
  func noise() {
    var random = SeededRandom(state: 5)
    for _ in 0..<500 {
      let count = random.next() % 60
      let bytes = [0x28, 0xB5, 0x2F, 0xFD] + (0..<count).map { _ in UInt8(random.next() & 255) }
      #expect(throws: IngestError.self) { try KeptInput.read(bytes) }
    }
  }
}
