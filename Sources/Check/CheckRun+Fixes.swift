internal import PodfitModel

extension CheckRun {
  /// Plans the edits of every container with findings, and where wanted makes the files.
  mutating func planFixes(makesRewrites: Bool) {
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
        advice: file.advice[key[1]],
        accepted: run.accepted(in: file, key[1])
      ).outcomes
    }
    for (indices, outcomes) in zip(groups.values, plans) {
      for (index, outcome) in zip(indices, outcomes) {
        switch outcome {
        case .success(let mending):
          drafts[index].finding.edits = mending.edits
          drafts[index].finding.companions = mending.companions
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
      let edits = indices.map { planned.drafts[$0].finding }.flatMap { $0.edits + $0.companions }
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
          drafts[index].finding.companions = []
          drafts[index].finding.refusal = .notVerified
        }
      }
    }
  }

  /// The values of a container that stay as they are, those on unchanged lines among them.
  private func accepted(in file: File, _ number: Int) -> Set<ResourceField> {
    var accepted = file.accepted[number] ?? []
    guard let changes else { return accepted }
    let layout = file.contents.containers[number].layout
    for field in ResourceField.allCases {
      if let value = layout[field], !changes.contains(value.place) { accepted.insert(field) }
    }
    return accepted
  }
}
