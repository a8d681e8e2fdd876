internal import PodfitModel

/// Who owns whom, as all exports together state it, whatever their order.
///
/// Two statements about one object differ when a name was used twice or when one source knows
/// less; a stated owner beats none, then the higher resource version, then the larger name, so
/// that the order of files does not matter.
struct OwnerGraph: Sendable {
  /// An owner, or the statement that there is none.
  struct Link: Hashable, Sendable {
    var owner: ObjectReference?
    var version: Int64

    func isBeaten(by other: Link) -> Bool { rank < other.rank }

    private var rank: (Int, Int64, String, String) {
      (
        owner == nil ? 0 : 1, version, owner?.kind.rawValue ?? "", owner?.name ?? ""
      )
    }
  }

  /// Where a chain of owners ends.
  struct End: Hashable, Sendable {
    var top: ObjectReference
    /// Whether the last step was not stated by any export.
    var isGuessed: Bool
  }

  /// A name within a namespace, whatever the kind.
  struct Name: Hashable, Sendable {
    var cluster: String
    var namespace: String
    var name: String
  }

  /// Kinds that other kinds make and nobody edits, so that a chain goes on beyond them.
  ///
  /// A pod is one where another pod owns it, as Spark's drivers own their executors.
  private static let intermediates: Set<WorkloadKind> = [
    .replicaSet, .job, .pod, WorkloadKind(rawValue: "ReplicationController"),
  ]

  /// Longer chains than this do not exist; a longer one, or one that bites its tail, is damaged.
  private static let longestChain = 10

  private var links: [ObjectReference: Link] = [:]
  private var kinds: [Name: Set<WorkloadKind>] = [:]

  /// Adds what an export states of an object's owner.
  mutating func link(_ child: ObjectReference, to owner: ObjectReference?, version: Int64) {
    let link = Link(owner: owner, version: version)
    if let known = links[child], !known.isBeaten(by: link) { return }
    links[child] = link
  }

  /// Notes the tops of all chains, for telling the kind where only a name is known; to be called
  /// once, after the last link.
  mutating func close(listed: some Sequence<WorkloadID>) {
    var tops = Set<ObjectReference>()
    for child in links.keys {
      let end = end(from: child)
      if !end.isGuessed { tops.insert(end.top) }
    }
    for id in listed {
      let end = end(from: ObjectReference(id))
      if !end.isGuessed { tops.insert(end.top) }
    }
    for top in tops where top.kind != .pod && top.kind != .node {
      kinds[Name(top), default: []].insert(top.kind)
    }
  }

  /// Whether any export says something about the owner of `object`.
  func knows(_ object: ObjectReference) -> Bool { links[object] != nil }

  /// What is stated about the owner of `object`, or nil when nothing is.
  func link(of object: ObjectReference) -> Link? { links[object] }

  /// The kinds of the workloads that have this name.
  func kinds(of name: Name) -> Set<WorkloadKind> { kinds[name] ?? [] }

  /// Climbs from `object` to the workload at the top.
  ///
  /// A chain that bites its own tail or does not end counts as a guess at its first object.
  func end(from object: ObjectReference) -> End {
    var current = object
    var steps = 1
    while Self.intermediates.contains(current.kind) {
      guard let link = links[current] else { return guess(beyond: current) }
      guard let owner = link.owner else { return End(top: current, isGuessed: false) }
      guard steps < Self.longestChain else {
        return End(top: object, isGuessed: true)
      }
      steps += 1
      current = owner
    }
    return End(top: current, isGuessed: false)
  }

  /// The maker of an object whose own owner no export states, told by the object's name.
  private func guess(beyond object: ObjectReference) -> End {
    guard let parts = NamePattern.split(object.name) else {
      return End(top: object, isGuessed: false)
    }
    if object.kind == .replicaSet, NamePattern.isTemplateHash(parts.last) {
      return End(top: maker(ofReplicaSetsLike: object, named: parts.base), isGuessed: true)
    }
    if object.kind == .job, NamePattern.isScheduledTime(parts.last) {
      var top = object
      top.kind = .cronJob
      top.name = parts.base
      return End(top: top, isGuessed: true)
    }
    return End(top: object, isGuessed: false)
  }

  /// The workload `name` that makes ReplicaSets: of the kind that is known for the name, else a
  /// Deployment.
  func maker(ofReplicaSetsLike object: ObjectReference, named name: String) -> ObjectReference {
    var top = object
    top.name = name
    let candidates = kinds(of: Name(top)).subtracting(Self.neverMakesReplicaSets)
    top.kind = candidates.count == 1 ? candidates.first ?? .deployment : .deployment
    return top
  }

  private static let neverMakesReplicaSets: Set<WorkloadKind> = [
    .statefulSet, .daemonSet, .job, .cronJob, .replicaSet, .unknown,
  ]
}

extension OwnerGraph.Name {
  /// The name of an object.
  init(_ object: ObjectReference) {
    self.init(cluster: object.cluster, namespace: object.namespace, name: object.name)
  }
}

extension ObjectReference {
  /// The reference to a workload.
  init(_ id: WorkloadID) {
    self.init(cluster: id.cluster, namespace: id.namespace, kind: id.kind, name: id.name)
  }

  /// The reference to a pod.
  init(_ id: PodID) {
    self.init(cluster: id.cluster, namespace: id.namespace, kind: .pod, name: id.name)
  }
}

extension WorkloadID {
  /// The workload that a reference points to.
  init(_ object: ObjectReference) {
    self.init(
      cluster: object.cluster,
      namespace: object.namespace,
      kind: object.kind,
      name: object.name
    )
  }
}
