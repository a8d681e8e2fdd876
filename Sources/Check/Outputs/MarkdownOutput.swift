internal import PodfitModel

/// A comment for a pull request.
public struct MarkdownOutput: CheckOutput {
  /// The format's name.
  public static let id = "markdown"
  /// What the format is.
  public static let summary = "a comment for a pull request"
  /// The most findings in the table: comments are read, and hosts limit them to 65,536 characters.
  static let mostRows = 50
  /// How long a comment may be with GitHub and others.
  static let mostCharacters = 60_000
  /// The first line, by which a job finds its own comment to replace it.
  static let mark = "<!-- podfit check -->"

  /// Makes the output.
  public init(toolVersion: String) {}

  /// The comment; the findings that matter most come first.
  public func render(_ result: CheckResult) -> String {
    let result = result.namedForHosts
    // Names come from outside and may be long: fewer of them then.
    for rows in [Self.mostRows, 10, 2] {
      let text = render(result, rows: rows)
      if text.utf16.count < Self.mostCharacters { return text }
    }
    return render(result, rows: 0)
  }

  private func render(_ result: CheckResult, rows: Int) -> String {
    var text = "\(Self.mark)\n### podfit check: \(result.verdict)\n\n"
    let ranked = result.ranked
    if !ranked.isEmpty {
      text += "| | where | finding | now | advised | saves |\n|---|---|---|---|---|---|\n"
      for (finding, _) in ranked.prefix(rows) { text += row(finding) }
      if ranked.count > rows {
        text += "\n\((ranked.count - rows).counted("more finding")) of less weight.\n"
      }
      text += "\n"
    }
    if !result.errors.isEmpty {
      text += "Not readable:\n\n"
      for error in result.errors.prefix(rows) {
        text += "- \(error.place.start.markdownCode): \(error.description.markdown)\n"
      }
      text += "\n"
    }
    text += details("Not compared, no recommendation", result.unmatched, rows) { each in
      "\(each.place.start.markdownCode) \(each.path.markdown)"
    }
    text += details("Skipped", result.skipped, rows) { each in
      "\(each.place.start.markdownCode) \(each.reason.description.markdown)"
    }
    text += details("Suppressed", result.suppressed, rows) { each in
      "\(each.finding.place.start.markdownCode) `\(each.finding.rule)`: \(each.reason.markdown)"
    }
    for warning in result.warnings { text += "> \(warning.markdown)\n\n" }
    return text + "\(result.summary.markdown)\n"
  }

  private func row(_ finding: Finding) -> String {
    let mark = ["error": "🛑 error", "warning": "⚠️ warning", "info": "ℹ️ info"]
    let cells = [
      mark[finding.severity.rawValue] ?? "", finding.hostPlace.start.markdownCode,
      "`\(finding.rule)` \(finding.message.markdown)", finding.current.map(\.markdownCode) ?? "—",
      finding.recommended.map(\.markdownCode) ?? "—", finding.savingText,
    ]
    return "| \(cells.joined(separator: " | ")) |\n"
  }

  private func details<Each>(
    _ title: String,
    _ list: [Each],
    _ rows: Int,
    _ line: (Each) -> String
  ) -> String {
    guard !list.isEmpty else { return "" }
    var text = "<details><summary>\(title): \(list.count)</summary>\n\n"
    for each in list.prefix(rows) { text += "- \(line(each))\n" }
    if list.count > rows { text += "- … and \(list.count - rows) more\n" }
    return text + "\n</details>\n\n"
  }
}

extension CheckResult {
  fileprivate var verdict: String {
    if errors.isEmpty, findings.isEmpty { return "nothing found" }
    return "\(count(of: .error).counted("error")), \(count(of: .warning).counted("warning")),"
      + " \(count(of: .info)) info"
  }
}

extension Finding {
  /// What setting the value as advised saves over all replicas, a dash for nothing.
  var savingText: String {
    var parts: [String] = []
    let (cpu, memory) = (savedCPU * replicas, savedMemory * replicas)
    if cpu > .zero { parts.append("\(cpu) CPU") }
    if memory > .zero { parts.append("\(memory)") }
    if let savedNodes, savedNodes >= 0.05 { parts.append("\(savedNodes.ratioText) nodes") }
    return parts.isEmpty ? "—" : parts.joined(separator: ", ")
  }
}

extension String {
  /// The text without a meaning to Markdown or HTML.
  fileprivate var markdown: String {
    var text = ""
    for scalar in printable.unicodeScalars {
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      // A name after @ would be told about it, a number after # be a link.
      case "@": text += "&#64;"
      case "#": text += "&#35;"
      case "\\", "`", "*", "_", "{", "}", "[", "]", "(", ")", "|", "~", "!":
        text += "\\"
        text.unicodeScalars.append(scalar)
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  /// The text as code; in a table a bar would end the cell even there.
  fileprivate var markdownCode: String {
    "<code>" + markdown + "</code>"
  }
}
