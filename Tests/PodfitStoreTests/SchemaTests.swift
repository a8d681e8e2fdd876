import Foundation
import TestSupport
import Testing

@testable import PodfitStore

@Suite("The schema")
struct SchemaTests {
  @Test("docs/schema.md is what the schema says")
  func page() throws {
    let file = SharedData.packageRoot.appending(path: "docs/schema.md")
    let expected = try Schema.markdown()
    if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] != nil {
      try Data(expected.utf8).write(to: file)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == expected)
  }

  @Test("every table, index and view is explained, and nothing else is")
  func notes() throws {
    #expect(try Set(Schema.names()) == Set(SchemaNotes.notes.keys))
  }

  @Test("migrations are numbered without a gap")
  func numbers() {
    #expect(Migration.all.map(\.number) == Array(1...Schema.version))
  }

  @Test("a new file has the schema that is printed")
  func printed() throws {
    let folder = try TemporaryFolder()
    let store = try Store.open(path: folder.path("podfit.db"))
    #expect(try store.schemaSQL() == Schema.sql())
  }

  @Test("every table is STRICT")
  func strict() throws {
    let folder = try TemporaryFolder()
    let store = try Store.open(path: folder.path("podfit.db"))
    let rows = try store.query(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
        + "AND NOT strict AND name NOT LIKE 'sqlite_%'"
    )
    #expect(rows.rows.isEmpty)
  }
}
