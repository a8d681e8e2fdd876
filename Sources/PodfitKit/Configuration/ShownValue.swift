import Foundation
import PodfitModel

/// A configuration as it is shown: the same tree as YAML for people and as JSON for programs.
indirect enum ShownValue {
  /// A value and where it comes from.
  case text(String, SettingOrigin?)
  /// A number or a truth value, which is written without quotes.
  case bare(String, SettingOrigin?)
  /// Values by key, in order.
  case mapping([(key: String, value: ShownValue)])
  /// Values in order.
  case list([ShownValue])

  /// Texts without origin.
  static func texts(_ texts: [String]) -> ShownValue { .list(texts.map { .text($0, nil) }) }

  /// The value with an origin for everything in it that has none.
  func from(_ origin: SettingOrigin) -> ShownValue {
    switch self {
    case .text(let text, nil): .text(text, origin)
    case .bare(let text, nil): .bare(text, origin)
    case .text, .bare: self
    case .mapping(let fields): .mapping(fields.map { ($0.key, $0.value.from(origin)) })
    case .list(let items): .list(items.map { $0.from(origin) })
    }
  }

  private var isEmpty: Bool {
    switch self {
    case .text, .bare: false
    case .mapping(let fields): fields.isEmpty
    case .list(let items): items.isEmpty
    }
  }

  /// The lines of a YAML block, values with their origins as comments where these are wanted.
  func yaml(origins: Bool, indent: Int = 0) -> String {
    let margin = String(repeating: "  ", count: indent)
    switch self {
    case .text, .bare: return margin + scalar(origins: origins) + "\n"
    case .mapping(let fields):
      return fields.map { key, value in
        margin + Self.plainOrQuoted(key) + ":" + value.tail(origins: origins, indent: indent + 1)
      }.joined()
    case .list(let items):
      return items.map { item in
        // The first line of an item stands beside its dash.
        margin + "- " + item.yaml(origins: origins, indent: indent + 1).dropFirst(margin.count + 2)
      }.joined()
    }
  }

  /// What follows a key.
  private func tail(origins: Bool, indent: Int) -> String {
    switch self {
    case .text, .bare: return " " + scalar(origins: origins) + "\n"
    case .mapping: return isEmpty ? " {}\n" : "\n" + yaml(origins: origins, indent: indent)
    case .list: return isEmpty ? " []\n" : "\n" + yaml(origins: origins, indent: indent)
    }
  }

  private func scalar(origins: Bool) -> String {
    let (text, origin): (String, SettingOrigin?) =
      switch self {
      case .text(let text, let origin): (Self.plainOrQuoted(text), origin)
      case .bare(let text, let origin): (text, origin)
      case .mapping, .list: ("", nil)
      }
    return text + (origins ? origin.map { "  # \($0)".printable } ?? "" : "")
  }

  /// Words and quantities as they are, everything else in quotes.
  private static func plainOrQuoted(_ text: String) -> String {
    let isPlain =
      text.utf8.allSatisfy {
        switch $0 {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-_./%".utf8.contains($0)
        }
      } && text.utf8.first.map { !"-%.".utf8.contains($0) } ?? false
    let words = ["true", "false", "yes", "no", "on", "off", "y", "n", "null"]
    return isPlain && !words.contains(text.lowercased()) && Double(text) == nil
      ? text : quoted(text)
  }

  /// The text in double quotes, with the escapes that JSON and YAML share.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" || scalar == "\\" {
        quoted += "\\\(scalar)"
      } else if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) {
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      } else {
        quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// JSON, each value as an object with its origin where these are wanted.
  func json(origins: Bool, indent: Int = 0) -> String {
    let margin = String(repeating: "  ", count: indent + 1)
    let end = "\n" + String(repeating: "  ", count: indent)
    switch self {
    case .text(let text, let origin): return Self.json(Self.quoted(text), origins ? origin : nil)
    case .bare(let text, let origin): return Self.json(text, origins ? origin : nil)
    case .mapping(let fields):
      let parts = fields.map {
        "\(margin)\(Self.quoted($0.key)): \($0.value.json(origins: origins, indent: indent + 1))"
      }
      return parts.isEmpty ? "{}" : "{\n" + parts.joined(separator: ",\n") + end + "}"
    case .list(let items):
      let parts = items.map { margin + $0.json(origins: origins, indent: indent + 1) }
      return parts.isEmpty ? "[]" : "[\n" + parts.joined(separator: ",\n") + end + "]"
    }
  }

  private static func json(_ value: String, _ origin: SettingOrigin?) -> String {
    guard let origin else { return value }
    return "{\"value\": \(value), \"origin\": \(quoted("\(origin)"))}"
  }
}
