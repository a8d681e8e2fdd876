/// What the head of a JSON file tells about its form: the names of its outer members.
///
/// The head may end anywhere. Nothing is checked here beyond what is needed to go on; the parser
/// that reads the file is the judge.
struct JSONHead {
  /// What the document is.
  enum Root { case object, array }

  /// A member of the document, or of the first element of an array.
  struct Member {
    var name: String
    /// The value of a string member; empty for others.
    var text: String
    /// The first byte of the value, 0 where the head ends before it.
    var valueStart: UInt8
    /// The first byte of the first element of a value that is an array; 0 for others.
    var elementStart: UInt8 = 0
    /// The names of the members of the value, where it is an object.
    var names: [String]
  }

  /// What the document is.
  var root: Root
  /// The outer members, in order, as far as the head has them.
  var members: [Member] = []

  /// Longer names and texts are cut: none that matters is long.
  private static let textLimit = 256

  /// Reads the head; nil where it does not start as a JSON object or array.
  init?(_ head: [UInt8]) {
    var rest = head[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    rest = rest.drop { $0.isBlank }
    guard let first = rest.first else { return nil }
    root = first == UInt8(ascii: "[") ? .array : .object
    guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return nil }
    let next = rest.dropFirst().drop { $0.isBlank }.first
    switch (root, next) {
    case (_, nil), (.object, UInt8(ascii: "\"")), (.object, UInt8(ascii: "}")),
      (.array, UInt8(ascii: "{")), (.array, UInt8(ascii: "]")):
      break
    default: return nil
    }
    walk(rest)
  }

  /// The outer member of this name.
  subscript(name: String) -> Member? { members.first { $0.name == name } }

  private mutating func walk(_ bytes: ArraySlice<UInt8>) {
    // In an array, the members are those of its first element.
    let outer = root == .array ? 2 : 1
    var depth = 0
    var index = bytes.startIndex
    // The last string, which is a name if a colon follows it.
    var pending = ""
    var expectsValue = false
    while index < bytes.endIndex {
      let byte = bytes[index]
      index += 1
      if byte.isBlank { continue }
      if expectsValue {
        expectsValue = false
        if depth == outer, let last = members.indices.last { members[last].valueStart = byte }
      } else if depth == outer + 1, let last = members.indices.last,
        members[last].valueStart == UInt8(ascii: "["), members[last].elementStart == 0
      {
        members[last].elementStart = byte
      }
      switch byte {
      case UInt8(ascii: "\""):
        let wasValue = depth == outer && members.last?.valueStart == byte
        pending = Self.string(bytes, &index)
        if wasValue, let last = members.indices.last, members[last].text.isEmpty {
          members[last].text = pending
        }
      case UInt8(ascii: ":"):
        if depth == outer {
          members.append(Member(name: pending, text: "", valueStart: 0, names: []))
          expectsValue = true
        } else if depth == outer + 1, let last = members.indices.last,
          members[last].valueStart == UInt8(ascii: "{"), members[last].names.count < 64
        {
          members[last].names.append(pending)
        }
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if depth < outer && !members.isEmpty { return }
      default: break
      }
    }
  }

  /// The text of a string whose opening quote was passed; escapes stay as they are.
  private static func string(_ bytes: ArraySlice<UInt8>, _ index: inout Int) -> String {
    let start = index
    while index < bytes.endIndex, bytes[index] != UInt8(ascii: "\"") {
      index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    index = min(index, bytes.endIndex)
    let text = String(decoding: bytes[start..<index].prefix(textLimit), as: UTF8.self)
    index = min(index + 1, bytes.endIndex)
    return text
  }
}
