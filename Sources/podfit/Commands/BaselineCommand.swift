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
    help: "The file of accepted findings.",
    completion: .file(extensions: ["json"])
  )
  var baseline = ".podfit-baseline.json"
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
    let result = try check.podfit.check(try check.request())
    if !result.errors.isEmpty {
      try CheckOutputs(["concise"]).write(result, sparing: [])
      throw Outcome.Incomplete(unreadable: result.errors.count)
    }
    if result.workloads == 0, !check.allowEmpty {
      throw PodfitError.nothingToCheck(paths: check.paths)
    }
    let baseline = Podfit.baseline(of: result, at: file.baseline)
    try FileOutput.write(
      try baseline.text(),
      to: file.baseline,
      sparing: result.paths + check.evidenceFiles
    )
    check.database.remark(
      "\(file.baseline): \(result.findings.count.counted("finding")) accepted"
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
    var request = try check.request()
    request.baseline = file.baseline
    let result = try check.podfit.check(request)
    if !result.errors.isEmpty { throw Outcome.Incomplete(unreadable: result.errors.count) }
    let before = try Podfit.baseline(inFile: file.baseline)
    let after = Podfit.pruned(before, by: result, at: file.baseline)
    try FileOutput.write(
      try after.text(),
      to: file.baseline,
      sparing: result.paths + check.evidenceFiles
    )
    func count(_ baseline: Baseline) -> Int { baseline.entries.reduce(0) { $0 + $1.count } }
    check.database.remark(
      "\(file.baseline): \((count(before) - count(after)).counted("finding")) removed,"
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

  func run() throws {
    var table = TextTable([
      ("FILE", .left), ("WORKLOAD", .left), ("CONTAINER", .left), ("RULE", .left),
      ("VALUE", .right), ("COUNT", .right),
    ])
    for entry in try Podfit.baseline(inFile: file.baseline).entries {
      table.append([
        entry.file, entry.workload, entry.container, entry.rule, entry.value ?? "",
        "\(entry.count)",
      ])
    }
    try Terminal.print(table.text)
  }
}
