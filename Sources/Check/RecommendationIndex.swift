internal import PodfitModel

/// Finds the recommendation for a container of a manifest.
///
/// A manifest names no cluster, and often no namespace. What it names must agree; what it leaves
/// open may be anything as long as one recommendation fits. Workloads whose kind no evidence named
/// (`Unknown`) are found by name, after those with the kind.
struct RecommendationIndex {
  private struct Key: Hashable {
    var kind: WorkloadKind
    var name: String
    var container: String
  }

  private struct Owner: Hashable {
    var kind: WorkloadKind
    var name: String
  }

  private var recommendations: [Key: [Recommendation]] = [:]
  private var namespaces: [Owner: Set<String>] = [:]

  /// Makes an index of the recommendations of one cluster, of all when nil.
  init(_ set: RecommendationSet, cluster: String?) {
    for recommendation in set.recommendations {
      let workload = recommendation.id.workload
      guard cluster == nil || workload.cluster == cluster else { continue }
      let key = Key(
        kind: workload.kind,
        name: workload.name,
        container: recommendation.id.container
      )
      recommendations[key, default: []].append(recommendation)
      let owner = Owner(kind: workload.kind, name: workload.name)
      namespaces[owner, default: []].insert(workload.namespace)
    }
  }

  /// The recommendation, or why there is none.
  func match(_ container: ContainerManifest) -> Match {
    for kind in [container.workload.kind, .unknown] {
      let key = Key(kind: kind, name: container.workload.name, container: container.name)
      let found = recommendations[key, default: []].filter {
        !container.hasNamespace || $0.id.workload.namespace == container.workload.namespace
      }
      if found.count == 1 { return .one(found[0]) }
      if found.count > 1 { return .none(.ambiguous(found.map(\.id.workload))) }
    }
    return .none(.noRecommendation)
  }

  /// Whether the set has anything for the workload of a container.
  func knowsWorkload(of container: ContainerManifest) -> Bool {
    [container.workload.kind, .unknown].contains { kind in
      let found = namespaces[Owner(kind: kind, name: container.workload.name), default: []]
      return container.hasNamespace
        ? found.contains(container.workload.namespace) : !found.isEmpty
    }
  }

  /// The outcome of a search.
  enum Match {
    case one(Recommendation)
    case none(UnmatchedContainer.Reason)
  }
}
