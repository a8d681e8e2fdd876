/// The columns of one table of Grafana's CSV; a file may have several, each with its own header.
struct GrafanaFrame {
  /// What a column holds.
  enum Column: Hashable {
    /// A label of the row's series, by its name.
    case label(String)
    /// The row's series in the words of a legend.
    case legend
    /// Readings of a series with these labels, besides those of the row.
    case readings([String: String])
  }

  /// Why a header cannot be read.
  enum Fault: Error {
    /// The column, from 0, does not say which container it is about.
    case unknownLegend(column: Int)
    /// The readings of several queries stand side by side in one row.
    case severalQueries(column: Int)
  }

  /// The columns after the time.
  private(set) var columns: [Column] = []

  /// Reads a header.
  ///
  /// A column `Value`, or `Value #A` with the letter of the query, makes a long table, in which all
  /// others are labels (Format: Table). Else each column is a series named by its legend.
  init(header: [String], legend: LegendPattern?) throws(Fault) {
    let isLong = header.dropFirst().contains(where: Self.isValue)
    var hasValue = false
    for (index, name) in header.enumerated().dropFirst() {
      if isLong {
        if Self.isValue(name) {
          // What each measures is not said anywhere.
          if hasValue { throw .severalQueries(column: index) }
          hasValue = true
          columns.append(.readings([:]))
        } else {
          columns.append(name == "Metric" ? .legend : .label(name))
        }
      } else if let labels = Self.labels(ofLegend: name, legend) {
        columns.append(.readings(labels))
      } else {
        throw .unknownLegend(column: index)
      }
    }
  }

  /// Whether a row is a header: its first cell is the name of the time column.
  static func isHeader(_ first: String) -> Bool { first.lowercased() == "time" }

  /// Whether a header cell names the readings of a query.
  static func isValue(_ name: String) -> Bool {
    name == "Value" || name.hasPrefix("Value #") && !name.contains("{")
  }

  /// The labels that a legend says; nil where it is free text without a pattern that fits.
  ///
  /// Without a legend of its own, Grafana writes `name{label="value", …}`, or the labels alone.
  static func labels(ofLegend text: String, _ pattern: LegendPattern?) -> [String: String]? {
    if let labels = pattern?.labels(of: text) { return labels }
    guard let open = text.firstIndex(of: "{"), text.last == "}" else { return nil }
    var labels: [String: String] = [:]
    let name = String(text[..<open]).trimmed
    if !name.isEmpty, !isValue(name) { labels["__name__"] = name }
    var rest = text[text.index(after: open)...].dropLast()
    while true {
      rest = rest.drop { $0 == " " || $0 == "," }
      guard !rest.isEmpty else { return labels }
      guard let equals = rest.firstIndex(of: "=") else { return nil }
      let label = String(rest[..<equals]).trimmed
      rest = rest[rest.index(after: equals)...]
      guard !label.isEmpty, let value = quoted(&rest) else { return nil }
      labels[label] = value
    }
  }

  /// Takes a text in quotes off the front, with the escapes of Go resolved.
  private static func quoted(_ rest: inout Substring) -> String? {
    guard rest.first == "\"" else { return nil }
    rest = rest.dropFirst()
    var value = ""
    while let character = rest.first {
      rest = rest.dropFirst()
      switch character {
      case "\"": return value
      case "\\":
        guard let escaped = rest.first else { return nil }
        rest = rest.dropFirst()
        value.append(escaped == "n" ? "\n" : escaped)
      default: value.append(character)
      }
    }
    return nil
  }
}
