/// The kind of a workload's top owner, as Kubernetes spells it.
public struct WorkloadKind: RawRepresentable, Hashable, Comparable, Sendable, Codable {
  /// The kind's name, such as `Deployment`.
  public let rawValue: String

  /// Makes a kind from its name; custom kinds stay as they are.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// A kind that no evidence names: the workload's name is trusted, its kind is not known.
  public static let unknown = WorkloadKind(rawValue: "Unknown")
  /// What a list states that has names of workloads alone.
  public static let unstated = WorkloadKind(rawValue: "")
  /// A Deployment of `apps/v1`.
  public static let deployment = WorkloadKind(rawValue: "Deployment")
  /// A ReplicaSet of `apps/v1`.
  public static let replicaSet = WorkloadKind(rawValue: "ReplicaSet")
  /// A StatefulSet of `apps/v1`.
  public static let statefulSet = WorkloadKind(rawValue: "StatefulSet")
  /// A DaemonSet of `apps/v1`.
  public static let daemonSet = WorkloadKind(rawValue: "DaemonSet")
  /// A Job of `batch/v1`.
  public static let job = WorkloadKind(rawValue: "Job")
  /// A CronJob of `batch/v1`.
  public static let cronJob = WorkloadKind(rawValue: "CronJob")
  /// `v1 Pod`: a pod without owner is its own workload.
  public static let pod = WorkloadKind(rawValue: "Pod")
  /// `v1 Node`: the owner of static (mirror) pods.
  public static let node = WorkloadKind(rawValue: "Node")

  /// Orders by name.
  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// A workload: the owner that pods are made from.
public struct WorkloadID: Hashable, Sendable, Codable {
  /// The cluster's name as given at ingest.
  public var cluster: String
  /// The namespace.
  public var namespace: String
  /// The owner's kind.
  public var kind: WorkloadKind
  /// The owner's name.
  public var name: String

  /// Makes an identity from its parts.
  public init(cluster: String, namespace: String, kind: WorkloadKind, name: String) {
    self.cluster = cluster
    self.namespace = namespace
    self.kind = kind
    self.name = name
  }
}

/// One container of a workload: what a recommendation is for.
public struct ContainerID: Hashable, Sendable, Codable {
  /// The workload whose pods have the container.
  public var workload: WorkloadID
  /// The container's name.
  public var container: String

  /// Makes an identity from its parts.
  public init(workload: WorkloadID, container: String) {
    self.workload = workload
    self.container = container
  }
}

/// One pod: an instance of a workload.
public struct PodID: Hashable, Sendable, Codable {
  /// The cluster's name as given at ingest.
  public var cluster: String
  /// The namespace.
  public var namespace: String
  /// The pod's name.
  public var name: String

  /// Makes an identity from its parts.
  public init(cluster: String, namespace: String, name: String) {
    self.cluster = cluster
    self.namespace = namespace
    self.name = name
  }
}

/// One container of one pod.
///
/// An empty container name means the pod as a whole.
public struct PodContainerID: Hashable, Sendable, Codable {
  /// The pod.
  public var pod: PodID
  /// The container's name; empty where a source does not say which container it measured.
  public var container: String

  /// Makes an identity from its parts.
  public init(pod: PodID, container: String) {
    self.pod = pod
    self.container = container
  }
}

extension WorkloadID: Comparable {
  /// Orders by cluster, namespace, name, kind: how people look workloads up.
  public static func < (a: Self, b: Self) -> Bool {
    (a.cluster, a.namespace, a.name, a.kind) < (b.cluster, b.namespace, b.name, b.kind)
  }
}

extension ContainerID: Comparable {
  /// Orders by workload, then container.
  public static func < (a: Self, b: Self) -> Bool {
    a.workload == b.workload ? a.container < b.container : a.workload < b.workload
  }
}

extension PodID: Comparable {
  /// Orders by cluster, namespace, name.
  public static func < (a: Self, b: Self) -> Bool {
    (a.cluster, a.namespace, a.name) < (b.cluster, b.namespace, b.name)
  }
}

extension PodContainerID: Comparable {
  /// Orders by pod, then container.
  public static func < (a: Self, b: Self) -> Bool {
    a.pod == b.pod ? a.container < b.container : a.pod < b.pod
  }
}
