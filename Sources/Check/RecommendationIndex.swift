internal import PodfitModel

/// Finds the recommendation for a container of a manifest.
///
/// A manifest names no cluster, and often no namespace. What it names must agree; what it leaves
/// open may be anything as long as one recommendation fits. Workloads whose kind no evidence named
/// (`Unknown`) are found by name, after those with the kind; Knative's Services by their newest revision,
/// after both. Where an annotation or setting says that
/// other names count, only those are looked up.
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

  /// A workload as it is looked up; without namespace any will do.
  struct Name: Hashable {
    var cluster: String?
    var namespace: String?
    var kind: WorkloadKind
    var name: String
  }

  private var recommendations: [Key: [Recommendation]] = [:]
  private var namespaces: [Owner: Set<String>] = [:]
  private var revisions = RevisionIndex()
  private let overrides: [MatchOverride]
  /// Workloads whose pods another one describes, by that one.
  private var references: [Owner: [WorkloadReference]] = [:]

  /// Makes an index of the recommendations of one cluster, of all when nil.
  init(
    _ set: RecommendationSet,
    cluster: String?,
    overrides: [MatchOverride] = [],
    references: [WorkloadReference] = []
  ) {
    self.overrides = overrides
    for reference in references {
      let owner = Owner(kind: reference.targetKind, name: reference.target)
      self.references[owner, default: []].append(reference)
    }
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
      revisions.insert(recommendation)
    }
  }

  /// The recommendation, or why there is none.
  func match(_ container: ContainerManifest) -> Match {
    let name = container.matchedContainer ?? container.name
    for workload in names(of: container) {
      let key = Key(kind: workload.kind, name: workload.name, container: name)
      let found = recommendations[key, default: []].filter {
        workload.namespace == nil || $0.id.workload.namespace == workload.namespace
      }.filter { workload.cluster == nil || $0.id.workload.cluster == workload.cluster }
      if found.count == 1 { return .one(found[0]) }
      if found.count > 1 { return .none(.ambiguous(found.map(\.id.workload))) }
    }
    guard let revision = container.revision, container.matchedWorkload == nil,
      !overrides.contains(where: { $0.from.matches(container.workload.shortPath) })
    else { return .none(.noRecommendation) }
    let newest = revisions.newest(
      of: revision,
      container: name,
      namespace: container.hasNamespace ? container.workload.namespace : nil
    )
    if newest.count == 1 { return .one(newest[0]) }
    return .none(newest.isEmpty ? .noRecommendation : .ambiguous(newest.map(\.id.workload)))
  }

  /// Whether the set has anything for the workload of a container.
  func knowsWorkload(of container: ContainerManifest) -> Bool {
    names(of: container).contains { workload in
      let found = namespaces[Owner(kind: workload.kind, name: workload.name), default: []]
      return workload.namespace.map { found.contains($0) } ?? !found.isEmpty
    } || container.revision.map(revisions.knows) ?? false
  }

  /// The names to look up, the first that is found counts.
  private func names(of container: ContainerManifest) -> [Name] {
    let workload = container.workload
    if let text = container.matchedWorkload {
      let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
      let own = container.hasNamespace ? workload.namespace : nil
      switch parts.count {
      case 4:
        return [
          Name(
            cluster: parts[0],
            namespace: parts[1],
            kind: WorkloadKind(rawValue: parts[2]),
            name: parts[3]
          )
        ]
      case 3:
        return [
          Name(namespace: parts[0], kind: WorkloadKind(rawValue: parts[1]), name: parts[2])
        ]
      case 2:
        return [Name(namespace: own, kind: WorkloadKind(rawValue: parts[0]), name: parts[1])]
      default: return [Name(namespace: own, kind: workload.kind, name: text)]
      }
    }
    if !overrides.isEmpty {
      for override in overrides {
        guard let captures = override.from.captures(in: workload.shortPath) else { continue }
        let parts = override.to.filled(with: captures)
          .split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 else { continue }
        return [
          Name(namespace: parts[0], kind: WorkloadKind(rawValue: parts[1]), name: parts[2])
        ]
      }
    }
    let namespace = container.hasNamespace ? workload.namespace : nil
    var names = [Name(namespace: namespace, kind: workload.kind, name: workload.name)]
    for reference in references[Owner(kind: workload.kind, name: workload.name), default: []]
    where reference.namespace == nil || namespace == nil || reference.namespace == namespace {
      names.append(
        Name(
          namespace: namespace ?? reference.namespace,
          kind: reference.kind,
          name: reference.name
        )
      )
    }
    names.append(Name(namespace: namespace, kind: .unknown, name: workload.name))
    return names
  }

  /// The outcome of a search.
  enum Match {
    case one(Recommendation)
    case none(UnmatchedContainer.Reason)
  }
}
