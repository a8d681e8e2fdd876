import PodfitCheck
import PodfitModel

extension ConfigurationReader {
  /// Reads `check`.
  mutating func readCheck(_ node: YAMLNode, into configuration: inout Configuration) {
    let fields = fields(of: node, at: "check")
    for (key, node) in fields { configuration.checkLines[key] = node.place.line }
    for entry in fields["thresholds"]?.entries ?? [] {
      guard let key = entry.key.text else { continue }
      configuration.checkLines["thresholds.\(key)"] = entry.value.place.line
    }
    for (key, node) in fields {
      for (index, item) in (node.items ?? []).enumerated() {
        configuration.checkLines["\(key)[\(index)]"] = item.place.line
      }
    }
    readCheck(fields, into: &configuration.check)
    readDefaults(fields, into: &configuration.checkDefaults)
  }

  private mutating func readCheck(
    _ fields: [String: YAMLNode],
    into settings: inout CheckSettings
  ) {
    if let node = fields["max-age"] {
      let age = value(node, "a time such as 30d, or never") { text in
        text == "never" ? TimeSpan(milliseconds: .max) : TimeSpan(promQL: text)
      }
      settings.maxAge = age ?? settings.maxAge
    }
    if let node = fields["thresholds"] {
      settings.thresholds = thresholds(node, at: "check.thresholds", over: settings.thresholds)
    }
    if let node = fields["levels"] { settings.levels = levels(node) }
    if let node = fields["policies"] {
      let general = settings.thresholds
      settings.policies = items(node, "policies, each with match").map {
        checkPolicy($0, over: general)
      }
    }
    if let node = fields["exemptions"] {
      settings.exemptions = items(node, "exemptions").compactMap { exemption($0) }
    }
    if let node = fields["matches"] {
      settings.matches = items(node, "matches, each with from and to").compactMap { override($0) }
    }
    if let node = fields["mappings"] {
      settings.mappings = items(node, "mappings, each with path and target")
        .compactMap { mapping($0) }
    }
    if let node = fields["budget"] { settings.budget = budget(node) }
    if let node = fields["nodes"] {
      settings.nodes = items(node, "shapes of nodes").compactMap { shape($0) }
    }
  }

  private mutating func thresholds(
    _ node: YAMLNode,
    at place: String,
    over general: CheckThresholds
  ) -> CheckThresholds {
    var thresholds = general
    let fields = fields(of: node, at: place)
    for knob in Knob<CheckThresholds>.thresholds {
      guard let node = fields[knob.key] else { continue }
      var changed = thresholds
      let isRead = value(node, knob.form.expected) { knob.read($0, &changed) ? true : nil }
      if isRead != nil { thresholds = changed }
    }
    if thresholds.errorAbove < thresholds.warningAbove {
      note(
        .conflict("error-above is less than warning-above"),
        at: (fields["error-above"] ?? fields["warning-above"] ?? node).place
      )
    }
    return thresholds
  }

  private mutating func levels(_ node: YAMLNode) -> [String: RuleLevel] {
    var levels: [String: RuleLevel] = [:]
    for (rule, entry) in entries(of: node) {
      check(rule: rule, at: entry.key)
      levels[rule] = value(entry.value, "off, error, warning or info") { text in
        text == "off" ? .off : Severity(rawValue: text).map { .severity($0) }
      }
    }
    return levels
  }

  private mutating func check(rule: String, at node: YAMLNode) {
    let known = RuleRegistry.cards.map(\.id)
    guard !known.contains(rule) else { return }
    note(
      .unknownName(rule, what: "rule", nearest: rule.nearest(of: known), known: known),
      at: node.place
    )
  }

  private mutating func checkPolicy(
    _ node: YAMLNode,
    over general: CheckThresholds
  ) -> CheckPolicy {
    let fields = fields(of: node, at: "check.policies[]")
    var policy = CheckPolicy(name: "line \(node.place.line)")
    if let node = fields["policy"], let name = text(node, "the name of a policy") {
      if let preset = CheckPolicy.presets.first(where: { $0.name == name }) {
        policy = preset
      } else {
        let known = CheckPolicy.presets.map(\.name)
        let nearest = name.nearest(of: known)
        note(.unknownName(name, what: "policy", nearest: nearest, known: known), at: node.place)
      }
    }
    if let node = fields["thresholds"] {
      policy.thresholds = thresholds(
        node,
        at: "check.policies[].thresholds",
        over: policy.thresholds ?? general
      )
    }
    if let node = fields["levels"] { policy.levels.merge(levels(node)) { $1 } }
    guard let match = fields["match"] else { return policy }
    let conditions = self.fields(of: match, at: "check.policies[].match")
    if let node = conditions["paths"] { policy.paths = patterns(node, "patterns of files") }
    if let node = conditions["namespaces"] { policy.namespaces = patterns(node, "namespaces") }
    if let node = conditions["kinds"] { policy.kinds = kinds(node) }
    if policy.paths.isEmpty, policy.namespaces.isEmpty, policy.kinds.isEmpty, match.isMapping {
      note(.emptyMatch, at: match.place)
    }
    return policy
  }

