// Members as monitoring services write them: absent and null are the same.

extension JSONPullParser {
  /// Enters the object that must come next; false where it is null.
  mutating func entersObject(_ field: String) throws(IngestError) -> Bool {
    switch try next() {
    case .beginObject: return true
    case .null: return false
    default: throw wrongType(field, expected: "object")
    }
  }

  /// Enters the array that must come next; false where it is null.
  mutating func entersArray(_ field: String) throws(IngestError) -> Bool {
    switch try next() {
    case .beginArray: return true
    case .null: return false
    default: throw wrongType(field, expected: "array")
    }
  }

  /// Enters the next object of an array; false at the array's end.
  mutating func entersElement(_ field: String) throws(IngestError) -> Bool {
    switch try next() {
    case .beginObject: return true
    case .endArray: return false
    default: throw wrongType(field, expected: "object")
    }
  }

  /// Reads a string; nil where it is null.
  mutating func optionalText(_ field: String) throws(IngestError) -> String? {
    switch try next() {
    case .string: return text
    case .null: return nil
    default: throw wrongType(field, expected: "string")
    }
  }

  /// Reads an object of which the string members matter; others are passed over.
  ///
  /// - Throws: ``IngestError`` for more than a series' labels may take
  mutating func textMembers(_ field: String) throws(IngestError) -> [String: String] {
    var members: [String: String] = [:]
    guard try entersObject(field) else { return members }
    var bytes = 0
    while try next() == .key {
      let name = text
      let event = try next()
      guard event == .string else {
        try skipRest(of: event)
        continue
      }
      bytes += name.utf8.count + scalarCount
      guard bytes <= LabelSet.byteLimit else {
        throw error(.tooLarge(what: "labels", limit: LabelSet.byteLimit))
      }
      members[name] = text
    }
    return members
  }

  /// The bytes of the last key, string or number.
  private var scalarCount: Int { withScalar { $0.count } }
}
