internal import Foundation
internal import GRDB
internal import PodfitModel

/// Writes inventory facts so that neither their order nor repetition matters.
final class InventoryWriter {
  private let db: Database
  private let path: String
  private let encoder: JSONEncoder

  /// Facts that were new or replaced an older one.
  private(set) var newFacts = 0

  init(db: Database, path: String) {
    self.db = db
    self.path = path
    encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
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
      json = String(decoding: try encoder.encode(fact), as: UTF8.self)
    } catch {
      let detail = "no JSON form: \(error)"
      throw StoreError(.badFact(kind: fact.kind, key: key, detail: detail), path: path)
    }
    do {
      let statement = try db.cachedStatement(sql: Self.upsert)
      try statement.execute(arguments: [fact.kind, key, fact.version, json])
      newFacts += db.changesCount
    } catch {
      throw StoreError(reported: error, path: path)
    }
  }
}
