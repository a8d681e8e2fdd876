import ArgumentParser
import Foundation
import PodfitKit

/// `podfit demo`: the whole job on inputs that the program carries.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Run the whole job on a built-in week of a small cluster.",
    discussion: """
      Writes its inputs, the database and report.md below one folder and prints the answer. Opens
      nothing, sends nothing.
      """
  )

  @Option(
    name: .long,
    help: "The folder to write to; made where it is missing.",
    completion: .directory
  )
  var folder = "podfit-demo"

  @Flag(name: .long, help: "Print the answer only.")
  var quiet = false

  /// The demo's week has ended at this time; a fixed clock keeps its output the same.
  private static let now = "2026-11-16T00:00:00Z"

  func run() throws {
    let folder = URL(filePath: folder)
    let inputs = folder.appending(path: "inputs")
    try unpack(into: inputs)
    let database = folder.appending(path: "podfit.db").relativePath
    try? FileManager.default.removeItem(atPath: database)

    let podfit = Podfit(database: database)
    guard let now = Instant(rfc3339: Self.now) else { return }
    let files = Resources.demo.map(\.name).filter { !$0.hasPrefix("manifests/") }
    let ingested = try podfit.ingest(
      IngestRequest(
        paths: files.map { inputs.appending(path: $0).relativePath },
        cluster: "demo",
        now: now
      )
    )
    remark(
      "ingested \(ingested.files.count) files, \(ingested.samples.grouped) samples of"
        + " \(ingested.containers.grouped) containers into \(database)"
    )

    var request = try RecommendRequest()
    request.reportTime = now
    let report = try podfit.report(request)
    let path = folder.appending(path: "report.md").relativePath
    try FileOutput.write(MarkdownReport().render(report), to: path)
    try Terminal.print(TextReport.headline(report))
    try Terminal.print("report: \(path)")
    remark(
      """
      next:   podfit recommend --db \(database)
              podfit nodes --db \(database)
              podfit explain shop/cart-api --db \(database)
              podfit check \(inputs.appending(path: "manifests/shop.yaml").relativePath) --db \(database)
      """
    )
  }

  private func unpack(into folder: URL) throws {
    do {
      for file in Resources.demo {
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
