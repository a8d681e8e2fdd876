/// The labels at the start of a line: `name{label="value",…}` or `{__name__="name", …}`.
///
/// Both spellings, blanks between their parts, a comma at the end, names in quotes as Prometheus 3
/// writes those that hold dots (`{"container.cpu.usage","k8s.pod.name"="p"}`), and the escapes of
/// Go's quoted strings, of which those of the exposition formats are a part.
struct LineLabels {
  /// Why the text is no labels, and at which byte.
  struct Fault: Error, Equatable {
    var offset: Int
    var code: IngestError.Code
  }

  /// The labels; the name of the metric is `__name__`.
  private(set) var labels = LabelSet()
  /// Whether the first thing in braces is a label and not a name in quotes.
  private(set) var startsWithLabel = false

  private let text: [UInt8]
  private var index = 0

  /// Where the labels end that start at `start`; nil where the line ends before.
  ///
  /// - Precondition: `bytes` ends with a line end
  static func end(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    var index = start
    while bytes[index] > 0x20, bytes[index] != UInt8(ascii: "{") { index += 1 }
    let nameEnd = index
    while bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
    guard bytes[index] == UInt8(ascii: "{") else { return nameEnd > start ? nameEnd : nil }
    var isQuoted = false
    while true {
      index += 1
      switch bytes[index] {
      case 0x0A: return nil
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: "\\") where isQuoted:
        guard bytes[index + 1] != 0x0A else { return nil }
        index += 1
      case UInt8(ascii: "}") where !isQuoted: return index + 1
      default: break
      }
    }
  }

  /// Reads the labels, which are all of `text`.
  ///
  /// - Throws: ``Fault`` with the place
  init(_ text: [UInt8]) throws(Fault) {
    self.text = text
    let name = bareName()
    if !name.isEmpty { labels["__name__"] = try string(name, at: 0) }
    skipBlanks()
    guard index < text.count else {
      guard !name.isEmpty else { throw fault("a name") }
      return
    }
    try expect("{", "\"{\"")
    try readBraces(hasName: !name.isEmpty)
    guard index == text.count else { throw fault("a blank") }
  }

  private mutating func readBraces(hasName: Bool) throws(Fault) {
    var hasName = hasName
    var isFirst = true
    while true {
      skipBlanks()
      if next == UInt8(ascii: "}") {
        index += 1
        return
      }
      let start = index
      let isQuoted = next == UInt8(ascii: "\"")
      let bytes = isQuoted ? try quoted() : bareName()
      guard !bytes.isEmpty else { throw fault("a label's name") }
      let name = try string(bytes, at: start)
      skipBlanks()
      if next == UInt8(ascii: "=") {
        index += 1
        skipBlanks()
        let place = index
        guard next == UInt8(ascii: "\"") else { throw fault("a value in quotes") }
        labels[name] = try string(try quoted(), at: place)
        if isFirst { startsWithLabel = true }
      } else {
        guard isQuoted, !hasName else { throw fault("\"=\" and a value") }
        hasName = true
        labels["__name__"] = name
      }
      isFirst = false
      skipBlanks()
      guard next == UInt8(ascii: "}") || next == UInt8(ascii: ",") else {
        throw fault("\",\" or \"}\"")
      }
      if next == UInt8(ascii: ",") { index += 1 }
    }
  }

  private var next: UInt8? { index < text.count ? text[index] : nil }

  private mutating func skipBlanks() {
    while next == 0x20 || next == 0x09 { index += 1 }
  }

  private mutating func expect(_ byte: Unicode.Scalar, _ words: String) throws(Fault) {
    guard next == UInt8(ascii: byte) else { throw fault(words) }
    index += 1
  }

  private func fault(_ expected: String) -> Fault {
    Fault(offset: index, code: .unexpectedByte(next ?? 0x0A, expected: expected))
  }

  /// A name without quotes, as far as it goes; perhaps nothing.
  private mutating func bareName() -> [UInt8] {
    let start = index
    while let byte = next, byte > 0x20, !Self.marks.contains(byte) { index += 1 }
    return Array(text[start..<index])
  }

  private static let marks = Array("{}=,\"".utf8)

  private func string(_ bytes: [UInt8], at offset: Int) throws(Fault) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Fault(offset: offset, code: .invalidUTF8)
    }
    return text
  }
}

// MARK: - Quoted text

extension LineLabels {
  /// The text in the quotes that start here.
  private mutating func quoted() throws(Fault) -> [UInt8] {
    index += 1
    var result: [UInt8] = []
    while let byte = next, byte != UInt8(ascii: "\"") {
      index += 1
      if byte == UInt8(ascii: "\\") {
        appendEscape(to: &result)
      } else {
        result.append(byte)
      }
    }
    guard next != nil else { throw fault("a closing quote") }
    index += 1
    return result
  }

  /// Appends what an escape stands for, whose backslash was read.
  ///
  /// One that is none is kept as it stands, as Prometheus itself does.
  private mutating func appendEscape(to result: inout [UInt8]) {
    guard let letter = next else { return result.append(UInt8(ascii: "\\")) }
    index += 1
    switch letter {
    case UInt8(ascii: "n"): result.append(0x0A)
    case UInt8(ascii: "t"): result.append(0x09)
    case UInt8(ascii: "r"): result.append(0x0D)
    case UInt8(ascii: "a"): result.append(0x07)
    case UInt8(ascii: "b"): result.append(0x08)
    case UInt8(ascii: "f"): result.append(0x0C)
    case UInt8(ascii: "v"): result.append(0x0B)
    case UInt8(ascii: "\\"), UInt8(ascii: "\""): result.append(letter)
    // Go writes bytes that are not UTF-8 by their number.
    case UInt8(ascii: "x") where hex(2) != nil: appendCode(2, to: &result)
    case UInt8(ascii: "u") where hex(4) != nil: appendCode(4, to: &result)
    case UInt8(ascii: "U") where hex(8) != nil: appendCode(8, to: &result)
    default: result += [UInt8(ascii: "\\"), letter]
    }
  }

  /// The number of so many hexadecimal digits that stand here.
  private func hex(_ count: Int) -> UInt32? {
    guard text.count - index >= count else { return nil }
    let isHex = { (byte: UInt8) in Unicode.Scalar(byte).properties.isASCIIHexDigit }
    guard text[index..<index + count].allSatisfy(isHex) else { return nil }
    return UInt32(String(decoding: text[index..<index + count], as: UTF8.self), radix: 16)
  }

  private mutating func appendCode(_ count: Int, to result: inout [UInt8]) {
    let code = hex(count) ?? 0
    index += count
    let isByte = count == 2 && code > 0x7F
    let scalar = isByte ? "\u{FFFD}" : Unicode.Scalar(code) ?? "\u{FFFD}"
    result.append(contentsOf: Array(String(Character(scalar)).utf8))
  }
}
