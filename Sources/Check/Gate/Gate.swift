public import PodfitModel

/// A file to check.
public struct ManifestInput: Hashable, Sendable {
  /// The name that findings get.
  public var name: String
  /// Its bytes.
  public var bytes: [UInt8]
  /// The folder of the chart it is a template of; nil where it is in none.
  public var chart: String?

  /// Makes an input.
  public init(name: String, bytes: [UInt8], chart: String? = nil) {
    self.name = name
    self.bytes = bytes
    self.chart = chart
  }
}

/// What is known from before: findings that are accepted, and what a change changed.
public struct Gate: Sendable {
  /// Findings that are known and accepted.
  public var baseline: Baseline?
  /// The names that files have in the baseline, where those of the check are others.
  public var keys: [String: String] = [:]
  /// Lines that changed, nil for everything; findings elsewhere are left out.
  public var changes: ChangedLines?
  /// The changed files as they were, without those that were not there.
  public var before: [ManifestInput] = []

  /// A gate that lets nothing pass for being known.
  public init() {}
}

/// Lines of files that a change changed.
public struct ChangedLines: Hashable, Sendable {
  /// By file, the lines from 1; a file that is new has all of them.
  public private(set) var lines: [String: [Range<Int>]] = [:]

  /// No changes.
  public init() {}

  /// Adds lines of a file.
  public mutating func insert(_ range: Range<Int>, of file: String) {
    lines[file, default: []].append(range)
  }

  /// Adds a file that is new.
  public mutating func insertAll(of file: String) { insert(1..<Int.max, of: file) }

  /// Notes a file in which lines were only removed.
  public mutating func touch(_ file: String) { lines[file, default: []] += [] }

  /// Whether a file changed.
  public func touches(_ file: String) -> Bool { lines[file] != nil }

  /// Whether a place has a line that changed.
  public func contains(_ place: SourceRange) -> Bool {
    lines[place.file]?.contains { $0.overlaps(place.line..<(max(place.endLine, place.line) + 1)) }
      ?? false
  }

  /// Reads what `git diff --unified=0` prints, with paths as they are after `b/`.
  ///
  /// The lines of a hunk are counted and passed over, since they may look like headers.
  public init(diff text: String) {
    var file: String?
    var left = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if left > 0 {
        left -= line.hasPrefix("+") || line.hasPrefix("-") ? 1 : 0
      } else if line.hasPrefix("+++ ") {
        file = Self.path(line.dropFirst(4))
        if let file { touch(file) }
      } else if line.hasPrefix("@@ -") {
        let (removed, added) = (Self.span(of: "-", line), Self.span(of: "+", line))
        left = removed.count.addingReportingOverflow(added.count).partialValue
        if let file, !added.isEmpty { insert(added, of: file) }
      }
    }
  }

  /// The lines of `-a,b` or `+c,d` in `@@ -a,b +c,d @@`; empty where there are none.
  private static func span(of sign: String, _ header: Substring) -> Range<Int> {
    guard let field = header.split(separator: " ").first(where: { $0.hasPrefix(sign) }) else {
      return 0..<0
    }
    let numbers = field.dropFirst().split(separator: ",").map { Int($0) }
    guard let start = numbers.first ?? nil, start >= 0 else { return 0..<0 }
    let count = numbers.count > 1 ? numbers[1] ?? 0 : 1
    let (end, overflow) = start.addingReportingOverflow(count)
    return count > 0 && !overflow ? start..<end : start..<start
  }

  /// The path of a `+++ b/path` header; nil for `/dev/null`.
  ///
  /// Git puts odd names in quotes with escapes.
  private static func path(_ text: Substring) -> String? {
    var text = text
    // After a name with a space Git writes a tab.
    if text.hasSuffix("\t") { text = text.dropLast() }
    if text == "/dev/null" { return nil }
    guard text.hasPrefix("\""), text.hasSuffix("\""), text.count >= 2 else {
      return text.hasPrefix("b/") ? String(text.dropFirst(2)) : String(text)
    }
    let path = unquoted(Array(text.dropFirst().dropLast().utf8))
    return path.hasPrefix("b/") ? String(path.dropFirst(2)) : path
  }

  private static func unquoted(_ quoted: [UInt8]) -> String {
    let named: [UInt8: UInt8] = [
      UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "r"): 13, UInt8(ascii: "a"): 7,
      UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "v"): 11,
    ]
    var bytes: [UInt8] = []
    var rest = quoted[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\"), let next = rest.popFirst() else {
        bytes.append(byte)
        continue
      }
      let digits = [next] + rest.prefix(2)
      if digits.count == 3, digits.allSatisfy({ (48...55).contains($0) }) {
        bytes.append(digits.reduce(0) { $0 &* 8 &+ ($1 &- 48) })
        rest = rest.dropFirst(2)
      } else {
        bytes.append(named[next] ?? next)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
