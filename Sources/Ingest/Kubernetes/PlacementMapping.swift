import PodfitModel

extension PlacementRules {
  /// What the scheduler must respect, from a pod spec.
  ///
  /// Preferences are left out: they do not decide whether a pod fits.
  init(podSpec spec: ObjectNode) throws(ObjectFault) {
    self.init(
      nodeSelector: try spec.textMap("nodeSelector"),
      usesHostNetwork: try spec.flag("hostNetwork")
    )
    for toleration in try spec.objects("tolerations") {
      tolerations.append(try Toleration(toleration))
    }
    for constraint in try spec.objects("topologySpreadConstraints")
    where try constraint.text("whenUnsatisfiable") != "ScheduleAnyway" {
      requiredSpread.append(try SpreadRule(constraint))
    }
    guard let affinity = try spec.object("affinity") else { return }
    if let required = try affinity.object("nodeAffinity")?.object(Self.required) {
      for term in try required.objects("nodeSelectorTerms") {
        requiredNodeTerms.append(
          NodeSelectorTerm(
            expressions: try term.requirements("matchExpressions"),
            fields: try term.requirements("matchFields")
          )
        )
      }
    }
    requiredAffinity = try affinity.object("podAffinity")?.podRules() ?? []
    requiredAntiAffinity = try affinity.object("podAntiAffinity")?.podRules() ?? []
  }

  fileprivate static let required = "requiredDuringSchedulingIgnoredDuringExecution"
}

extension Toleration {
  /// A toleration of a pod spec.
  fileprivate init(_ node: ObjectNode) throws(ObjectFault) {
    self.init(
      key: try node.text("key") ?? "",
      operation: try node.text("operator") ?? "Equal",
      value: try node.text("value") ?? "",
      effect: try node.text("effect") ?? ""
    )
  }
}

extension SpreadRule {
  /// A topology spread constraint of a pod spec.
  fileprivate init(_ node: ObjectNode) throws(ObjectFault) {
    let selector = try node.object("labelSelector")
    let expressions = try selector?.requirements("matchExpressions") ?? []
    self.init(
      topologyKey: try node.requiredText("topologyKey"),
      maxSkew: Int(clamping: try node.integer("maxSkew") ?? 1),
      matchLabels: try selector?.textMap("matchLabels") ?? [:],
      matchExpressions: expressions.isEmpty ? nil : expressions,
      minDomains: try node.integer("minDomains").map(Int.init(clamping:))
    )
    sameLabelKeys = try node.keys("matchLabelKeys")
    hasNoSelector = selector == nil ? true : nil
  }
}

extension NamespaceScope {
  /// What a term of a pod affinity says of namespaces; nil for the pod's own.
  fileprivate init?(term node: ObjectNode) throws(ObjectFault) {
    let names = try node.texts("namespaces")
    let selector = try node.object("namespaceSelector")
    guard !names.isEmpty || selector != nil else { return nil }
    var isAll = false
    if let selector {
      isAll = try selector.textMap("matchLabels").isEmpty
      if try !selector.requirements("matchExpressions").isEmpty { isAll = false }
    }
    self.init(names: names, isAll: isAll, hasSelector: selector != nil && !isAll)
  }
}

extension ObjectNode {
  /// A list of label keys; nil where it is empty or not there.
  fileprivate func keys(_ name: String) throws(ObjectFault) -> [String]? {
    let keys = try texts(name)
    return keys.isEmpty ? nil : keys
  }

  /// Requirements on labels or fields.
  func requirements(_ name: String) throws(ObjectFault) -> [LabelRequirement] {
    var result: [LabelRequirement] = []
    for node in try objects(name) {
      result.append(
        LabelRequirement(
          key: try node.requiredText("key"),
          operation: try node.requiredText("operator"),
          values: try node.texts("values")
        )
      )
    }
    return result
  }

  /// The required terms of a pod affinity or anti-affinity.
  fileprivate func podRules() throws(ObjectFault) -> [PodAffinityRule] {
    var result: [PodAffinityRule] = []
    for term in try objects(PlacementRules.required) {
      let selector = try term.object("labelSelector")
      var rule = PodAffinityRule(
        topologyKey: try term.requiredText("topologyKey"),
        matchLabels: try selector?.textMap("matchLabels") ?? [:],
        matchExpressions: try selector?.requirements("matchExpressions") ?? [],
        namespaces: try NamespaceScope(term: term)
      )
      rule.sameLabelKeys = try term.keys("matchLabelKeys")
      rule.otherLabelKeys = try term.keys("mismatchLabelKeys")
      rule.hasNoSelector = selector == nil ? true : nil
      result.append(rule)
    }
    return result
  }
}
