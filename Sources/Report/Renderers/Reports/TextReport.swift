import PodfitModel

/// The report as plain text, for terminals and mail.
public struct TextReport: ReportRenderer {
  /// The format's name.
  public static let id = "text"
  /// What the format is.
  public static let summary = "plain text, for terminals and mail"

  /// Makes the renderer.
  public init() {}

  /// The report, the answer first.
  public func render(_ report: ReportModel) -> String {
    let sections = ReportSections(report: report)
    var text = Self.headline(report)
    for section in sections.all {
      text += "\n\(section.title.uppercased())\n"
      text += section.lead.split(separator: "\n").map { String($0).printable + "\n" }.joined()
      if let table = section.table { text += table.text }
    }
    text += "\nMETHOD AND DATA\n"
    return text + sections.method.map { $0.printable + "\n" }.joined()
  }

  /// The four lines that answer the question.
  public static func headline(_ report: ReportModel) -> String {
    """
    answer: \(report.answer)
    why:    \(report.why)
    do:     \(report.todo)
    trust:  \(report.trust)

    """
  }
}
