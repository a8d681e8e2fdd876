/// Patterns of file names, as shells have them: `*`, `?`, `[a-z]`, `[!a-z]`, and `**` for any number of
/// folders.
///
/// Quoted patterns reach the program as they are, also where there are more files than a command line
/// takes.
enum PathPattern {
  /// Whether a path has a character of a pattern.
  static func isPattern(_ path: String) -> Bool {
    path.contains { $0 == "*" || $0 == "?" || $0 == "[" }
  }

  /// Whether a name, without folders, matches one part of a pattern.
  ///
  /// A hidden name matches only where the pattern begins with a dot too. A bracket that is not closed
  /// stands for itself.
  ///
  /// - Complexity: O(name · pattern)
  static func matches(_ name: String, _ pattern: String) -> Bool {
    if name.hasPrefix("."), !pattern.hasPrefix(".") { return false }
    let name = Array(name.unicodeScalars)
    let tokens = tokens(of: pattern)
    // Where the last star was, and how much of the name it took: only that one is ever tried again.
    var star: (token: Int, name: Int)?
    var token = 0
    var index = 0
    while index < name.count {
      if token < tokens.count, tokens[token] == .any {
        star = (token, index)
        token += 1
      } else if token < tokens.count, tokens[token].matches(name[index]) {
        token += 1
        index += 1
      } else if let last = star {
        star = (last.token, last.name + 1)
        token = last.token + 1
        index = last.name + 1
      } else {
        return false
      }
    }
    return tokens[token...].allSatisfy { $0 == .any }
  }

  private enum Token: Hashable {
    case any
    case one
    case scalar(Unicode.Scalar)
    case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)

    func matches(_ scalar: Unicode.Scalar) -> Bool {
      switch self {
      case .any: false
      case .one: true
      case .scalar(let own): own == scalar
      case .set(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
      }
    }
  }

  private static func tokens(of pattern: String) -> [Token] {
    var tokens: [Token] = []
    var rest = Array(pattern.unicodeScalars)[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "*":
        if tokens.last != .any { tokens.append(.any) }
      case "?": tokens.append(.one)
      case "[": tokens.append(set(&rest) ?? .scalar(scalar))
      default: tokens.append(.scalar(scalar))
      }
    }
    return tokens
  }

  /// Takes the rest of a bracket off the front; nil, and nothing taken, where it is not closed.
  private static func set(_ rest: inout ArraySlice<Unicode.Scalar>) -> Token? {
    var inner = rest
    let isNegated = inner.first == "!" || inner.first == "^"
    if isNegated { inner = inner.dropFirst() }
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    // A closing bracket that comes first is one of the set.
    while let first = inner.popFirst() {
      if first == "]", !ranges.isEmpty {
        rest = inner
        return .set(ranges, isNegated: isNegated)
      }
      let ahead = inner.prefix(2)
      if ahead.count == 2, ahead.first == "-", let last = ahead.last, last != "]", first <= last {
        ranges.append(first...last)
        inner = inner.dropFirst(2)
      } else {
        ranges.append(first...first)
      }
    }
    return nil
  }
}
