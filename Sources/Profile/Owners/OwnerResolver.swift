public import PodfitModel

/// Finds the workload of a pod from everything the exports state, and says how it was found.
///
/// In this order: owner references up to the top; the workload that a samples file names; the
/// pattern of a name. Facts may come in any order and cover the whole window, so that pods which
/// are long gone are found too.
///
/// - Source: docs/formulas/owners.md
public struct OwnerResolver: Sendable {
  private var graph = OwnerGraph()
  private var stated: [PodID: WorkloadID] = [:]
  private var nodes: [String: Set<String>] = [:]

  /// Reads all facts that bear on ownership; others are passed over.
  public init(_ facts: some Sequence<InventoryFact>) {
    var listed: [WorkloadID] = []
    for fact in facts {
      switch fact {
      case .pod(let pod):
        graph.link(ObjectReference(pod.id), to: pod.owner, version: pod.resourceVersion)
        if let node = pod.node { nodes[pod.id.cluster, default: []].insert(node) }
      case .workload(let workload):
        let reference = ObjectReference(workload.id)
        graph.link(reference, to: workload.owner, version: workload.resourceVersion)
        listed.append(workload.id)
      case .owner(let fact):
        var owner = fact.child
        owner.kind = fact.ownerKind ?? .unknown
        owner.name = fact.ownerName
        graph.link(fact.child, to: fact.ownerKind == nil ? nil : owner, version: 0)
      case .statedOwner(let pod, let workload):
        if let known = stated.updateValue(workload, forKey: pod),
          !Self.isBeaten(known, by: workload)
        {
          stated[pod] = known
        }
      case .podNode(let pod, let node):
        nodes[pod.cluster, default: []].insert(node)
      case .node(let node):
        nodes[node.cluster, default: []].insert(node.name)
      case .nodeResource(let fact):
        nodes[fact.cluster, default: []].insert(fact.node)
      case .autoscaler, .containerResource, .nodeLabels, .restarts, .termination, .replicas,
        .limitRange, .resourceQuota, .disruptionBudget, .scaledObject, .verticalAutoscaler,
        .checkpoint, .event, .coarse:
        break
      }
    }
    graph.close(listed: listed)
  }

  /// The workload of `pod` and the evidence for it; a pod that nothing is known of is its own.
  public func owner(of pod: PodID) -> ResolvedOwner {
    let chain = statedChain(of: pod)
    if let chain, !chain.isGuessed { return resolved(chain.top, of: pod, .exact) }
    if let workload = stated[pod] { return statedOwner(workload) }
    if let chain { return resolved(chain.top, of: pod, .guessed) }
    return resolved(guess(at: pod), of: pod, .guessed)
  }

  /// Whether `workload` is made by another one, so that its pods belong to that one.
  func isIntermediate(_ workload: WorkloadID) -> Bool {
    let reference = ObjectReference(workload)
    return graph.end(from: reference).top != reference
  }

  /// The chain of owner references from a pod upwards, or nil when no export states the first.
  private func statedChain(of pod: PodID) -> OwnerGraph.End? {
    let reference = ObjectReference(pod)
    guard let link = graph.link(of: reference) else { return nil }
    guard let owner = link.owner else { return OwnerGraph.End(top: reference, isGuessed: false) }
    return graph.end(from: owner)
  }

  /// A workload as a samples file names it, with the kind where exactly one workload has the name.
  private func statedOwner(_ workload: WorkloadID) -> ResolvedOwner {
    var workload = workload
    if workload.kind == .unknown {
      let kinds = graph.kinds(of: OwnerGraph.Name(ObjectReference(workload)))
      if kinds.count == 1, let kind = kinds.first { workload.kind = kind }
    }
    return ResolvedOwner(workload: workload, evidence: .stated)
  }

