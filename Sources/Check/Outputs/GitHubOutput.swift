internal import PodfitModel

/// Workflow commands of GitHub, which it shows as annotations.
///
/// It shows ten of a level and step, so the ten that matter most are written and the others counted.
///
/// - Source: docs.github.com, "Workflow commands"; github.com/actions/toolkit, packages/core/src/command.ts
public struct GitHubOutput: CheckOutput {
  /// The format's name.
  public static let id = "github"
  /// What the format is.
  public static let summary = "annotations in GitHub workflows, the ten of a level that save most"
  /// Its last line has their number only.
  public static let listsUnmatched = false
  /// How many annotations of a level GitHub shows of one step.
  static let mostOfLevel = 10

  /// Makes the output.
  public init(toolVersion: String) {}

  /// One command per line; a last line says what was left out and what was looked at.
  public func render(_ result: CheckResult) -> String {
    let result = result.namedForHosts
    var text = ""
    var counts: [String: Int] = [:]
    var left = 0
    func add(_ level: String, _ place: SourceRange, _ title: String, _ message: String) {
      counts[level, default: 0] += 1
      guard counts[level, default: 0] <= Self.mostOfLevel else {
        left += 1
        return
      }
      var properties = ["file=\(place.file.gitHubPath.gitHubProperty)", "line=\(place.line)"]
      properties += ["endLine=\(place.endLine)", "col=\(place.column)"]
      // Columns of a range over several lines are refused.
      if place.line == place.endLine { properties.append("endColumn=\(place.endColumn)") }
      properties.append("title=\(title.gitHubProperty)")
      text += "::\(level) \(properties.joined(separator: ","))::\(message.gitHubData)\n"
    }
    for error in result.errors {
      add("error", error.place, ConciseOutput.errorRule, error.description)
    }
    for (finding, _) in result.ranked {
      let advice = "\(finding.message)\n\(finding.remediation)\(finding.advice)"
      add(finding.severity.gitHubLevel, finding.hostPlace, finding.rule, advice)
    }
    if left > 0 {
      text += "::notice title=podfit check::\(left) more in the log and other outputs\n"
    }
    return text + "\(result.summary)\n"
  }
}

extension Severity {
  fileprivate var gitHubLevel: String { self == .info ? "notice" : rawValue }
}

extension String {
  /// A path as GitHub wants it: relative to the repository.
  var gitHubPath: String {
    var path = Substring(self)
    while path.hasPrefix("./") { path = path.dropFirst(2) }
    return String(path)
  }

  /// The text after `::`.
  fileprivate var gitHubData: String {
    split(separator: "\n", omittingEmptySubsequences: false).map { line in
      String(line).printable.replacing("%", with: "%25").replacing("\r", with: "%0D")
    }.joined(separator: "%0A")
  }

  /// The value of a property.
  fileprivate var gitHubProperty: String {
    gitHubData.replacing(":", with: "%3A").replacing(",", with: "%2C")
  }
}
