internal import PodfitModel

extension CheckRun {
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
    let all = drafts
    drafts = all.filter { draft in
      let met = settings.exemptions.firstIndex { each in
        each.covers(draft.finding) && !each.isOver(at: settings.now)
      }
      if let met {
        let exemption = settings.exemptions[met]
        usedExemptions.insert(met)
        accept(draft)
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
      accept(draft)
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
      var owners = ContainerLines(file.contents.containers)
      let notes = uses[number].findings(isComplete: result.hasEvidence && file.isCompared) {
        owners.container(of: $0.scope)
      }
      let repeated = file.contents.repeatedKeys.map { each in
        GateCards.keyRepeated.finding(
          "the key \"\(each.key)\" stands in line \(each.first.line) already; the last one counts",
          at: each.place,
          owners.container(around: each.place.line)
        )
      }
      for finding in repeated + file.suppressions.findings + notes {
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
      let all = drafts
      drafts = all.filter { draft in
        guard use.take(draft.finding, gate.keys) else { return true }
        accept(draft)
        return false
      }
      result.baselined = all.count - drafts.count
      result.staleBaseline = use.rest.filter { looked.contains($0.file) }
    }
    changes = gate.changes
    if let changes {
      let count = drafts.count
      drafts = drafts.filter {
        $0.finding.rule == GateCards.budgetExceeded.id || changes.contains($0.finding.place)
      }
      result.unchanged = count - drafts.count
    }
  }

  /// Notes that the value of a finding is to stay as it is.
  private mutating func accept(_ draft: Draft) {
    guard let container = draft.container, let field = draft.finding.field else { return }
    files[draft.file].accepted[container, default: []].insert(field)
  }
}
