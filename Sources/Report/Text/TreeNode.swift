import PodfitModel

/// A tree of values as JSON and YAML have them; keys keep the order they were given in.
///
/// Everything podfit writes for other programs by hand (patches, manifests, the data inside a page)
/// goes through this one type, so that escaping is in one place.
public indirect enum TreeNode: Hashable, Sendable {
  /// Text.
  case text(String)
  /// A whole number.
  case integer(Int64)
  /// A number; not a number and infinities become `null`.
  case number(Double)
  /// True or false.
  case truth(Bool)
  /// Nothing.
  case null
  /// Values in order.
  case list([TreeNode])
  /// Values by key, in order.
  case object([Member])

  /// One value of an object.
  public struct Member: Hashable, Sendable {
    /// Its key.
    public var key: String
    /// The value.
    public var value: TreeNode

    /// Makes a member.
    public init(_ key: String, _ value: TreeNode) {
      self.key = key
      self.value = value
    }
  }

  /// An object of keys and values; a value that is nil is left out.
  public static func object(_ members: KeyValuePairs<String, TreeNode?>) -> TreeNode {
    .object(members.compactMap { key, value in value.map { Member(key, $0) } })
  }

  /// Whether this is an object or list without contents.
  public var isEmpty: Bool {
    switch self {
    case .list(let list): list.isEmpty
    case .object(let members): members.isEmpty
    default: false
    }
  }
}

extension TreeNode {
  /// The tree as JSON on one line, without spaces.
  public var json: String {
    var text = ""
    write(into: &text, isForPage: false)
    return text
  }

  /// The same with `<`, `>` and `&` as `\u…`, so that it can stand inside a script element of a page.
  public var pageJSON: String {
    var text = ""
    write(into: &text, isForPage: true)
    return text
  }

  private func write(into text: inout String, isForPage: Bool) {
    switch self {
    case .text(let value): Self.quote(value, into: &text, isForPage: isForPage)
    case .integer(let value): text += "\(value)"
    case .number(let value): text += Self.number(value)
    case .truth(let value): text += value ? "true" : "false"
    case .null: text += "null"
    case .list(let list):
      text += "["
      for (index, each) in list.enumerated() {
        if index > 0 { text += "," }
        each.write(into: &text, isForPage: isForPage)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, each) in members.enumerated() {
        if index > 0 { text += "," }
        Self.quote(each.key, into: &text, isForPage: isForPage)
        text += ":"
        each.value.write(into: &text, isForPage: isForPage)
      }
      text += "}"
    }
  }

  private static func number(_ value: Double) -> String {
    guard value.isFinite else { return "null" }
    if value == value.rounded(), value.magnitude < 0x1p53 { return "\(Int64(value))" }
    return "\(value)"
  }

  static func quote(_ value: String, into text: inout String, isForPage: Bool = false) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "<" where isForPage, ">" where isForPage, "&" where isForPage:
        text += scalar.escaped
      default:
        if scalar.isUnprintable {
          text += scalar.escaped
        } else {
          text.unicodeScalars.append(scalar)
        }
      }
    }
    text += "\""
  }
}

extension Unicode.Scalar {
  /// The scalar as `\u` and four digits, two of them where it needs a surrogate pair.
  fileprivate var escaped: String {
    UTF16.encode(self).map { units in
      units.map { unit in
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }.joined()
    } ?? ""
  }
}
