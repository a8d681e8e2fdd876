/// The labels of one series.
///
/// An empty label is an absent one, everywhere. Names are unique; of equal ones the last counts.
struct LabelSet: Hashable, Sendable {
  /// More bytes of names and values than this are refused: no real series comes near.
  static let byteLimit = 1 << 20

  private var values: [String: String] = [:]

  /// Makes a set without labels.
  init() {}

  /// Makes a set from names and values.
  init(_ values: [String: String]) {
    self.values = values.filter { !$0.value.isEmpty }
  }

  /// The value of a label, nil where it is absent or empty.
  subscript(name: String) -> String? {
    get { values[name] }
    set { values[name] = newValue?.isEmpty == true ? nil : newValue }
  }

  /// The metric's name.
  var name: String? { values["__name__"] }

  /// Whether there are no labels.
  var isEmpty: Bool { values.isEmpty }

  /// The names, sorted by their bytes.
  var names: [String] { values.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

  /// The name and value of the first of `aliases` that is there.
  func first(of aliases: [String]) -> (name: String, value: String)? {
    for alias in aliases {
      if let value = values[alias] { return (alias, value) }
    }
    return nil
  }

  /// A canonical text of all labels but `excluded`: `name=value` joined by commas, by name.
  ///
  /// In values, commas and backslashes are escaped by a backslash and control characters by their
  /// code, so that two sets have one text only if they are equal.
  func canonicalText(without excluded: Set<String>...) -> String {
    var parts: [String] = []
    for name in names where !excluded.contains(where: { $0.contains(name) }) {
      parts.append(Self.escaped(name, "=") + "=" + Self.escaped(values[name] ?? "", ""))
    }
    return parts.joined(separator: ",")
  }

  private static func escaped(_ text: String, _ special: String) -> String {
    let isPlain = text.utf8.allSatisfy {
      $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "\\")
    }
    if isPlain, special.isEmpty || !text.contains(special) { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if scalar.value < 0x20 || scalar.value == 0x7F {
        result += "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      } else {
        if scalar == "," || scalar == "\\" || special.unicodeScalars.contains(scalar) {
          result += "\\"
        }
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
