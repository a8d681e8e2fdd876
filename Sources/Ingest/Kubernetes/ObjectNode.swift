import PodfitModel

/// One value of a JSON document that is small enough to hold, with its place in the file.
///
/// Samples are never read this way; a Kubernetes object is, since its fields refer to each other
/// (states to containers, owners to kinds) and come in any order.
struct ObjectNode: Sendable {
  /// A named value of an object.
  struct Member: Sendable {
    var name: String
    var value: ObjectNode
  }

  /// What the value is.
  enum Content: Sendable {
    case object([Member])
    case array([ObjectNode])
    case string(String)
    case number(String)
    case bool(Bool)
    case null
  }

  /// Where the value starts.
  struct Place: Hashable, Sendable {
    /// Bytes from the start of the (decompressed) file.
    var offset: Int64
    /// The line, from 1.
    var line: Int
    /// The column in code points, from 1.
    var column: Int
  }

  /// What the value is.
  var content: Content
  /// Where it starts.
  var place: Place

  /// The value's type in the words of JSON.
  var typeName: String {
    switch content {
    case .object: "object"
    case .array: "array"
    case .string: "string"
    case .number: "number"
    case .bool: "boolean"
    case .null: "null"
    }
  }
}

/// A value of a Kubernetes object that is not what its field allows.
struct ObjectFault: Error, Hashable {
  /// What is wrong.
  enum Problem: Hashable {
    case wrongType(expected: String, found: String)
    case missing(field: String)
    case badQuantity(String, reason: String)
    case badInteger(String)
    case badTime(String)
    case unknownKind
  }

  /// What is wrong.
  var problem: Problem
  /// Where the value starts.
  var place: ObjectNode.Place
}

extension ObjectNode {
  /// The value of a member, nil when it is absent or `null`; of equal names the last counts, as
  /// for the API server.
  subscript(name: String) -> ObjectNode? {
    guard case .object(let members) = content,
      let member = members.last(where: { $0.name == name })
    else { return nil }
    if case .null = member.value.content { return nil }
    return member.value
  }

  /// A member that must be an object where it is present.
  func object(_ name: String) throws(ObjectFault) -> ObjectNode? {
    guard let value = self[name] else { return nil }
    guard case .object = value.content else { throw value.wrongType("object") }
    return value
  }

  /// The elements of a member that must be an array of objects where it is present.
  func objects(_ name: String) throws(ObjectFault) -> [ObjectNode] {
    guard let value = self[name] else { return [] }
    guard case .array(let elements) = value.content else { throw value.wrongType("array") }
    for element in elements {
      guard case .object = element.content else { throw element.wrongType("object") }
    }
    return elements
  }

  /// A member that must be a string where it is present.
  func text(_ name: String) throws(ObjectFault) -> String? {
    try self[name]?.asText()
  }

  /// A member that must be a string and be present.
  func requiredText(_ name: String) throws(ObjectFault) -> String {
    guard let text = try text(name), !text.isEmpty else {
      throw ObjectFault(problem: .missing(field: name), place: place)
    }
    return text
  }

  /// The elements of a member that must be an array of strings where it is present.
  func texts(_ name: String) throws(ObjectFault) -> [String] {
    guard let value = self[name] else { return [] }
    guard case .array(let elements) = value.content else { throw value.wrongType("array") }
    var result: [String] = []
    for element in elements { result.append(try element.asText()) }
    return result
  }

  /// A member that must be an object of strings where it is present: labels, selectors.
  func textMap(_ name: String) throws(ObjectFault) -> [String: String] {
    guard let value = try object(name), case .object(let members) = value.content else {
      return [:]
    }
    var result: [String: String] = [:]
    for member in members {
      if case .null = member.value.content { continue }
      result[member.name] = try member.value.asText()
    }
    return result
  }

