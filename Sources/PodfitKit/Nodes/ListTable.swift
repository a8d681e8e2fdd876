import Foundation
import PodfitModel

/// A table in a CSV file: a header and rows of text, each with its line.
///
/// Usual input: some thousand rows of ten cells; the whole file is held. Form as in RFC 4180, the
/// delimiter is a comma, a semicolon or a tab, whichever the header has most of.
struct ListTable {
  /// A row and where it begins.
  struct Row {
    var line: Int
    var cells: [String]
  }

  let path: String
  let header: [String]
  let rows: [Row]
  /// Columns that something was asked of.
  private let asked = AskedColumns()

  /// The names of columns that nothing reads.
  var unread: [String] {
    header.indices.filter { !asked.columns.contains($0) && !header[$0].isEmpty }.map { header[$0] }
  }

  /// The largest file read.
  static let sizeLimit = 256 << 20

  init(path: String) throws(PodfitError) {
    self.path = path
    var records = try Self.records(try Self.text(of: path), path)
    guard !records.isEmpty else { throw Self.error(path, 1, .noHeader) }
    header = records.removeFirst().cells.map {
      $0.trimmingCharacters(in: .whitespaces).lowercased()
    }
    for row in records where row.cells.count != header.count {
      throw Self.error(path, row.line, .wrongWidth(row.cells.count, header.count))
    }
    rows = records
  }

  static func error(
    _ path: String,
    _ line: Int,
    _ code: NodeListError.Code,
    column: String = ""
  ) -> PodfitError {
    .nodeList(NodeListError(path: path, line: line, column: column, code: code))
  }

  /// The whole text of a file, without a byte order mark.
  static func text(of path: String) throws(PodfitError) -> String {
    let data: Data
    do {
      guard let file = FileHandle(forReadingAtPath: path) else {
        throw PodfitError.unreadable(path: path, reason: "no such file, or no permission")
      }
      data = try file.read(upToCount: sizeLimit + 1) ?? Data()
    } catch let error as PodfitError {
      throw error
    } catch {
      throw .unreadable(path: path, reason: "it is no file that can be read")
    }
    guard data.count <= sizeLimit else {
      throw Self.error(path, 0, .tooLarge(limit: sizeLimit))
    }
    guard var text = String(validating: data, as: UTF8.self) else {
      throw Self.error(path, 0, .notText)
    }
    if text.first == "\u{FEFF}" { text.removeFirst() }
    return text
  }

