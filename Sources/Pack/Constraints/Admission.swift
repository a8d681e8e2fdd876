internal import PodfitModel

/// The node label that names the node itself.
let hostnameLabel = "kubernetes.io/hostname"

extension PackPool {
  /// Whether the scheduler would let a pod with these rules onto a node of the pool.
  ///
  /// Selector, required node affinity and taints count; preferences do not.
  ///
  /// - Source: docs/formulas/packing.md#where-a-pod-may-go
  func admits(_ rules: PlacementRules) -> Bool {
    rules.nodeSelector.allSatisfy { labels[$0.key] == $0.value }
      && (rules.requiredNodeTerms.isEmpty
        || rules.requiredNodeTerms.contains { $0.holds(labels: labels, nodeName: nodeName) })
      && taints.allSatisfy { taint in
        !taint.forbids || rules.tolerations.contains { $0.tolerates(taint) }
      }
  }
}

extension NodeSelectorTerm {
  /// Whether all requirements hold; a term without any matches nothing.
  fileprivate func holds(labels: [String: String], nodeName: String?) -> Bool {
    guard !expressions.isEmpty || !fields.isEmpty else { return false }
    return expressions.allSatisfy { $0.holds(for: labels[$0.key]) }
      && fields.allSatisfy { field in
        // A node without a name here is one that no pod asks for, so any other name is as good.
        field.key == "metadata.name" && field.holds(for: nodeName ?? "")
      }
  }
}

extension Taint {
  /// Whether the taint keeps pods away that do not tolerate it.
  var forbids: Bool { effect == "NoSchedule" || effect == "NoExecute" }
}

extension Toleration {
  /// Whether a pod with this toleration puts up with `taint`.
  func tolerates(_ taint: Taint) -> Bool {
    guard effect.isEmpty || effect == taint.effect else { return false }
    switch operation {
    case "Exists": return key.isEmpty || key == taint.key
    case "Equal", "": return key == taint.key && value == taint.value
    default: return false
    }
  }
}
