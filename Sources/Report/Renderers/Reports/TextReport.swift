import PodfitModel

/// The report as plain text, for terminals and mail.
public struct TextReport: ReportRenderer {
  /// The format's name.
  public static let id = "text"
  /// What the format is.
  public static let summary = "plain text, for terminals and mail"

  private let width: Int?
  private let isColored: Bool

  /// Makes the renderer, for lines as long as they come and without colour.
  public init() { self.init(width: nil, isColored: false) }

  /// Makes the renderer for a terminal.
  ///
  /// - Parameters:
  ///   - width: Its columns: sentences are broken, lines of tables cut; nil for lines as long as they come.
  ///   - isColored: Whether titles are bold and harm is red; the words are the same.
  public init(width: Int?, isColored: Bool) {
    self.width = width.map { max($0, 20) }
    self.isColored = isColored
  }

  /// The report, the answer first.
  public func render(_ report: ReportModel) -> String {
    let sections = ReportSections(report: report)
    var text = sentences(Self.headline(report), indent: 8)
    for section in sections.all {
      text += "\n" + title(section.title)
      text += sentences(section.lead, indent: 2)
      if let table = section.table { text += fitted(table.text) }
    }
    text += "\n" + title("Method and data")
    return text + sections.method.map { sentences($0, indent: 2) }.joined()
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

  private func title(_ text: String) -> String {
    let title = text.uppercased().printable
    return (isColored ? "\u{1B}[1m\(title)\u{1B}[0m" : title) + "\n"
  }

  /// The lines of a text, broken between words where they are too long.
  private func sentences(_ text: String, indent: Int) -> String {
    text.split(separator: "\n").map { line in
      let line = String(line).printable
      let broken = width.map { Self.broken(line, to: $0, indent: indent) } ?? line
      let isHarm = isColored && line.hasPrefix("Harm:")
      return (isHarm ? "\u{1B}[31m\(broken)\u{1B}[0m" : broken) + "\n"
    }.joined()
  }

  /// Words longer than the line stay whole.
  private static func broken(_ line: String, to width: Int, indent: Int) -> String {
    guard line.count > width else { return line }
    var lines: [String] = []
    var current = ""
    for word in line.split(separator: " ", omittingEmptySubsequences: false) {
      if !current.isEmpty, current.count + 1 + word.count > width,
        current.contains(where: { $0 != " " })
      {
        lines.append(current)
        current = String(repeating: " ", count: indent) + word
      } else {
        current += (current.isEmpty ? "" : " ") + word
      }
    }
    lines.append(current)
    return lines.joined(separator: "\n")
  }

  private func fitted(_ table: String) -> String {
    guard let width else { return table }
    return table.split(separator: "\n").map { line in
      (line.count > width ? line.prefix(width - 1) + "\u{2026}" : line) + "\n"
    }.joined()
  }
}
