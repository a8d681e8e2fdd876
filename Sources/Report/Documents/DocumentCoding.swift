public import Foundation

/// A JSON document that podfit writes and that a published schema describes.
public protocol Document: Codable, Hashable, Sendable {
  /// The schema's name: `docs/schemas/NAME.schema.json`.
  static var schemaName: String { get }
}

extension Document {
  /// The document as JSON text: keys sorted, two spaces, a line feed at the end; always the same
  /// bytes for the same values.
  ///
  /// - Throws: only for numbers that JSON cannot hold, which no document contains
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }

  /// Reads a document that ``json()`` wrote.
  ///
  /// - Throws: `DecodingError` for text that is no such document
  public init(json data: Data) throws {
    self = try JSONDecoder().decode(Self.self, from: data)
  }
}
