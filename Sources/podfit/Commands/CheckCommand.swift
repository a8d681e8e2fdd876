import ArgumentParser
import PodfitKit

/// `podfit check`: manifests against what was recommended.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Compare manifests with recommendations; exit 1 for findings.",
    discussion: """
      Outputs: \(OutputRegistry.outputs.map { "\($0.id) (\($0.summary))" }.joined(separator: "; ")).
      `podfit rules` lists the rules.
      """
  )

  @Argument(
    help: "Manifests, folders of them, or - for standard input.",
    completion: .file()
  )
  var paths: [String] = []

  @Option(
    name: .long,
    help: "A file of `podfit recommend --format json`; without it the database is asked.",
    completion: .file(extensions: ["json"])
  )
  var recommendations: String?

  @Option(name: .long, help: "Exit 1 from this severity on: error, warning, info or never.")
  var failOn = "error"

  @Option(
    name: .long,
    help: "FORMAT or FORMAT=PATH; repeatable (default: text)."
  )
  var output: [String] = []

  @Option(name: .long, help: "The file name that findings in standard input get.")
  var stdinFilename = "-"

  @Option(name: .long, help: "Compare with this cluster's recommendations only.")
  var cluster: String?

  @Flag(name: .long, help: "Finding no workload is no error.")
  var allowEmpty = false

  @OptionGroup var options: RecommendOptions
  @OptionGroup var database: DatabaseOptions
  @OptionGroup var clock: ClockOptions

  func validate() throws {
    guard !paths.isEmpty else { throw ValidationError("name at least one manifest, folder or -") }
    guard failOn == "never" || Severity(rawValue: failOn) != nil else {
      throw ValidationError(
        "--fail-on: no severity \"\(failOn)\"; there are: error, warning, info, never"
      )
    }
    _ = try outputs()
  }

  private typealias Target = (format: any CheckOutput.Type, path: String?)

  private func outputs() throws -> [Target] {
    var targets: [Target] = []
    for each in output.isEmpty ? ["text"] : output {
      let parts = each.split(separator: "=", maxSplits: 1).map(String.init)
      guard let name = parts.first,
        let format = OutputRegistry.outputs.first(where: { $0.id == name })
      else {
        let known = OutputRegistry.outputs.map { $0.id }.joined(separator: ", ")
        throw ValidationError("--output: no format \"\(each)\"; there are: \(known)")
      }
      let path = each.contains("=") ? (parts.count == 2 ? parts[1] : "") : nil
      guard path != "" else { throw ValidationError("--output: no path after = in \"\(each)\"") }
      guard path == nil || !targets.contains(where: { $0.path == path }) else {
        throw ValidationError("--output: two formats to \(path ?? "")")
      }
      targets.append((format, path))
    }
    guard targets.count(where: { $0.path == nil || $0.path == "-" }) <= 1 else {
      throw ValidationError("--output: two formats to standard output; give one a =PATH")
    }
    return targets
  }

  func run() throws {
    let now = clock.now == nil ? nil : try clock.instant()
    let evidence: CheckRequest.Evidence =
      if let recommendations {
        .file(recommendations)
      } else {
        .database(try options.request(now: now))
      }
    let result = try database.podfit.check(
      CheckRequest(
        paths: paths,
        evidence: evidence,
        standardInputName: stdinFilename,
        cluster: cluster
      )
    )
    let inputs = result.paths + [recommendations ?? database.path]
    for target in try outputs() {
      let text = try target.format.init(toolVersion: Podfit.version).render(result)
      if let path = target.path, path != "-" {
        try FileOutput.write(text, to: path, sparing: inputs)
      } else {
        try Terminal.print(text)
      }
    }
    let ambiguous = result.unmatched.count { $0.isAmbiguous }
    if ambiguous > 0 { throw Outcome.Ambiguous(containers: ambiguous) }
    if !result.errors.isEmpty { throw Outcome.Incomplete(unreadable: result.errors.count) }
    // A check that looked at nothing must not look like one that found nothing.
    if result.workloads == 0, !allowEmpty { throw PodfitError.nothingToCheck(paths: paths) }
    if result.exceeds(failOn: Severity(rawValue: failOn)) { throw Outcome.Findings() }
  }
}
