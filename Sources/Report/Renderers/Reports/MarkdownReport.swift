/// The report as Markdown, for wikis and pull requests.
public struct MarkdownReport: ReportRenderer {
  /// The format's name.
  public static let id = "markdown"
  /// What the format is.
  public static let summary = "Markdown, for wikis and pull requests"

  /// Makes the renderer.
  public init() {}

  /// The report, the answer first.
  public func render(_ report: ReportModel) -> String {
    let sections = ReportSections(report: report)
    var text = "# podfit report\n\n"
    text += "**\(report.answer)**\n\n"
    text += "- why: \(report.why)\n- do: \(report.todo)\n- trust: \(report.trust)\n"
    for section in sections.all {
      text += "\n## \(section.title)\n\n"
      text += section.lead.split(separator: "\n").map { escape(String($0)) + "\n" }
        .joined(separator: "\n")
      if let table = section.table { text += "\n" + table.markdown }
    }
    text += "\n## Method and data\n\n"
    text += sections.method.map { "- \(escape($0))\n" }.joined()
    return text
  }

  private func escape(_ text: String) -> String { text.markdownCell }
}
