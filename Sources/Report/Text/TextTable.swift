import PodfitModel

/// A table of aligned columns for a terminal or a log.
public struct TextTable: Sendable {
  /// How a column is aligned.
  public enum Alignment: Sendable {
    /// Text.
    case left
    /// Numbers.
    case right
  }

  private var header: [String]
  private var alignments: [Alignment]
  private var rows: [[String]] = []

  /// Makes a table with the given columns.
  public init(_ columns: [(title: String, alignment: Alignment)]) {
    header = columns.map(\.title)
    alignments = columns.map(\.alignment)
  }

  /// Appends a row; cells are made printable, missing ones are empty.
  public mutating func append(_ row: [String]) {
    rows.append(header.indices.map { $0 < row.count ? row[$0].printable : "" })
  }

  /// The rows below a header, each line ended by a line feed, two spaces between columns.
  public var text: String {
    var widths = header.map(\.count)
    for row in rows {
      for (column, cell) in row.enumerated() { widths[column] = max(widths[column], cell.count) }
    }
    return ([header] + rows).map { line($0, widths) }.joined()
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    var text = ""
    for (column, cell) in cells.enumerated() {
      let padding = String(repeating: " ", count: widths[column] - cell.count)
      switch alignments[column] {
      case .left: text += column == cells.count - 1 ? cell : cell + padding
      case .right: text += padding + cell
      }
      if column < cells.count - 1 { text += "  " }
    }
    while text.last == " " { text.removeLast() }
    return text + "\n"
  }

  /// The same table in Markdown.
  public var markdown: String {
    func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    let rule = alignments.map { $0 == .right ? "---:" : "---" }
    return row(header) + row(rule) + rows.map { row($0.map(\.markdownCell)) }.joined()
  }

  /// The same table for a page; the first column names the row.
  var html: String {
    func cell(_ text: String, _ column: Int, _ tag: String, _ more: String = "") -> String {
      let style = alignments[column] == .right ? " class=\"n\"" : ""
      return "<\(tag)\(style)\(more)>\(text.isEmpty ? "" : text.htmlName)</\(tag)>"
    }
    var html = "<table><thead><tr>"
    for (column, title) in header.enumerated() {
      html += cell(title, column, "th", " scope=\"col\"")
    }
    html += "</tr></thead><tbody>"
    for row in rows {
      html += "<tr>"
      for (column, text) in row.enumerated() {
        html +=
          column == 0 ? cell(text, column, "th", " scope=\"row\"") : cell(text, column, "td")
      }
      html += "</tr>"
    }
    return html + "</tbody></table>"
  }
}
