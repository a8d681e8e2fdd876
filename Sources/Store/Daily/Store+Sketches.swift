internal import GRDB
public import PodfitModel

extension Store {
  /// Hands every stored daily sketch to `body`, by the order of their keys and then their shards.
  ///
  /// - Throws: `StoreError` when a row is corrupt, or what `body` throws
  public func forEachSketch(_ body: (DailySketch) throws -> Void) throws {
    do {
      try reading { db in
        let table = SketchTable(db: db, path: path)
        let rows = try Row.fetchCursor(db, sql: SketchTable.all)
        while let row = try rows.next() { try body(try table.sketch(row)) }
      }
    } catch let error as DatabaseError {
      throw StoreError(reported: error, path: path)
    }
  }
}
