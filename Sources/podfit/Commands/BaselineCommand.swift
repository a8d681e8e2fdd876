import ArgumentParser
import Foundation
import PodfitKit

/// `podfit baseline`: findings that are known and accepted.
struct BaselineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline",
    abstract: "Accept the findings there are, so that check reports new ones only.",
    subcommands: [BaselineWrite.self, BaselinePrune.self, BaselineShow.self]
  )
}

/// The option that names the file.
struct BaselineOptions: ParsableArguments {
  @Option(
    name: .long,
    help: """
      The file of accepted findings (default: what the configuration file names, else \
      .podfit-baseline.json).
      """,
    completion: .file(extensions: ["json"])
  )
  var baseline: String?

  /// The file in use.
  func path(_ configuration: Configuration) -> String {
    baseline ?? configuration.baseline ?? ".podfit-baseline.json"
  }
}

/// `podfit baseline write`: accept everything that check finds now.
struct BaselineWrite: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "write",
    abstract: "Write all that check finds now."
  )

  @OptionGroup var check: CheckOptions
  @OptionGroup var file: BaselineOptions

  func run() throws {
    let configuration = try check.options.config.configuration()
    let request = try check.request(configuration)
    let path = file.path(configuration)
    let result = try check.podfit.check(request)
    if !result.errors.isEmpty {
      try CheckOutputs(["concise"]).write(result, sparing: [])
      throw Outcome.Incomplete(unreadable: result.errors.count)
    }
    if result.workloads == 0, !request.allowsEmpty {
      throw PodfitError.nothingToCheck(paths: check.paths)
    }
    let baseline = Podfit.baseline(of: result, at: path)
    try FileOutput.write(
      try baseline.text(),
      to: path,
      sparing: result.paths + check.evidenceFiles(request)
    )
    check.database.remark(
      "\(path): \(result.findings.count.counted("finding")) accepted"
    )
  }
}

/// `podfit baseline prune`: forget what is not found any more.
struct BaselinePrune: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract:
      "Remove what check does not find any more in the manifests named, and files that are gone."
  )

  @OptionGroup var check: CheckOptions
  @OptionGroup var file: BaselineOptions

  func run() throws {
    let configuration = try check.options.config.configuration()
    let path = file.path(configuration)
    var request = try check.request(configuration)
    request.baseline = path
    let result = try check.podfit.check(request)
    if !result.errors.isEmpty { throw Outcome.Incomplete(unreadable: result.errors.count) }
    let before = try Podfit.baseline(inFile: path)
    let after = Podfit.pruned(before, by: result, at: path)
    try FileOutput.write(
      try after.text(),
      to: path,
      sparing: result.paths + check.evidenceFiles(request)
    )
    func count(_ baseline: Baseline) -> Int { baseline.entries.reduce(0) { $0 + $1.count } }
    check.database.remark(
      "\(path): \((count(before) - count(after)).counted("finding")) removed,"
        + " \(count(after)) left"
    )
  }
}

/// `podfit baseline show`: what is accepted.
struct BaselineShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "List what is accepted."
  )

  @OptionGroup var file: BaselineOptions
  @OptionGroup var config: ConfigOptions

  func run() throws {
    let path = file.path(try config.configuration())
    var table = TextTable([
      ("FILE", .left), ("WORKLOAD", .left), ("CONTAINER", .left), ("RULE", .left),
      ("VALUE", .right), ("COUNT", .right),
    ])
    for entry in try Podfit.baseline(inFile: path).entries {
      table.append([
        entry.file, entry.workload, entry.container, entry.rule, entry.value ?? "",
        "\(entry.count)",
      ])
    }
    try Terminal.print(table.text)
  }
}
