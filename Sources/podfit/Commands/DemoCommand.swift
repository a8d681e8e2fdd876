import ArgumentParser
import Foundation
import PodfitKit

/// `podfit demo`: the whole job on inputs that the program carries.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Run the whole job on built-in weeks of a small cluster.",
    discussion: """
      Writes its inputs, the database and the reports below one folder and prints the answer. Opens \
      nothing, sends nothing. With --weeks 3 part of the advice is applied after the first week, and \
      after the second somebody lowers a limit by hand, which ends badly.
      """
  )

  @Option(
    name: .long,
    help: "The folder to write to; made where it is missing.",
    completion: .directory
  )
  var folder = "podfit-demo"

  @Option(name: .long, help: "How many weeks, from 1 to 3.")
  var weeks = 1

  @Flag(name: .long, help: "Print the answer only.")
  var quiet = false

  func validate() throws {
    guard (1...3).contains(weeks) else {
      throw ValidationError("--weeks: a number from 1 to 3, not \(weeks)")
    }
  }

  func run() throws {
    let folder = URL(filePath: folder)
    let inputs = folder.appending(path: "inputs")
    let database = folder.appending(path: "podfit.db").relativePath
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: database + suffix)
    }
    let podfit = Podfit(database: database)
    var pages: [String] = []
    var last: ReportModel?
    for name in ["2026-W46", "2026-W47", "2026-W48"].prefix(weeks) {
      guard let week = Week(name) else { continue }
      try take(week, into: podfit, from: inputs)
      let (report, page) = try write(week, of: podfit, to: folder)
      last = report
      pages.append(page)
    }
    guard let last else { return }
    let path = folder.appending(path: "report.md").relativePath
    try FileOutput.write(MarkdownReport().render(last), to: path)
    try Terminal.print(TextReport.headline(last))
    if let comparison = last.weekly.comparison {
      let status = ApplyStatus(comparison)
      try Terminal.print("since:  \(status.applied)\nsaved:  \(status.saved)")
      for sentence in status.harm { try Terminal.print("harm:   \(sentence.printable)") }
    }
    try Terminal.print("report: \(path)")
    for page in pages { try Terminal.print("page:   \(page)") }
    remark(
      """
      next:   podfit recommend --db \(database)
              podfit nodes --db \(database)
              podfit explain shop/cart-api --db \(database)
              podfit check \(inputs.appending(path: "manifests/shop.yaml").relativePath) --db \(database)
      """
    )
  }

  /// Unpacks and ingests a week's files.
  private func take(_ week: Week, into podfit: Podfit, from inputs: URL) throws {
    let isFirst = week.description == "2026-W46"
    let files = (isFirst ? Resources.demo : Resources.laterWeeks).filter {
      isFirst || $0.name.hasPrefix("\(week)/")
    }
    try unpack(files, into: inputs)
    let ingested = try podfit.ingest(
      IngestRequest(
        paths: files.map(\.name).filter { !$0.hasPrefix("manifests/") }
          .map { inputs.appending(path: $0).relativePath },
        cluster: "demo",
        now: week.end
      )
    )
    remark(
      "ingested \(ingested.files.count) files, \(ingested.samples.grouped) samples of"
        + " \(ingested.containers.grouped) containers into \(podfit.database)"
    )
  }

  /// Makes the report of a week, which is kept, and its page; a fixed clock keeps both the same.
  private func write(
    _ week: Week,
    of podfit: Podfit,
    to folder: URL
  ) throws -> (ReportModel, String) {
    var request = ReportRequest(try RecommendRequest(), week: week)
    request.recommend.reportTime = week.end
    let report = try podfit.report(request)
    let page = folder.appending(path: "report-\(week).html").relativePath
    try FileOutput.write(HTMLReport().render(report), to: page)
    return (report, page)
  }

  private func unpack(_ files: [Resources.File], into folder: URL) throws {
    do {
      for file in files {
        let place = folder.appending(path: file.name)
        try FileManager.default.createDirectory(
          at: place.deletingLastPathComponent(),
          withIntermediateDirectories: true
        )
        try file.bytes.write(to: place, options: .atomic)
      }
    } catch {
      throw PodfitError.unwritable(
        path: folder.relativePath,
        reason: (error as NSError).localizedDescription
      )
    }
  }

  private func remark(_ text: String) {
    if !quiet { Terminal.complain(text) }
  }
}
