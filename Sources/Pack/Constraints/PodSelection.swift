internal import PodfitModel

/// Which pods a rule about other pods means.
///
/// A rule without a selector means none; one with an empty selector all. Of namespaces the pod's own counts
/// unless the rule names others. Namespaces that a rule chooses by their labels are not known from lists of
/// pods: they count as not meant, and a note says so.
///
/// - Source: docs/formulas/packing.md#pods-that-rules-mean
extension PodAffinityRule {
  /// Whether the rule is about pods with `labels`, whatever their namespace.
  func matches(_ labels: [String: String]) -> Bool {
    hasNoSelector != true && matchLabels.allSatisfy { labels[$0.key] == $0.value }
      && matchExpressions.allSatisfy { $0.holds(for: labels[$0.key]) }
  }

  /// Whether the rule of a pod in namespace `own` is known to be about pods of `namespace`.
  func reaches(_ namespace: String, from own: String) -> Bool {
    guard let namespaces else { return namespace == own }
    return namespaces.isAll || namespaces.names.contains(namespace)
  }

  /// Whether the rule of a pod in namespace `own` is known to be about pods of `namespace` with `labels`.
  func isAbout(_ labels: [String: String], _ namespace: String, from own: String) -> Bool {
    reaches(namespace, from: own) && matches(labels)
  }

  /// Whether the rule also means namespaces that are not known.
  var hasUnknownNamespaces: Bool { namespaces?.hasSelector == true }
}

extension SpreadRule {
  /// Whether pods with `labels` count for the rule.
  func counts(_ labels: [String: String]) -> Bool {
    hasNoSelector != true && matchLabels.allSatisfy { labels[$0.key] == $0.value }
      && (matchExpressions ?? []).allSatisfy { $0.holds(for: labels[$0.key]) }
  }
}

extension PlacementRules {
  /// The rules with the pod's own values in the selectors that ask for these (`matchLabelKeys`).
  ///
  /// A label that the pod does not have asks for nothing.
  func resolved(for labels: [String: String]) -> PlacementRules {
    func requirements(_ keys: [String]?, _ operation: String) -> [LabelRequirement] {
      (keys ?? []).compactMap { key in
        labels[key].map { LabelRequirement(key: key, operation: operation, values: [$0]) }
      }
    }
    func resolved(_ rule: PodAffinityRule) -> PodAffinityRule {
      var rule = rule
      rule.matchExpressions += requirements(rule.sameLabelKeys, "In")
      rule.matchExpressions += requirements(rule.otherLabelKeys, "NotIn")
      rule.sameLabelKeys = nil
      rule.otherLabelKeys = nil
      return rule
    }
    var rules = self
    rules.requiredAffinity = requiredAffinity.map(resolved)
    rules.requiredAntiAffinity = requiredAntiAffinity.map(resolved)
    rules.requiredSpread = requiredSpread.map { rule in
      var rule = rule
      let own = requirements(rule.sameLabelKeys, "In")
      if !own.isEmpty { rule.matchExpressions = (rule.matchExpressions ?? []) + own }
      rule.sameLabelKeys = nil
      return rule
    }
    return rules
  }

  /// The labels of other pods that the rules ask about.
  var podLabelKeys: Set<String> {
    var keys: Set<String> = []
    for rule in requiredAffinity + requiredAntiAffinity {
      keys.formUnion(rule.matchLabels.keys)
      keys.formUnion(rule.matchExpressions.map(\.key))
      keys.formUnion((rule.sameLabelKeys ?? []) + (rule.otherLabelKeys ?? []))
    }
    for rule in requiredSpread {
      keys.formUnion(rule.matchLabels.keys)
      keys.formUnion((rule.matchExpressions ?? []).map(\.key))
      keys.formUnion(rule.sameLabelKeys ?? [])
    }
    return keys
  }
}
