internal import GRDB
internal import PodfitModel

/// Writes inventory facts so that neither their order nor repetition matters.
final class InventoryWriter {
  private let path: String
  private let text = FactText()
  private let statement: RawStatement

  /// Facts that were new or replaced an older one.
  private(set) var newFacts = 0

  init(db: Database, path: String) throws(StoreError) {
    self.path = path
    statement = try RawStatement(Self.upsert, on: db, path: path)
  }

  // SEARCH inventory USING PRIMARY KEY (kind=? AND key=?); texts compare by bytes
  static let upsert = """
    INSERT INTO inventory (kind, key, version, json) VALUES (?, ?, ?, ?)
    ON CONFLICT (kind, key) DO UPDATE SET version = excluded.version, json = excluded.json
    WHERE (excluded.version, excluded.json) > (version, json)
    """

  /// Keeps the fact unless the store has one with a higher version, or the same and a larger text.
  func upsert(_ fact: InventoryFact) throws(StoreError) {
    let key = fact.key
    guard !key.utf8.contains(0) else { throw StoreError(.textWithNUL(key), path: path) }
    let json: String
    do {
      json = try text.json(fact)
    } catch {
      let detail = "no JSON form: \(error)"
      throw StoreError(.badFact(kind: fact.kind, key: key, detail: detail), path: path)
    }
    statement.bind(fact.kind, at: 1)
    statement.bind(key, at: 2)
    statement.bind(fact.version, at: 3)
    statement.bind(json, at: 4)
    try statement.run()
    newFacts += statement.changes
  }
}
