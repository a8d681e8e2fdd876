import ArgumentParser
import PodfitKit

/// `podfit apply-status`: what became of the last advice.
struct ApplyStatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply-status",
    abstract: "What of the last report's advice was applied, and what it saved, net of increases.",
    discussion: """
      Compares the specs and trouble of today with the report kept last (docs/formulas/realised.md). \
      Changes nothing; `podfit report` is what keeps a report.
      """
  )

  @OptionGroup var options: RecommendOptions
  @OptionGroup var weeks: WeekOptions

  @Option(name: .long, help: "table or json.")
  var format = "table"

  @OptionGroup var output: OutputOptions
  @OptionGroup var database: DatabaseOptions
  @OptionGroup var stamp: StampOptions

  func run() throws {
    _ = try FormatOption.find(format, in: ["table", "json"]) { $0 }
    var request = try weeks.request(try options.request(now: try stamp.instant()))
    request.isKept = false
    request.hasNodes = false
    request.hasReplay = false
    let report = try database.podfit.report(request)
    guard let comparison = report.weekly.comparison else {
      throw ValidationError(
        "no report of an earlier week is kept in \(database.path); `podfit report` keeps one a week"
      )
    }
    let status = ApplyStatus(comparison)
    if let empty = report.noSamplesText { database.remark("note: \(empty)") }
    if let gone = report.recommendations.goneText { database.remark("note: \(gone)") }
    guard format == "table" else {
      try output.deliver(status.tree.json + "\n", sparing: [database.path])
      return
    }
    let harm = status.harm.map { "harm: \($0.printable)\n" }.joined()
    try output.deliver(
      status.table.text + "\n\(status.applied)\n\(status.saved)\n\(harm)",
      sparing: [database.path],
      isTable: true
    )
  }
}
