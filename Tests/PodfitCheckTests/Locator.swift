import Foundation
import PodfitCheck
import PodfitModel
import TestSupport

/// Python with a module that these tests compare with.
enum Python {
  /// The first interpreter that has `module`; nil, with a word on standard error, without one.
  static func interpreter(with module: String) -> [String]? {
    for command in [["/usr/bin/python3"], ["/usr/bin/env", "python3"]] {
      let outcome = try? PodfitProgram.run(
        command[0],
        Array(command.dropFirst()) + ["-c", "import \(module)"],
        in: FileManager.default.temporaryDirectory,
        environment: environment
      )
      if outcome?.status == 0 { return command }
    }
    FileHandle.standardError.write(Data("SKIPPED: no python3 with \(module)\n".utf8))
    return nil
  }

  /// Where this process finds programs: a Python of the user may have what the system's has not.
  private static let environment = ProcessInfo.processInfo.environment.filter {
    $0.key == "PATH" || $0.key == "HOME"
  }

  static let yaml = interpreter(with: "yaml")
  static let jsonschema = interpreter(with: "jsonschema")

  static func run(_ command: [String], _ arguments: [String], input: Data) throws
    -> PodfitProgram.Outcome
  {
    try PodfitProgram.run(
      command[0],
      Array(command.dropFirst()) + arguments,
      in: FileManager.default.temporaryDirectory,
      input: input,
      environment: environment
    )
  }
}

/// A scalar of a YAML stream with its place.
struct PlacedScalar: Codable, Hashable, CustomStringConvertible {
  var text: String
  var line: Int
  var column: Int
  var endLine: Int
  var endColumn: Int

  var description: String { "\(line):\(column)-\(endLine):\(endColumn) \(text.debugDescription)" }
}

/// Scalars of a stream as PyYAML's reader, written in Python and independent of libyaml, sees them.
///
/// Its marks of a node with an anchor or tag are at the anchor or tag; the script steps over those.
enum Locator {
  private static let script = #"""
    import sys, json, re, yaml
    text = sys.stdin.buffer.read().decode('utf-8-sig')
    found = []
    for e in yaml.parse(text, Loader=yaml.Loader):
        if isinstance(e, yaml.ScalarEvent):
            a, b = e.start_mark, e.end_mark
            skip = re.match(r'(?:[&!]\S*[ \t]+)*', text[a.index:b.index]).end()
            found.append(dict(text=e.value, line=a.line + 1, column=a.column + 1 + skip,
                              endLine=b.line + 1, endColumn=b.column + 1))
    json.dump(found, sys.stdout)
    """#

  static func scalars(in bytes: [UInt8], python: [String]) throws -> [PlacedScalar] {
    let outcome = try Python.run(python, ["-c", script], input: Data(bytes))
    guard outcome.status == 0 else { throw LocatorError(words: outcome.errors) }
    return try JSONDecoder().decode([PlacedScalar].self, from: Data(outcome.output.utf8))
  }

  struct LocatorError: Error { var words: String }
}

extension SourceFile {
  /// Scalars of the file as our reader sees them, in order.
  func scalars() throws -> [PlacedScalar] {
    var found: [PlacedScalar] = []
    func walk(_ node: YAMLNode) {
      guard !node.isAliased else { return }
      switch node.content {
      case .scalar(let text, _):
        found.append(
          PlacedScalar(
            text: text,
            line: node.place.line,
            column: node.place.column,
            endLine: node.place.endLine,
            endColumn: node.place.endColumn
          )
        )
      case .sequence(let items): items.forEach(walk)
      case .mapping(let entries):
        for entry in entries {
          walk(entry.key)
          walk(entry.value)
        }
      }
    }
    for slice in documents(of: self) {
      for root in try YAMLTree(lines: slice.lines, of: self).roots { walk(root) }
    }
    return found
  }
}
