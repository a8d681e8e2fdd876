internal import PodfitModel

/// The required pod affinities of a cluster that packings keep, and how many pods have others.
///
/// Kept are rules of pods with one such rule and no other rule about how they lie, towards pods of
/// namespaces that are known: on one node or in one place, such as a zone. Pods that others must be with have no rule of
/// that sort themselves.
struct AffinityRules {
  /// The rules, by the indices of the groups.
  private(set) var rules: [ItemAffinity] = []
  /// Pods whose affinity is not among them.
  private(set) var notKept = 0

  init(_ groups: [PodGroups.Group]) {
    for (index, group) in groups.enumerated() where !group.placement.requiredAffinity.isEmpty {
      guard let rule = Self.rule(index, groups) else {
        notKept += group.count
        continue
      }
      rules.append(rule)
    }
  }

  private static func rule(_ index: Int, _ groups: [PodGroups.Group]) -> ItemAffinity? {
    let group = groups[index]
    guard group.placement.requiredAffinity.count == 1,
      let rule = group.placement.requiredAffinity.first,
      !rule.hasUnknownNamespaces, group.maxPerNode == nil, group.spread == nil,
      group.template.nodeSkew == nil
    else { return nil }
    let partners = groups.indices.filter { group.isMeant(groups[$0], by: rule) }
    guard !partners.isEmpty else { return nil }
    let isOwn = partners.contains(index)
    let isNode = rule.topologyKey == hostnameLabel
    for other in partners where other != index {
      let placement = groups[other].placement
      let hasRule = !placement.requiredAffinity.isEmpty
      // Of pods that must be together all have the rule; of pods and those they follow only the former.
      guard hasRule == isOwn else { return nil }
      if isOwn, placement.requiredAffinity != group.placement.requiredAffinity { return nil }
      guard groups[other].spread == nil, groups[other].template.nodeSkew == nil else { return nil }
      if isOwn, isNode, groups[other].maxPerNode != nil { return nil }
    }
    return ItemAffinity(
      item: index,
      partners: partners,
      label: isNode ? nil : rule.topologyKey
    )
  }
}
