internal import Dispatch
internal import Foundation
internal import GRDB

/// One value of a query's result.
public enum QueryValue: Hashable, Sendable {
  /// No value.
  case null
  /// A whole number.
  case integer(Int64)
  /// A floating point number.
  case real(Double)
  /// A text.
  case text(String)
  /// Bytes.
  case blob([UInt8])
}

extension QueryValue: CustomStringConvertible {
  /// The value as text: nothing for null, the shortest exact form of a number, bytes in
  /// hexadecimal.
  public var description: String {
    switch self {
    case .null: ""
    case .integer(let number): "\(number)"
    case .real(let number): "\(number)"
    case .text(let text): text
    case .blob(let bytes):
      bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
  }
}

/// The result of a query.
public struct QueryResult: Hashable, Sendable {
  /// The names of the columns.
  public var columns: [String]
  /// The rows, each with one value per column.
  public var rows: [[QueryValue]]

  /// Makes a result.
  public init(columns: [String], rows: [[QueryValue]]) {
    self.columns = columns
    self.rows = rows
  }
}

extension Store {
  /// Runs one reading statement of the user: `SELECT`, `WITH`, `VALUES` or `EXPLAIN`.
  ///
  /// The statement runs on a connection that cannot write, in any mode of the store.
  ///
  /// - Throws: `StoreError` when the statement is something else or wrong.
  public func query(_ sql: String) throws(StoreError) -> QueryResult {
    var result = QueryResult(columns: [], rows: [])
    do {
      try query(
        sql,
        columns: { result.columns = $0 },
        row: { row in
          result.rows.append(row)
          return true
        }
      )
    } catch {
      throw StoreError(reported: error, path: path)
    }
    return result
  }

  /// The same, row by row, for results that need not fit memory.
  ///
  /// - Parameters:
  ///   - sql: One reading statement.
  ///   - timeout: Seconds after which the query is given up; nil for none.
  ///   - columns: Called once with the names of the columns, before the first row.
  ///   - body: Called for every row; false ends the query.
  /// - Throws: `StoreError` as ``query(_:)``, or what a closure throws.
  public func query(
    _ sql: String,
    timeout: Double? = nil,
    columns: ([String]) throws -> Void,
    row body: ([QueryValue]) throws -> Bool
  ) throws {
    let word = ReadingStatement.firstWord(of: sql)
    guard ReadingStatement.words.contains(word) else {
      let detail = word.isEmpty ? "empty" : "begins with \(word)"
      throw StoreError(.notAQuery(detail: detail), path: path)
    }
    let deadline = timeout.map { seconds in
      let deadline = DispatchWorkItem { [queue] in queue.interrupt() }
      DispatchQueue.global().asyncAfter(deadline: .now() + seconds, execute: deadline)
      return deadline
    }
    defer { deadline?.cancel() }
    try reading { db in
      let statement = try prepared(sql, in: db)
      do {
        try columns(statement.columnNames)
        let rows = try Row.fetchCursor(statement)
        while let row = try rows.next() {
          let isWanted = try body((0..<row.count).map { QueryValue(row[$0] as DatabaseValue) })
          if !isWanted { break }
        }
      } catch let error as DatabaseError {
        if error.resultCode == .SQLITE_INTERRUPT, let timeout {
          throw StoreError(.queryTimeout(seconds: timeout), path: path)
        }
        throw StoreError(.badQuery(message: error.message ?? "\(error.resultCode)"), path: path)
      }
    }
  }

  private func prepared(_ sql: String, in db: Database) throws(StoreError) -> Statement {
    let statement: Statement
    do {
      statement = try db.makeStatement(sql: sql)
    } catch {
      if let error = error as? DatabaseError {
        let isMany = error.resultCode == .SQLITE_MISUSE
        throw StoreError(
          isMany
            ? .notAQuery(detail: "several statements")
            : .badQuery(message: error.message ?? "\(error.resultCode)"),
          path: path
        )
      }
      throw StoreError(reported: error, path: path)
    }
    guard statement.isReadonly else {
      throw StoreError(.notAQuery(detail: "it would write"), path: path)
    }
    return statement
  }
}

extension QueryValue {
  fileprivate init(_ value: DatabaseValue) {
    switch value.storage {
    case .null: self = .null
    case .int64(let number): self = .integer(number)
    case .double(let number): self = .real(number)
    case .string(let text): self = .text(text)
    case .blob(let bytes): self = .blob([UInt8](bytes))
    }
  }
}

/// What a statement begins with, since `ATTACH` and `VACUUM INTO` count as reading for SQLite.
enum ReadingStatement {
  static let words: Set<String> = ["SELECT", "WITH", "VALUES", "EXPLAIN"]

  /// The first word in capitals, behind blanks and comments; empty where there is none.
  static func firstWord(of sql: String) -> String {
    var rest = Substring(sql)
    while true {
      rest = rest.drop { $0.isWhitespace }
      if rest.hasPrefix("--") {
        rest = rest.drop { !$0.isNewline }
      } else if rest.hasPrefix("/*") {
        guard let end = rest.range(of: "*/") else { return "" }
        rest = rest[end.upperBound...]
      } else {
        return String(rest.prefix { $0.isASCII && ($0.isLetter || $0 == "_") }).uppercased()
      }
    }
  }
}
