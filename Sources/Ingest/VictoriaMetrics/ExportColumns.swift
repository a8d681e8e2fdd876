import PodfitModel

/// What the columns of a CSV export hold: the list that followed `format=` in the request.
struct ExportColumns {
  /// The place of the values.
  let value: Int
  /// The place of the times.
  let time: Int
  /// The labels, `__name__` among them, and their places.
  let labels: [(name: String, column: Int)]
  /// How many there are.
  let count: Int

  private static let valueName = "__value__"
  private static let timeName = "__timestamp__"

  /// Why columns cannot be read.
  enum Fault: Error, Equatable {
    /// There is no column of values or of times.
    case missing(String)
    /// Two columns have one name.
    case twice(String)
    /// The times are in a form that only their server knows.
    case unknownTime(String)
  }

  /// Reads the names.
  init(_ names: [String]) throws(Fault) {
    var value: Int?
    var time: Int?
    var labels: [(name: String, column: Int)] = []
    for (column, text) in names.enumerated() {
      let name = text.trimmed
      if name == Self.valueName {
        guard value == nil else { throw .twice(name) }
        value = column
      } else if Self.isTime(name) {
        guard time == nil else { throw .twice(name) }
        guard !name.hasPrefix(Self.timeName + ":custom") else { throw .unknownTime(name) }
        time = column
      } else {
        guard !labels.contains(where: { $0.name == name }) else { throw .twice(name) }
        labels.append((name, column))
      }
    }
    guard let value else { throw .missing(Self.valueName) }
    guard let time else { throw .missing(Self.timeName) }
    self.value = value
    self.time = time
    self.labels = labels
    count = names.count
  }

  /// Whether a row is the header that version 1.140 and later write.
  static func isHeader(_ cells: [String]) -> Bool {
    cells.contains { $0.trimmed == valueName || isTime($0.trimmed) }
  }

  private static func isTime(_ name: String) -> Bool {
    name == timeName || name.hasPrefix(timeName + ":")
  }

  /// What the cells of a first row without a header show, as names for `--columns` with `LABEL`
  /// where only the user knows the label; nil for a row that is not one of samples.
  ///
  /// A label's name cannot be told from its values: `shop,web,main` may be any three.
  static func shape(of cells: [String]) -> [String]? {
    let numbers = cells.indices.filter { isNumber(cells[$0]) }
    let written = cells.indices.filter {
      cells[$0].count >= 20 && Instant(rfc3339: cells[$0]) != nil
    }
    // Milliseconds and nanoseconds of this age have 13 and 19 digits, seconds 10 as has memory.
    let counted = [13, 19, 10].lazy.compactMap { digits in
      numbers.last { cells[$0].utf8.count == digits && cells[$0].utf8.allSatisfy(\.isDigit) }
    }
    guard written.count <= 1, let time = written.first ?? counted.first else { return nil }
    // Labels may be numbers too; the last one before or after the time is the value.
    guard let value = numbers.last(where: { $0 != time }), cells.count >= 3 else { return nil }
    guard cells.indices.contains(where: { $0 != time && $0 != value && !isNumber(cells[$0]) })
    else { return nil }
    var hasName = false
    return cells.indices.map { index in
      if index == time { return timeName }
      if index == value { return valueName }
      guard !hasName, MetricMeaning(name: cells[index]) != .unused else { return "LABEL" }
      hasName = true
      return "__name__"
    }
  }

  private static func isNumber(_ cell: String) -> Bool {
    guard !cell.isEmpty, cell.utf8.count <= 40 else { return false }
    return DecimalScanner.scan(Array(cell.utf8).span, decimals: 0) != .malformed
  }
}
