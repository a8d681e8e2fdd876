import ArgumentParser
import PodfitKit

/// `podfit profile`: what the samples of each container come to.
struct ProfileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile",
    abstract: "CPU and memory use of each container: quantiles, coverage, restarts.",
    discussion: """
      Quantiles are exact, by nearest rank over all samples of all pods. Where only ingested sketches tell \
      of a container, they are at most 1/128 above the exact ones and marked.
      """
  )

  @OptionGroup var names: NameOptions

  @Option(
    name: .long,
    help: "The output: \(RendererRegistry.profiles.map { $0.id }.joined(separator: ", "))."
  )
  var format = "table"

  @OptionGroup var output: OutputOptions
  @OptionGroup var database: DatabaseOptions

  func run() throws {
    let renderer = try FormatOption.find(format, in: RendererRegistry.profiles) { $0.id }
    let profiles = try database.podfit.profiles(names.filter)
    try output.deliver(renderer.init().render(profiles), sparing: [database.path])
  }
}

/// Options that choose workloads.
struct NameOptions: ParsableArguments {
  @Option(name: .long, help: "This namespace only.")
  var namespace: String?

  @Option(name: .long, help: "Workloads of this name only.")
  var workload: String?

  /// The same for the library.
  var filter: UsageFilter { UsageFilter(namespace: namespace, workload: workload) }
}
