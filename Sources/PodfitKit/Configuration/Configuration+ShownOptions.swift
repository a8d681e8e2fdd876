import PodfitCheck
import PodfitModel
import PodfitReport

extension Configuration {
  /// What stands in place of options of `podfit recommend` that make changes.
  var shownChanges: [(key: String, value: ShownValue)] {
    let standard = ChangeOptions()
    func origin(_ key: String) -> SettingOrigin {
      changeLines[key].map { .file(path ?? "", line: $0) } ?? .standard
    }
    let parts: [(key: String, value: ShownValue?)] = [
      ("max-step", maxStep.map { .text(KnobText.percent($0), nil) }),
      ("never-lower", neverLower.isEmpty ? nil : .texts(neverLower.map(\.text))),
      ("waves", .bare("\(waves ?? standard.waves)", nil)),
      ("base", .text(patchedBase ?? standard.base, nil)),
      ("value-paths", valuePaths.isEmpty ? nil : .texts(valuePaths.map(\.text))),
    ]
    return parts.compactMap { part in part.value.map { (part.key, $0.from(origin(part.key))) } }
  }

  /// What stands in place of options of `podfit check`.
  var shownDefaults: [(key: String, value: ShownValue)] {
    let given = checkDefaults.outputs.map(\.text)
    let outputs = given.isEmpty ? [TextOutput.id] : given
    let parts: [(key: String, value: ShownValue?)] = [
      ("recommendations", checkDefaults.recommendations.map { .text($0, nil) }),
      ("cluster", checkDefaults.cluster.map { .text($0, nil) }),
      ("fail-on", .text(checkDefaults.failOn.name, nil)),
      ("baseline", checkDefaults.baseline.map { .text($0, nil) }),
      ("output", .texts(outputs)),
      ("allow-empty", .bare("\(checkDefaults.allowsEmpty)", nil)),
    ]
    return parts.compactMap { part in
      part.value.map { (part.key, $0.from(origin(part.key))) }
    }
  }
}
