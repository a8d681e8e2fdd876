import PodfitModel
import PodfitReport
import PodfitStore

/// How the rows of a query are written.
public enum QueryFormat: String, Hashable, Sendable, CaseIterable {
  /// A header and rows, separated by tabs; control characters are spelled out.
  case tsv
  /// An array of objects, one a line; bytes are in hexadecimal.
  case json
  /// A header and rows as in RFC 4180.
  case csv

  /// What stands before the rows.
  func head(_ columns: [String]) -> String {
    switch self {
    case .tsv: columns.map(\.printable).joined(separator: "\t") + "\n"
    case .csv: columns.map(\.csvCell).joined(separator: ",") + "\r\n"
    case .json: "["
    }
  }

  /// One row.
  func row(_ values: [QueryValue], columns: [String], isFirst: Bool) -> String {
    switch self {
    case .tsv: return values.map(\.description.printable).joined(separator: "\t") + "\n"
    case .csv:
      return values.map { value in
        if case .text(let text) = value { text.csvCell } else { value.description }
      }.joined(separator: ",") + "\r\n"
    case .json:
      let members = zip(columns, values).map { "\($0.jsonLiteral):\(Self.literal($1))" }
      return (isFirst ? "\n  {" : ",\n  {") + members.joined(separator: ",") + "}"
    }
  }

  /// What stands behind the rows.
  func tail(isEmpty: Bool) -> String {
    self == .json ? (isEmpty ? "]\n" : "\n]\n") : ""
  }

  private static func literal(_ value: QueryValue) -> String {
    switch value {
    case .null: "null"
    case .integer(let number): "\(number)"
    // JSON has no infinity; SQLite has no NaN.
    case .real(let number): number.isFinite ? "\(number)" : "null"
    case .text(let text): text.jsonLiteral
    case .blob: value.description.jsonLiteral
    }
  }
}
