import Foundation
import TestSupport

/// A row of a table in a page of `docs/formulas`, by column name.
struct WorkedRow: Sendable, CustomStringConvertible {
  var page: String
  var cells: [String: String]
  var description: String {
    cells.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
  }

  /// The text of a cell; a missing column is an empty text that no test expects.
  subscript(_ column: String) -> String { cells[column] ?? "" }

  /// The number of a cell, nil for `none`.
  func number(_ column: String) -> Double? { Double(self[column]) }

  /// The comma-separated numbers of a cell.
  func numbers(_ column: String) -> [Double] {
    self[column].split(separator: ",").compactMap {
      Double($0.trimmingCharacters(in: .whitespaces))
    }
  }

  /// The rows of a table below a heading, the first one unless told otherwise.
  static func rows(of page: String, below heading: String, table index: Int = 0) -> [WorkedRow] {
    let url = SharedData.packageRoot.appending(path: "docs/formulas/\(page).md")
    guard let text = try? String(contentsOf: url, encoding: .utf8) else { return [] }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(where: { $0 == "## \(heading)" }) else { return [] }
    var rest = lines[(start + 1)...].drop { !$0.hasPrefix("|") }
    for _ in 0..<index {
      rest = rest.drop { $0.hasPrefix("|") }.drop { !$0.hasPrefix("|") }
    }
    let table = rest.prefix { $0.hasPrefix("|") }
    func cells(_ line: Substring) -> [String] {
      line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
        .map { $0.trimmingCharacters(in: .whitespaces) }
    }
    guard let header = table.first.map(cells) else { return [] }
    return table.dropFirst(2).map { line in
      WorkedRow(
        page: page,
        cells: Dictionary(zip(header, cells(line))) { first, _ in first }
      )
    }
  }
}
