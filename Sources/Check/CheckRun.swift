internal import PodfitJVM
internal import PodfitModel

/// One run of a check, from files to a result.
struct CheckRun: Sendable {
  /// A file that was read.
  private struct File {
    var source: SourceFile
    var contents: ManifestContents
    var suppressions: SuppressionList
    /// The advice for each container.
    var advice: [Recommendation?] = []
    /// Whether every container was compared with advice.
    var isCompared = true
  }

  /// A finding with the container it is in.
  private struct Draft {
    var finding: Finding
    var file: Int
    var container: Int?
  }

  private var settings: CheckSettings
  private let limits: ManifestLimits
  private var files: [File] = []
  private var drafts: [Draft] = []
  private var result = CheckResult()

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

  private func file(of input: ManifestInput) -> File? {
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
        let findings = findings(in: containers[position], pod, look.advice[position], memory)
        look.drafts += findings.map { Draft(finding: $0, file: file, container: position) }
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
        guard container.role != .initial || !index.knowsWorkload(of: container) else { break }
        look.isCompared = false
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
    _ memory: RuntimeMemory
  ) -> [Finding] {
    let (thresholds, levels) = settings.policy(for: container)
    var subject = CheckSubject(container: container, thresholds: thresholds)
    subject.pod = pod
    subject.nodes = settings.nodes
    if advice?.status != .withheld { subject.recommendation = advice }
    let runtime = RuntimeSettings.outcome(in: container, memory)
    subject.isJVM = runtime?.isJVM
    var found: [Finding] = []
    for rule in RuleRegistry.rules { found += rule.findings(in: subject) }
    if let runtime { found += RuntimeSettings.findings(runtime, in: subject) }
    return found.compactMap { leveled($0, levels) }.map { completed($0, container, advice) }
  }

  private func leveled(_ finding: Finding, _ levels: [String: RuleLevel]) -> Finding? {
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

  /// Adds findings about what the change adds.
  mutating func compare(
    with before: [ManifestInput],
    _ changes: ChangedLines,
    _ budget: ResourceBudget
  ) {
    let old = before.compactMap { file(of: $0) }.flatMap(\.contents.containers)
    let new = files.flatMap(\.contents.containers).filter { changes.touches($0.place.file) }
    for finding in ChangedRequests(before: old, after: new).findings(budget) {
      let file = files.firstIndex { $0.source.name == finding.place.file } ?? 0
      if let finding = leveled(finding, settings.levels) {
        drafts.append(Draft(finding: finding, file: file, container: nil))
      }
    }
  }

  /// Sets aside what manifests and settings suppress; says what is wrong with suppressions.
  mutating func suppress() {
    var uses = files.map { SuppressionUse($0.suppressions, now: settings.now) }
    drafts = drafts.filter { draft in
      let exemption = settings.exemptions.first { each in
        each.covers(draft.finding)
          && !(each.until.flatMap { day in settings.now.map { day.isOver(at: $0) } } ?? false)
      }
      if let exemption {
        result.suppressed.append(
          SuppressedFinding(finding: draft.finding, reason: exemption.reason, isInSource: false)
        )
        return false
      }
      guard let position = draft.container,
        let suppression = uses[draft.file].suppression(
          of: draft.finding,
          in: files[draft.file].contents.containers[position]
        )
      else { return true }
      result.suppressed.append(
        SuppressedFinding(
          finding: draft.finding,
          reason: suppression.reason,
          isInSource: true
        )
      )
      return false
    }
    for (number, file) in files.enumerated() {
      let containers = file.contents.containers
      let notes = uses[number].findings(isComplete: result.hasEvidence && file.isCompared) {
        suppression in
        switch suppression.scope {
        case .object(let object, _): containers.first { $0.object == object }
        case .line(let line): containers.last { $0.place.line <= line }
        }
      }
      for finding in file.suppressions.findings + notes {
        if let finding = leveled(finding, settings.levels) {
          drafts.append(Draft(finding: finding, file: number, container: nil))
        }
      }
    }
  }

  /// Lets pass what the baseline has and what is on lines that did not change.
  mutating func pass(_ gate: Gate, names: Set<String>) {
    if let baseline = gate.baseline {
      var use = BaselineUse(baseline)
      let looked = Set(names.map { gate.keys[$0] ?? $0 })
      sortDrafts()
      let count = drafts.count
      drafts = drafts.filter { !use.take($0.finding, gate.keys) }
      result.baselined = count - drafts.count
      result.staleBaseline = use.rest.filter { looked.contains($0.file) }
    }
    if let changes = gate.changes {
      let count = drafts.count
      drafts = drafts.filter {
        $0.finding.rule == GateCards.budgetExceeded.id || changes.contains($0.finding.place)
      }
      result.unchanged = count - drafts.count
    }
  }

  private mutating func sortDrafts() {
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

  /// Plans the edits of every container with findings, and where wanted makes the files.
  private mutating func planFixes(makesRewrites: Bool) {
    var groups: [[Int]: [Int]] = [:]
    for (index, draft) in drafts.enumerated() {
      guard let container = draft.container, draft.finding.field != nil,
        draft.finding.recommended != nil
      else { continue }
      groups[[draft.file, container], default: []].append(index)
    }
    let run = self
    let plans = sideBySide(Array(groups)) { key, indices in
      let file = run.files[key[0]]
      return FixPlan(
        file.contents.containers[key[1]],
        in: file.source,
        findings: indices.map { run.drafts[$0].finding },
        advice: file.advice[key[1]]
      ).outcomes
    }
    for (indices, outcomes) in zip(groups.values, plans) {
      for (index, outcome) in zip(indices, outcomes) {
        switch outcome {
        case .success(let edits): drafts[index].finding.edits = edits
        case .failure(let error): drafts[index].finding.refusal = error.refusal
        }
      }
    }
    guard makesRewrites else { return }
    var byFile: [Int: [Int]] = [:]
    for (index, draft) in drafts.enumerated() where !draft.finding.edits.isEmpty {
      byFile[draft.file, default: []].append(index)
    }
    let changed = Array(byFile)
    let planned = self
    // Each file is read again to see that it says what was meant.
    let rewritten = sideBySide(changed) { number, indices in
      let file = planned.files[number]
      let edits = indices.flatMap { planned.drafts[$0].finding.edits }
      return Rewriter(file: file.source, contents: file.contents, limits: planned.limits)
        .bytes(
          applying: edits,
          mappings: ResourceMapping.standard + planned.settings.mappings
        )
    }
    for ((number, indices), after) in zip(changed, rewritten) {
      let file = files[number]
      if let after {
        result.rewrites.append(
          Rewrite(
            file: file.source.name,
            before: file.source.bytes,
            after: after,
            findings: indices.count
          )
        )
      } else {
        for index in indices {
          drafts[index].finding.edits = []
          drafts[index].finding.refusal = .notVerified
        }
      }
    }
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
