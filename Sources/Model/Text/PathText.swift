extension WorkloadID {
  /// The workload as `cluster/namespace/kind/name`; one that is named without a kind, as plain lists do, by
  /// what is given of it: `namespace/name` or its name.
  public var path: String {
    guard kind == .unstated else { return "\(cluster)/\(shortPath)" }
    return cluster.isEmpty ? shortPath : "\(cluster)/\(shortPath)"
  }

  /// The workload as `namespace/kind/name`, for where the cluster goes without saying.
  public var shortPath: String {
    guard kind == .unstated else { return "\(namespace)/\(kind.rawValue)/\(name)" }
    return namespace.isEmpty ? name : "\(namespace)/\(name)"
  }
}

extension ContainerID {
  /// The container as `namespace/kind/workload/container`.
  public var shortPath: String { "\(workload.shortPath)/\(container)" }
}
