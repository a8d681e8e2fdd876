import PodfitCheck
import PodfitModel
import PodfitRecommend
import PodfitReport

extension Configuration {
  /// Everything that holds, as YAML or JSON that is itself a configuration file.
  ///
  /// - Parameters:
  ///   - asJSON: JSON instead of YAML.
  ///   - origins: With the origin of each value: a comment in YAML, in JSON an object with `value` and
  ///     `origin` in place of the value.
  /// - Returns: the text, with a line feed at its end.
  public func text(asJSON: Bool = false, origins: Bool = false) -> String {
    let shown = shown
    return asJSON ? shown.json(origins: origins) + "\n" : shown.yaml(origins: origins)
  }

  private var shown: ShownValue {
    let names = BuiltInProfiles.all.map(\.name)
    let order = names + profiles.keys.filter { !names.contains($0) }.sorted()
    var fields: [(key: String, value: ShownValue)] = [
      ("version", .bare("1", nil)),
      (
        "policy", .mapping([("strategy", shownStrategy)] + Self.shown(EffectivePolicy(base).values))
      ),
      (
        "profiles",
        .mapping(
          order.map { name in
            let layer = profiles[name] ?? PolicyLayer()
            let values = EffectivePolicy(layer).values
            return (
              name,
              .mapping(
                shownStrategy(of: layer) + Self.shown(values.filter { $0.origin != .standard })
              )
            )
          }
        )
      ),
    ]
    if !rules.isEmpty { fields.append(("policies", .list(rules.map(shown)))) }
    if !similar.isEmpty {
      fields.append(("similar", .list(zip(similar, similarLines).map { shown($0, line: $1) })))
    }
    fields.append(("changes", .mapping(shownChanges)))
    return .mapping(fields + [("check", .mapping(shownDefaults + shownCheck))])
  }

  private func shown(_ rule: SimilarRule, line: Int) -> ShownValue {
    let model =
      switch rule.model {
      case .workload(let pattern): pattern.text
      case .sameImage: SimilarRule.imageWord
      }
    let origin = SettingOrigin.file(path ?? "", line: line)
    return .mapping([
      ("workload", .text(rule.workload.text, origin)), ("like", .text(model, origin)),
    ])
  }

  private var shownStrategy: ShownValue {
    guard let strategy else { return .text(Podfit.defaultStrategy, .standard) }
    return .text(strategy.name, .file(path ?? "", line: strategy.line))
  }

  private static func shown(
    _ values: [EffectivePolicy.Value]
  ) -> [(key: String, value: ShownValue)] {
    values.map { value in
      let form = Knob<Policy>.policy.first { $0.key == value.key }?.form
      return form == .number || form == .flag
        ? (value.key, .bare(value.text, value.origin))
        : (value.key, .text(value.text, value.origin))
    }
  }

  /// A rule with what it changes of the policy for all.
  private func shown(_ rule: Rule) -> ShownValue {
    let match: [(key: String, value: ShownValue)] = [
      ("namespaces", .texts(rule.match.namespaces.map(\.text))),
      ("kinds", .texts(rule.match.kinds.sorted().map(\.rawValue))),
      ("names", .texts(rule.match.names.map(\.text))),
      (
        "labels",
        .mapping(
          rule.match.labels.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value.text, nil)) }
        )
      ),
    ]
    let given = [
      !rule.match.namespaces.isEmpty, !rule.match.kinds.isEmpty, !rule.match.names.isEmpty,
      !rule.match.labels.isEmpty,
    ]
    let general = EffectivePolicy(base).values.map(\.text)
    let own = EffectivePolicy(layer(of: rule)).values
    let changed = zip(own, general).filter { $0.text != $1 }.map(\.0)
    var fields: [(key: String, value: ShownValue)] = [
      ("match", .mapping(zip(match, given).filter(\.1).map(\.0)))
    ]
    if let profile = rule.profile { fields.append(("profile", .text(profile, nil))) }
    let strategy = shownStrategy(of: layer(of: rule))
    return .mapping(fields + [("policy", .mapping(strategy + Self.shown(changed)))])
  }

  /// The strategy of a layer, where it has one of its own.
  private func shownStrategy(of layer: PolicyLayer) -> [(key: String, value: ShownValue)] {
    guard let strategy = layer.strategy else { return [] }
    let origin = SettingOrigin.file(path ?? "", line: strategy.line)
    return [(ConfigurationKeys.strategy, .text(strategy.name, origin))]
  }
}

extension Configuration {
  /// Where a setting of the check comes from.
  func origin(_ key: String) -> SettingOrigin {
    checkLines[key].map { .file(path ?? "", line: $0) } ?? .standard
  }

