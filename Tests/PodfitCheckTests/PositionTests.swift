import Foundation
import PodfitCheck
import PodfitModel
import TestSupport
import Testing

@Suite("Positions")
struct PositionTests {
  @Test("every scalar of the demo manifests is where an independent reader has it")
  func demo() throws {
    let url = SharedData.fixtures.appending(path: "demo/manifests/shop.yaml")
    try compare([UInt8](Data(contentsOf: url)), atLeast: 300)
  }

  @Test("every scalar of kubectl's own JSON is where an independent reader has it")
  func kubectlJSON() throws {
    guard SharedData.isPresent else { return }
    let bytes = try [UInt8](Data(contentsOf: SharedData.file("exports/kubernetes/get-pods.json")))
    try compare(bytes, atLeast: 1_000)
  }

  /// Streams in the styles people write, each a claim about places.
  static let streams: [String] = [
    "a: 1\nb: [x, 'y z', \"q\\n\"]\n",
    "a: &anchor 3072Mi\nb: *anchor\nc: !!str  100m\nd: &e !!str 'v'\n",
    "été: œuf # commentaire\n\"日本\": {語: 🐘, x: y}\n",
    "a:\r\n  - b: 1\r\n    c: '2'\r\n",
    "a:\r  - b: 1\r    c: 2\r",
    "\u{FEFF}a: 1\nb: 2\n",
    "a: one\n  two\n  three\nb: \"x\n  y\"\n",
    "---\n{\n  a: 1,\n  b: [1, 2,],\n}\n---\nx: y\n",
    "%YAML 1.1\n---\na: 1\n...\n---\nb: 2\n",
    "{\"a\":1,\"b\":{\"c\":[\"d\"]}}",
    "a: |\n  ---\n  text\nb: 1\n--- # second\nc: 2\n",
    "? complex\n: value\n? [a, b]\n: c\n",
    "--- a\n--- b\n--- 'c'\n",
    "a:   \n  b:\n  c:  ~\n",
  ]

  @Test("every scalar is where an independent reader has it", arguments: streams)
  func styles(stream: String) throws {
    try compare([UInt8](stream.utf8), atLeast: 2)
  }

  @Test("ends of block collections are where their last child ends")
  func blockEnds() throws {
    let file = SourceFile(
      name: "f",
      bytes: [UInt8]("a:\n  - b: 1\n    c: 22\n\n# end\nd: 1\n".utf8)
    )
    let root = try #require(try YAMLTree(lines: 0..<7, of: file).roots.first)
    let item = try #require(root["a"]?.items?.first)
    #expect(item.place == SourceRange(file: "f", line: 2, column: 5, endLine: 3, endColumn: 10))
  }

  /// Block scalars are left out: where they end is a matter of taste (ours: with their last line).
  private func compare(_ bytes: [UInt8], atLeast count: Int) throws {
    guard let python = Python.yaml else { return }
    let theirs = try Locator.scalars(in: bytes, python: python)
    let ours = try SourceFile(name: "f", bytes: bytes).scalars()
    #expect(ours.count >= count)
    #expect(ours.count == theirs.count)
    for (our, their) in zip(ours, theirs) where !our.text.hasSuffix("\n") {
      // Nothing is written between a colon and the next token; only the line matters then.
      if our.text.isEmpty { continue }
      #expect(our == their)
    }
  }
}
