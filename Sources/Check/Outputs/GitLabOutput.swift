internal import PodfitModel

/// GitLab's code quality report, which is Code Climate's with less.
///
/// - Source: docs.gitlab.com, "Code Quality", report format
public struct GitLabOutput: CheckOutput {
  /// The format's name.
  public static let id = "gitlab"
  /// What the format is.
  public static let summary = "GitLab code quality report (JSON)"
  /// It has findings only.
  public static let listsUnmatched = false

  /// Makes the output.
  public init(toolVersion: String) {}

  private struct Entry: Encodable {
    struct Position: Encodable {
      var line: Int
      var column: Int
    }
    struct Positions: Encodable {
      var begin: Position
      var end: Position
    }
    struct Lines: Encodable { var begin: Int }
    struct Location: Encodable {
      var path: String
      var lines: Lines
      var positions: Positions
    }
    var description: String
    var check_name: String
    var fingerprint: String
    var severity: String
    var location: Location

    init(_ place: SourceRange, _ rule: String, _ severity: String, _ text: String, key: String) {
      description = text.printable
      check_name = rule
      self.severity = severity
      // Findings with one fingerprint are shown as one; 128 bits keep those of a repository apart.
      let path = place.file.gitHubPath
      fingerprint = fnv1a("\(path)\n\(key)") + fnv1a("\(key)\n\(path)\n")
      location = Location(
        path: path,
        lines: Lines(begin: place.line),
        positions: Positions(
          begin: Position(line: place.line, column: place.column),
          end: Position(line: place.endLine, column: place.endColumn)
        )
      )
    }
  }

  /// The report; an empty list where there is nothing.
  public func render(_ result: CheckResult) throws -> String {
    let result = result.namedForHosts
    var entries = result.errors.enumerated().map { number, error in
      Entry(
        error.place,
        ConciseOutput.errorRule,
        "blocker",
        error.description,
        key: "\(ConciseOutput.errorRule) \(number)"
      )
    }
    for (finding, fingerprint) in zip(result.findings, result.fingerprints) {
      entries.append(
        Entry(
          finding.hostPlace,
          finding.rule,
          finding.severity.gitLabSeverity,
          finding.message,
          key: fingerprint
        )
      )
    }
    return try entries.jsonText()
  }
}

extension Severity {
  fileprivate var gitLabSeverity: String {
    switch self {
    case .info: "info"
    case .warning: "minor"
    case .error: "major"
    }
  }
}
