/// What the first line of a file that is no comment looks like.
struct LineHead {
  /// Whether comments of Prometheus or OpenMetrics text go before it.
  private(set) var hasComments = false
  /// Whether its labels stand in braces.
  private(set) var hasBraces = false
  /// Whether the first thing in braces is a label, and nothing stands before them.
  private(set) var startsWithLabel = false
  /// Whether a number, or a native histogram, stands after the labels.
  private(set) var hasValue = false
  /// Whether a second number follows.
  private(set) var hasTime = false
  /// Whether `=>` stands after the labels.
  private(set) var hasArrow = false

  /// Looks at the head of a file.
  init(_ head: [UInt8]) {
    var rest = head[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    while true {
      rest = rest.drop { $0.isBlank }
      guard let first = rest.first else { return }
      let end = rest.firstIndex(of: 0x0A) ?? rest.endIndex
      guard first == UInt8(ascii: "#") else {
        look(at: Array(rest[..<end]) + [0x0A])
        return
      }
      let words = String(decoding: rest[..<end].prefix(200), as: UTF8.self).split(separator: " ")
      let isKnown =
        words.count > 1 && words[0] == "#"
        && ["TYPE", "HELP", "UNIT", "EOF"].contains(words[1].trimmingSuffix { $0 == "\r" })
      hasComments = hasComments || isKnown
      rest = rest[end...]
    }
  }

  private mutating func look(at line: [UInt8]) {
    let bytes = line.span
    guard let initial = line.first, Self.canStart(initial),
      let end = LineLabels.end(bytes, from: 0),
      let labels = try? LineLabels(Array(line[..<end]))
    else { return }
    hasBraces = line[end - 1] == UInt8(ascii: "}")
    startsWithLabel = initial == UInt8(ascii: "{") && labels.startsWithLabel
    var place = bytes.pastBlanks(from: end)
    guard place > end || hasBraces else { return }
    if line[place] == UInt8(ascii: "="), line[place + 1] == UInt8(ascii: ">") {
      hasArrow = true
      return
    }
    if line[place] == UInt8(ascii: "{") {
      hasValue = line[place...].contains(UInt8(ascii: "}"))
      return
    }
    let value = LineNumber(bytes, from: place, decimals: 9)
    hasValue = value.reading != .malformed
    place = bytes.pastBlanks(from: value.end)
    hasTime = hasValue && LineNumber(bytes, from: place, decimals: 3).reading != .malformed
  }

  /// Letters, `_`, `:` and `{`.
  private static func canStart(_ byte: UInt8) -> Bool {
    let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    return isLetter || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ":")
      || byte == UInt8(ascii: "{")
  }
}

extension Substring {
  fileprivate func trimmingSuffix(while matches: (Character) -> Bool) -> String {
    var text = self
    while let last = text.last, matches(last) { text.removeLast() }
    return String(text)
  }
}
