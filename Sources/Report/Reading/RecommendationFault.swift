public import Foundation

/// What is wrong with a file of recommendations, in words that name the entry and not the decoder's path.
public struct RecommendationFault: Hashable, Sendable, CustomStringConvertible {
  /// The fault in a phrase.
  public let description: String

  /// Describes an error of reading `data`.
  public init(_ error: any Error, in data: Data) {
    guard let error = error as? DecodingError else {
      description = "it is not such a JSON document"
      return
    }
    switch error {
    case .keyNotFound(let key, let context):
      description =
        Self.subject(context.codingPath, data) + "has no \(Self.quoted(key.stringValue))"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      guard let key = context.codingPath.last else {
        description = "it is not such a JSON document: an object is expected"
        return
      }
      let (owner, name) = Self.split(context.codingPath, key)
      description = Self.subject(owner, data) + "has \(name) of another type than it should"
    case .dataCorrupted(let context):
      guard let key = context.codingPath.last else {
        description = "it is not JSON"
        return
      }
      let (owner, name) = Self.split(context.codingPath, key)
      description = Self.subject(owner, data) + "has \(name) with a value that there is not"
    @unknown default: description = "it is not such a JSON document"
    }
  }

  /// Describes what is wrong with the entry of a number.
  public init(entry number: Int, _ words: String, in data: Data) {
    description = Self.entry(number, data) + words
  }

  /// The path to the owner of a value, and what the owner calls it.
  private static func split(
    _ path: [any CodingKey],
    _ key: any CodingKey
  ) -> (owner: [any CodingKey], name: String) {
    let isEntry = key.intValue != nil
    return (isEntry ? path : path.dropLast(), isEntry ? "a value" : quoted(key.stringValue))
  }

  /// Whose value it is: an entry by number and name, with what is between it and the value.
  private static func subject(_ path: [any CodingKey], _ data: Data) -> String {
    var rest = path[...]
    var words = "it "
    if path.count > 1, path[0].stringValue == "recommendations", let number = path[1].intValue {
      words = entry(number, data)
      rest = rest.dropFirst(2)
    }
    let names = rest.map { $0.intValue.map { "item \($0 + 1)" } ?? quoted($0.stringValue) }
    return names.isEmpty ? words : words + "in \(names.joined(separator: ", ")) "
  }

  /// An entry by its number and, as far as it says them, its names.
  private static func entry(_ number: Int, _ data: Data) -> String {
    struct Names: Decodable {
      struct Entry: Decodable {
        var names: [String] = []

        enum Keys: String, CodingKey, CaseIterable { case namespace, kind, workload, container }

        init(from decoder: any Decoder) throws {
          guard let values = try? decoder.container(keyedBy: Keys.self) else { return }
          names = Keys.allCases.compactMap { try? values.decode(String.self, forKey: $0) }
        }
      }
      var recommendations: [Entry]
    }
    let entries = (try? JSONDecoder().decode(Names.self, from: data))?.recommendations ?? []
    let names = entries.indices.contains(number) ? entries[number].names : []
    let name = names.isEmpty ? "" : " (\(names.joined(separator: "/")))"
    return "recommendation \(number + 1)\(name) "
  }

  private static func quoted(_ name: String) -> String { "\"\(name)\"" }
}
