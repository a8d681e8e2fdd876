import Testing

@testable import PodfitIngest

@Suite("JSON pull parser")
struct JSONPullParserTests {
  /// The events of a text with their scalars, in a short form.
  private static func events(
    _ bytes: [UInt8],
    blockSize: Int = 1 << 16,
    severalDocuments: Bool = false
  ) throws(IngestError) -> [String] {
    let reader = try ByteReader(.bytes(bytes), named: "input", blockSize: blockSize)
    var parser = JSONPullParser(reader, allowsSeveralDocuments: severalDocuments)
    var result: [String] = []
    while true {
      switch try parser.next() {
      case .beginObject: result.append("{")
      case .endObject: result.append("}")
      case .beginArray: result.append("[")
      case .endArray: result.append("]")
      case .key: result.append("key \(parser.text)")
      case .string: result.append("string \(parser.text)")
      case .number: result.append("number \(parser.text)")
      case .bool(let flag): result.append("\(flag)")
      case .null: result.append("null")
      case .endOfInput: return result
      }
    }
  }

  private static func events(_ text: String, blockSize: Int = 1 << 16) throws(IngestError)
    -> [String]
  {
    try events(Array(text.utf8), blockSize: blockSize)
  }

  private static func error(_ bytes: [UInt8]) -> IngestError? {
    do throws(IngestError) {
      _ = try events(bytes)
      return nil
    } catch {
      return error
    }
  }

  static let sample = #"""
    {"a" : [1, -0.5e+3, "x\"\\\/\b\f\n\r\té\u00e9\ud83d\ude00☃😀", true,false , null, [], {}],
     "":{"k":"v"} }
    """#

  @Test("every kind of value, whatever the size of the blocks", arguments: [1, 2, 3, 7, 1_000])
  func values(size: Int) throws {
    let expected = [
      "{", "key a", "[", "number 1", "number -0.5e+3",
      "string x\"\\/\u{8}\u{c}\n\r\té\u{e9}😀☃😀", "true", "false", "null", "[", "]", "{", "}", "]",
      "key ", "{", "key k", "string v", "}", "}",
    ]
    #expect(try Self.events(Self.sample, blockSize: size) == expected)
  }

  @Test("a document cut off anywhere is an error that names the place")
  func truncated() {
    let bytes = Array(Self.sample.utf8)
    for count in 1..<bytes.count {
      let error = Self.error(Array(bytes[..<count]))
      guard case .truncated = error?.code else {
        Issue.record("cut at \(count): \(String(describing: error))")
        continue
      }
      #expect(error?.place.offset == Int64(count))
    }
  }

  @Test(
    "text that is no JSON is refused where it stops being JSON",
    arguments: [
      ("[1,]", 3), ("[,1]", 1), ("{\"a\":1,}", 7), ("{a:1}", 1), ("{\"a\" 1}", 5), ("[1 2]", 3),
      ("[01]", 2), ("[1.]", 3), ("[.5]", 1), ("[+1]", 1), ("[1e]", 3), ("[-]", 2), ("[NaN]", 1),
      ("[nul]", 4), ("[tru e]", 4), ("['a']", 1), ("]", 0), ("[1}", 2), ("{\"a\":1]", 6),
      ("[\"\t\"]", 2), ("[\"\\x\"]", 3), ("[\"\\u12g4\"]", 6), ("[\"\\ud800\"]", 8),
      ("[\"\\udc00\"]", 8), ("[\"\\ud800\\u0041\"]", 14), ("[\"a\u{0}\"]", 3), ("[1]]", 3),
      ("{} {}", 3), ("// x", 0), ("Infinity", 0),
    ]
  )
  func refused(text: String, offset: Int64) {
    let error = Self.error(Array(text.utf8))
    #expect(error?.place.offset == offset, "\(String(describing: error))")
  }

  @Test(
    "bytes that are not UTF-8 are refused",
    arguments: [
      [0x80], [0xC0, 0xAF], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80],
      [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFF],
      [0xC3, 0x28], [0xE2, 0x82], [0xF0, 0x9F, 0x98],
    ] as [[UInt8]]
  )
  func invalidUTF8(bytes: [UInt8]) {
    let error = Self.error(Array("[\"".utf8) + bytes + Array("\"]".utf8))
    #expect(error?.code == .invalidUTF8)
    #expect(String(validating: bytes, as: UTF8.self) == nil)
  }

  @Test("a string has the text that the standard library decodes", arguments: [5, 6] as [UInt64])
  func randomText(seed: UInt64) throws {
    var random = SeededRandom(state: seed)
    for _ in 0..<300 {
      var text = ""
      for _ in 0..<random.next() % 40 {
        let ranges: [ClosedRange<UInt32>] = [
          0x20...0x7E, 0x80...0x7FF, 0x800...0xD7FF, 0xE000...0xFFFF, 0x10000...0x10FFFF,
        ]
        let range = ranges[Int(random.next() % 5)]
        guard let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)) else {
          continue
        }
        text.unicodeScalars.append(scalar)
      }
      // By scalars: a quote followed by a combining mark is another character.
      let quoted = text.unicodeScalars.map { scalar in
        (scalar == "\\" || scalar == "\"" ? "\\" : "") + String(scalar)
      }.joined()
      let size = Int(random.next() % 5) + 1
      let events = try Self.events("[\"\(quoted)\"]", blockSize: size)
      #expect(events == ["[", "string \(text)", "]"], "seed \(seed)")
    }
  }

  @Test("nesting has a limit, and so has a string")
  func limits() throws {
    let deep = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
    #expect(Self.error(deep)?.code == .nestingTooDeep(limit: 64))
    #expect(Self.error(deep)?.place.offset == 64)
    let allowed = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    #expect(try Self.events(allowed).count == 128)
    let long = Array("[\"".utf8) + [UInt8](repeating: 97, count: 3 << 20) + Array("\"]".utf8)
    guard case .tooLarge = Self.error(long)?.code else {
      Issue.record("a string of three megabytes was read")
      return
    }
  }

  @Test("line and column are those that an editor shows")
  func places() throws {
    let text = "{\n  \"é☃😀\": \"é\", x\n}"
    let error = Self.error(Array(text.utf8))
    #expect(error?.place.line == 2)
    #expect(error?.place.column == 15)
    let marked = Self.error([0xEF, 0xBB, 0xBF] + Array("[x".utf8))
    #expect(marked?.place.column == 2)
    #expect(marked?.place.offset == 4)
  }

  @Test("documents may follow each other only where that is allowed", arguments: [1, 100])
  func documents(size: Int) throws {
    let bytes = Array("{} [1]\n2\n\"x\"".utf8)
    let events = try Self.events(bytes, blockSize: size, severalDocuments: true)
    #expect(events == ["{", "}", "[", "number 1", "]", "number 2", "string x"])
    #expect(Self.error(bytes)?.code == .trailingData)
  }

  @Test("a skipped value is skipped whole", arguments: [1, 100])
  func skipping(size: Int) throws {
    let text = #"{"a":{"b":[1,{"c":[]}]},"d":5}"#
    let reader = try ByteReader(.bytes(Array(text.utf8)), named: "input", blockSize: size)
    var parser = JSONPullParser(reader)
    #expect(try parser.next() == .beginObject)
    #expect(try parser.next() == .key)
    try parser.skipValue()
    #expect(try parser.next() == .key)
    #expect(parser.scalarIs("d") && !parser.scalarIs("dd") && !parser.scalarIs("e"))
  }
}
