internal import PodfitModel

/// Checkstyle's XML, which many tools read.
///
/// - Source: checkstyle.org, XMLLogger
public struct CheckstyleOutput: CheckOutput {
  /// The format's name.
  public static let id = "checkstyle"
  /// What the format is.
  public static let summary = "Checkstyle XML, for Jenkins and review tools"
  /// It has findings only.
  public static let listsUnmatched = false

  /// Makes the output.
  public init(toolVersion: String) {}

  /// The report as text; a file without findings is not in it.
  public func render(_ result: CheckResult) -> String {
    let result = result.namedForHosts
    var files: [String: [(place: SourceRange, line: String)]] = [:]
    func add(_ place: SourceRange, _ severity: String, _ message: String, _ rule: String) {
      let line =
        "    <error line=\"\(place.line)\" column=\"\(place.column)\" severity=\"\(severity)\""
        + " message=\"\(message.xml)\" source=\"podfit.\(rule.xml)\"/>\n"
      files[place.file, default: []].append((place, line))
    }
    for error in result.errors {
      add(error.place, "error", error.description, ConciseOutput.errorRule)
    }
    for finding in result.findings {
      add(finding.hostPlace, finding.severity.rawValue, finding.message, finding.rule)
    }
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n"
    for (file, lines) in files.sorted(by: { $0.key < $1.key }) {
      text += "  <file name=\"\(file.xml)\">\n"
      for each in lines.sorted(by: { $0.place.isBefore($1.place) }) { text += each.line }
      text += "  </file>\n"
    }
    return text + "</checkstyle>\n"
  }
}
