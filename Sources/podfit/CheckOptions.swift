import ArgumentParser
import Foundation
import PodfitKit

/// Options of the commands that check manifests.
struct CheckOptions: ParsableArguments {
  @Argument(
    help: "Manifests, folders of them, patterns, or - for standard input.",
    completion: .file()
  )
  var paths: [String] = []

  @Option(
    name: .long,
    help: """
      A file of `podfit recommend --format json`; without it the database is asked, and where there is \
      none only rules that need no recommendation apply.
      """,
    completion: .file(extensions: ["json"])
  )
  var recommendations: String?

  @Option(
    name: .long,
    help: """
      The file name that findings in standard input get; with a slash at its end the folder of the chart \
      that was rendered, whose templates findings then name.
      """
  )
  var stdinFilename = "-"

  @Option(name: .long, help: "Compare with this cluster's recommendations only.")
  var cluster: String?

  @Option(
    name: .long,
    help: "Call recommendations old from this age on, such as 30d; or never (default: 30d)."
  )
  var maxAge: String?

  @Option(
    name: .customLong("match"),
    help: """
      Other names in recommendations: NAMESPACE/KIND/NAME=NAMESPACE/KIND/NAME, with * for any part; \
      repeatable. The annotation podfit.dev/workload does the same in a manifest.
      """
  )
  var matches: [String] = []

  @Option(
    name: .customLong("values-path"),
    help: """
      Whose resources stand in Helm values: [FILES:]PATH=[NAMESPACE/]KIND/NAME/CONTAINER, as in \
      api.resources=Deployment/api/app; * in the path is any key and * in the names what it was.
      """
  )
  var valuesPaths: [String] = []

  @Option(
    name: .customLong("policy"),
    help: """
      batch, serving, stateful or system, for all or as POLICY=PATHS or POLICY=namespace:PATTERN; repeatable, the \
      last that holds counts.
      """
  )
  var policies: [String] = []

  @Option(
    name: .customLong("node"),
    help: """
      A shape of node as NAME=CPU,MEMORY that it hands out; repeatable (default: the nodes in the \
      database).
      """
  )
  var nodes: [String] = []

  @Flag(inversion: .prefixedNo, help: "Finding no workload is no error (default: it is one).")
  var allowEmpty: Bool?

  @OptionGroup var options: RecommendOptions
  @OptionGroup var database: DatabaseOptions
  @OptionGroup var clock: ClockOptions

  func validate() throws {
    guard recommendations == nil || database.db == nil else {
      throw ValidationError("--recommendations and --db exclude each other")
    }
    guard !paths.isEmpty else { throw ValidationError("name at least one manifest, folder or -") }
    _ = try settings(over: CheckSettings())
  }

  /// The settings that the options stand for, over those of the configuration file.
  ///
  /// Lists are put together so that the options count where both say something; shapes of nodes replace
  /// those of the file.
  ///
  /// - Throws: a usage error for an option that cannot be read
  func settings(over general: CheckSettings) throws -> CheckSettings {
    var settings = general
    if maxAge == "never" {
      settings.maxAge = TimeSpan(milliseconds: .max)
    } else if let maxAge {
      guard let span = TimeSpan(promQL: maxAge) else {
        throw ValidationError("--max-age: not a time such as 30d: \"\(maxAge)\"")
      }
      settings.maxAge = span
    }
    // The first match counts, of policies the last one.
    settings.matches.insert(
      contentsOf: try matches.map {
        try Self.read($0, "--match", "NAMESPACE/KIND/NAME=NAMESPACE/KIND/NAME", MatchOverride.init)
      },
      at: 0
    )
    settings.mappings += try valuesPaths.map {
      try Self.read(
        $0,
        "--values-path",
        "PATH=[NAMESPACE/]KIND/NAME/CONTAINER",
        ResourceMapping.init
      )
    }
    settings.policies += try policies.map {
      let names = CheckPolicy.presets.map(\.name).joined(separator: ", ")
      return try Self.read($0, "--policy", "one of \(names)", CheckPolicy.init)
    }
    let shapes = try nodes.map {
      try Self.read($0, "--node", "NAME=CPU,MEMORY", NodeShape.init)
    }
    if !shapes.isEmpty { settings.nodes = shapes }
    return settings
  }

  static func read<Value>(
    _ text: String,
    _ option: String,
    _ form: String,
    _ parse: (String) -> Value?
  ) throws -> Value {
    guard let value = parse(text) else {
      throw ValidationError("\(option): \"\(text)\" is not \(form)")
    }
    return value
  }

  /// The request to the library, in which options win over the configuration.
  ///
  /// A database that is named, by the option or the environment, goes before recommendations that the
  /// configuration file names, and these before a database that happens to be there.
  ///
  /// - Throws: a usage error for an option that cannot be read
  func request(_ configuration: Configuration) throws -> CheckRequest {
    let now = clock.now == nil ? nil : try clock.instant()
    let isThere = FileManager.default.fileExists(atPath: database.path)
    let configured = database.isNamed ? nil : configuration.recommendations
    let evidence: CheckRequest.Evidence =
      if let file = recommendations ?? configured {
        .file(file)
      } else if isThere || database.isNamed {
        .database(try options.request(now: now, configuration: configuration))
      } else {
        .none
      }
    var request = CheckRequest(
      paths: paths,
      evidence: evidence,
      standardInputName: stdinFilename,
      cluster: cluster ?? configuration.checkDefaults.cluster
    )
    request.settings = try settings(over: configuration.check)
    request.settings.now = try clock.instant()
    request.allowsEmpty = allowEmpty ?? configuration.checkDefaults.allowsEmpty
    return request
  }

  /// The library.
  var podfit: Podfit { database.podfit }

  /// The files that a check reads beside manifests.
  func evidenceFiles(_ request: CheckRequest) -> [String] {
    if case .file(let path) = request.evidence { [path] } else { [database.path] }
  }
}
