public import PodfitIngest
public import PodfitModel
public import PodfitPack
import PodfitRecommend
public import PodfitStore

/// Why the library could not do what was asked.
public enum PodfitError: Error, Sendable {
  /// A file could not be taken in.
  case ingest(IngestError)
  /// The database could not be used.
  case store(StoreError)
  /// A packing failed its own check or could not be computed.
  case pack(PackingError)
  /// A list of pods, node types or prices cannot be used.
  case nodeList(NodeListError)
  /// A file or folder could not be read.
  case unreadable(path: String, reason: String)
  /// A file could not be written.
  case unwritable(path: String, reason: String)
  /// A strategy's name is not known; the text says which are.
  case unknownStrategy(String)
  /// A rule's name is not known.
  case unknownRule(option: String, name: String, known: [String])
  /// The database has no nodes, so there is nothing to pack on.
  case noNodes(database: String)
  /// The database has nodes but no pods, so there is nothing to pack.
  case noPods(database: String)
  /// The database has no samples.
  case noSamples(database: String)
  /// Nothing in the database has the name asked for.
  case noSuchContainer(name: String)
  /// No node of the database is of the cluster asked for.
  case noSuchCluster(name: String, known: [String])
  /// No recommendation is for the cluster asked for.
  case noAdviceForCluster(name: String, known: [String])
  /// Several workloads have the name asked for.
  case ambiguous(name: String, candidates: [WorkloadID])
  /// A file of recommendations cannot be used.
  case badRecommendations(path: String, reason: String)
  /// Two databases of one fleet have the same container.
  case sharedContainer(name: String, databases: [String])
  /// No report of the week named is kept.
  case noSuchRun(name: String, known: [String])
  /// A run that is kept is not as podfit writes it.
  case badRun(week: String, database: String)
  /// An export of this kind is not made; the text says why.
  case noSuchExport(String)
  /// A pattern of legends cannot be used.
  case badLegendPattern(String, reason: String)
  /// There was nothing to check.
  case nothingToCheck(paths: [String])
  /// A file of accepted findings cannot be used.
  case badBaseline(path: String, reason: String)
  /// Git could not say what changed.
  case git(String)
  /// The database has several clusters and none was named.
  case severalClusters([String])
  /// The database has no samples to run a back-test over.
  case nothingToBacktest(database: String)
  /// There are samples, but no days that a back-test could hold numbers against.
  case tooLittleToBacktest(days: Int, warmup: Int, horizon: Int, dropped: Int)
  /// An option says of a budget what cannot be promised; `share` is nil where it is no share at all.
  case badBudget(option: String, value: String, share: Double?)
  /// A configuration file is wrong.
  case badConfiguration([ConfigurationProblem])
  /// A folder has two configuration files.
  case twoConfigurations([String])
  /// There is no configuration file.
  case noConfiguration
  /// A setting's value cannot be used.
  case badSetting(key: String, value: String, expected: String)
  /// A server could not be asked.
  case pull(PullError)
}