  /// Splits the text into rows of cells; blank lines and lines that begin with `#` are left out.
  private static func records(_ text: String, _ path: String) throws(PodfitError) -> [Row] {
    let bytes = Array(text.utf8)
    let end = bytes.firstIndex { $0 == 10 || $0 == 13 } ?? bytes.count
    let head = bytes[..<end]
    let delimiter =
      [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")].max { a, b in
        head.count { $0 == a } < head.count { $0 == b }
      } ?? UInt8(ascii: ",")
    var rows: [Row] = []
    var cells: [String] = []
    var cell: [UInt8] = []
    var line = 1
    var start = 1
    var isQuoted = false
    var wasQuoted = false
    func close() {
      if wasQuoted || !cells.isEmpty || !cell.isEmpty, !(cells.isEmpty && cell.first == 35) {
        cells.append(String(decoding: cell, as: UTF8.self))
        rows.append(Row(line: start, cells: cells))
      }
      cells = []
      cell = []
      wasQuoted = false
    }
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if isQuoted {
        if byte == 10 { line += 1 }
        guard byte == UInt8(ascii: "\"") else {
          cell.append(byte)
          continue
        }
        if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
          cell.append(byte)
          index += 1
        } else {
          isQuoted = false
        }
      } else if byte == UInt8(ascii: "\""), cell.isEmpty {
        isQuoted = true
        wasQuoted = true
      } else if byte == delimiter {
        cells.append(String(decoding: cell, as: UTF8.self))
        cell = []
      } else if byte == 10 || byte == 13 {
        if byte == 13, index < bytes.count, bytes[index] == 10 { index += 1 }
        close()
        line += 1
        start = line
      } else {
        cell.append(byte)
      }
    }
    guard !isQuoted else { throw error(path, start, .openQuote) }
    close()
    return rows
  }

  // MARK: Columns

  /// The column with one of these names, or nil; two of them are an error.
  func column(_ names: [String]) throws(PodfitError) -> Int? {
    let found = header.indices.filter { names.contains(header[$0]) }
    guard found.count < 2 else {
      throw Self.error(path, 1, .sameColumn(header[found[0]], header[found[1]]))
    }
    asked.columns.formUnion(found)
    return found.first
  }

  /// The column with one of these names, which must be there.
  func neededColumn(_ names: [String]) throws(PodfitError) -> Int {
    guard let column = try column(names) else { throw Self.error(path, 1, .noColumn(names)) }
    return column
  }

  /// The cell of a row without blanks around it; empty where the column is not there.
  func text(_ row: Row, _ column: Int?) -> String {
    column.map { row.cells[$0].trimmingCharacters(in: .whitespaces) } ?? ""
  }

  func error(_ row: Row, _ column: Int?, _ code: NodeListError.Code) -> PodfitError {
    Self.error(path, row.line, code, column: column.map { header[$0] } ?? "")
  }

  /// A whole number within a range; nil for an empty cell.
  func count(
    _ row: Row,
    _ column: Int?,
    in range: ClosedRange<Int>
  ) throws(PodfitError) -> Int? {
    let text = text(row, column)
    guard !text.isEmpty else { return nil }
    guard let number = Int(text) ?? Double(text).flatMap({ Int(exactly: $0) }) else {
      throw error(row, column, .badAmount(text, expected: "a whole number"))
    }
    guard range.contains(number) else {
      throw error(
        row,
        column,
        .outOfRange(text, allowed: "\(range.lowerBound) to \(range.upperBound)")
      )
    }
    return number
  }

  /// A price with what each node costs besides; nil for an empty cell.
  func price(_ row: Row, _ column: Int?, fee: Int? = nil) throws(PodfitError) -> Double? {
    guard let price = try money(row, column, from: 0.000_001) else { return nil }
    return price + (try money(row, fee, from: 0) ?? 0)
  }

  private func money(
    _ row: Row,
    _ column: Int?,
    from least: Double
  ) throws(PodfitError) -> Double? {
    let text = text(row, column)
    guard !text.isEmpty else { return nil }
    guard let number = Double(text), number.isFinite else {
      throw error(row, column, .badAmount(text, expected: "a price"))
    }
    guard number >= least, number <= 1_000_000 else {
      let first = least > 0 ? "0.000001" : "0"
      throw error(row, column, .outOfRange(text, allowed: "\(first) to 1000000"))
    }
    return number
  }

  /// An amount of CPU or memory; a plain number is in units of `plain` base units.
  func amount<Amount: ResourceAmount>(
    _ row: Row,
    _ column: Int?,
    _ type: Amount.Type,
    scaled unit: Int64
  ) throws(PodfitError) -> Amount? {
    let text = text(row, column)
    guard !text.isEmpty else { return nil }
    let amount: Amount
    if unit == 1 {
      do {
        amount = try Amount(quantity: text)
      } catch {
        throw self.error(row, column, .badAmount(text, expected: "an amount (\(error))"))
      }
    } else {
      guard let number = Double(text), number.isFinite else {
        throw error(row, column, .badAmount(text, expected: "a number"))
      }
      amount = Amount(baseUnits: Int64(saturating: (number * Double(unit)).rounded(.up)))
    }
    guard amount.baseUnits >= 0, amount.baseUnits <= Int64.max / 4 else {
      throw error(row, column, .outOfRange(text, allowed: "0 and more"))
    }
    return amount
  }
}

/// Which columns of a table were looked for and found.
private final class AskedColumns {
  var columns: Set<Int> = []
}
