import PodfitCheck
import PodfitModel
import Testing

@Suite("Hostile manifests")
struct HostileManifestTests {
  /// A sound manifest with one finding, to show that what comes before does not hide it.
  private static let sound = deployment("{requests: {memory: 1Gi}}")

  struct Broken: Sendable, CustomStringConvertible {
    var name: String
    var bytes: [UInt8]
    var code: ManifestError.Code
    var line: Int
    var column: Int

    init(_ name: String, _ text: String, _ code: ManifestError.Code, _ line: Int, _ column: Int) {
      self.init(name, bytes: [UInt8](text.utf8), code, line, column)
    }

    init(
      _ name: String,
      bytes: [UInt8],
      _ code: ManifestError.Code,
      _ line: Int,
      _ column: Int
    ) {
      (self.name, self.bytes, self.code) = (name, bytes, code)
      (self.line, self.column) = (line, column)
    }

    var description: String { name }
  }

  static let broken: [Broken] = [
    Broken(
      "mapping in a value",
      "a: b: c\n",
      .syntax("mapping values are not allowed in this context"),
      1,
      5
    ),
    Broken(
      "tab as indentation",
      "a:\n\tb: 1\n",
      .syntax("found character that cannot start any token while scanning for the next token"),
      2,
      1
    ),
    Broken(
      "quote without end",
      "a: \"b\n",
      .syntax("found unexpected end of stream while scanning a quoted scalar"),
      1,
      4
    ),
    Broken(
      "flow without end",
      "é: [a, b\n",
      .syntax("did not find expected ',' or ']' while parsing a flow sequence"),
      1,
      4
    ),
    Broken("NUL", "a: é\u{0}b\n", .forbiddenCharacter(0), 1, 5),
    Broken("escape character", "a: 1\nb: \u{1B}[31m\n", .forbiddenCharacter(0x1B), 2, 4),
    Broken("invalid UTF-8", bytes: [UInt8]("é: 1\na: ".utf8) + [0xFF, 0x0A], .notUTF8, 2, 4),
    Broken("overlong UTF-8", bytes: [UInt8]("a: ".utf8) + [0xC0, 0x80, 0x0A], .notUTF8, 1, 4),
    Broken("UTF-8 cut off", bytes: [UInt8]("a: ".utf8) + [0xE2, 0x82], .notUTF8, 1, 5),
    Broken("UTF-16", bytes: [0xFF, 0xFE, 0x61, 0x00], .notUTF8, 1, 1),
    Broken("unknown anchor", "a: 1\nb: *x\n", .unknownAnchor("x"), 2, 4),
    Broken("anchor that contains itself", "a: &x [*x]\n", .unknownAnchor("x"), 1, 8),
    Broken(
      "100,000 levels of flow",
      String(repeating: "[", count: 100_000),
      .tooDeep(limit: 200),
      1,
      201
    ),
    Broken(
      "100,000 levels of block",
      String(repeating: "- ", count: 100_000),
      .tooDeep(limit: 200),
      1,
      401
    ),
    Broken(
      "levels by aliases",
      "a0: &a0 [x]\n"
        + (1..<300).map { "a\($0): &a\($0) [*a\($0 - 1)]\n" }.joined(),
      .tooDeep(limit: 200),
      199,
      14
    ),
    Broken("billion laughs", laughs, .tooManyAliases(limit: 100_000), 5, 38),
  ]

  private static let laughs =
    "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
    + (1..<10).map { level in
      "a\(level): &a\(level) ["
        + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ",") + "]\n"
    }.joined()

  @Test("is an error with its place, and the next document is checked", arguments: broken)
  func errors(broken: Broken) throws {
    let bytes = broken.bytes + [UInt8]("\n---\n".utf8) + [UInt8](Self.sound.utf8)
    let result = Checker().check(files: [("f.yaml", bytes)], against: set([]))
    let error = try #require(result.errors.first)
    #expect(error.code == broken.code)
    #expect([error.place.line, error.place.column] == [broken.line, broken.column])
    #expect(error.place.file == "f.yaml")
    #expect(result.findings.map(\.rule) == ["cpu-request-missing"])
    #expect(result.errors.count == 1)
    #expect(!result.exceeds(failOn: .error))
  }

  @Test("a broken file does not stop the others")
  func others() {
    let files = [
      ("b.yaml", [UInt8]("a: [".utf8)), ("a.yaml", [UInt8](Self.sound.utf8)), ("c.yaml", []),
    ]
    let result = Checker().check(files: files, against: set([]))
    #expect(result.errors.map(\.place.file) == ["b.yaml"])
    #expect(result.findings.map(\.place.file) == ["a.yaml"])
    #expect(result.files == 3)
  }

  @Test("a file above the limit is refused unread")
  func tooLarge() throws {
    var checker = Checker()
    checker.limits.fileBytes = 100
    let bytes = [UInt8](Self.sound.utf8)
    let result = checker.check(files: [("f.yaml", bytes)], against: set([]))
    #expect(result.errors.map(\.code) == [.tooLarge(limit: 100)])
    #expect(result.checkedContainers == 0)
  }

  @Test("any prefix of a manifest and any changed byte is read or refused, never more")
  func mutilated() {
    let bytes = [UInt8](Self.sound.utf8)
    for length in bytes.indices {
      let result = Checker().check(files: [("f", Array(bytes.prefix(length)))], against: set([]))
      #expect(result.errors.count <= 1)
    }
    let odd: [UInt8] = [0, 0x09, 0x0A, 0x0D, 0x22, 0x26, 0x2A, 0x3A, 0x5B, 0x7B, 0x7C, 0x80, 0xFF]
    for index in bytes.indices {
      for byte in odd {
        var changed = bytes
        changed[index] = byte
        let result = Checker().check(files: [("f", changed)], against: set([]))
        for finding in result.findings {
          #expect(finding.place.line >= 1 && finding.place.column >= 1)
          #expect(
            (finding.place.line, finding.place.column)
              <= (finding.place.endLine, finding.place.endColumn)
          )
        }
      }
    }
  }

  @Test("a minified line of megabytes is checked without carrying the line in each finding")
  func minified() {
    let item = """
      {"kind":"Deployment","metadata":{"name":"d"},"spec":{"template":{"spec":{"containers":[\
      {"name":"app","image":"a","resources":{"requests":{"cpu":"x"}}}]}}}}
      """
    let list =
      "{\"kind\":\"List\",\"items\":["
      + Array(repeating: item, count: 2_000).joined(separator: ",") + "]}"
    let result = check(list)
    #expect(result.findings.count == 4_000)
    #expect(result.findings.allSatisfy { $0.sourceLine.isEmpty && $0.place.line == 1 })
    #expect(TextOutput(toolVersion: "0").render(result).utf8.count < 2_000_000)
  }
}
