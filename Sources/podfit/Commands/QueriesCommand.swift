import ArgumentParser
import PodfitKit

/// `podfit queries`: the commands that export what podfit needs.
struct QueriesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "queries",
    abstract: "Print the commands that export what podfit needs.",
    discussion: """
      Asks nothing and runs nothing. The text is a script for a shell; each line is complete in itself:

        podfit queries --url http://prometheus:9090 --days 7 > export.sh

      podfit pull prometheus does the same by itself, with retries, and goes on after an interruption.
      """
  )

  @Option(name: .long, help: "The server, without /api/v1.")
  var url = "http://localhost:9090"

  @Option(name: .long, help: "Where the window begins, RFC 3339.")
  var since: String?

  @Option(name: .long, help: "Where the window ends, RFC 3339 (default: now).")
  var until: String?

  @Option(name: .long, help: "How many days before its end the window begins (default: 7).")
  var days: Int?

  @Option(
    name: .long,
    help: """
      A program to print commands for, as often as wanted (default: curl and kubectl): \
      \(ExportTool.allCases.map(\.rawValue).joined(separator: ", ")).
      """
  )
  var via: [String] = []

  @Option(name: .long, help: "The folder that the commands write to.")
  var folder = "podfit-export"

  @Option(name: .long, help: "The context of kubectl.")
  var context: String?

  @Option(name: .long, help: "text or json.")
  var format = "text"

  @OptionGroup var export: ExportOptions
  @OptionGroup var clock: ClockOptions

  func validate() throws {
    guard format == "text" || format == "json" else {
      throw ValidationError("--format: no format \"\(format)\"; there are: text, json")
    }
    guard since == nil || days == nil else {
      throw ValidationError("--since and --days both say where the window begins; give one")
    }
    guard (1...3_660).contains(days ?? 7) else {
      throw ValidationError("--days: must be from 1 to 3660")
    }
  }

  func run() throws {
    let end = try ExportOptions.instant(until, "--until") ?? clock.instant()
    let start =
      try ExportOptions.instant(since, "--since")
      ?? Instant(milliseconds: 0) + (end - (Instant(milliseconds: 0) + .days(Int64(days ?? 7))))
    let tools = try via.map { name in
      guard let tool = ExportTool(rawValue: name) else {
        let known = ExportTool.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--via: no program \"\(name)\"; there are: \(known)")
      }
      return tool
    }
    let settings = try export.settings(url: url, window: TimeWindow(start: start, end: end))
    var request = QueriesRequest(settings: settings, folder: folder, context: context)
    if !tools.isEmpty { request.tools = tools }
    do {
      let document = try Podfit.queries(request)
      try Terminal.print(format == "json" ? document.json() : document.script)
    } catch let error as ExportSettingsError {
      throw ValidationError("\(error)")
    }
  }
}
