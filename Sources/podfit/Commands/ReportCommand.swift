import ArgumentParser
import PodfitKit

/// `podfit report`: the page a planner reads.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "The whole answer on one page, and what became of the last advice.",
    discussion: """
      \(RendererRegistry.report.map { "\($0.id): \($0.summary)" }.joined(separator: "\n"))

      The report of a week counts what was measured up to its end; specs are the newest listed. It is \
      kept in the database, one a week, for later reports to compare with. With several --db the report \
      is of all of them together.
      """
  )

  @OptionGroup var options: RecommendOptions
  @OptionGroup var weeks: WeekOptions

  @Option(
    name: .long,
    help: "The output: \(RendererRegistry.report.map { $0.id }.joined(separator: ", "))."
  )
  var format = "markdown"

  @Option(name: .long, help: "The label of pods that names their team.")
  var teamLabel = "team"

  @Flag(name: .long, help: "Do not keep this report for later ones to compare with.")
  var noKeep = false

  @Flag(name: .long, help: "Do not replay stored samples on the nodes, which reads them once more.")
  var noReplay = false

  @OptionGroup var output: OutputOptions
  @OptionGroup var database: FleetOptions
  @OptionGroup var stamp: StampOptions

  func run() throws {
    let renderer = try FormatOption.find(format, in: RendererRegistry.report) { $0.id }
    // Not the clock's time: the same database gives the same bytes.
    let now = try stamp.instant()
    var recommend = try options.request(now: now)
    recommend.reportTime = now
    var request = try weeks.request(recommend)
    request.isKept = !noKeep
    request.hasReplay = !noReplay
    request.teamLabel = teamLabel
    let bar = ReportBar(isQuiet: database.quiet)
    if let bar { request.progress = { bar.show($0) } }
    let report: ReportModel
    do {
      defer { bar?.clear() }
      report = try Podfit.report(of: database.paths, request)
    }
    if let folder = output.output, folder.hasSuffix("/") {
      let files =
        format == CSVReport.id
        ? CSVReport.files(report)
        : [ChangeFile(path: fileName, text: try renderer.init().render(report))]
      try FolderOutput.write(files, to: folder)
    } else if format == TextReport.id, output.isTerminal {
      let text = TextReport(width: Terminal.columns, isColored: Terminal.showsColor)
      try output.deliver(text.render(report), sparing: database.paths)
    } else {
      try output.deliver(try renderer.init().render(report), sparing: database.paths)
    }
    for note in [report.weekly.notKept].compactMap({ $0 }) + report.weekly.gaps {
      database.remark("note: \(note)")
    }
  }
}

extension ReportCommand {
  /// The name of the report in a folder.
  private var fileName: String {
    let endings = [MarkdownReport.id: "md", TextReport.id: "txt"]
    return "report.\(endings[format] ?? format)"
  }
}

/// Options that choose the week of a report and what it is compared with.
struct WeekOptions: ParsableArguments {
  @Option(name: .long, help: "The week, such as 2026-W47 (default: that of the last sample).")
  var week: String?

  @Option(
    name: .long,
    help: "What to compare with: prev (the last report before), a week, or none."
  )
  var compare = "prev"

  func validate() throws { _ = try request(RecommendRequest()) }

  /// The request to the library.
  ///
  /// - Throws: a usage error for texts that are no week
  func request(_ recommend: RecommendRequest) throws -> ReportRequest {
    let comparison: ReportRequest.Comparison =
      switch compare {
      case "prev": .previous
      case "none": .none
      default: .week(try Self.week(compare, "--compare", or: "prev, none or "))
      }
    let own = try week.map { try Self.week($0, "--week", or: "") }
    return ReportRequest(recommend, week: own, comparison: comparison)
  }

  private static func week(_ text: String, _ option: String, or others: String) throws -> Week {
    guard let week = Week(text) else {
      throw ValidationError(
        "\(option): not \(others)a week: \"\(text)\"; weeks are written as 2026-W47 (ISO 8601)"
      )
    }
    return week
  }
}
