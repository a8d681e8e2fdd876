internal import PodfitJVM
internal import PodfitModel

/// One run of a check, from files to a result.
struct CheckRun: Sendable {
  /// A file that was read.
  struct File {
    var source: SourceFile
    var contents: ManifestContents
    var suppressions: SuppressionList
    /// The advice for each container.
    var advice: [Recommendation?] = []
    /// Whether every container was compared with advice.
    var isCompared = true
    /// Values that somebody accepted, by container.
    var accepted: [Int: Set<ResourceField>] = [:]
  }

  /// A finding with the container it is in.
  struct Draft {
    var finding: Finding
    var file: Int
    var container: Int?
  }

  private(set) var settings: CheckSettings
  let limits: ManifestLimits
  var files: [File] = []
  var drafts: [Draft] = []
  var result = CheckResult()
  /// Which exemptions of the settings were met.
  var usedExemptions: Set<Int> = []
  /// Lines that count; nil for all.
  var changes: ChangedLines?

  init(_ checker: Checker) {
    settings = checker.settings
    limits = checker.limits
  }

  /// Goes on after reading.
  mutating func proceed(with settings: CheckSettings, hasEvidence: Bool) {
    self.settings = settings
    result.hasEvidence = hasEvidence
  }

  /// Workloads whose pods another one describes.
  var references: [WorkloadReference] { files.flatMap(\.contents.references) }

  /// Reads files.
  mutating func read(_ inputs: [ManifestInput]) {
    let run = self
    for (input, file) in zip(inputs, sideBySide(inputs) { run.file(of: $0) }) {
      take(file, of: input)
    }
  }

  private mutating func take(_ file: File?, of input: ManifestInput) {
    result.files += 1
    guard let file else {
      let code = ManifestError.Code.tooLarge(limit: limits.fileBytes)
      let start = SourceRange(file: input.name, line: 1, column: 1, endLine: 1, endColumn: 1)
      result.errors.append(ManifestError(code, place: start, sourceLine: ""))
      return
    }
    let contents = file.contents
    result.errors += contents.errors
    result.skipped += contents.skipped.map { SkippedManifest(place: $0.place, reason: $0.reason) }
    result.otherObjects += contents.otherObjects
    var previous: ContainerManifest?
    for container in contents.containers {
      let isNew =
        previous.map { $0.object != container.object || $0.workload != container.workload } ?? true
      if isNew { result.workloads += 1 }
      previous = container
      result.containers.append(CheckedContainer(id: container.id, place: container.place))
    }
    files.append(file)
  }

  func file(of input: ManifestInput) -> File? {
    guard input.bytes.count <= limits.fileBytes else { return nil }
    let source = SourceFile(name: input.name, bytes: input.bytes)
    let contents = contents(
      of: source,
      limits: limits,
      mappings: ResourceMapping.standard + settings.mappings,
      chart: input.chart
    )
    return File(
      source: source,
      contents: contents,
      suppressions: SuppressionList(
        source,
        annotations: contents.annotations,
        rules: RuleRegistry.ids
      )
    )
  }

  /// What came of looking at one file.
  private struct Look {
    var advice: [Recommendation?] = []
    var isCompared = true
    var withheld = 0
    var unmatched: [UnmatchedContainer] = []
    var drafts: [Draft] = []
    var accepted: [Int: Set<ResourceField>] = [:]
  }

  /// Lets every rule look at every container.
  mutating func look(with index: RecommendationIndex) {
    let autoscalers = files.flatMap(\.contents.autoscalers)
    let run = self
    let memory = RuntimeMemory()
    let looks = sideBySide(Array(files.indices)) { run.look(at: $0, index, autoscalers, memory) }
    for (file, look) in looks.enumerated() {
      files[file].advice = look.advice
      files[file].isCompared = look.isCompared
      files[file].accepted = look.accepted
      result.withheldContainers += look.withheld
      result.unmatched += look.unmatched
      drafts += look.drafts
    }
  }

  private func look(
    at file: Int,
    _ index: RecommendationIndex,
    _ autoscalers: [AutoscalerManifest],
    _ memory: RuntimeMemory
  ) -> Look {
    let containers = files[file].contents.containers
    var look = match(containers, index)
    for group in containers.podGroups {
      var pod = PodContext(containers[group], advice: Array(look.advice[group]))
      pod.targets = targets(of: containers[group.lowerBound], autoscalers)
      for position in group {
        let (thresholds, levels) = settings.policy(for: containers[position])
        let advice = look.advice[position]
        for finding in findings(in: containers[position], pod, advice, thresholds, memory) {
          guard let finding = leveled(finding, levels) else {
            // A rule that is turned off leaves its value to whoever turned it off.
            if let field = finding.field { look.accepted[position, default: []].insert(field) }
            continue
          }
          let complete = completed(finding, containers[position], advice)
          look.drafts.append(Draft(finding: complete, file: file, container: position))
        }
      }
    }
    return look
  }

