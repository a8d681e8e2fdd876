import ArgumentParser
import PodfitKit

/// `podfit recommend`: requests and limits for each container.
struct RecommendCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recommend",
    abstract: "Requests and limits for each container, with the reason for each number.",
    discussion: RendererRegistry.recommendations
      .map { "\($0.id): \($0.summary)" }.joined(separator: "\n")
  )

  @OptionGroup var options: RecommendOptions

  @Option(
    name: .long,
    help: "The output: \(RendererRegistry.recommendations.map { $0.id }.joined(separator: ", "))."
  )
  var format = "table"

  @OptionGroup var output: OutputOptions
  @OptionGroup var database: DatabaseOptions
  @OptionGroup var clock: ClockOptions

  func run() throws {
    let renderer = try FormatOption.find(format, in: RendererRegistry.recommendations) {
      $0.id
    }
    let now = clock.now == nil ? nil : try clock.instant()
    let set = try database.podfit.recommendations(try options.request(now: now))
    try output.deliver(try renderer.init().render(set), sparing: [database.path])
  }
}
