import Foundation
import Testing

@testable import PodfitIngest

/// Gzip members made here, without compression: enough to test what reads them.
enum Gzip {
  /// One member that holds `content` in stored blocks.
  ///
  /// - Source: RFC 1951 §3.2.4 and RFC 1952 §2.3
  static func member(_ content: [UInt8]) -> [UInt8] {
    var result: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    var rest = content[...]
    repeat {
      let block = rest.prefix(1_000)
      rest = rest.dropFirst(block.count)
      let count = UInt16(block.count)
      result.append(rest.isEmpty ? 1 : 0)
      for value in [count, ~count] {
        result.append(UInt8(value & 255))
        result.append(UInt8(value >> 8))
      }
      result += block
    } while !rest.isEmpty
    for value in [checksum(content), UInt32(content.count)] {
      for shift in [0, 8, 16, 24] { result.append(UInt8(value >> UInt32(shift) & 255)) }
    }
    return result
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = .max
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }
}

@Suite("Bytes of a file")
struct ByteReaderTests {
  private static func content(
    _ bytes: [UInt8],
    blockSize: Int = 1 << 16,
    bufferSize: Int = 1 << 16
  ) throws(IngestError) -> (content: [UInt8], digest: String) {
    let reader = try ByteReader(.bytes(bytes), named: "input", blockSize: blockSize)
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: bufferSize)
    while true {
      let count = try reader.read(into: &buffer, at: 0)
      guard count > 0 else { return (content, reader.finalDigest()) }
      content += buffer[..<count]
    }
  }

  static let text = (0..<700).map { "line \($0), of some length\n" }.joined()

  @Test("plain and gzip content come out alike, in blocks of any size", arguments: [1, 2, 3, 999])
  func blocks(size: Int) throws {
    let plain = Array(Self.text.utf8)
    for bytes in [plain, Gzip.member(plain)] {
      for buffer in [1, 10, 100_000] {
        let result = try Self.content(bytes, blockSize: size, bufferSize: buffer)
        #expect(result.content == plain)
      }
    }
  }

  @Test("several members are one content, and zeros after the last are padding")
  func members() throws {
    let parts = [Array("first ".utf8), [], Array("second".utf8)]
    let bytes = parts.flatMap { Gzip.member($0) }
    for size in [1, 7, 4_096] {
      #expect(try Self.content(bytes, blockSize: size).content == Array("first second".utf8))
      let padded = bytes + [UInt8](repeating: 0, count: 512)
      #expect(try Self.content(padded, blockSize: size).content == Array("first second".utf8))
    }
  }

  @Test("a member cut off anywhere is an error")
  func truncated() throws {
    let bytes = Gzip.member(Array("some content".utf8))
    // Below two bytes nothing says that this is gzip.
    for count in 2..<bytes.count {
      let error = #expect(throws: IngestError.self) {
        try Self.content(Array(bytes[..<count]), blockSize: 5)
      }
      #expect(error?.code == .gzipTruncated(lastComplete: nil))
      #expect(error?.place.offset == Int64(count))
    }
  }

  @Test("damage and foreign bytes after a member are errors")
  func corrupt() throws {
    var bytes = Gzip.member(Array("some content".utf8))
    bytes[20] ^= 1
    let damaged = #expect(throws: IngestError.self) { try Self.content(bytes) }
    guard case .gzipCorrupt = damaged?.code else {
      Issue.record("\(String(describing: damaged))")
      return
    }
    let followed = Gzip.member(Array("x".utf8)) + Array("plain".utf8)
    let trailing = #expect(throws: IngestError.self) { try Self.content(followed) }
    #expect(trailing?.code == .trailingData)
  }

  @Test("the digest is SHA-256 of the bytes as stored", arguments: [1, 64])
  func digest(size: Int) throws {
    // FIPS 180-2, appendix B.1 and the empty message.
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    let none = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    #expect(try Self.content(Array("abc".utf8), blockSize: size).digest == abc)
    #expect(try Self.content([], blockSize: size).digest == none)
    #expect(try Ingestor.digest(.bytes(Array("abc".utf8)), named: "x") == abc)
    let packed = Gzip.member(Array("abc".utf8))
    let digest = try Ingestor.digest(.bytes(packed), named: "x")
    #expect(try Self.content(packed, blockSize: size).digest == digest)
    #expect(digest != abc)
  }

  @Test("the digest of a ledger is Poly1305 under the project's key", arguments: [1, 64, 1 << 16])
  func ledgerDigest(size: Int) throws {
    // printf abc > f; openssl mac -macopt hexkey:9a2fdaf2…4af829ce -in f POLY1305; the key is
    // printf 'podfit: digest of input files' | sha256sum
    for (text, digits) in [
      ("abc", "a3ca23871246fb24f1ee2d4a5d4da7ae"), ("", "ef609ae94127f91f41bc98f24af829ce"),
    ] {
      let bytes = Array(text.utf8)
      let reader = try ByteReader(
        .bytes(bytes),
        named: "x",
        blockSize: size,
        digest: .poly1305
      )
      try reader.readRest()
      let digest = reader.finalDigest()
      #expect(digest == "poly1305:\(digits)")
      #expect(try Ingestor.digest(.bytes(bytes), named: "x", kind: .poly1305) == digest)
      #expect(DigestKind(of: digest) == .poly1305)
    }
    #expect(DigestKind(of: String(repeating: "0", count: 64)) == .sha256)
  }

  @Test("the head is looked at and still read", arguments: [1, 5, 4_096])
  func head(size: Int) throws {
    let reader = try ByteReader(.bytes(Array(Self.text.utf8)), named: "input", blockSize: size)
    #expect(try reader.head(10) == Array(Self.text.utf8.prefix(10)))
    var buffer = [UInt8](repeating: 0, count: 64)
    var content: [UInt8] = []
    while true {
      let count = try reader.read(into: &buffer, at: 3)
      guard count > 0 else { break }
      content += buffer[3..<3 + count]
    }
    #expect(content == Array(Self.text.utf8))
    #expect(reader.offset == Int64(content.count))
  }

  @Test("files are opened, and what is none is refused in the system's words")
  func files() throws {
    let folder = FileManager.default.temporaryDirectory
    let path = folder.appending(path: "podfit-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(Self.text.utf8).write(to: URL(filePath: path))
    let reader = try ByteReader(try ByteSource.file(path), named: path)
    #expect(try reader.head(1 << 16) == Array(Self.text.utf8))

    let missing = #expect(throws: IngestError.self) { _ = try ByteSource.file(path + "-not") }
    #expect(missing?.code == .unreadable("No such file or directory"))
    let aFolder = #expect(throws: IngestError.self) { _ = try ByteSource.file(folder.path) }
    #expect(aFolder?.code == .isFolder)
  }
}
