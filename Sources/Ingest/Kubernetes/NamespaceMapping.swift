import PodfitModel

extension LimitRange {
  /// A LimitRange of `v1`.
  ///
  /// - Source: Kubernetes API reference, LimitRangeItem
  init(_ node: ObjectNode, metadata: ObjectMetadata) throws(ObjectFault) {
    self.init(id: metadata.reference, resourceVersion: metadata.resourceVersion)
    for item in try node.object("spec")?.objects("limits") ?? [] {
      let type = try item.requiredText("type")
      let least = try item.amounts("min")
      let most = try item.amounts("max")
      let limits = try item.amounts("default")
      let requests = try item.amounts("defaultRequest")
      let ratios = try item.ratios("maxLimitRequestRatio")
      var names = Set(least.keys).union(most.keys).union(limits.keys)
      names.formUnion(requests.keys)
      names.formUnion(ratios.keys)
      for name in names.sorted() {
        var rule = Rule(type: type, resource: name)
        rule.min = least[name]
        rule.max = most[name]
        rule.defaultLimit = limits[name]
        rule.defaultRequest = requests[name]
        rule.largestRatio = ratios[name]
        rules.append(rule)
      }
    }
  }
}

extension ResourceQuota {
  /// A ResourceQuota of `v1`; what is enforced (`status.hard`) goes before what was asked for.
  ///
  /// - Source: Kubernetes API reference, ResourceQuotaSpec and ResourceQuotaStatus
  init(_ node: ObjectNode, metadata: ObjectMetadata) throws(ObjectFault) {
    self.init(id: metadata.reference, resourceVersion: metadata.resourceVersion)
    let spec = try node.object("spec")
    let status = try node.object("status")
    var hard = try spec?.amounts("hard") ?? [:]
    hard.merge(try status?.amounts("hard") ?? [:]) { $1 }
    let used = try status?.amounts("used") ?? [:]
    amounts = Set(hard.keys).union(used.keys).sorted().map {
      Amount(resource: $0, hard: hard[$0], used: used[$0])
    }
    scopes = try spec?.texts("scopes") ?? []
    for rule in try spec?.object("scopeSelector")?.objects("matchExpressions") ?? [] {
      let values = try rule.texts("values")
      let words = [try rule.requiredText("scopeName"), try rule.requiredText("operator")]
      scopes.append(
        (words + (values.isEmpty ? [] : [values.joined(separator: ",")])).joined(separator: " ")
      )
    }
    scopes.sort()
  }
}

extension DisruptionBudget {
  /// A PodDisruptionBudget of `policy/v1` or `v1beta1`.
  ///
  /// - Source: Kubernetes API reference, PodDisruptionBudgetSpec of each version
  init(_ node: ObjectNode, metadata: ObjectMetadata) throws(ObjectFault) {
    let spec = try node.object("spec")
    self.init(id: metadata.reference, resourceVersion: metadata.resourceVersion)
    if let selector = try spec?.object("selector") {
      let chosen = LabelSelector(
        matchLabels: try selector.textMap("matchLabels"),
        matchExpressions: try selector.requirements("matchExpressions")
      )
      // An empty selector means all pods in v1 and meant none in v1beta1.
      let meansNone = try node.text("apiVersion") == "policy/v1beta1" && chosen == LabelSelector()
      self.selector = meansNone ? nil : chosen
    }
    minAvailable = try spec?.countOrShare("minAvailable")
    maxUnavailable = try spec?.countOrShare("maxUnavailable")
    unhealthyPodEviction = try spec?.text("unhealthyPodEvictionPolicy")
    let status = try node.object("status")
    expectedPods = try status?.integer("expectedPods")
    currentHealthy = try status?.integer("currentHealthy")
    desiredHealthy = try status?.integer("desiredHealthy")
    disruptionsAllowed = try status?.integer("disruptionsAllowed")
  }
}

extension ObjectNode {
  /// The amounts of a member that must be a resource list where it is present.
  fileprivate func amounts(_ name: String) throws(ObjectFault) -> [String: Int64] {
    guard let list = try object(name), case .object(let members) = list.content else { return [:] }
    var result: [String: Int64] = [:]
    for member in members {
      if case .null = member.value.content { continue }
      result[member.name] =
        ["cpu", "requests.cpu", "limits.cpu"].contains(member.name)
        ? try member.value.asQuantity(CPU.self).nanocores
        : try member.value.asQuantity(Memory.self).bytes
    }
    return result
  }

  /// The ratios of a member that must be a resource list where it is present.
  fileprivate func ratios(_ name: String) throws(ObjectFault) -> [String: Double] {
    guard let list = try object(name), case .object(let members) = list.content else { return [:] }
    var result: [String: Double] = [:]
    for member in members { result[member.name] = try list.plainAmount(member.name) }
    return result
  }

  /// A member that must be a count or a share such as `50%` where it is present.
  fileprivate func countOrShare(_ name: String) throws(ObjectFault) -> String? {
    guard let value = self[name] else { return nil }
    if case .number = value.content { return try count(name).map { "\($0)" } }
    guard let text = try text(name) else { return nil }
    let number = text.hasSuffix("%") ? text.dropLast() : text[...]
    guard let count = Int64(number), count >= 0 else {
      throw value.wrongType("count, or share such as 50%", found: text)
    }
    return text
  }
}
