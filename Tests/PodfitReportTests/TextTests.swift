import PodfitModel
import PodfitReport
import Testing

@Suite("Text helpers")
struct TextTests {
  @Test(
    "fixed decimals",
    arguments: [
      (0.0, 2, "0.00"), (1.005, 1, "1.0"), (-0.04, 1, "0.0"), (-1.25, 1, "-1.3"), (2.5, 0, "3"),
      (12.3456, 3, "12.346"), (.nan, 1, "nan"), (.infinity, 1, "inf"),
    ]
  )
  func decimals(value: Double, count: Int, text: String) {
    #expect(value.text(decimals: count) == text)
  }

  @Test(
    "groups of three",
    arguments: [(0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567")]
  )
  func groups(value: Int, text: String) {
    #expect(value.grouped == text)
  }

  @Test(
    "one shell word",
    arguments: [
      ("a-b.c", "a-b.c"), ("", "''"), ("a b", "'a b'"), ("a'b", #"'a'\''b'"#), ("$(x)", "'$(x)'"),
    ]
  )
  func shell(text: String, word: String) {
    #expect(text.shellWord == word)
  }

  @Test(
    "one CSV cell",
    arguments: [
      ("a", "a"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("=1+1", "'=1+1"),
      ("a\r\nb", "\"a\r\nb\""),
      ("-1", "'-1"), ("", ""),
    ]
  )
  func csv(text: String, cell: String) {
    #expect(text.csvCell == cell)
  }

  @Test("columns are aligned and nothing trails")
  func table() {
    var table = TextTable([("a", .left), ("b", .right)])
    table.append(["long name", "1"])
    table.append(["x", "12345"])
    #expect(table.text == "a              b\nlong name      1\nx          12345\n")
    #expect(table.markdown == "| a | b |\n| --- | ---: |\n| long name | 1 |\n| x | 12345 |\n")
  }
}