  fileprivate var shownCheck: [(key: String, value: ShownValue)] {
    let age =
      check.maxAge == TimeSpan(milliseconds: .max) ? "never" : check.maxAge.promQLText
    var fields: [(key: String, value: ShownValue)] = [
      ("max-age", .text(age, origin("max-age"))),
      ("thresholds", .mapping(Self.shown(check.thresholds) { origin("thresholds.\($0)") })),
    ]
    func add(_ key: String, _ value: ShownValue, if isThere: Bool) {
      if isThere { fields.append((key, value)) }
    }
    add("levels", Self.shown(check.levels, origin("levels")), if: !check.levels.isEmpty)
    func list<Item>(_ key: String, _ items: [Item], _ shown: (Item) -> ShownValue) -> ShownValue {
      .list(items.enumerated().map { shown($1).from(origin("\(key)[\($0)]")) })
    }
    add("policies", list("policies", check.policies, shown), if: !check.policies.isEmpty)
    add(
      "exemptions",
      list("exemptions", check.exemptions, Self.shown),
      if: !check.exemptions.isEmpty
    )
    let matches = list("matches", check.matches) {
      .mapping([("from", .text($0.from.text, nil)), ("to", .text($0.to.text, nil))])
    }
    add("matches", matches, if: !check.matches.isEmpty)
    add("mappings", list("mappings", check.mappings, Self.shown), if: !check.mappings.isEmpty)
    if let budget = check.budget {
      let amounts = [("cpu", budget.cpu?.quantity), ("memory", budget.memory?.quantity)]
      let given = amounts.compactMap { key, text in
        text.map { (key: key, value: ShownValue.text($0, origin("budget"))) }
      }
      add("budget", .mapping(given), if: true)
    }
    let nodes = list("nodes", check.nodes) { node in
      .mapping([
        ("name", .text(node.name, nil)), ("cpu", .text(node.cpu.quantity, nil)),
        ("memory", .text(node.memory.quantity, nil)), ("count", .bare("\(node.count)", nil)),
      ])
    }
    add("nodes", nodes, if: !check.nodes.isEmpty)
    return fields
  }

  private static func shown(
    _ thresholds: CheckThresholds,
    origin: (String) -> SettingOrigin?
  ) -> [(key: String, value: ShownValue)] {
    Knob<CheckThresholds>.thresholds.map { knob in
      let text = knob.text(thresholds)
      return knob.form == .number
        ? (knob.key, .bare(text, origin(knob.key))) : (knob.key, .text(text, origin(knob.key)))
    }
  }

  private static func shown(
    _ levels: [String: RuleLevel],
    _ origin: SettingOrigin?
  ) -> ShownValue {
    .mapping(
      levels.sorted { $0.key < $1.key }.map { rule, level in
        switch level {
        case .off: (rule, .text("off", origin))
        case .severity(let severity): (rule, .text(severity.rawValue, origin))
        }
      }
    )
  }

  /// A policy of a check with all its thresholds; its name is not shown, since what it stands for is.
  private func shown(_ policy: CheckPolicy) -> ShownValue {
    let match: [(key: String, value: ShownValue)] = [
      ("paths", .texts(policy.paths.map(\.text))),
      ("namespaces", .texts(policy.namespaces.map(\.text))),
      ("kinds", .texts(policy.kinds.sorted().map(\.rawValue))),
    ]
    let given = [!policy.paths.isEmpty, !policy.namespaces.isEmpty, !policy.kinds.isEmpty]
    var fields: [(key: String, value: ShownValue)] = [
      ("match", .mapping(zip(match, given).filter(\.1).map(\.0)))
    ]
    if let thresholds = policy.thresholds {
      fields.append(("thresholds", .mapping(Self.shown(thresholds) { _ in nil })))
    }
    return .mapping(fields + [("levels", Self.shown(policy.levels, nil))])
  }

  private static func shown(_ exemption: Exemption) -> ShownValue {
    let parts: [(key: String, value: ShownValue?)] = [
      ("rules", .texts(exemption.rules)), ("container", .text(exemption.container.text, nil)),
      ("paths", exemption.paths.map { .text($0.text, nil) }),
      ("reason", .text(exemption.reason, nil)),
      ("until", exemption.until.map { .text($0.description, nil) }),
    ]
    return .mapping(parts.compactMap { part in part.value.map { (part.key, $0) } })
  }

  private static func shown(_ mapping: ResourceMapping) -> ShownValue {
    let parts: [(key: String, value: ShownValue?)] = [
      ("path", .text(mapping.path.joined(separator: "."), nil)),
      ("target", .text(mapping.target, nil)),
      ("files", mapping.files.map { .text($0.text, nil) }),
      ("kind", mapping.kind.map { .text($0, nil) }),
    ]
    return .mapping(parts.compactMap { part in part.value.map { (part.key, $0) } })
  }
}
