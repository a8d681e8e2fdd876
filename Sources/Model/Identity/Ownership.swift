/// A Kubernetes object that owns or is owned, within one cluster and namespace.
public struct ObjectReference: Hashable, Sendable, Codable {
  /// The cluster's name as given at ingest.
  public var cluster: String
  /// The namespace; empty for objects of the whole cluster.
  public var namespace: String
  /// The kind, such as `ReplicaSet`.
  public var kind: WorkloadKind
  /// The name.
  public var name: String

  /// Makes a reference from its parts.
  public init(cluster: String, namespace: String, kind: WorkloadKind, name: String) {
    self.cluster = cluster
    self.namespace = namespace
    self.kind = kind
    self.name = name
  }
}

/// The controlling owner of an object; a fact that an export states.
public struct OwnerFact: Hashable, Sendable, Codable {
  /// The object that is owned.
  public var child: ObjectReference
  /// The kind of its controlling owner, or nil when the export says that there is none.
  public var ownerKind: WorkloadKind?
  /// The name of its controlling owner; empty when there is none.
  public var ownerName: String

  /// Makes a fact from its parts.
  public init(child: ObjectReference, ownerKind: WorkloadKind?, ownerName: String) {
    self.child = child
    self.ownerKind = ownerKind
    self.ownerName = ownerName
  }
}

/// How a pod's workload was found.
public enum OwnerEvidence: String, Hashable, Sendable, Codable {
  /// By owner references, all the way up.
  case exact
  /// Named by a workload column of the samples.
  case stated
  /// By the pattern of the pod's name; may be wrong.
  case guessed
}

/// The workload of a pod and how it was found.
public struct ResolvedOwner: Hashable, Sendable {
  /// The workload.
  public var workload: WorkloadID
  /// How it was found.
  public var evidence: OwnerEvidence

  /// Makes a resolution from its parts.
  public init(workload: WorkloadID, evidence: OwnerEvidence) {
    self.workload = workload
    self.evidence = evidence
  }
}
