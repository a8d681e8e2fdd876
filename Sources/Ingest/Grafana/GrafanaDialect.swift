/// What stands before the header of Grafana's CSV, and between its cells.
///
/// The header is always in quotes; saved again by a spreadsheet it is not. The delimiter follows the
/// browser's language in older versions, and Excel's mode is told by a line `sep=;` or uses tabs.
struct GrafanaDialect {
  /// What stands between cells.
  var delimiter: UInt8
  /// Bytes before the header: a byte order mark, a line `sep=;`.
  var skippedBytes: Int
  /// Line ends among them.
  var skippedLines: Int

  /// Finds out from the start of a file; nil where the first column is not called `Time`.
  init?(head: [UInt8]) {
    var rest = head[...]
    skippedLines = 0
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    var told: UInt8?
    if rest.starts(with: Array("sep=".utf8)) {
      told = rest.dropFirst(4).first
      rest = rest.dropFirst(5)
      if rest.first == UInt8(ascii: "\r") { rest = rest.dropFirst() }
      guard rest.first == UInt8(ascii: "\n") else { return nil }
      rest = rest.dropFirst()
      skippedLines = 1
    }
    skippedBytes = rest.startIndex
    let names = ["\"Time\"", "\"time\"", "Time"]
    guard let name = names.first(where: { rest.starts(with: Array($0.utf8)) }) else { return nil }
    guard let next = rest.dropFirst(name.utf8.count).first,
      [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")].contains(next),
      told == nil || told == next
    else { return nil }
    delimiter = next
  }

  /// The cells of the header; nil where the head ends inside it.
  func header(_ head: [UInt8]) -> [String]? {
    var scanner = CSVScanner(text: head, delimiter: delimiter)
    scanner.skip(skippedBytes, lines: skippedLines)
    guard (try? scanner.next()) == true else { return nil }
    return (0..<scanner.cellCount).map { scanner.text($0) }
  }
}
