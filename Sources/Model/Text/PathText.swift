extension WorkloadID {
  /// The workload as `cluster/namespace/kind/name`.
  public var path: String { "\(cluster)/\(shortPath)" }

  /// The workload as `namespace/kind/name`, for where the cluster goes without saying.
  public var shortPath: String { "\(namespace)/\(kind.rawValue)/\(name)" }
}

extension ContainerID {
  /// The container as `namespace/kind/workload/container`.
  public var shortPath: String { "\(workload.shortPath)/\(container)" }
}
