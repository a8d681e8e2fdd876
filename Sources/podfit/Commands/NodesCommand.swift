import ArgumentParser
import PodfitKit

/// `podfit nodes`: how many now, how many needed, how few could ever do.
struct NodesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nodes",
    abstract: "Nodes now, nodes needed, and the proven minimum."
  )

  @OptionGroup var options: RecommendOptions

  @Option(name: .long, help: "table or json.")
  var format = "table"

  @OptionGroup var output: OutputOptions
  @OptionGroup var database: DatabaseOptions
  @OptionGroup var clock: ClockOptions

  func run() throws {
    let renderer = try FormatOption.find(format, in: RendererRegistry.nodes) { $0.id }
    let now = clock.now == nil ? nil : try clock.instant()
    let plan = try database.podfit.nodePlan(try options.request(now: now))
    try output.deliver(
      try renderer.init().render(plan),
      sparing: [database.path],
      isTable: format == NodesTable.id
    )
  }
}
