internal import PodfitModel

/// Findings for people: place, what is wrong, the line with a caret, what to do; a summary at the end.
public struct TextOutput: CheckOutput {
  /// The format's name.
  public static let id = "text"
  /// What the format is.
  public static let summary = "findings with source lines and hints, for people"

  /// Makes the output.
  public init(toolVersion: String) {}

  /// The result as text; never empty, because the summary says what was looked at.
  public func render(_ result: CheckResult) -> String {
    var text = ""
    for error in result.errors {
      text += "\(error.place.start): error: \(error.description.printable)\n"
      text += excerpt(of: error.sourceLine, at: error.place)
      if let hint = error.hint { text += "  hint: \(hint)\n" }
    }
    for part in sideBySide(result.findings, Self.text) { text += part }
    for unmatched in result.unmatched {
      text += "\(unmatched.place.start): not compared: \(unmatched.path.printable): "
      text += "\(unmatched.reason.description.printable)\n"
    }
    for skipped in result.skipped {
      text += "\(skipped.place.start): skipped: \(skipped.reason.description.printable)\n"
    }
    for entry in result.staleBaseline {
      text +=
        "\(entry.file.printable): in the baseline but not found any more: \(entry.rule.printable) "
      text += "(\(entry.workload.printable)/\(entry.container.printable))\n"
    }
    text += result.summary + "\n"
    let fixable = result.fixable
    return text + (fixable > 0 ? "\(fixable) fixable: --diff shows it, --fix does it\n" : "")
  }

  @Sendable private static func text(_ finding: Finding) -> String {
    var text = "\(finding.place.start): \(finding.severity.rawValue) \(finding.rule): "
    text += "\(finding.message.printable)\n"
    text += excerpt(of: finding.sourceLine, at: finding.place)
    text += "  hint: \(finding.remediation.printable)\(finding.advice)\n"
    if let refusal = finding.refusal {
      text += "  not fixable: \(refusal.words.printable)\n"
    }
    return text
  }
}

extension CheckResult {
  /// What was looked at and what came of it, in one line.
  public var summary: String {
    var text =
      "\(count(of: .error).counted("error")), \(count(of: .warning).counted("warning")), "
      + "\(count(of: .info)) info in \(checkedContainers.counted("container")) of "
      + "\(workloads.counted("workload")) (\(files.counted("file")))"
    let notes = [
      (unmatched.count, "without recommendation"), (withheldContainers, "with advice withheld"),
      (skipped.count, "skipped"), (suppressed.count, "suppressed"),
      (baselined, "in the baseline"), (unchanged, "on unchanged lines"),
      (errors.count, "not readable"),
    ]
    for (number, what) in notes where number > 0 { text += "; \(number) \(what)" }
    return text
  }
}

extension SourceRange {
  /// `file:line:column`, safe to print.
  var start: String { "\(file.printable):\(line):\(column)" }
}

extension Finding {
  /// The value to write, for the end of a hint; empty where there is none.
  var advice: String { recommended.map { ": \($0)" } ?? "" }
}

extension UnmatchedContainer {
  /// The container as `namespace/kind/name/container`.
  var path: String { "\(id.workload.shortPath)/\(id.container)" }
}
