internal import PodfitModel

/// Reviewdog's diagnostics, with suggestions that it offers as changes.
///
/// - Source: github.com/reviewdog/reviewdog, proto/rdf/reviewdog.proto; its comment writers, which make a
///   suggestion of its own of each
public struct RDJSONOutput: CheckOutput {
  /// The format's name.
  public static let id = "rdjson"
  /// What the format is.
  public static let summary = "Reviewdog diagnostics with suggestions (JSON)"
  /// It has findings only.
  public static let listsUnmatched = false

  /// Makes the output.
  public init(toolVersion: String) {}

  private struct Position: Encodable {
    var line: Int
    var column: Int
  }
  private struct Range: Encodable {
    var start: Position
    var end: Position

    init(_ place: SourceRange) {
      start = Position(line: place.line, column: place.column)
      end = Position(line: place.endLine, column: place.endColumn)
    }
  }
  private struct Location: Encodable {
    var path: String
    var range: Range
  }
  private struct Suggestion: Encodable {
    var range: Range
    var text: String
  }
  private struct Code: Encodable { var value: String }
  private struct Diagnostic: Encodable {
    var message: String
    var location: Location
    var severity: String
    var code: Code
    var suggestions: [Suggestion]?

    init(_ place: SourceRange, _ severity: String, _ rule: String, _ message: String) {
      self.message = message.printable
      location = Location(path: place.file.gitHubPath, range: Range(place))
      self.severity = severity
      code = Code(value: rule)
    }
  }
  private struct Source: Encodable {
    var name = "podfit"
  }
  private struct Report: Encodable {
    var source = Source()
    var severity = "WARNING"
    var diagnostics: [Diagnostic]
  }

  /// The report; columns count UTF-8 bytes, as Reviewdog wants them, where the line is known.
  public func render(_ result: CheckResult) throws -> String {
    let result = result.namedForHosts
    var diagnostics = result.errors.map {
      Diagnostic(
        $0.place.inBytes(of: $0.sourceLine),
        "ERROR",
        ConciseOutput.errorRule,
        $0.description
      )
    }
    for finding in result.findings {
      let place =
        finding.template == nil ? finding.place.inBytes(of: finding.sourceLine) : finding.hostPlace
      var diagnostic = Diagnostic(
        place,
        finding.severity.rawValue.uppercased(),
        finding.rule,
        finding.message
      )
      // Each suggestion is offered for itself: one that needs another beside it is none.
      if finding.edits.count == 1, finding.companions.isEmpty {
        diagnostic.suggestions = finding.edits.map { edit in
          let isSameLine = edit.place.line == finding.place.line
          return Suggestion(
            range: Range(isSameLine ? edit.place.inBytes(of: finding.sourceLine) : edit.place),
            text: edit.replacement
          )
        }
      }
      diagnostics.append(diagnostic)
    }
    return try Report(diagnostics: diagnostics).jsonText()
  }
}

extension SourceRange {
  /// The place with columns in bytes of UTF-8, by the text of its first line.
  fileprivate func inBytes(of sourceLine: String) -> SourceRange {
    guard !sourceLine.utf8.isEmpty else { return self }
    let scalars = sourceLine.unicodeScalars
    func bytes(_ column: Int) -> Int {
      scalars.prefix(column - 1).reduce(1) { $0 + UTF8.width($1) }
    }
    var place = self
    place.column = bytes(column)
    if endLine == line { place.endColumn = bytes(endColumn) }
    return place
  }
}
