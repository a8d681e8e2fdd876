import ArgumentParser
import Foundation
import PodfitKit

/// `podfit check`: manifests against what was recommended.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Compare manifests with recommendations; exit 1 for findings.",
    discussion: """
      Outputs: \(OutputRegistry.outputs.map { "\($0.id) (\($0.summary))" }.joined(separator: "; ")).
      `podfit rules` lists the rules.

        podfit check deploy/ --recommendations recommendations.json
        podfit check deploy/ --diff
        helm template shop ./chart | podfit check - --stdin-filename chart/
        podfit check . --output github --output sarif=podfit.sarif --baseline .podfit-baseline.json
        podfit check . --new-from-rev origin/main --budget cpu=8,memory=32Gi
      """
  )

  @OptionGroup var check: CheckOptions

  @Option(
    name: .long,
    help: "Exit 1 from this severity on: error, warning, info or never (default: error)."
  )
  var failOn: String?

  @Option(
    name: .long,
    help: "FORMAT or FORMAT=PATH; repeatable (default: text)."
  )
  var output: [String] = []

  @Flag(name: .long, help: "Set advised values in the files; only their bytes change.")
  var fix = false

  @Flag(name: .long, help: "Print what --fix would change; exit 1 where that is something.")
  var diff = false

  @Option(
    name: .long,
    help: "Leave out the findings in this file, which `podfit baseline write` makes.",
    completion: .file(extensions: ["json"])
  )
  var baseline: String?

  @Flag(name: .long, help: "Use no baseline, whatever the configuration file names.")
  var noBaseline = false

  @Option(name: .long, help: "Only findings on lines that differ from this revision of Git.")
  var newFromRev: String?

  @Option(
    name: .long,
    help: """
      What changed manifests may add in all: cpu=QUANTITY,memory=QUANTITY; against --new-from-rev.
      """
  )
  var budget: String?

  func validate() throws {
    if let failOn, FailThreshold(failOn) == nil {
      let names = FailThreshold.names.joined(separator: ", ")
      throw ValidationError("--fail-on: no severity \"\(failOn)\"; there are: \(names)")
    }
    guard baseline == nil || !noBaseline else {
      throw ValidationError("--baseline and --no-baseline exclude each other")
    }
    guard !(fix && diff) else { throw ValidationError("--fix and --diff exclude each other") }
    let outputs = try CheckOutputs(output)
    if diff, !output.isEmpty, outputs.useStandardOutput {
      throw ValidationError("--diff writes to standard output; give --output a =PATH")
    }
    if fix, check.paths.contains("-") {
      throw ValidationError("--fix changes files; for standard input there is --diff")
    }
    guard budget == nil || newFromRev != nil else {
      throw ValidationError("--budget: name the revision to compare with by --new-from-rev")
    }
    _ = try budgetValue()
  }

  private func budgetValue() throws -> ResourceBudget? {
    try budget.map {
      try CheckOptions.read($0, "--budget", "cpu=QUANTITY,memory=QUANTITY", ResourceBudget.init)
    }
  }

  func run() throws {
    let configuration = try check.options.config.configuration()
    let outputs = try CheckOutputs(output, else: configuration.outputs)
    var request = try check.request(configuration)
    request.baseline = noBaseline ? nil : baseline ?? configuration.baseline
    request.revision = newFromRev
    // Without a revision nothing tells what a change adds.
    let budget = try budgetValue() ?? request.settings.budget
    request.settings.budget = newFromRev == nil ? nil : budget
    request.makesRewrites = fix || diff
    var result = try check.podfit.check(request)
    var differs = false
    if fix {
      try write(result.rewrites)
      // What is left is what the changed files have.
      request.makesRewrites = false
      result = try check.podfit.check(request)
    }
    if diff { differs = try show(result) }
    if fix || diff { complainOfRefusals(result) }
    if !diff || !output.isEmpty {
      let others = [request.baseline, configuration.path].compactMap(\.self)
      try outputs.write(result, sparing: result.paths + check.evidenceFiles(request) + others)
    }
    let isWritten = !diff || !output.isEmpty
    if let note = result.unmatchedNote, !isWritten || !outputs.listUnmatched {
      check.database.remark("note: \(note.printable)")
    }
    for warning in result.warnings { check.database.remark("note: \(warning)") }
    try finish(request, result, differs: differs, configuration.checkDefaults.failOn)
  }

  private func write(_ rewrites: [Rewrite]) throws {
    for rewrite in rewrites {
      // What was read before is what is replaced: a file that somebody else changed stays as it is.
      guard let now = try? Data(contentsOf: URL(filePath: rewrite.file)),
        now.elementsEqual(rewrite.before)
      else {
        throw PodfitError.unwritable(path: rewrite.file, reason: "it changed in the meantime")
      }
      try FileOutput.stream(to: rewrite.file) { try $0(rewrite.after) }
    }
    let count = rewrites.reduce(0) { $0 + $1.findings }
    check.database.remark("mended \(count.counted("finding")) in \(rewrites.count.counted("file"))")
  }

  private func show(_ result: CheckResult) throws -> Bool {
    try Terminal.write(Data(result.rewrites.differences.joined()))
    return !result.rewrites.isEmpty
  }

  private func complainOfRefusals(_ result: CheckResult) {
    for finding in result.findings {
      guard let reason = finding.refusalText else { continue }
      let place = "\(finding.place.file):\(finding.place.line):\(finding.place.column)"
      Terminal.complain("not fixable: \(place.printable): \(finding.rule): \(reason.printable)")
    }
  }

  private func finish(
    _ request: CheckRequest,
    _ result: CheckResult,
    differs: Bool,
    _ standard: FailThreshold
  ) throws {
    let ambiguous = result.unmatched.count { $0.isAmbiguous }
    if ambiguous > 0 { throw Outcome.Ambiguous(containers: ambiguous) }
    if !result.errors.isEmpty { throw Outcome.Incomplete(unreadable: result.errors.count) }
    // A check that looked at nothing must not look like one that found nothing.
    if result.workloads == 0, !request.allowsEmpty {
      throw PodfitError.nothingToCheck(paths: check.paths)
    }
    let threshold = failOn.flatMap { FailThreshold($0) } ?? standard
    if differs || result.exceeds(failOn: threshold.severity) { throw Outcome.Findings() }
  }
}
