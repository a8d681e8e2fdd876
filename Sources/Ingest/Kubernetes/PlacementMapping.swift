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
      let skew = try constraint.integer("maxSkew") ?? 1
      requiredSpread.append(
        SpreadRule(
          topologyKey: try constraint.requiredText("topologyKey"),
          maxSkew: Int(clamping: skew),
          matchLabels: try constraint.object("labelSelector")?.textMap("matchLabels") ?? [:]
        )
      )
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

extension ObjectNode {
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
      result.append(
        PodAffinityRule(
          topologyKey: try term.requiredText("topologyKey"),
          matchLabels: try selector?.textMap("matchLabels") ?? [:],
          matchExpressions: try selector?.requirements("matchExpressions") ?? []
        )
      )
    }
    return result
  }
}
