/// Puts the result of a check into one format.
public protocol CheckOutput: Sendable {
  /// The format's name, as `--output` takes it.
  static var id: String { get }
  /// What the format is, in a few words.
  static var summary: String { get }
  /// Whether it has a place for containers without recommendation.
  static var listsUnmatched: Bool { get }
  /// Makes an output that names this version of the tool where the format has a place for it.
  init(toolVersion: String)
  /// The result as text that ends with a line feed, or empty.
  ///
  /// - Throws: only for values that the format cannot hold, which no result contains
  func render(_ result: CheckResult) throws -> String
}

extension CheckOutput {
  /// Most have one.
  public static var listsUnmatched: Bool { true }
}

/// Every output format, in the order that help shows.
public enum OutputRegistry {
  /// The formats of `podfit check`.
  public static let outputs: [any CheckOutput.Type] = [
    TextOutput.self,
    ConciseOutput.self,
    JSONOutput.self,
    JSONLinesOutput.self,
    SARIFOutput.self,
    JUnitOutput.self,
    GitHubOutput.self,
    GitLabOutput.self,
    CheckstyleOutput.self,
    MarkdownOutput.self,
    RDJSONOutput.self,
  ]

  /// A result as text in several formats, in their order; formats are worked out side by side.
  ///
  /// - Throws: what the first of the formats that fail throws
  public static func texts(
    of result: CheckResult,
    in formats: [any CheckOutput.Type],
    toolVersion: String
  ) throws -> [String] {
    try sideBySide(formats, size: 1) { format in
      Result { try format.init(toolVersion: toolVersion).render(result) }
    }.map { try $0.get() }
  }
}