extension PodfitError: CustomStringConvertible {
  /// What is wrong and what to do about it.
  public var description: String {
    switch self {
    case .ingest(let error): "\(error)"
    case .store(let error): "\(error)"
    case .pack(let error): "\(error)"
    case .pull(let error): "\(error)"
    case .nodeList(let error): "\(error)"
    case .unreadable(let path, let reason): "\(path.printable): cannot be read: \(reason)"
    case .unwritable(let path, let reason): "\(path.printable): cannot be written: \(reason)"
    case .unknownStrategy(let text): text
    case .unknownRule(let option, let name, let known):
      "no rule for the \(option) is called \"\(name)\"; the rules are \(known.joined(separator: ", "))"
    case .noNodes(let database):
      """
      \(database.printable): no nodes are known
        hint: ingest the output of `kubectl get nodes -o json`, or the series
        kube_node_status_allocatable and kube_node_labels
      """
    case .noPods(let database):
      """
      \(database.printable): no pods that run are known
        hint: ingest the output of `kubectl get pods -A -o json`, or the series kube_pod_info and
        kube_pod_container_resource_requests
      """
    case .noSamples(let database):
      """
      \(database.printable): no samples are stored
        hint: `podfit ingest` takes usage files in
      """
    case .noSuchContainer(let name):
      """
      nothing is called \(name.printable)
        hint: `podfit recommend` lists all workloads; write NAMESPACE/WORKLOAD[/CONTAINER]
      """
    case .noSuchCluster(let name, let known):
      """
      no cluster with nodes is called \(name.printable)
        hint: there are: \(known.joined(separator: ", ").printable)
      """
    case .noAdviceForCluster(let name, let known):
      """
      no recommendation is for a cluster called \(name.printable)
        hint: there are: \(known.map { $0.isEmpty ? "one without name" : $0 }.joined(separator: ", ").printable)
      """
    case .ambiguous(let name, let candidates):
      """
      several workloads are called \(name.printable):
      \(candidates.map { "  \($0.path.printable)" }.joined(separator: "\n"))
        hint: choose with --kind or --cluster
      """
    case .badRecommendations(let path, let reason):
      """
      \(path.printable): not a file of recommendations: \(reason)
        hint: make it by `podfit recommend --format json`
      """
    case .sharedContainer(let name, let databases):
      """
      \(databases.joined(separator: " and ").printable) both have \(name.printable)
        hint: ingest each cluster under a name of its own (--cluster)
      """
    case .noSuchRun(let name, let known):
      """
      no report of \(name.printable) is kept
        hint: \(known.isEmpty ? "`podfit report` keeps one a week" : "there are: \(known.joined(separator: ", "))")
      """
    case .badRun(let week, let database):
      """
      \(database.printable): the report of \(week.printable) that is kept cannot be read
        hint: make it again by `podfit report --week \(week.printable)`
      """
    case .noSuchExport(let text): text
    case .badLegendPattern(let text, let reason):
      "not a pattern of legends: \"\(text.printable)\": \(reason.printable)"
    case .badBaseline(let path, let reason):
      """
      \(path.printable): not a baseline: \(reason.printable)
        hint: make it by `podfit baseline write`
      """
    case .git(let reason): "git: \(reason.printable)"
    case .severalClusters(let clusters):
      """
      several clusters are in the database: \(clusters.joined(separator: ", ").printable)
        hint: choose one with --cluster
      """
    case .nothingToBacktest(let database):
      """
      \(database.printable): no samples to run a back-test over
        hint: ingest usage of at least four days first
      """
    case .tooLittleToBacktest(let days, let warmup, let horizon, let dropped):
      Self.tooLittle(days: days, warmup: warmup, horizon: horizon, dropped: dropped)
    case .badBudget(let option, let value, let share):
      "\(option): expected \(KnobForm.risk.expected), not \"\(value.printable)\""
        + (share.map { $0 > RiskBudget.most ? ": more is no budget" : ": less no history supports" }
          ?? ": no share")
    case .badConfiguration(let problems):
      "the configuration cannot be used\n"
        + problems.prefix(20).map { "\($0)" }.joined(separator: "\n")
        + (problems.count > 20 ? "\nand \((problems.count - 20).counted("more problem"))" : "")
    case .twoConfigurations(let paths):
      """
      two configuration files: \(paths.joined(separator: " and ").printable)
        hint: remove one, or choose with --config
      """
    case .noConfiguration:
      """
      no configuration file is here
        hint: `podfit config init` writes one, or name one
      """
    case .badSetting(let key, let value, let expected):
      "\(key): expected \(expected), not \"\(value.printable)\""
    case .nothingToCheck(let paths):
      """
      nothing to check in \(paths.joined(separator: ", ").printable)
        hint: name manifests with workloads; --allow-empty makes this no error
      """
    }
  }

  /// Why there was nothing to hold numbers against.
  private static func tooLittle(days: Int, warmup: Int, horizon: Int, dropped: Int) -> String {
    let seen = Int64(days).counted("day")
    guard warmup < days else {
      return """
        nothing to back-test: \(seen) of samples, and the warm-up takes \(warmup)
          hint: name a shorter --warmup, or ingest more days
        """
    }
    let without =
      dropped > 0
      ? ", and \(Int64(dropped).counted("time")) a strategy had no number" : ""
    return """
      nothing to back-test: in \(seen) of samples no container has 22 hours of them before an origin and \
      3 hours after it\(without)
        hint: ingest more days; jobs, init containers and idle pods do not count
      """
  }
}
