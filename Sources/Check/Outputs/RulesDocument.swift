public import PodfitModel

/// What `podfit rules --format json` writes.
public struct RulesDocument: Encodable {
  private struct Entry: Encodable {
    var id: String
    var severity: String
    var summary: String
    var rationale: String
    var condition: String
    var remediation: String
  }

  private let schema_version = 1
  private let rules: [Entry]

  /// The document of some rules.
  public init(_ cards: [RuleCard]) {
    rules = cards.map {
      Entry(
        id: $0.id,
        severity: $0.severity.rawValue,
        summary: $0.summary,
        rationale: $0.rationale,
        condition: $0.condition,
        remediation: $0.remediation
      )
    }
  }

  /// The document as text; its schema is docs/schemas/rules.schema.json.
  ///
  /// - Throws: never for rules, which are plain text
  public func text() throws -> String { try jsonText() }
}

extension Finding {
  /// Why the advised value is not set in place, in words; nil where it is or where there is none.
  public var refusalText: String? { refusal?.words }
}