  /// The workload of a reference; a static pod's is named after the pod without its node.
  private func resolved(
    _ top: ObjectReference,
    of pod: PodID,
    _ evidence: OwnerEvidence
  ) -> ResolvedOwner {
    var workload = WorkloadID(top)
    if top.kind == .node {
      workload.namespace = pod.namespace
      let suffix = "-\(top.name)"
      workload.name =
        pod.name.hasSuffix(suffix) && pod.name.utf8.count > suffix.utf8.count
        ? String(pod.name.dropLast(suffix.count)) : pod.name
    }
    return ResolvedOwner(workload: workload, evidence: evidence)
  }

  private static func isBeaten(_ a: WorkloadID, by b: WorkloadID) -> Bool {
    // A named kind says more than an unknown one; then any total order does.
    let unknown = (a.kind == .unknown, b.kind == .unknown)
    return unknown.0 == unknown.1 ? a < b : unknown.0
  }

  // MARK: Guessing

  /// The owner that the name of a pod suggests.
  private func guess(at pod: PodID) -> ObjectReference {
    let own = ObjectReference(pod)
    if let node = nodeAtEnd(of: pod) {
      return renamed(own, kind: .node, name: node)
    }
    guard let (base, last) = NamePattern.split(pod.name) else { return own }
    if NamePattern.isPodSuffix(last) { return guess(at: own, made: base) }
    if NamePattern.isOrdinal(last) {
      return named(base, like: own, else: .statefulSet, never: Self.neverNumbersPods)
    }
    return own
  }

  /// The owner of a pod whose name is `base` and five random characters.
  private func guess(at pod: ObjectReference, made base: String) -> ObjectReference {
    for kind in [WorkloadKind.replicaSet, .job] {
      let parent = renamed(pod, kind: kind, name: base)
      if graph.knows(parent) { return graph.end(from: parent).top }
    }
    let kinds = graph.kinds(of: OwnerGraph.Name(renamed(pod, kind: .pod, name: base)))
      .subtracting(Self.neverSuffixesPods)
    if kinds.count == 1, let kind = kinds.first { return renamed(pod, kind: kind, name: base) }
    if let (name, stamp) = NamePattern.split(base) {
      // Digits come first: a scheduled time may happen to consist of hash characters only.
      if NamePattern.isScheduledTime(stamp) {
        return renamed(pod, kind: .cronJob, name: name)
      }
      if NamePattern.isTemplateHash(stamp) {
        return graph.maker(ofReplicaSetsLike: pod, named: name)
      }
    }
    return renamed(pod, kind: .daemonSet, name: base)
  }

  /// The kind of the one workload of that name, else `kind`.
  private func named(
    _ name: String,
    like pod: ObjectReference,
    else kind: WorkloadKind,
    never excluded: Set<WorkloadKind>
  ) -> ObjectReference {
    let reference = renamed(pod, kind: kind, name: name)
    let kinds = graph.kinds(of: OwnerGraph.Name(reference)).subtracting(excluded)
    guard kinds.count == 1, let only = kinds.first else { return reference }
    return renamed(pod, kind: only, name: name)
  }

  /// The node whose name the pod's name ends with, after a dash: a static pod.
  private func nodeAtEnd(of pod: PodID) -> String? {
    guard let names = nodes[pod.cluster] else { return nil }
    var rest = pod.name[...]
    while let dash = rest.firstIndex(of: "-") {
      rest = rest[rest.index(after: dash)...]
      let end = String(rest)
      if names.contains(end) { return end }
    }
    return nil
  }

  private func renamed(
    _ reference: ObjectReference,
    kind: WorkloadKind,
    name: String
  ) -> ObjectReference {
    var reference = reference
    reference.kind = kind
    reference.name = name
    return reference
  }

  private static let neverNumbersPods: Set<WorkloadKind> = [
    .deployment, .daemonSet, .job, .cronJob, .replicaSet,
  ]
  private static let neverSuffixesPods: Set<WorkloadKind> = [
    .deployment, .statefulSet, .cronJob,
  ]
}
