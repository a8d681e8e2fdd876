internal import Foundation
internal import GRDB

/// Columns read without trust: a value of another type is empty or nil, never the end of the
/// process.
extension Row {
  /// The text of a column, empty where it holds something else.
  func text(_ index: Int) -> String {
    String.fromDatabaseValue(self[index] as DatabaseValue) ?? ""
  }

  /// The integer of a column, nil where it holds something else or nothing.
  func integer(_ index: Int) -> Int64? {
    Int64.fromDatabaseValue(self[index] as DatabaseValue)
  }

  /// The bytes of a column, nil where it holds something else or nothing.
  func bytes(_ index: Int) -> [UInt8]? {
    Data.fromDatabaseValue(self[index] as DatabaseValue).map { [UInt8]($0) }
  }
}
