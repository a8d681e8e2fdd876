public import PodfitModel

/// Whether what all workloads of a namespace ask for fits its quotas once the advice is applied.
///
/// ```
/// asked for = Σ over containers of (request or limit) · replicas
/// by the quota's own count = used + asked for with the advice − asked for now
/// ```
/// The larger of both is held against the hard limit. Quotas that count only some pods are passed over, as
/// which pods those are is not known from lists; `NotBestEffort` counts all that get a request.
///
/// - Source: kubernetes.io, "Resource Quotas"; docs/formulas/policy.md, "Quotas"
public enum QuotaCheck {
  /// The quotas that would be exceeded, in the order of cluster, namespace, quota and line.
  public static func conflicts(
    of recommendations: [Recommendation],
    with quotas: some Sequence<ResourceQuota>
  ) -> [PolicyConflict] {
    let whole = quotas.filter { $0.scopes.allSatisfy { $0 == "NotBestEffort" } }
      .sorted { $0.id.parts.lexicographicallyPrecedes($1.id.parts) }
    guard !whole.isEmpty else { return [] }
    let byNamespace = Dictionary(grouping: recommendations.filter { !$0.isInit }) {
      [$0.id.workload.cluster, $0.id.workload.namespace]
    }
    return whole.flatMap { quota in
      conflicts(of: byNamespace[[quota.id.cluster, quota.id.namespace]] ?? [], with: quota)
    }
  }

  private static func conflicts(
    of recommendations: [Recommendation],
    with quota: ResourceQuota
  ) -> [PolicyConflict] {
    quota.amounts.compactMap { line in
      guard let hard = line.hard, let amount = Self.amount(of: line.resource) else { return nil }
      func sum(_ resources: (Recommendation) -> ContainerResources) -> Int64 {
        recommendations.reduce(0) { sum, each in
          sum.addingSaturated(
            amount(resources(each)).multipliedSaturated(by: Int64(max(each.replicas, 0)))
          )
        }
      }
      let (now, after) = (sum(\.current), sum(\.recommended))
      let counted = line.used?.addingSaturated(after.subtractingSaturated(now)) ?? after
      let most = max(after, counted)
      guard most > hard, after > 0 else { return nil }
      let isCPU = line.resource.hasSuffix(CPU.resourceName)
      func text(_ value: Int64) -> String {
        isCPU ? CPU(nanocores: value).quantity : Memory(bytes: value).quantity
      }
      return PolicyConflict(
        rule: .quota,
        source: "ResourceQuota \(quota.id.namespace)/\(quota.id.name)",
        resource: line.resource,
        found: most,
        allowed: hard,
        message: "namespace \(quota.id.namespace) would ask for \(text(most)) of \(line.resource)"
          + " (\(text(line.used ?? now)) now); ResourceQuota \(quota.id.name) allows \(text(hard))"
      )
    }
  }

  private static func amount(of line: String) -> ((ContainerResources) -> Int64)? {
    switch line {
    case "cpu", "requests.cpu": { $0.effectiveCPURequest.nanocores }
    case "memory", "requests.memory": { $0.effectiveMemoryRequest.bytes }
    case "limits.cpu": { ($0.cpuLimit ?? .zero).nanocores }
    case "limits.memory": { ($0.memoryLimit ?? .zero).bytes }
    default: nil
    }
  }
}

extension ObjectReference {
  fileprivate var parts: [String] { [cluster, namespace, name] }
}
