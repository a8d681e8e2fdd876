import Foundation
public import PodfitCheck
public import PodfitModel
import PodfitProfile
import PodfitReport

extension Podfit {
  /// Compares manifests with recommendations.
  ///
  /// A manifest that cannot be read or parsed is an error in the result and never keeps others from
  /// being checked.
  ///
  /// - Throws: ``PodfitError`` for a path that is not there, for evidence or a baseline that cannot be
  ///   used, and where Git cannot say what changed
  public func check(_ request: CheckRequest) throws(PodfitError) -> CheckResult {
    var checker = Checker()
    checker.settings = request.settings
    checker.settings.templateFolder = request.templateFolder
    checker.cluster = request.cluster
    checker.makesRewrites = request.makesRewrites
    let reader = checker
    let (evidence, manifests) = try Self.sideBySide(
      { () throws(PodfitError) -> Evidence in try self.evidence(of: request) },
      { () throws(PodfitError) -> (files: ManifestFiles, reading: ManifestReading) in
        let files = try ManifestFiles(request)
        return (files, reader.read(files.inputs))
      }
    )
    let files = manifests.files
    if checker.settings.nodes.isEmpty { checker.settings.nodes = evidence.nodes }
    let gate = try gate(request, files)
    var result = checker.check(manifests.reading, against: evidence.set, gate: gate)
    result.paths = files.paths
    result.files += files.errors.count
    result.errors += files.errors
    result.errors.sort {
      ($0.place.file, $0.place.line, $0.place.column)
        < ($1.place.file, $1.place.line, $1.place.column)
    }
    result.warnings = evidence.warnings + result.warnings
    var hosts = HostPaths()
    result.hostPaths = hosts.paths(of: result.placedFiles)
    return result
  }

  /// What manifests are compared with.
  private struct Evidence {
    var set: RecommendationSet?
    var nodes: [NodeShape] = []
    var warnings: [String] = []
  }

  private func evidence(of request: CheckRequest) throws(PodfitError) -> Evidence {
    var evidence = Evidence()
    switch request.evidence {
    case .file(let path):
      evidence.set = try Self.recommendations(inFile: path, withSteps: false)
    case .database(let request):
      let analysis = try analysis(request)
      evidence.set = analysis.set
      evidence.nodes = NodeShape.shapes(of: analysis.inventory.nodes)
    case .none:
      evidence.warnings.append(
        "no recommendations were given: sizes were not compared (--recommendations FILE or --db FILE)"
      )
    }
    guard let set = evidence.set else { return evidence }
    if let name = request.cluster {
      let known = Set(set.recommendations.map(\.id.workload.cluster))
      guard known.isEmpty || known.contains(name) else {
        throw .noAdviceForCluster(name: name, known: known.sorted())
      }
    }
    evidence.warnings += Self.ageWarnings(of: set, request.settings)
    return evidence
  }

  /// What to say about recommendations that are too old, or of no known age.
  private static func ageWarnings(
    of set: RecommendationSet,
    _ settings: CheckSettings
  ) -> [String] {
    guard let now = settings.now, !set.recommendations.isEmpty else { return [] }
    guard let window = set.window else {
      return ["the recommendations do not say which time they are of"]
    }
    let age = now - window.end
    guard age > settings.maxAge else { return [] }
    return [
      "the recommendations are \(Int(age.days.rounded(.down)).counted("day")) old: they end with"
        + " \(window.end.rfc3339)"
    ]
  }

