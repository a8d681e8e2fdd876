import Testing

@testable import PodfitIngest

@Suite("CSV scanner")
struct CSVScannerTests {
  /// All rows, reading `block` bytes at a time into a small buffer.
  static func rows(_ text: String, block: Int, delimiter: String = ",") throws -> [[String]] {
    let bytes = Array(text.utf8)
    var scanner = CSVScanner(capacity: 8)
    scanner.delimiter = Array(delimiter.utf8)[0]
    var position = 0
    var rows: [[String]] = []
    while true {
      guard let isRow = try scanner.next() else {
        let fault = scanner.refill { buffer, start in
          let count = min(block, buffer.count - start, bytes.count - position)
          for index in 0..<count { buffer[start + index] = bytes[position + index] }
          position += count
          return count
        }
        if let fault { throw fault }
        continue
      }
      guard isRow else { return rows }
      rows.append((0..<scanner.cellCount).map { scanner.text($0) })
    }
  }

  static let texts: [(String, [[String]])] = [
    ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
    ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
    ("a,b\r1,2\r", [["a", "b"], ["1", "2"]]),
    ("a,b\n1,2", [["a", "b"], ["1", "2"]]),
    ("\n\na\n\r\n\nb\n\n", [["a"], ["b"]]),
    ("a,,\n,,\n", [["a", "", ""], ["", "", ""]]),
    ("\"a\",b\n\"1\n2\",\"3,4\"\n", [["a", "b"], ["1\n2", "3,4"]]),
    ("a,\"say \"\"hi\"\"\",\"\"\n", [["a", "say \"hi\"", ""]]),
    ("a\"b,c\n", [["a\"b", "c"]]),
    ("x,\"y\r\nz\"\r\nq,r", [["x", "y\r\nz"], ["q", "r"]]),
    ("\"a\"", [["a"]]),
    ("a,\"b\"", [["a", "b"]]),
    ("", []),
    ("\r\n\r\n", []),
  ]

  @Test("rows and cells are the same for every block size", arguments: texts)
  func blocks(text: String, expected: [[String]]) throws {
    for block in [1, 2, 3, 7, 1_000] {
      #expect(try Self.rows(text, block: block) == expected, "blocks of \(block)")
    }
  }

  @Test("the scanner agrees with one that goes character by character")
  func twin() throws {
    var generator = SplitMix(seed: 20_261_120)
    let alphabet: [Character] = ["a", "b", ",", ",", "\"", "\n", "\r", "é", " "]
    for round in 0..<4_000 {
      let text = String(
        (0..<Int(generator.next() % 24)).map { _ in
          alphabet[Int(generator.next() % UInt64(alphabet.count))]
        }
      )
      let expected = PlainCSV.rows(text)
      let actual = try? Self.rows(text, block: 1 + round % 9)
      #expect(actual == expected, "\(text.debugDescription)")
    }
  }

  @Test("an open quote is an error wherever the file ends")
  func openQuote() {
    for text in ["\"", "a,\"b", "a\n\"b,c\nd", "a,\"b\"\""] {
      #expect(throws: CSVScanner.Fault.unterminatedQuote) {
        try Self.rows(text, block: 4)
      }
    }
  }

  @Test("a row that never ends is refused at the limit, not held")
  func endless() {
    for start in ["", "\""] {
      let text = start + String(repeating: "x", count: CSVScanner.rowLimit + 10)
      #expect(throws: CSVScanner.Fault.rowTooLarge) { try Self.rows(text, block: 65_536) }
    }
  }

  @Test("a row of a hundred thousand cells is a row")
  func wide() throws {
    let rows = try Self.rows(String(repeating: "a,", count: 100_000), block: 65_536)
    #expect(rows.map(\.count) == [100_001])
  }

  @Test(
    "places count code points and lines, in quoted cells too",
    arguments: [
      ("h\néé,bad,x\n", 1, 1, 2, 4, "éé,bad,x", 3),
      ("h\n\"a\nb\",\"c\"\"d\",e\n", 1, 1, 3, 4, "b\",\"c\"\"d\",e", 6),
      ("h\n\n\nx,y", 1, 1, 4, 3, "x,y", 1),
    ]
  )
  func place(
    text: String,
    row: Int,
    cell: Int,
    line: Int,
    column: Int,
    source: String,
    length: Int
  ) throws {
    var scanner = CSVScanner(text: Array(text.utf8), delimiter: UInt8(ascii: ","))
    for _ in 0...row { _ = try scanner.next() }
    let place = scanner.place(ofCell: cell)
    #expect(place.line == line)
    #expect(place.column == column)
    #expect(place.source == source)
    #expect(place.length == length)
  }
}

/// A small generator with a seed, so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// The plain twin of the scanner: one character at a time, no buffer.
enum PlainCSV {
  /// The rows of a text, nil where a quote stays open.
  static func rows(_ text: String) -> [[String]]? {
    var rows: [[String]] = []
    var row: [String] = []
    var cell = ""
    var isQuoted = false
    var isCellStart = true
    var wasQuoted = false
    func finishRow() {
      row.append(cell)
      // A blank line is no row; an empty quoted cell alone is blank too.
      if row.count > 1 || !cell.isEmpty { rows.append(row) }
      row = []
      cell = ""
      isCellStart = true
      wasQuoted = false
    }
    let scalars = Array(text.unicodeScalars)
    var index = 0
    while index < scalars.count {
      let scalar = scalars[index]
      let following = index + 1 < scalars.count ? scalars[index + 1] : nil
      if isQuoted {
        if scalar == "\"", following == "\"" {
          cell.unicodeScalars.append("\"")
          index += 1
        } else if scalar == "\"" {
          isQuoted = false
          wasQuoted = true
        } else {
          cell.unicodeScalars.append(scalar)
        }
      } else if scalar == "\"", isCellStart {
        isQuoted = true
        isCellStart = false
      } else if scalar == "," {
        row.append(cell)
        cell = ""
        isCellStart = true
      } else if scalar == "\r" || scalar == "\n" {
        if scalar == "\r", following == "\n" { index += 1 }
        finishRow()
      } else {
        cell.unicodeScalars.append(scalar)
        isCellStart = false
      }
      index += 1
    }
    guard !isQuoted else { return nil }
    if !row.isEmpty || !cell.isEmpty || wasQuoted { finishRow() }
    return rows
  }
}
