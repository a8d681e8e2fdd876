import ArgumentParser
import PodfitKit

/// `podfit nodes scenario`: several what-ifs side by side.
struct NodesScenarioCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scenario",
    abstract: "What-ifs of a file side by side: nodes, proven minimum, gap.",
    discussion: """
      podfit nodes scenario what-if.yaml
      podfit nodes scenario what-if.yaml --pods pods.csv --node-types types.csv
      docs/formats/scenarios.md describes the file: growth, other node types, pools that go, caps, reserved
      shares, the loss of a zone or node, limits per node, new workloads.
      """
  )

  @Argument(help: "The file of scenarios.", completion: .file())
  var file: String

  @OptionGroup var options: RecommendOptions

  @Option(name: .long, help: "A CSV file of pods; no database is used.", completion: .file())
  var pods: String?

  @Option(name: .long, help: "A CSV file of node types, with --pods.", completion: .file())
  var nodeTypes: String?

  @Option(
    name: .long,
    help: "A CSV file of prices per node type (machine type or pool).",
    completion: .file()
  )
  var prices: String?

  @OptionGroup var search: SearchOptions

  @Option(name: .long, help: "table or json.")
  var format = "table"

  @OptionGroup var output: OutputOptions
  @OptionGroup var database: DatabaseOptions
  @OptionGroup var clock: ClockOptions

  func validate() throws {
    guard ["table", "json"].contains(format) else {
      throw ValidationError("--format: no format \"\(format)\"; there are: table, json")
    }
    guard (pods == nil) == (nodeTypes == nil) else {
      throw ValidationError("--pods and --node-types go together")
    }
  }

  func run() throws {
    let now = clock.now == nil ? nil : try clock.instant()
    let document = try search.watched { stop in
      if let pods, let nodeTypes {
        return try Podfit.nodeScenarios(
          file: file,
          NodeListRequest(pods: pods, nodeTypes: nodeTypes, prices: prices),
          search: search.search(stop)
        )
      }
      return try database.podfit.nodeScenarios(
        file: file,
        try options.request(now: now),
        prices: prices,
        search: search.search(stop)
      )
    }
    try output.deliver(
      format == "json" ? try document.json() : document.text,
      sparing: [file, database.path]
    )
    try search.finish()
  }
}
