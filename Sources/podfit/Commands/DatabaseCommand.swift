import ArgumentParser
import PodfitKit

/// `podfit db`: the database itself.
struct DatabaseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "db",
    abstract: "Look into the database.",
    subcommands: [Info.self, Query.self, ShowSchema.self]
  )

  /// `podfit db info`: what it holds.
  struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "What the database holds.")

    @OptionGroup var database: DatabaseOptions

    func run() throws {
      let info = try database.podfit.databaseInfo()
      var table = TextTable([("WHAT", .left), ("VALUE", .left)])
      for line in info { table.append([line.name, line.value]) }
      try Terminal.print(table.text)
    }
  }

  /// `podfit db sql`: a question in SQL.
  struct Query: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "sql",
      abstract: "Answer a read-only SQL query, tab-separated.",
      discussion: "The tables and views are described in docs/schema.md; sqlite3 reads them too."
    )

    @Argument(help: "The query.")
    var query: String

    @OptionGroup var database: DatabaseOptions

    func run() throws {
      let rows = try database.podfit.query(query)
      for row in [rows.columns] + rows.rows {
        try Terminal.print(row.map(\.printable).joined(separator: "\t") + "\n")
      }
    }
  }

  /// `podfit db schema`: the SQL schema, or a JSON Schema by name.
  struct ShowSchema: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "schema",
      abstract: "Print the SQL schema, or the JSON Schema of an output by its name.",
      discussion: "Names: \(Resources.schemaNames.joined(separator: ", "))"
    )

    @Argument(help: "The name of a JSON Schema; without it the SQL schema is printed.")
    var name: String?

    func run() throws {
      guard let name else {
        try Terminal.print(Podfit.sqlSchema())
        return
      }
      guard let text = Resources.schema(name) else {
        let known = Resources.schemaNames.joined(separator: ", ")
        throw ValidationError("no schema \"\(name)\"; there are: \(known)")
      }
      try Terminal.print(text)
    }
  }
}