  /// A member that must be a whole number where it is present.
  func integer(_ name: String) throws(ObjectFault) -> Int64? {
    guard let value = self[name] else { return nil }
    guard case .number(let text) = value.content else { throw value.wrongType("number") }
    guard let number = Int64(text) else {
      throw ObjectFault(problem: .badInteger(text), place: value.place)
    }
    return number
  }

  /// A member that must be true or false where it is present; false where it is not.
  func flag(_ name: String) throws(ObjectFault) -> Bool {
    guard let value = self[name] else { return false }
    guard case .bool(let flag) = value.content else { throw value.wrongType("boolean") }
    return flag
  }

  /// A member that must be an RFC 3339 time where it is present.
  func time(_ name: String) throws(ObjectFault) -> Instant? {
    guard let value = self[name] else { return nil }
    let text = try value.asText()
    guard let time = Instant(rfc3339: text) else {
      throw ObjectFault(problem: .badTime(text), place: value.place)
    }
    return time
  }

  /// A member that must be a quantity where it is present.
  ///
  /// Custom resources such as Rollout keep what the user wrote, so that a plain number is a
  /// quantity too.
  func quantity<Amount: ResourceAmount>(
    _ name: String,
    as type: Amount.Type = Amount.self
  ) throws(ObjectFault) -> Amount? {
    try self[name]?.asQuantity()
  }

  /// This value as a quantity.
  func asQuantity<Amount: ResourceAmount>(
    _ type: Amount.Type = Amount.self
  ) throws(ObjectFault) -> Amount {
    let text: String
    switch content {
    case .string(let string): text = string
    case .number(let number): text = number
    default: throw wrongType("quantity")
    }
    do throws(QuantityError) {
      return try Amount(quantity: text)
    } catch {
      throw ObjectFault(
        problem: .badQuantity(text, reason: error.description),
        place: place
      )
    }
  }

  /// A member that must be a quantity where it is present, as a number in its own unit: cores,
  /// bytes, requests per second.
  ///
  /// Exact to a billionth below nine billion, rounded up to a whole number from there on.
  func plainAmount(_ name: String) throws(ObjectFault) -> Double? {
    guard let value = self[name] else { return nil }
    if let fine = try? value.asQuantity(CPU.self) { return Double(fine.nanocores) / 1e9 }
    return Double(try value.asQuantity(Memory.self).bytes)
  }

  /// A member that must be a whole number, zero or more, where it is present.
  func count(_ name: String) throws(ObjectFault) -> Int64? {
    guard let value = self[name], let number = try integer(name) else { return nil }
    guard number >= 0 else { throw value.wrongType("whole number, 0 or more", found: "\(number)") }
    return number
  }

  private func asText() throws(ObjectFault) -> String {
    guard case .string(let text) = content else { throw wrongType("string") }
    return text
  }

  /// The fault that this value is not what its field allows.
  ///
  /// - Parameters:
  ///   - expected: what would be right
  ///   - found: what is there, the type where nothing is given
  /// - Returns: the fault, at this value's place
  func wrongType(_ expected: String, found: String? = nil) -> ObjectFault {
    ObjectFault(problem: .wrongType(expected: expected, found: found ?? typeName), place: place)
  }
}

extension ObjectNode {
  /// The path of the value that starts at `target`, such as `spec.containers[0].name`.
  ///
  /// Nil when no value starts there. Looked up only to describe a fault, so it need not be quick.
  func path(to target: Place) -> String? {
    if place == target { return "" }
    switch content {
    case .object(let members):
      for member in members {
        if let rest = member.value.path(to: target) {
          return member.name + (rest.isEmpty || rest.hasPrefix("[") ? rest : "." + rest)
        }
      }
    case .array(let elements):
      for (index, element) in elements.enumerated() {
        if let rest = element.path(to: target) {
          return "[\(index)]" + (rest.isEmpty || rest.hasPrefix("[") ? rest : "." + rest)
        }
      }
    default: break
    }
    return nil
  }
}
