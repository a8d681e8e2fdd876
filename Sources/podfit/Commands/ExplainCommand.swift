import ArgumentParser
import PodfitKit

/// `podfit explain`: the way from samples to one container's numbers.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "The way from samples to the numbers of one workload or container."
  )

  @Argument(help: "NAMESPACE/WORKLOAD or NAMESPACE/WORKLOAD/CONTAINER.")
  var target: String

  @Option(name: .long, help: "The workload's kind, where several have the name.")
  var kind: String?

  @Option(name: .long, help: "The cluster, where several have the workload.")
  var cluster: String?

  @OptionGroup var options: RecommendOptions

  @Option(name: .long, help: "text or json.")
  var format = "text"

  @OptionGroup var output: OutputOptions
  @OptionGroup var database: DatabaseOptions
  @OptionGroup var clock: ClockOptions

  func run() throws {
    let renderer = try FormatOption.find(format, in: RendererRegistry.explanations) { $0.id }
    let selector: ContainerSelector
    do {
      selector = try ContainerSelector(target, kind: kind, cluster: cluster)
    } catch {
      throw ValidationError("\(error)")
    }
    let now = clock.now == nil ? nil : try clock.instant()
    let found = try database.podfit.explained(selector, try options.request(now: now))
    let drawsLines = output.output == nil && Terminal.showsBlocks
    try output.deliver(
      try renderer.init().render(found, drawsLines: drawsLines),
      sparing: [database.path]
    )
  }
}
