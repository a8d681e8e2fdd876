import PodfitModel

extension TreeNode {
  /// The tree as a YAML document of block style, ended by a line feed.
  ///
  /// Plain text is left unquoted only where every version of YAML reads it as text; everything else is
  /// in double quotes, whose escapes are those of JSON.
  public var yaml: String {
    var text = ""
    writeYAML(into: &text, depth: 0)
    return text
  }

  private func writeYAML(into text: inout String, depth: Int) {
    switch self {
    case .object(let members) where !members.isEmpty:
      for member in members { Self.write(member, into: &text, depth: depth) }
    case .list(let list) where !list.isEmpty:
      for each in list { Self.writeItem(each, into: &text, depth: depth) }
    default:
      text += scalar + "\n"
    }
  }

  private static func write(_ member: Member, into text: inout String, depth: Int) {
    text += String(repeating: " ", count: depth) + word(member.key) + ":"
    switch member.value {
    case .object(let inner) where !inner.isEmpty:
      text += "\n"
      member.value.writeYAML(into: &text, depth: depth + 2)
    case .list(let inner) where !inner.isEmpty:
      text += "\n"
      member.value.writeYAML(into: &text, depth: depth)
    default:
      text += " " + member.value.scalar + "\n"
    }
  }

  /// A list item: its first line stands beside the dash.
  private static func writeItem(_ item: TreeNode, into text: inout String, depth: Int) {
    var inner = ""
    item.writeYAML(into: &inner, depth: depth + 2)
    text += String(repeating: " ", count: depth) + "- " + inner.drop { $0 == " " }
  }

  private var scalar: String {
    switch self {
    case .text(let value): Self.word(value)
    case .list: "[]"
    case .object: "{}"
    default: json
    }
  }

  /// The text as a YAML scalar.
  static func word(_ value: String) -> String {
    let letters = value.unicodeScalars
    let isPlain =
      letters.first.map { ("a"..."z").contains($0) || ("A"..."Z").contains($0) || $0 == "/" }
      == true
      && letters.allSatisfy {
        ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
          || "-_./".unicodeScalars.contains($0)
      }
      && !["y", "n", "yes", "no", "on", "off", "true", "false", "null"].contains(value.lowercased())
    if isPlain { return value }
    var text = ""
    quote(value, into: &text)
    return text
  }
}
