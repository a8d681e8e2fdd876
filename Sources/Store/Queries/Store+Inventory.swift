internal import Foundation
internal import GRDB
public import PodfitModel

extension Store {
  /// All inventory facts, by kind and then key, both by their UTF-8 bytes.
  ///
  /// - Throws: `StoreError` when a fact cannot be decoded or SQLite reports trouble.
  public func facts() throws(StoreError) -> [InventoryFact] {
    try read { db in
      let decoder = JSONDecoder()
      var plain = PlainFacts()
      var facts: [InventoryFact] = []
      // SCAN inventory: in the order of its primary key
      let sql = "SELECT kind, key, json FROM inventory ORDER BY kind, key"
      let rows = try RawStatement(sql, on: db, path: path)
      while try rows.step() {
        if let fact = plain.fact(rows, kind: 0, key: 1, json: 2) {
          facts.append(fact)
          continue
        }
        do {
          facts.append(try decoder.decode(InventoryFact.self, from: Data(rows.text(2).utf8)))
        } catch {
          throw StoreError(
            .badFact(kind: rows.text(0), key: rows.text(1), detail: "not as podfit writes it"),
            path: self.path
          )
        }
      }
      return facts
    }
  }

  /// The ledger: all ingested files by time of ingest, then path.
  ///
  /// - Throws: `StoreError` when SQLite reports trouble.
  public func files() throws(StoreError) -> [FileRecord] {
    try read { db in try Ledger(db: db).records() }
  }
}
