import Testing

@testable import PodfitIngest

@Suite("UTF-16 content")
struct UTF16Tests {
  /// The text in UTF-16 with a byte order mark.
  static func bytes(_ text: String, bigEndian: Bool = false) -> [UInt8] {
    ("\u{FEFF}" + text).utf16.flatMap { unit -> [UInt8] in
      let pair = [UInt8(unit & 0xFF), UInt8(unit >> 8)]
      return bigEndian ? pair.reversed() : pair
    }
  }

  private static let list =
    #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"é-ж-漢-😀","namespace":"n"},"spec":{}}"#

  @Test(
    "is read as UTF-8 is, in both byte orders, from blocks of any size",
    arguments: [1, 3, 4_096]
  )
  func formats(blockSize: Int) throws {
    let (report, kept) = try KeptInput.read(Self.list)
    #expect(report.facts > 0)
    for bigEndian in [false, true] {
      let bytes = Self.bytes(Self.list, bigEndian: bigEndian)
      for stored in [bytes, Gzip.member(bytes)] {
        let (other, same) = try KeptInput.read(stored, blockSize: blockSize)
        #expect(same.facts == kept.facts)
        #expect(other.digest == (try Ingestor.digest(.bytes(stored), named: "")))
      }
    }
  }

  @Test("half a surrogate pair is an error")
  func halves() {
    for unit in [0xD800, 0xDFFF] as [UInt16] {
      var bytes = Self.bytes(Self.list)
      bytes[40] = UInt8(unit & 0xFF)
      bytes[41] = UInt8(unit >> 8)
      #expect(KeptInput.error(bytes)?.code == .invalidUTF16)
    }
  }

  @Test("an end inside a character is an early end")
  func odd() {
    let bytes = Self.bytes(Self.list) + [0x20]
    #expect(
      KeptInput.error(bytes)?.code
        == .truncated(inside: "a character of UTF-16", lastComplete: "Pod n/é-ж-漢-😀")
    )
  }
}
