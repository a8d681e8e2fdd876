internal import PodfitModel

extension PodTemplate {
  /// The most pods of this template that one node takes: one where they take a port of the node or
  /// must keep away from each other, else nil.
  var maxPerNode: Int? {
    takesHostPorts || placement.requiredAntiAffinity.contains(where: isOnePerHost) ? 1 : nil
  }

  /// Whether a container takes a port of the node.
  var takesHostPorts: Bool { !hostPorts.isEmpty }

  /// The ports of the node that containers take.
  var hostPorts: Set<Int> {
    var ports: Set<Int> = []
    for container in containers + initContainers where !container.hostPorts.isEmpty {
      ports.formUnion(container.hostPorts)
    }
    return ports
  }

  /// Whether `rule` keeps pods of this template on different nodes.
  func isOnePerHost(_ rule: PodAffinityRule) -> Bool {
    rule.topologyKey == hostnameLabel && rule.matches(labels)
  }
}

extension SpreadRule {
  /// Whether pods with `labels` count for the rule.
  func counts(_ labels: [String: String]) -> Bool {
    matchLabels.allSatisfy { labels[$0.key] == $0.value }
  }
}

extension PodTemplate {
  /// The rule that spreads pods of this template over places larger than a node, such as zones; of
  /// several the strictest.
  ///
  /// Anti-affinity towards their like in such places goes before.
  var spread: ItemSpread? {
    if let apart = placement.requiredAntiAffinity.first(where: {
      $0.topologyKey != hostnameLabel && $0.matches(labels)
    }) {
      // One in each place is as even as can be, and as far apart.
      return ItemSpread(label: apart.topologyKey, maxSkew: 1, most: 1)
    }
    let rules = placement.requiredSpread.filter {
      $0.topologyKey != hostnameLabel && $0.counts(labels)
    }
    return rules.min { ($0.maxSkew, $0.topologyKey) < ($1.maxSkew, $1.topologyKey) }
      .map { ItemSpread(label: $0.topologyKey, maxSkew: max(1, $0.maxSkew)) }
  }
}

extension PodTemplate {
  /// How unevenly pods of this template may lie over nodes; of several rules the strictest.
  var nodeSkew: Int? {
    placement.requiredSpread.filter { $0.topologyKey == hostnameLabel && $0.counts(labels) }
      .map { max(1, $0.maxSkew) }.min()
  }
}

extension PodAffinityRule {
  /// Whether the rule is about pods with `labels`; a rule without requirements is about all.
  func matches(_ labels: [String: String]) -> Bool {
    matchLabels.allSatisfy { labels[$0.key] == $0.value }
      && matchExpressions.allSatisfy { $0.holds(for: labels[$0.key]) }
  }
}

extension PlacementRules {
  /// The rules of a DaemonSet: without the node name that its controller writes into each pod.
  var withoutNodeNames: PlacementRules {
    var rules = self
    rules.requiredNodeTerms = requiredNodeTerms.map {
      NodeSelectorTerm(expressions: $0.expressions)
    }
    // A term that named the node alone leaves nothing to require.
    if rules.requiredNodeTerms.contains(where: \.expressions.isEmpty) {
      rules.requiredNodeTerms = []
    }
    return rules
  }

  /// The labels that the rules ask about.
  var labelKeys: Set<String> {
    var keys = Set(nodeSelector.keys)
    for term in requiredNodeTerms { keys.formUnion(term.expressions.map(\.key)) }
    return keys
  }

  /// The nodes that the rules name.
  var nodeNames: Set<String> {
    var names: Set<String> = []
    if let name = nodeSelector[hostnameLabel] { names.insert(name) }
    for term in requiredNodeTerms {
      for each in term.expressions where each.key == hostnameLabel { names.formUnion(each.values) }
      for each in term.fields { names.formUnion(each.values) }
    }
    return names
  }
}
