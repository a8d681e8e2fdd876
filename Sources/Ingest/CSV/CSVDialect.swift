/// How a table is written: what stands before its header, and between its cells.
struct CSVDialect {
  /// What stands between cells.
  var delimiter: UInt8
  /// Bytes before the header: a byte order mark, a line `sep=;`.
  var skippedBytes: Int
  /// Line ends among them.
  var skippedLines: Int
  /// The header cells.
  var header: [String]

  /// Finds out from the start of a file; nil for text without a first row.
  ///
  /// Spreadsheets write what their locale says, so that the delimiter is the one by which the most
  /// columns are known; of equals the comma, the semicolon, the tab.
  init?(head: [UInt8]) {
    var skippedBytes = head.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var skippedLines = 0
    if let hint = Self.separatorLine(head[skippedBytes...]) {
      skippedBytes += hint
      skippedLines = 1
    }
    self.skippedBytes = skippedBytes
    self.skippedLines = skippedLines
    delimiter = 0
    header = []
    var best = -1
    for candidate in [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")] {
      guard let cells = Self.firstRow(head, from: skippedBytes, delimiter: candidate) else {
        continue
      }
      let known = cells.count { NeutralColumn(header: $0) != nil }
      if known > best {
        best = known
        delimiter = candidate
        header = cells
      }
    }
    guard best >= 0 else { return nil }
  }

  /// The length of a line such as `sep=;`, with its end, at the start of `text`.
  private static func separatorLine(_ text: ArraySlice<UInt8>) -> Int? {
    guard text.starts(with: Array("sep=".utf8)), text.count > 5 else { return nil }
    let line = text.prefix(8)
    guard let end = line.firstIndex(where: { $0 == 10 || $0 == 13 }), end == text.startIndex + 5
    else { return nil }
    let isPair = line[end] == 13 && line.indices.contains(end + 1) && line[end + 1] == 10
    return isPair ? 7 : 6
  }

  private static func firstRow(
    _ head: [UInt8],
    from start: Int,
    delimiter: UInt8
  ) -> [String]? {
    var scanner = CSVScanner(text: head, delimiter: delimiter)
    scanner.skip(start, lines: 0)
    guard (try? scanner.next()) == true else { return nil }
    return (0..<scanner.cellCount).map { scanner.text($0) }
  }
}