  private func match(_ containers: [ContainerManifest], _ index: RecommendationIndex) -> Look {
    var look = Look()
    for container in containers {
      switch index.match(container) {
      case .one(let recommendation):
        if recommendation.status == .withheld {
          look.withheld += 1
          look.isCompared = false
        }
        look.advice.append(recommendation)
      case .none(let reason):
        look.advice.append(nil)
        // What runs once is seldom measured; that leaves nothing open about the others.
        if container.role != .initial || !index.knowsWorkload(of: container) {
          look.isCompared = false
        }
        guard result.hasEvidence else { break }
        look.unmatched.append(
          UnmatchedContainer(id: container.id, place: container.place, reason: reason)
        )
      }
    }
    return look
  }

  private func targets(
    of container: ContainerManifest,
    _ autoscalers: [AutoscalerManifest]
  ) -> [AutoscalerManifest.Target] {
    autoscalers.filter {
      $0.kind == container.workload.kind && $0.name == container.workload.name
        && ($0.namespace == nil || !container.hasNamespace
          || $0.namespace == container.workload.namespace)
    }.flatMap(\.targets)
  }

  private func findings(
    in container: ContainerManifest,
    _ pod: PodContext,
    _ advice: Recommendation?,
    _ thresholds: CheckThresholds,
    _ memory: RuntimeMemory
  ) -> [Finding] {
    var subject = CheckSubject(container: container, thresholds: thresholds)
    subject.pod = pod
    subject.nodes = settings.nodes
    if advice?.status != .withheld { subject.recommendation = advice }
    let runtime = RuntimeSettings.outcome(in: container, memory)
    subject.isJVM = runtime?.isJVM
    var found: [Finding] = []
    for rule in RuleRegistry.rules { found += rule.findings(in: subject) }
    if let runtime { found += RuntimeSettings.findings(runtime, in: subject) }
    return found
  }

  func leveled(_ finding: Finding, _ levels: [String: RuleLevel]) -> Finding? {
    var finding = finding
    switch levels[finding.rule] {
    case .off: return nil
    case .severity(let severity): finding.severity = severity
    case nil: break
    }
    return finding
  }

  private func completed(
    _ finding: Finding,
    _ container: ContainerManifest,
    _ advice: Recommendation?
  ) -> Finding {
    var finding = finding
    finding.origin = finding.field.flatMap { container.layout[$0]?.origin }
    finding.replicas = advice.map { max($0.replicas, 0) } ?? container.replicas
    if let node = settings.nodes.max(by: { ($0.count, $1.name) < ($1.count, $0.name) }) {
      finding.savedNodes =
        node.share(cpu: finding.savedCPU, memory: finding.savedMemory) * Double(finding.replicas)
    }
    if let folder = settings.templateFolder, let source = container.helmSource {
      // Helm's paths begin with the name of the chart, which need not be that of its folder.
      let parts = source.split(separator: "/", omittingEmptySubsequences: false)
      finding.template = folder + parts.dropFirst().joined(separator: "/")
    }
    return finding
  }

  mutating func sortDrafts() {
    drafts.sort { a, b in
      let (one, other) = (a.finding, b.finding)
      return one.place == other.place
        ? (one.rule, one.message) < (other.rule, other.message) : one.place.isBefore(other.place)
    }
  }

  /// The result, with what mends each finding.
  mutating func result(makesRewrites: Bool) -> CheckResult {
    sortDrafts()
    planFixes(makesRewrites: makesRewrites)
    let byName = Dictionary(
      files.enumerated().map { ($1.source.name, $0) },
      uniquingKeysWith: { first, _ in first }
    )
    var excerpts = ExcerptCache()
    func completed(_ finding: Finding) -> Finding {
      guard let file = byName[finding.place.file] else { return finding }
      return excerpts.completed(finding, files[file].source)
    }
    result.findings = drafts.map { completed($0.finding) }
    result.suppressed = result.suppressed.map {
      SuppressedFinding(
        finding: completed($0.finding),
        reason: $0.reason,
        isInSource: $0.isInSource
      )
    }
    result.suppressed.sort { a, b in
      let (one, other) = (a.finding, b.finding)
      return one.place == other.place
        ? (one.rule, one.message) < (other.rule, other.message) : one.place.isBefore(other.place)
    }
    result.containers.sort { $0.place.isBefore($1.place) }
    result.unmatched.sort { $0.place.isBefore($1.place) }
    result.skipped.sort { $0.place.isBefore($1.place) }
    result.errors.sort { $0.place.isBefore($1.place) }
    result.rewrites.sort { $0.file < $1.file }
    return result
  }

}

/// Adds source lines to findings; findings of one line share its text.
private struct ExcerptCache {
  private var line = 0
  private var file = ""
  private var text = ""

  mutating func completed(_ finding: Finding, _ source: SourceFile) -> Finding {
    if finding.place.line != line || finding.place.file != file {
      line = finding.place.line
      file = finding.place.file
      text = source.excerpt(ofLine: line)
    }
    var finding = finding
    finding.sourceLine = text
    return finding
  }
}
