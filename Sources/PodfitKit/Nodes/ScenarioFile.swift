import Foundation
import PodfitModel

/// A node of a scenario file: text, a list, or names with values, each with its line.
indirect enum ScenarioValue {
  case text(String, line: Int)
  case list([ScenarioValue], line: Int)
  case map([(name: String, value: ScenarioValue)], line: Int)

  var line: Int {
    switch self {
    case .text(_, let line), .list(_, let line), .map(_, let line): line
    }
  }
}

/// Reads the part of YAML that scenario files need: names with values, lists, text, comments.
///
/// Values are on the line of their name or indented below it; lists are lines with `- ` or `[a, b]`. Anchors,
/// tags, `{}`, texts over several lines and documents are errors with their line, not guesses.
///
/// - Source: docs/formats/scenarios.md
struct ScenarioFile {
  private struct Line {
    var number: Int
    var indent: Int
    var text: Substring
  }

  private let path: String
  private var lines: [Line] = []
  private var next = 0
  private static let depthLimit = 20

  /// The content of a file.
  static func read(_ path: String) throws(PodfitError) -> ScenarioValue {
    var file = try ScenarioFile(path)
    guard let first = file.lines.first else { throw ListTable.error(path, 0, .empty) }
    let value = try file.value(indent: first.indent, depth: 0)
    if file.next < file.lines.count {
      throw file.error(file.lines[file.next].number, "indented otherwise")
    }
    return value
  }

  private init(_ path: String) throws(PodfitError) {
    self.path = path
    let text = try ListTable.text(of: path)
    for (index, line) in text.split(
      omittingEmptySubsequences: false,
      whereSeparator: \.isNewline
    ).enumerated() {
      let content = line.drop { $0 == " " }
      let trimmed = Self.withoutComment(content)
      guard !trimmed.isEmpty else { continue }
      if index == 0 && trimmed == "---" { continue }
      if content.first == "\t" { throw error(index + 1, "a tab as indentation") }
      lines.append(Line(number: index + 1, indent: line.count - content.count, text: trimmed))
    }
  }

  private func error(_ line: Int, _ text: String) -> PodfitError {
    ListTable.error(path, line, .badScenario(text))
  }

  private static func withoutComment(_ text: Substring) -> Substring {
    var quote: Character?
    var previous: Character = " "
    var end = text.endIndex
    for index in text.indices {
      let character = text[index]
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'", " [,:-".contains(previous) {
        quote = character
      } else if character == "#", previous == " " {
        end = index
        break
      }
      previous = character
    }
    var result = text[..<end]
    while result.last?.isWhitespace == true { result.removeLast() }
    return result
  }

  private mutating func value(indent: Int, depth: Int) throws(PodfitError) -> ScenarioValue {
    let line = lines[next]
    guard depth < Self.depthLimit else { throw error(line.number, "too deep") }
    if line.text == "-" || line.text.hasPrefix("- ") {
      return try list(indent: indent, depth: depth)
    }
    if Self.colon(line.text) != nil { return try map(indent: indent, depth: depth) }
    next += 1
    return try scalar(line.text, line.number)
  }

  private mutating func list(indent: Int, depth: Int) throws(PodfitError) -> ScenarioValue {
    var values: [ScenarioValue] = []
    let start = lines[next].number
    while next < lines.count, lines[next].indent == indent,
      lines[next].text == "-" || lines[next].text.hasPrefix("- ")
    {
      let rest = lines[next].text.dropFirst().drop { $0 == " " }
      if rest.isEmpty {
        next += 1
        guard next < lines.count, lines[next].indent > indent else {
          throw error(start, "an empty entry")
        }
        values.append(try value(indent: lines[next].indent, depth: depth + 1))
      } else {
        // What stands behind the dash is a line of its own, indented as far as it stands.
        lines[next].indent = indent + lines[next].text.count - rest.count
        lines[next].text = rest
        values.append(try value(indent: lines[next].indent, depth: depth + 1))
      }
    }
    return .list(values, line: start)
  }

  private mutating func map(indent: Int, depth: Int) throws(PodfitError) -> ScenarioValue {
    var entries: [(name: String, value: ScenarioValue)] = []
    let start = lines[next].number
    while next < lines.count, lines[next].indent == indent {
      let line = lines[next]
      guard let colon = Self.colon(line.text) else {
        throw error(line.number, "a name without a value")
      }
      let name = try text(line.text[..<colon], line.number)
      guard !entries.contains(where: { $0.name == name }) else {
        throw ListTable.error(path, line.number, .twice(name))
      }
      let rest = line.text[line.text.index(after: colon)...].drop { $0 == " " }
      next += 1
      if !rest.isEmpty {
        entries.append((name, try scalar(rest, line.number)))
      } else {
        let isBelow =
          next < lines.count
          && (lines[next].indent > indent
            || lines[next].indent == indent && lines[next].text.hasPrefix("-"))
        guard isBelow else { throw error(line.number, "\(name) has no value") }
        entries.append((name, try value(indent: lines[next].indent, depth: depth + 1)))
      }
    }
    return .map(entries, line: start)
  }

  /// The colon behind a name, outside of quotes.
  private static func colon(_ text: Substring) -> Substring.Index? {
    var quote: Character?
    for index in text.indices {
      let character = text[index]
      if let open = quote {
        if character == open { quote = nil }
      } else if index == text.startIndex, character == "\"" || character == "'" {
        quote = character
      } else if character == ":" {
        let after = text.index(after: index)
        if after == text.endIndex || text[after] == " " { return index }
      }
    }
    return nil
  }

  private func scalar(_ text: Substring, _ line: Int) throws(PodfitError) -> ScenarioValue {
    guard text.first == "[" else { return .text(try self.text(text, line), line: line) }
    guard text.last == "]" else { throw error(line, "a list that does not end") }
    var values: [ScenarioValue] = []
    for part in text.dropFirst().dropLast().split(separator: ",") {
      let cut = part.trimmingCharacters(in: .whitespaces)
      values.append(.text(try self.text(Substring(cut), line), line: line))
    }
    return .list(values, line: line)
  }

  private func text(_ text: Substring, _ line: Int) throws(PodfitError) -> String {
    if let quote = text.first, quote == "\"" || quote == "'" {
      let inner = text.dropFirst().dropLast()
      guard text.count > 1, text.last == quote, !inner.contains(quote), !inner.contains("\\") else {
        throw error(line, "a quoted text with a quote or backslash in it, or without an end")
      }
      return String(inner)
    }
    if let first = text.first, "&*!|>{%@`".contains(first) {
      throw error(line, "\(first) is not used in scenario files")
    }
    return String(text)
  }
}