  private mutating func exemption(_ node: YAMLNode) -> Exemption? {
    let fields = fields(of: node, at: "check.exemptions[]")
    var rules: [String] = []
    if let node = fields["rules"] {
      for item in items(node, "rules, or *") {
        guard let rule = text(item, "a rule, or *") else { continue }
        if rule != "*" { check(rule: rule, at: item) }
        rules.append(rule)
      }
    }
    let form = "a pattern of NAMESPACE/KIND/NAME/CONTAINER"
    let container = fields["container"].flatMap { node in
      value(node, form) { text in
        text == "**" || text.contains("/") ? NamePattern(text) : nil
      }
    }
    let paths = fields["paths"].flatMap { text($0, "a pattern of files") }
    let reason = fields["reason"].flatMap { text($0, "a reason") }
    let until = fields["until"].flatMap { value($0, "a day such as 2027-03-31", CalendarDay.init) }
    guard let container, let reason, !rules.isEmpty else { return nil }
    return Exemption(
      rules: rules,
      container: container,
      paths: paths.map { NamePattern($0) },
      reason: reason,
      until: until
    )
  }

  private mutating func override(_ node: YAMLNode) -> MatchOverride? {
    let fields = fields(of: node, at: "check.matches[]")
    guard let from = fields["from"], let to = fields["to"],
      let left = text(from, "NAMESPACE/KIND/NAME"), let right = text(to, "NAMESPACE/KIND/NAME")
    else { return nil }
    guard let found = MatchOverride("\(left)=\(right)") else {
      note(node, isNot: "from and to as NAMESPACE/KIND/NAME, to with no more stars than from")
      return nil
    }
    return found
  }

  private mutating func mapping(_ node: YAMLNode) -> ResourceMapping? {
    let fields = fields(of: node, at: "check.mappings[]")
    let files = fields["files"].flatMap { text($0, "a pattern of files") }
    let kind = fields["kind"].flatMap { text($0, "a kind") }
    guard let path = fields["path"].flatMap({ text($0, "keys joined by dots") }),
      let target = fields["target"].flatMap({ text($0, "[NAMESPACE/]KIND/NAME/CONTAINER") })
    else { return nil }
    let mapping = ResourceMapping(
      files: (files ?? (kind == nil ? ResourceMapping.valuesFiles : nil)).map { NamePattern($0) },
      kind: kind,
      path: path.split(separator: ".", omittingEmptySubsequences: false).map(String.init),
      target: target
    )
    guard mapping.fits else {
      note(
        node,
        isNot: "a target [NAMESPACE/]KIND/NAME/CONTAINER with no more stars than the path"
      )
      return nil
    }
    return mapping
  }

  private mutating func budget(_ node: YAMLNode) -> ResourceBudget {
    let fields = fields(of: node, at: "check.budget")
    return ResourceBudget(
      cpu: fields["cpu"].flatMap { node in
        value(node, KnobForm.cpu.expected) { KnobText.cpu($0, orZero: true) }
      },
      memory: fields["memory"].flatMap { node in
        value(node, KnobForm.memory.expected) { KnobText.memory($0, orZero: true) }
      }
    )
  }

  private mutating func shape(_ node: YAMLNode) -> NodeShape? {
    let fields = fields(of: node, at: "check.nodes[]")
    let name = fields["name"].flatMap { text($0, "a name") }
    let cpu = fields["cpu"].flatMap { node in
      value(node, KnobForm.cpu.expected) { KnobText.cpu($0) }
    }
    let memory = fields["memory"].flatMap { node in
      value(node, KnobForm.memory.expected) { KnobText.memory($0) }
    }
    let count = fields["count"].map { node in
      value(node, "a whole number from 1 to 100000") { text in
        Int(text).flatMap { (1...100_000).contains($0) ? $0 : nil }
      }
    }
    guard let name, let cpu, let memory else { return nil }
    return NodeShape(name: name, cpu: cpu, memory: memory, count: (count ?? 1) ?? 1)
  }
}
