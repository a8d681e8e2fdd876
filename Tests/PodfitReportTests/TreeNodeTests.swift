import Foundation
import PodfitReport
import Testing

@Suite("Trees as JSON and YAML")
struct TreeNodeTests {
  static let texts = [
    "", "plain", "no", "1e3", "a: b", "# x", "- a", "\"", "\\", "\n\t", "</script>", "\u{202E}",
    "\u{1F600}",
    "~", "null", "é", "'", "0x1", "2026-11-16", "&x", "*x", "!t", "%", "@", "`", "a\u{2028}b",
  ]

  @Test("JSON reads back as the same text", arguments: texts)
  func json(text: String) throws {
    let tree = TreeNode.object(["key": .text(text), "list": [.text(text)]])
    for form in [tree.json, tree.pageJSON] {
      let read = try #require(
        try JSONSerialization.jsonObject(with: Data(form.utf8)) as? [String: Any]
      )
      #expect(read["key"] as? String == text)
      #expect(read["list"] as? [String] == [text])
    }
    #expect(!tree.pageJSON.contains { "<>&".contains($0) })
  }

  @Test("YAML quotes whatever some reader would take for something else", arguments: texts)
  func yaml(text: String) {
    let form = TreeNode.object(["key": .text(text)]).yaml
    let isPlain = ["plain"].contains(text)
    #expect(form == (isPlain ? "key: plain\n" : form))
    #expect(isPlain || form.hasPrefix("key: \""))
    #expect(form.split(separator: "\n").count == 1)
  }

  @Test("nested lists and objects are block style")
  func nested() {
    let tree = TreeNode.object([
      "a": .list([.object(["b": .integer(1), "c": .list([])]), .list([.truth(true)])]),
      "d": .object(["e": .null]), "f": nil,
    ])
    #expect(tree.yaml == "a:\n- b: 1\n  c: []\n- - true\nd:\n  e: null\n")
  }
}