  /// What is known from before.
  private func gate(_ request: CheckRequest, _ files: ManifestFiles) throws(PodfitError) -> Gate {
    var gate = Gate()
    if let path = request.baseline {
      gate.baseline = try Self.baseline(inFile: path)
      gate.keys = BaselineKeys(baseline: path).keys(of: files.inputs.map(\.name))
    }
    guard let revision = request.revision else { return gate }
    let git = try Git(revision: revision)
    let found = try git.changes()
    var changes = ChangedLines()
    let root = ResolvedPath(git.root).text + "/"
    let named = Set(files.paths)
    var piped: String?
    for input in files.inputs {
      let path = ResolvedPath(input.name).text
      guard input.name != "-", path.hasPrefix(root) else {
        changes.insertAll(of: input.name)
        continue
      }
      if !named.contains(input.name) {
        // Standard input stands for the file that it is named for, as an editor has it.
        let before = git.fileIfThere(String(path.dropFirst(root.count)))
        var lines = [1..<Int.max]
        if let before {
          lines = try git.changes(from: before, to: input.bytes)
          gate.before.append(ManifestInput(name: input.name, bytes: before))
        }
        changes.touch(input.name)
        for range in lines { changes.insert(range, of: input.name) }
        piped = path
        continue
      }
      guard let lines = found.lines[String(path.dropFirst(root.count))] else { continue }
      changes.touch(input.name)
      for range in lines { changes.insert(range, of: input.name) }
    }
    gate.changes = changes
    guard request.settings.budget != nil else {
      gate.before = []
      return gate
    }
    let names = Dictionary(
      files.inputs.map { (ResolvedPath($0.name).text, $0.name) },
      uniquingKeysWith: { first, _ in first }
    )
    let folders = request.paths.map { ResolvedPath($0).text }
    for path in try git.changedFiles() {
      let full = root + path
      if full == piped { continue }
      // A file that is gone counts where the check would have found it.
      guard
        names[full] != nil
          || (folders.contains { full == $0 || full.hasPrefix($0 + "/") }
            && [".yaml", ".yml", ".json"].contains { path.lowercased().hasSuffix($0) })
      else { continue }
      gate.before.append(ManifestInput(name: names[full] ?? full, bytes: try git.file(path)))
    }
    return gate
  }

  /// The recommendations in a file that `podfit recommend --format json` wrote.
  ///
  /// - Parameters:
  ///   - path: the file
  ///   - withSteps: whether explanations are wanted, which take most of the time
  /// - Returns: the recommendations
  /// - Throws: ``PodfitError`` for a file that cannot be read or has another form
  public static func recommendations(
    inFile path: String,
    withSteps: Bool = true
  ) throws(PodfitError) -> RecommendationSet {
    let data: Data
    do {
      data = try Data(contentsOf: URL(filePath: path))
    } catch {
      throw .unreadable(path: path, reason: (error as NSError).localizedDescription)
    }
    let document: RecommendationDocument
    do {
      document =
        withSteps
        ? try RecommendationDocument(json: data)
        : try RecommendationDocument(jsonWithoutSteps: data)
    } catch {
      throw .badRecommendations(
        path: path,
        reason: RecommendationFault(error, in: data).description
      )
    }
    guard document.schemaVersion == RecommendationDocument.currentSchemaVersion else {
      throw .badRecommendations(
        path: path,
        reason:
          "its schema_version is \(document.schemaVersion), this podfit reads"
          + " \(RecommendationDocument.currentSchemaVersion)"
      )
    }
    if let entry = document.recommendations.firstIndex(where: \.hasNegativeAmount) {
      let fault = RecommendationFault(entry: entry, "has an amount below zero", in: data)
      throw .badRecommendations(path: path, reason: fault.description)
    }
    return document.model
  }
}

extension NodeShape {
  /// The shapes of nodes that can be scheduled on, by machine type and what they hand out.
  static func shapes(of nodes: [NodeSpec]) -> [NodeShape] {
    var shapes: [NodeShape: Int] = [:]
    for node in nodes where !node.isUnschedulable {
      let resources = node.allocatable
      guard resources.cpu > .zero, resources.memory > .zero else { continue }
      let name = node.instanceType.isEmpty ? node.pool : node.instanceType
      shapes[NodeShape(name: name, cpu: resources.cpu, memory: resources.memory), default: 0] += 1
    }
    return shapes.map { shape, count in
      NodeShape(name: shape.name, cpu: shape.cpu, memory: shape.memory, count: count)
    }.sorted { ($0.name, $0.cpu, $0.memory) < ($1.name, $1.cpu, $1.memory) }
  }
}

extension Podfit {
  /// All rules of ``check(_:)``, as documentation shows them.
  public static var rules: [RuleCard] { RuleRegistry.cards }
}
