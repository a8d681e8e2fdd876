import PodfitModel

/// The lines of a report that a tool of the JDK printed, read whole: such reports are small.
struct ReportText {
  /// A larger file is no report.
  static let limit = 4 << 20
  /// The name for messages.
  let file: String
  /// The lines, without their ends.
  let lines: [Substring]

  /// Reads all of a file.
  ///
  /// - Throws: ``IngestError`` for a file that cannot be read, is empty or larger than ``limit``
  init(_ reader: ByteReader) throws(IngestError) {
    file = reader.file
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = try reader.read(into: &block, at: 0)
      guard count > 0 else { break }
      guard bytes.count + count <= Self.limit else {
        throw reader.error(.tooLarge(what: "a report of a JVM", limit: Self.limit))
      }
      bytes.append(contentsOf: block[..<count])
    }
    guard bytes.contains(where: { $0 > 0x20 }) else { throw reader.error(.emptyFile) }
    // Bytes that are no text become marks, which no name or number holds.
    let text = String(decoding: bytes, as: UTF8.self)
    lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
  }

  /// The error for a file that is something else.
  func unlike(_ what: String) -> IngestError {
    IngestError(.notAReport(what), at: .init(file: file, line: 1))
  }

  /// The error for a number that is none, in a line counted from 0.
  func badNumber(_ text: some StringProtocol, line: Int) -> IngestError {
    IngestError(
      .badNumber(String(text.prefix(80))),
      at: .init(file: file, line: line + 1)
    )
  }
}

extension StringProtocol {
  /// The digits at the start and a unit of `B`, `K`, `KB`, `M`, `MB`, `G`, `GB` behind them as memory; nil for
  /// anything else, and for more than memory holds.
  var reportedMemory: Memory? {
    let digits = prefix { $0.isASCII && $0.isNumber }
    guard let count = Int64(digits) else { return nil }
    let shift: Int64
    switch self[digits.endIndex...].prefix(while: { $0.isASCII && $0.isLetter }).uppercased() {
    case "", "B": shift = 0
    case "K", "KB": shift = 10
    case "M", "MB": shift = 20
    case "G", "GB": shift = 30
    default: return nil
    }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: 1 << shift)
    return overflow ? nil : Memory(bytes: bytes)
  }

  /// What follows `name` and blanks, up to a comma, bracket or blank; nil where the name is missing.
  func value(after name: String) -> Substring? {
    let text = Substring(self)
    guard let range = text.firstRange(of: name) else { return nil }
    let rest = text[range.upperBound...].drop { $0 == " " || $0 == "\t" }
    let value = rest.prefix { $0 != "," && $0 != ")" && $0 != " " && $0 != "]" }
    return value.isEmpty ? nil : value
  }
}
