import ArgumentParser
import PodfitKit

/// `podfit diff`: two answers side by side.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "What differs between two databases, kept reports or files of recommendations.",
    discussion: """
      A and B are database files, weeks whose report the database (--db) keeps, such as 2026-W46, or \
      files of `podfit recommend --format json`.
      """
  )

  @Argument(help: "The first.", completion: .file())
  var a: String

  @Argument(help: "The second.", completion: .file())
  var b: String

  @Flag(name: .long, help: "Exit with 1 where there is a difference.")
  var exitCode = false

  @OptionGroup var options: RecommendOptions

  @Option(name: .long, help: "table or json.")
  var format = "table"

  @OptionGroup var output: OutputOptions
  @OptionGroup var database: DatabaseOptions
  @OptionGroup var clock: ClockOptions

  func run() throws {
    _ = try FormatOption.find(format, in: ["table", "json"]) { $0 }
    let request = try options.request(now: clock.now == nil ? nil : try clock.instant())
    let difference = RunDifference(
      try database.podfit.record(named: a, request),
      try database.podfit.record(named: b, request)
    )
    try output.deliver(
      format == "json" ? difference.tree.json + "\n" : difference.text,
      sparing: [database.path, a, b]
    )
    if exitCode, !difference.rows.isEmpty { throw Outcome.Findings() }
  }
}
