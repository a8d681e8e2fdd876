internal import GRDB

extension StoreError {
  /// Translates what SQLite reported; errors that are none of SQLite's are named by their text.
  init(reported error: any Error, path: String) {
    if let error = error as? StoreError {
      self = error
      return
    }
    guard let error = error as? DatabaseError else {
      self.init(.sqlite(code: 1, message: String(describing: error)), path: path)
      return
    }
    let code: Code
    switch error.resultCode {
    case .SQLITE_NOTADB: code = .notADatabase
    case .SQLITE_CANTOPEN, .SQLITE_PERM: code = .cannotOpen
    case .SQLITE_READONLY: code = .readOnly
    case .SQLITE_BUSY, .SQLITE_LOCKED: code = .locked
    case .SQLITE_FULL: code = .diskFull
    default:
      code = .sqlite(code: error.extendedResultCode.rawValue, message: error.message ?? "")
    }
    self.init(code, path: path)
  }
}
