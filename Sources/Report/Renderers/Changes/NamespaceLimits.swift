import PodfitModel

/// A LimitRange and a ResourceQuota suggested for each namespace.
///
/// Containers that say nothing get the median advised in their namespace; none may ask for more than
/// the largest limit or request advised. The quota is what all pods ask for once the advice is applied,
/// plus a quarter for rollouts and growth.
public struct NamespaceLimits: ChangeRenderer {
  /// The format's name.
  public static let id = "limitrange"
  /// What the format is.
  public static let summary = "a LimitRange and a ResourceQuota for each namespace"

  /// Makes the renderer.
  public init() {}

  private struct Place: Hashable, Comparable {
    var cluster: String
    var namespace: String

    static func < (a: Self, b: Self) -> Bool {
      (a.cluster, a.namespace) < (b.cluster, b.namespace)
    }
  }

  /// One file per namespace.
  public func files(_ plan: ChangePlan) -> [ChangeFile] {
    let groups = Dictionary(grouping: plan.set.recommendations) {
      Place(cluster: $0.id.workload.cluster, namespace: $0.id.workload.namespace)
    }
    let hasClusters = Set(groups.keys.map(\.cluster)).count > 1
    return groups.sorted { $0.key < $1.key }.map { place, list in
      let folder = hasClusters ? "\(place.cluster.fileName)/" : ""
      return ChangeFile(
        path: "\(folder)\(place.namespace.fileName).yaml",
        text: limitRange(place, list).yaml + "---\n" + quota(place, list).yaml
      )
    }
  }

  private func metadata(_ place: Place) -> TreeNode {
    .object(["name": "podfit", "namespace": .text(place.namespace)])
  }

  private func limitRange(_ place: Place, _ list: [Recommendation]) -> TreeNode {
    let after = list.map { $0.status == .withheld ? $0.current : $0.recommended }
    let request = TreeNode.object([
      "cpu": median(after.compactMap(\.cpuRequest)).map { .text($0.quantity) },
      "memory": median(after.compactMap(\.memoryRequest)).map { .text($0.quantity) },
    ])
    let cpuLimits = after.compactMap(\.cpuLimit)
    let memory = (after.compactMap(\.memoryRequest) + after.compactMap(\.memoryLimit)).max()
    let most = (after.compactMap(\.cpuRequest) + cpuLimits).max()
    let limit = median(after.compactMap { $0.memoryLimit ?? $0.memoryRequest })
    return .object([
      "apiVersion": "v1", "kind": "LimitRange", "metadata": metadata(place),
      "spec": .object([
        "limits": .list([
          .object([
            "type": "Container", "defaultRequest": request,
            "default": .object(["memory": limit.map { .text($0.quantity) }]),
            "max": .object([
              // A largest CPU amount would give a limit to every container that has none.
              "cpu": cpuLimits.count == after.count ? most.map { .text($0.quantity) } : nil,
              "memory": memory.map { .text($0.quantity) },
            ]),
          ])
        ])
      ]),
    ])
  }

  private func quota(_ place: Place, _ list: [Recommendation]) -> TreeNode {
    var cpu = CPU.zero
    var memory = Memory.zero
    for each in list {
      let after = each.status == .withheld ? each.current : each.recommended
      cpu += after.effectiveCPURequest * each.replicas
      memory += after.effectiveMemoryRequest * each.replicas
    }
    return .object([
      "apiVersion": "v1", "kind": "ResourceQuota", "metadata": metadata(place),
      "spec": .object([
        "hard": .object([
          "requests.cpu": .text(
            cpu.scaledUp(by: 1.25).roundedUp(toMultipleOf: .millicores(100)).quantity
          ),
          "requests.memory": .text(
            memory.scaledUp(by: 1.25).roundedUp(toMultipleOf: .mebibytes(64)).quantity
          ),
        ])
      ]),
    ])
  }

  /// The lower median.
  private func median<Amount: Comparable>(_ values: [Amount]) -> Amount? {
    values.isEmpty ? nil : values.sorted()[(values.count - 1) / 2]
  }
}
