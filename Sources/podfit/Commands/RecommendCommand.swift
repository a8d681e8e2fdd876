import ArgumentParser
import Foundation
import PodfitKit

/// `podfit recommend`: requests and limits for each container.
struct RecommendCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recommend",
    abstract: "Requests and limits for each container, with the reason for each number.",
    discussion: """
      To read:
      \(RendererRegistry.recommendations.map { "  \($0.id): \($0.summary)" }.joined(separator: "\n"))
      To apply; -o names a folder, without it everything goes to standard output:
      \(RendererRegistry.changes.map { "  \($0.id): \($0.summary)" }.joined(separator: "\n"))
      """
  )

  private static let formats =
    RendererRegistry.recommendations.map { $0.id } + RendererRegistry.changes.map { $0.id }

  @OptionGroup var options: RecommendOptions
  @OptionGroup var changes: ChangeOptionGroup

  @Option(name: .long, help: "The output: \(Self.formats.joined(separator: ", ")).")
  var format = "table"

  @OptionGroup var output: OutputOptions
  @OptionGroup var database: DatabaseOptions
  @OptionGroup var stamp: StampOptions

  func run() throws {
    let now = try stamp.instant()
    let configuration = try options.config.configuration()
    var request = try options.request(now: now, configuration: configuration)
    if let renderer = RendererRegistry.changes.first(where: { $0.id == format }) {
      request.keepsExplanations = false
      let plan = try database.podfit.changes(request, try changes.options(over: configuration))
      try deliver(renderer.init().files(plan))
      remark(on: plan.set)
      remark(on: plan)
      database.remark(
        "\(plan.workloads.count.counted("workload")) change, "
          + "\(plan.leftOut.count.counted("container")) left out"
      )
      return
    }
    _ = try FormatOption.find(format, in: Self.formats) { $0 }
    guard !changes.isForFiles else {
      throw ValidationError(
        "--flags-set, --base and --value-path are for the formats"
          + " \(RendererRegistry.changes.map { $0.id }.joined(separator: ", "))"
      )
    }
    let renderer = try FormatOption.find(format, in: RendererRegistry.recommendations) { $0.id }
    request.keepsExplanations = renderer.needsExplanations
    let set: RecommendationSet
    if changes.isStaged {
      let plan = try database.podfit.changes(request, try changes.options(over: configuration))
      set = plan.stepped
      remark(on: plan)
    } else {
      set = try database.podfit.recommendations(request)
    }
    try output.deliver(
      try renderer.init().render(set),
      sparing: [database.path],
      isTable: format == RecommendationTable.id
    )
    remark(on: set)
  }

  private func remark(on set: RecommendationSet) {
    if let gone = set.goneText { database.remark("note: left out: \(gone)") }
  }

  private func remark(on plan: ChangePlan) {
    for pattern in plan.unmatchedPatterns {
      database.remark("note: nothing is named by --never-lower \(pattern.text.printable)")
    }
  }

  /// Writes the files below the folder that `-o` names, which is made, or prints them.
  private func deliver(_ files: [ChangeFile]) throws {
    guard let folder = output.output, folder != "-" else {
      try Terminal.print(ChangeFile.joined(files))
      return
    }
    try FolderOutput.write(files, to: folder)
  }
}
