internal import Foundation

extension RecommendationDocument {
  /// The document as JSON text with a line for each recommendation, so that changes of it merge and read
  /// well; keys sorted, always the same bytes for the same values.
  ///
  /// - Throws: only for numbers that JSON cannot hold, which no document contains
  func jsonByLines() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    func line(_ value: some Encodable) throws -> String {
      String(decoding: try encoder.encode(value), as: UTF8.self)
    }
    let entries = try recommendations.map { "    " + (try line($0)) }
    let members: [(key: CodingKeys, text: String?)] = [
      (.conflicts, try conflicts.map(line)),
      (.nodeFindings, try nodeFindings.map(line)),
      (.recommendations, entries.isEmpty ? "[]" : "[\n\(entries.joined(separator: ",\n"))\n  ]"),
      (.schemaVersion, try line(schemaVersion)),
      (.strategy, try line(strategy)),
      (.totals, try line(totals)),
      (.window, try line(window)),
    ]
    let lines = members.compactMap { member in
      member.text.map { "  \"\(member.key.rawValue)\": \($0)" }
    }
    return "{\n\(lines.joined(separator: ",\n"))\n}\n"
  }
}
