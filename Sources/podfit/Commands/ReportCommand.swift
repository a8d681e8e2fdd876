import ArgumentParser
import PodfitKit

/// `podfit report`: the page a planner reads.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "The whole answer on one page.",
    discussion: RendererRegistry.report.map { "\($0.id): \($0.summary)" }.joined(separator: "\n")
  )

  @OptionGroup var options: RecommendOptions

  @Option(
    name: .long,
    help: "The output: \(RendererRegistry.report.map { $0.id }.joined(separator: ", "))."
  )
  var format = "markdown"

  @OptionGroup var output: OutputOptions
  @OptionGroup var database: DatabaseOptions
  @OptionGroup var clock: ClockOptions

  func run() throws {
    let renderer = try FormatOption.find(format, in: RendererRegistry.report) { $0.id }
    let now = try clock.instant()
    var request = try options.request(now: clock.now == nil ? nil : now)
    request.reportTime = now
    let report = try database.podfit.report(request)
    try output.deliver(try renderer.init().render(report), sparing: [database.path])
  }
}
