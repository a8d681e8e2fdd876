/// Builds the tree of one object from the parser's events.
///
/// The tree is bounded: an object that is larger than the API server can store (etcd holds 1.5 MiB
/// of it) is not one.
struct ObjectTree {
  /// An object may take this many bytes of the file.
  static let sizeLimit = 8 << 20

  /// An object may have this many values, since a value of two bytes takes a hundred in memory.
  static let valueLimit = 1 << 18

  /// Members that are often most of an object and that nothing here reads.
  private static let ignored: Set<String> = ["managedFields", "annotations"]

  private let start: Int64
  private var values = 0

  /// Starts a tree at the parser's last event.
  init(_ parser: JSONPullParser) { start = parser.eventOffset }

  /// Reads the value that `event` begins.
  mutating func node(
    _ event: JSONPullParser.Event,
    _ parser: inout JSONPullParser
  ) throws(IngestError) -> ObjectNode {
    let place = ObjectNode.Place(parser)
    values += 1
    guard parser.eventOffset - start <= Int64(Self.sizeLimit), values <= Self.valueLimit else {
      throw parser.error(.tooLarge(what: "object", limit: Self.sizeLimit))
    }
    switch event {
    case .beginObject:
      var members: [ObjectNode.Member] = []
      while try parser.next() != .endObject {
        if let member = try member(&parser) { members.append(member) }
      }
      return ObjectNode(content: .object(members), place: place)
    case .beginArray:
      var elements: [ObjectNode] = []
      while true {
        let event = try parser.next()
        guard event != .endArray else { break }
        elements.append(try node(event, &parser))
      }
      return ObjectNode(content: .array(elements), place: place)
    case .string: return ObjectNode(content: .string(parser.text), place: place)
    case .number: return ObjectNode(content: .number(parser.text), place: place)
    case .bool(let flag): return ObjectNode(content: .bool(flag), place: place)
    case .null, .key, .endObject, .endArray, .endOfInput:
      // Only `null` begins a value; the parser's grammar keeps the others away from here.
      return ObjectNode(content: .null, place: place)
    }
  }

  /// Reads the value of the key that the parser has just read; nil for members nothing reads.
  mutating func member(
    _ parser: inout JSONPullParser
  ) throws(IngestError) -> ObjectNode.Member? {
    let name = parser.text
    guard !Self.ignored.contains(name) else {
      try parser.skipValue()
      return nil
    }
    let event = try parser.next()
    return ObjectNode.Member(name: name, value: try node(event, &parser))
  }
}

extension ObjectNode.Place {
  /// The place of the parser's last event.
  init(_ parser: JSONPullParser) {
    self.init(offset: parser.eventOffset, line: parser.eventLine, column: parser.eventColumn)
  }
}

extension ObjectFault {
  /// The fault as an error; `root` is the object it was found in.
  func error(in root: ObjectNode, file: String) -> IngestError {
    let path = root.path(to: place) ?? ""
    func below(_ field: String) -> String { path.isEmpty ? field : "\(path).\(field)" }
    let code: IngestError.Code =
      switch problem {
      case .wrongType(let expected, let found):
        .wrongType(field: path.isEmpty ? "object" : path, expected: expected, found: found)
      case .missing(let field): .missingField(below(field))
      case .badQuantity(let text, let reason): .badQuantity(text, reason: reason)
      case .badInteger(let text): .badNumber(text)
      case .badTime(let text): .badTime(text)
      case .unknownKind: .unknownKind
      }
    return IngestError(
      code,
      at: IngestError.Place(
        file: file,
        offset: place.offset,
        line: place.line,
        column: place.column
      )
    )
  }
}
