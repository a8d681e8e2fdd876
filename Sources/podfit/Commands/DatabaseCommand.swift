import ArgumentParser
import PodfitKit

/// `podfit db`: the database itself.
struct DatabaseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "db",
    abstract: "Look into the database and keep it in order.",
    subcommands: [
      Info.self, Verify.self, Prune.self, Rollup.self, Query.self, ShowSchema.self,
    ]
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
      abstract: "Answer a read-only SQL query.",
      discussion: """
        The tables and views are described in docs/schema.md; sqlite3 reads them too. Only here there is \
        the function samples(series), which unpacks one series fast:

          SELECT s.metric, x.at, x.value FROM series s, samples(s.id) x LIMIT 10
        """
    )

    @Argument(help: "The query: one SELECT, WITH, VALUES or EXPLAIN.")
    var query: String

    @Option(
      name: .long,
      help: "The output: \(QueryFormat.allCases.map(\.rawValue).joined(separator: ", "))."
    )
    var format = "tsv"

    @Option(name: .long, help: "Rows at most; 0 for all.")
    var limit = 0

    @Option(name: .long, help: "Seconds after which the query is given up; 0 for never.")
    var timeout = 0.0

    @OptionGroup var database: DatabaseOptions

    func validate() throws {
      guard limit >= 0 else { throw ValidationError("--limit: must not be below zero") }
      guard timeout >= 0, timeout <= 1e6 else {
        throw ValidationError("--timeout: must be from 0 to 1000000")
      }
    }

    func run() throws {
      let format = try FormatOption.find(self.format, in: QueryFormat.allCases, by: \.rawValue)
      var text = ""
      let isCut = try database.podfit.query(
        query,
        as: format,
        limit: limit > 0 ? limit : nil,
        timeout: timeout > 0 ? timeout : nil
      ) { piece in
        text += piece
        if text.utf8.count >= 1 << 16 {
          try Terminal.write(text)
          text = ""
        }
      }
      try Terminal.write(text)
      if isCut { database.remark("note: there are more than \(limit) rows") }
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
