import PodfitCheck
import PodfitModel
import PodfitRecommend
import PodfitReport

extension ConfigurationReader {
  /// Reads `policy`, `profiles` and `policies`.
  mutating func readPolicies(
    _ fields: [String: YAMLNode],
    into configuration: inout Configuration
  ) {
    if let node = fields["policy"] {
      let settings = self.fields(of: node, at: "policy")
      configuration.base = layer(settings)
      // For all it is the default of the command line's option, and not one of a policy.
      configuration.strategy = configuration.base.strategy
      configuration.base.strategy = nil
    }
    if let node = fields["profiles"] {
      for (name, entry) in entries(of: node) {
        let own = layer(self.fields(of: entry.value, at: "profiles.*"))
        configuration.profiles[name] =
          configuration.profiles[name].map { $0.under(own) } ?? own
      }
    }
    guard let node = fields["policies"] else { return }
    for item in items(node, "policies, each with match, profile and policy") {
      configuration.rules.append(rule(item, profiles: configuration.profiles.keys.sorted()))
    }
  }

  private mutating func strategy(_ node: YAMLNode) -> Configuration.Named? {
    guard let name = text(node, "the name of a strategy") else { return nil }
    do {
      _ = try StrategyRegistry.strategy(name)
      return Configuration.Named(name: name, line: node.place.line)
    } catch {
      let known = StrategyRegistry.all.map { $0.id.rawValue }
      let nearest = name.nearest(of: known)
      note(.unknownName(name, what: "strategy", nearest: nearest, known: known), at: node.place)
      return nil
    }
  }

  /// The settings of a policy that are there.
  private mutating func layer(_ fields: [String: YAMLNode]) -> PolicyLayer {
    var scratch = Policy()
    var settings: [PolicySetting] = []
    for knob in Knob<Policy>.policy {
      guard let node = fields[knob.key] else { continue }
      let text = value(node, knob.form.expected) { knob.read($0, &scratch) ? $0 : nil }
      guard let text else { continue }
      settings.append(
        PolicySetting(
          key: knob.key,
          text: text,
          origin: .file(node.place.file, line: node.place.line)
        )
      )
    }
    var layer = PolicyLayer(settings)
    layer.strategy = fields[ConfigurationKeys.strategy].flatMap { strategy($0) }
    return layer
  }

  private mutating func rule(_ node: YAMLNode, profiles: [String]) -> Configuration.Rule {
    var rule = Configuration.Rule(line: node.place.line)
    let fields = fields(of: node, at: "policies[]")
    if let match = fields["match"] { rule.match = self.match(match) }
    if let profile = fields["profile"], let name = text(profile, "the name of a profile") {
      if !profiles.contains(name) {
        let nearest = name.nearest(of: profiles)
        note(
          .unknownName(name, what: "profile", nearest: nearest, known: profiles),
          at: profile.place
        )
      }
      rule.profile = name
    }
    if let policy = fields["policy"] {
      rule.layer = layer(self.fields(of: policy, at: "policies[].policy"))
    }
    return rule
  }

  private mutating func match(_ node: YAMLNode) -> PolicyMatch {
    var match = PolicyMatch()
    let fields = fields(of: node, at: "policies[].match")
    if fields.isEmpty, node.isMapping { note(.emptyMatch, at: node.place) }
    if let node = fields["namespaces"] { match.namespaces = patterns(node, "namespaces") }
    if let node = fields["kinds"] { match.kinds = kinds(node) }
    if let node = fields["names"] { match.names = patterns(node, "names of workloads") }
    if let node = fields["labels"] {
      for (key, entry) in entries(of: node) {
        guard let text = text(entry.value, "the value of a label") else { continue }
        match.labels[key] = NamePattern(text)
      }
      emptyList(of: match.labels.isEmpty, node)
    }
    emptyList(of: match.namespaces.isEmpty, fields["namespaces"])
    emptyList(of: match.kinds.isEmpty, fields["kinds"])
    emptyList(of: match.names.isEmpty, fields["names"])
    return match
  }

  /// A condition with nothing in it would hold for all, which nobody means.
  private mutating func emptyList(of isEmpty: Bool, _ node: YAMLNode?) {
    guard isEmpty, let node, node.items?.isEmpty ?? (node.isMapping && node.entries.isEmpty)
    else { return }
    note(.emptyMatch, at: node.place)
  }

  /// Reads `similar`.
  mutating func readSimilar(_ node: YAMLNode, into configuration: inout Configuration) {
    let form = "NAMESPACE/KIND/NAME"
    for item in items(node, "workloads, each with workload and like") {
      let fields = fields(of: item, at: "similar[]")
      guard let workload = fields["workload"], let like = fields["like"],
        let own = text(workload, form), let model = text(like, "\(form), or image")
      else { continue }
      guard own.split(separator: "/", omittingEmptySubsequences: false).count == 3 else {
        note(workload, isNot: form)
        continue
      }
      if model == SimilarRule.imageWord {
        configuration.similar.append(SimilarRule(NamePattern(own), like: .sameImage))
      } else if let pair = MatchOverride("\(own)=\(model)") {
        configuration.similar.append(SimilarRule(pair.from, like: .workload(pair.to)))
      } else {
        note(like, isNot: "\(form) with no more stars than workload, or image")
        continue
      }
      configuration.similarLines.append(item.place.line)
    }
  }

  /// Reads `changes`.
  mutating func readChanges(_ node: YAMLNode, into configuration: inout Configuration) {
    let fields = fields(of: node, at: "changes")
    for (key, node) in fields { configuration.changeLines[key] = node.place.line }
    if let node = fields["max-step"] {
      let form = "a share above 0 % and up to 100 %, such as 30%"
      configuration.maxStep = value(node, form) { text in
        KnobText.ratio(text).flatMap { $0 > 0 ? $0 : nil }
      }
    }
    if let node = fields["waves"] {
      configuration.waves = value(node, "a whole number from 1 to 100") { text in
        Int(text).flatMap { (1...100).contains($0) ? $0 : nil }
      }
    }
    if let node = fields["base"] {
      configuration.patchedBase = text(node, "a path from the folder of a kustomization")
    }
    if let node = fields["value-paths"] {
      let form = "PATTERN=KEY.KEY…, such as shop/web/istio-proxy=proxy.resources"
      configuration.valuePaths = items(node, form).compactMap { item in
        value(item, form) { try? ValuePath($0) }
      }
    }
    guard let node = fields["never-lower"] else { return }
    let form = "NAMESPACE/WORKLOAD[/CONTAINER] with * for any text"
    configuration.neverLower = items(node, form).compactMap { item in
      value(item, form) { try? WorkloadPattern($0) }
    }
  }
}
