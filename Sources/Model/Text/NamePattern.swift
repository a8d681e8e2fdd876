/// A pattern of names or paths: `*` for anything but `/`, `**` for anything, `?` for one character but `/`.
///
/// Patterns match whole texts and remember what their stars stood for, so that one pattern can be
/// written in terms of another. They come from the user, texts from outside: the work is bounded by
/// the product of both lengths.
public struct NamePattern: Hashable, Sendable {
  /// The pattern as it was written.
  public let text: String
  private let tokens: [Token]

  private enum Token: Hashable {
    case scalar(Unicode.Scalar)
    case one
    case star
    case everything
  }

  /// Reads a pattern; every text is one.
  public init(_ text: String) {
    self.text = text
    var tokens: [Token] = []
    for scalar in text.unicodeScalars {
      switch scalar {
      case "*" where tokens.last == .star: tokens[tokens.count - 1] = .everything
      case "*" where tokens.last == .everything: break
      case "*": tokens.append(.star)
      case "?": tokens.append(.one)
      default: tokens.append(.scalar(scalar))
      }
    }
    self.tokens = tokens
  }

  /// Whether a text matches.
  public func matches(_ text: String) -> Bool { captures(in: text) != nil }

  /// What the stars stand for, in order; nil where the text does not match.
  ///
  /// Earlier stars take as little as they can.
  ///
  /// - Complexity: O(text · pattern)
  public func captures(in text: String) -> [String]? {
    let scalars = Array(text.unicodeScalars)
    let width = scalars.count + 1
    // reachable[t · width + i]: whether the tokens from t on match the text from i on.
    var reachable = [Bool](repeating: false, count: (tokens.count + 1) * width)
    reachable[tokens.count * width + scalars.count] = true
    for t in tokens.indices.reversed() {
      for i in stride(from: scalars.count, through: 0, by: -1) {
        let isEnd = i == scalars.count
        reachable[t * width + i] =
          switch tokens[t] {
          case .scalar(let own): !isEnd && scalars[i] == own && reachable[(t + 1) * width + i + 1]
          case .one: !isEnd && scalars[i] != "/" && reachable[(t + 1) * width + i + 1]
          case .star:
            reachable[(t + 1) * width + i]
              || (!isEnd && scalars[i] != "/" && reachable[t * width + i + 1])
          case .everything:
            reachable[(t + 1) * width + i] || (!isEnd && reachable[t * width + i + 1])
          }
      }
    }
    guard reachable[0] else { return nil }
    var captures: [String] = []
    var i = 0
    for t in tokens.indices {
      switch tokens[t] {
      case .scalar, .one: i += 1
      case .star, .everything:
        let start = i
        while !reachable[(t + 1) * width + i] { i += 1 }
        var capture = ""
        capture.unicodeScalars.append(contentsOf: scalars[start..<i])
        captures.append(capture)
      }
    }
    return captures
  }

  /// The pattern with its stars replaced by `captures` in order; missing ones become nothing.
  public func filled(with captures: [String]) -> String {
    var text = ""
    var rest = captures[...]
    for token in tokens {
      switch token {
      case .scalar(let scalar): text.unicodeScalars.append(scalar)
      case .one: text += "?"
      case .star, .everything: text += rest.popFirst() ?? ""
      }
    }
    return text
  }

  /// The number of stars.
  public var stars: Int { tokens.count { $0 == .star || $0 == .everything } }
}
