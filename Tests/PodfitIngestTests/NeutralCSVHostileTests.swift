import PodfitModel
import Testing

@testable import PodfitIngest

@Suite("Neutral CSV that is not as it should be")
struct NeutralCSVHostileTests {
  static let header = "time,namespace,pod,container,cpu_usage_cores,memory_working_set_bytes\n"

  @Test("a bad cell is printed with its place, its line and a caret")
  func printedForm() throws {
    let rows = "1795133100,shop,web-1,web,0.5,1\n2026-08-02T10:15:00Z,shop,é-1,web,25Om,412Mi\n"
    let error = try #require(KeptInput.error(Self.header + rows, strict: true))
    let lines = "\(error)".split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[0] == "input:3:35: not a quantity: \"25Om\"")
    #expect(lines[1] == "  2026-08-02T10:15:00Z,shop,é-1,web,25Om,412Mi")
    #expect(lines[2] == "                                    ^~~~")
    #expect(lines[3].contains("hint:"))
  }

  @Test("a long line is shown around the cell only")
  func longLine() throws {
    let name = String(repeating: "x", count: 5_000)
    let error = try #require(
      KeptInput.error(Self.header + "1,n,\(name),c,oops,1\n", strict: true)
    )
    let excerpt = try #require(error.excerpt)
    #expect(excerpt.text.count <= 160)
    #expect(excerpt.text.dropFirst(excerpt.column - 1).hasPrefix("oops,1"))
    #expect(error.place.column == 5_008)
  }

  static let badRows: [(String, IngestError.Code, Int)] = [
    ("soon,n,p,c,1,1", .badTime("soon"), 1),
    (",n,p,c,1,1", .badTime(""), 1),
    ("1,,p,c,1,1", .missingField("namespace"), 3),
    ("1,n,,c,1,1", .missingField("pod"), 5),
    ("1,n,p,c,1", .wrongCellCount(expected: 6, found: 5), 1),
    ("1,n,p,c,1,1,1", .wrongCellCount(expected: 6, found: 7), 1),
    ("1,n,p,c,+Inf,1", .badNumber("+Inf"), 9),
    ("1,n,p\0q,c,1,1", .unexpectedByte(0, expected: "a name"), 5),
    ("1,n,p\u{1F}q,c,1,1", .unexpectedByte(0x1F, expected: "a name"), 5),
    ("1,n,\"p\"x,c,1,1", .badQuoting, 5),
    ("1,n,p,c,1,99999999999999999999", .numberTooLarge("99999999999999999999"), 11),
  ]

  @Test("bad rows are counted and named, or with strict the error", arguments: badRows)
  func rejected(row: String, code: IngestError.Code, column: Int) throws {
    let good = "1795133100,n,p,c,1,1\n"
    let (report, kept) = try KeptInput.read(Self.header + good + row + "\n" + good)
    #expect(report.rejected == 1)
    #expect(kept.count >= 4)
    #expect(report.warnings.count == 1)
    #expect(report.warnings[0].hasPrefix("1 rejected rows or readings, the first: input:3:"))
    let error = try #require(KeptInput.error(Self.header + good + row + "\n", strict: true))
    #expect(error.code == code)
    #expect(error.place.line == 3)
    #expect(error.place.column == column)
  }

  @Test("bad cells leave the other cells of their row; three of them are named")
  func severalBad() throws {
    let rows = (1...5).map { "\($0),n,p,c,-1,\($0)\n" }.joined()
    let (report, kept) = try KeptInput.read(Self.header + rows)
    #expect(report.rejected == 5)
    #expect(report.samples == 5)
    #expect(kept.batches.map(\.key.metric) == [.memoryWorkingSet])
    let warning = try #require(report.warnings.first)
    #expect(warning.contains("input:2:9") && warning.contains("input:4:9"))
    #expect(!warning.contains("input:5:9"))
  }

  @Test("names that are not UTF-8 are rejected")
  func invalidUTF8() throws {
    let bytes = Array(Self.header.utf8) + Array("1,n,p".utf8) + [0xFF] + Array(",c,1,1\n".utf8)
    let (report, kept) = try KeptInput.read(bytes)
    #expect(report.rejected == 1)
    #expect(kept.batches.isEmpty)
    #expect(KeptInput.error(bytes, strict: true)?.code == .invalidUTF8)
  }

  @Test(
    "a header without what is needed is an error that names it",
    arguments: [
      ("namespace,pod,container,cpu", "time"), ("time,pod,container,cpu", "namespace"),
      ("time,namespace,container,cpu", "pod"), ("time,namespace,pod,cpu", "container"),
      ("time,namespace,pod,container", "cpu_usage_cores"),
      ("time,namespace,pod,container,colour", "cpu_usage_cores"),
    ]
  )
  func missingColumn(header: String, name: String) {
    for text in [header, "\(header)\n1,2,3,4,5\n"] {
      #expect(KeptInput.error(text)?.code == .missingColumn(name))
    }
  }

  @Test("two columns for one thing are an error")
  func duplicate() {
    let error = KeptInput.error("time,namespace,pod,container,cpu,cpu_cores\n1,n,p,c,1,2\n")
    #expect(error?.code == .duplicateColumn("cpu_cores"))
    #expect(error?.place.column == 34)
  }

  @Test("a header alone is a table without rows")
  func headerOnly() throws {
    for text in [Self.header, Self.header + "\r\n\n"] {
      let (report, kept) = try KeptInput.read(text)
      #expect(report.samples == 0)
      #expect(kept.batches.isEmpty)
      #expect(report.warnings == ["no samples: the table has no row with a reading"])
    }
  }

  @Test("an open quote and an endless row are errors whether strict or not")
  func unreadable() {
    let open = Self.header + "1,n,\"p,c,1,1\n2,n,p,c,1,1\n"
    #expect(
      KeptInput.error(open)?.code == .truncated(inside: "a quoted cell", lastComplete: nil)
    )
    #expect(KeptInput.error(open)?.place.offset == Int64(open.utf8.count))
    let endless = Self.header + "1,n,\"" + String(repeating: "p", count: 3 << 20)
    #expect(KeptInput.error(endless)?.code == .tooLarge(what: "row", limit: 1 << 20))
  }

  @Test("a hundred thousand columns are read, the unknown ones counted")
  func wide() throws {
    let names = (0..<100_000).map { "x\($0)" }.joined(separator: ",")
    let zeros = String(repeating: ",0", count: 100_000)
    let (report, _) = try KeptInput.read(
      "time,namespace,pod,container,cpu,\(names)\n1,n,p,c,1\(zeros)\n"
    )
    #expect(report.samples == 1)
    #expect(report.warnings.contains { $0.contains("and 99992 more") })
  }

  @Test("text of other kinds is not taken for this format")
  func others() {
    for text in [
      "a,b,c\n1,2,3\n", "time,value\n1,2\n", "hello", "{\"time\":1}", "\"", "\"time", ",,,\n",
      "kube_x,\"C:\\\\x\",0,1795176120\n", "NAMESPACE   POD   NAME   CPU(cores)\n",
    ] {
      #expect(!NeutralCSV.recognises(Array(text.utf8)), "\(text)")
    }
  }

  @Test("any bytes end in a report or an error, never in a trap")
  func noise() {
    var generator = SplitMix(seed: 99)
    let pieces = [
      "1", ",", "\n", "\"", "p", "-", "e9", ".", "\0", "NaN", "\r", "Mi", "é", ";", " ",
    ]
    for _ in 0..<400 {
      let noise = (0..<Int(generator.next() % 40)).map { _ in
        pieces[Int(generator.next() % UInt64(pieces.count))]
      }
      let text = Self.header + noise.joined()
      _ = KeptInput.error(text, strict: generator.next() % 2 == 0)
      let window = text.replacing("memory_working_set_bytes", with: "window_s")
      _ = KeptInput.error(window)
    }
  }

  @Test("samples of many series leave in bounded runs, none lost")
  func flushing() throws {
    // Two signals of 40 series at 15,000 times, time by time: more than is held at once.
    var text = Self.header
    text.reserveCapacity(20 << 20)
    for time in 0..<15_000 {
      for pod in 0..<40 { text += "\(time),n,p\(pod),c,1,\(time)\n" }
    }
    let (report, kept) = try KeptInput.read(text)
    #expect(report.samples == 1_200_000)
    #expect(report.series == 80)
    #expect(kept.batches.count == 160)
    let expected = (0..<15_000).map { Int64($0) }
    for (key, column) in kept.series where key.metric == .memoryWorkingSet {
      #expect(column.values == expected)
      #expect(column.times == expected.map { $0 * 1_000 })
    }
  }
}
