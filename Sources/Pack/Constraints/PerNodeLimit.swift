internal import PodfitModel

extension PodTemplate {
  /// The most pods of this template that one node takes: one where they take a port of the node or
  /// must keep away from each other, else nil.
  func maxPerNode(in namespace: String) -> Int? {
    let isApart = placement.requiredAntiAffinity.contains {
      $0.topologyKey == hostnameLabel && $0.isAbout(labels, namespace, from: namespace)
    }
    return isApart || !hostPorts.isEmpty ? 1 : nil
  }

  /// The ports of the node that containers take.
  var hostPorts: Set<HostPort> {
    var ports: Set<HostPort> = []
    for container in containers + initContainers where !container.hostPorts.isEmpty {
      ports.formUnion(
        container.hostBindings ?? container.hostPorts.map { HostPort(number: $0) }
      )
    }
    return ports
  }

  /// The rule that spreads pods of this template over places larger than a node, such as zones; of
  /// several the strictest.
  ///
  /// Anti-affinity towards their like in such places goes before. With fewer places than the rule wants no
  /// place holds more pods than its skew.
  ///
  /// - Parameters:
  ///   - namespace: the namespace of the pods
  ///   - places: how many places there are by a label; nil where that is not known yet
  /// - Returns: the rule, or nil
  func spread(in namespace: String, places: (String) -> Int? = { _ in nil }) -> ItemSpread? {
    if let apart = placement.requiredAntiAffinity.first(where: {
      $0.topologyKey != hostnameLabel && $0.isAbout(labels, namespace, from: namespace)
    }) {
      // One in each place is as even as can be, and as far apart.
      return ItemSpread(label: apart.topologyKey, maxSkew: 1, most: 1)
    }
    let rules = placement.requiredSpread.filter {
      $0.topologyKey != hostnameLabel && $0.counts(labels)
    }
    return rules.min { ($0.maxSkew, $0.topologyKey) < ($1.maxSkew, $1.topologyKey) }.map { rule in
      let skew = max(1, rule.maxSkew)
      let isShort = places(rule.topologyKey).map { $0 < rule.minDomains ?? 1 } ?? false
      return ItemSpread(label: rule.topologyKey, maxSkew: skew, most: isShort ? skew : nil)
    }
  }

  /// How unevenly pods of this template may lie over nodes; of several rules the strictest.
  var nodeSkew: Int? {
    placement.requiredSpread.filter { $0.topologyKey == hostnameLabel && $0.counts(labels) }
      .map { max(1, $0.maxSkew) }.min()
  }
}

extension HostPort {
  /// Whether one pod's port keeps the other's pod from its node.
  func meets(_ other: HostPort) -> Bool {
    number == other.number && transport == other.transport
      && (address == other.address || address.isEmpty || other.address.isEmpty)
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
