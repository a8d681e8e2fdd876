import PodfitModel

extension WorkloadSpec {
  /// Kinds that make pods and may be listed without saying from what; other kinds are workloads
  /// where they hold a pod template.
  static let knownKinds: Set<String> = [
    "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job",
    "CronJob", "Rollout", "DeploymentConfig",
  ]

  /// Whether an object makes pods: by its kind, or because it holds a pod template.
  static func isWorkload(_ node: ObjectNode, kind: String) -> Bool {
    knownKinds.contains(kind) || node["spec"]?["template"]?["spec"]?["containers"] != nil
  }

  /// A workload of a list; `node` must pass ``isWorkload(_:kind:)``.
  init(_ node: ObjectNode, metadata: ObjectMetadata) throws(ObjectFault) {
    let kind = metadata.reference.kind
    let spec = try node.object("spec")
    let holder =
      kind == .cronJob ? try spec?.object("jobTemplate")?.object("spec") : spec
    let template = try holder?.object("template")
    self.init(
      id: WorkloadID(
        cluster: metadata.reference.cluster,
        namespace: metadata.reference.namespace,
        kind: kind,
        name: metadata.reference.name
      ),
      resourceVersion: metadata.resourceVersion,
      owner: metadata.owner,
      replicas: Self.knownKinds.contains(kind.rawValue) ? try spec?.integer("replicas") : nil,
      schedule: kind == .cronJob ? try spec?.text("schedule") : nil
    )
    if let template { self.template = try PodTemplate(template) }
    if kind.rawValue == "Rollout", let reference = try spec?.object("workloadRef"),
      let kind = try reference.text("kind"), let name = try reference.text("name")
    {
      templateOf = ObjectReference(
        cluster: metadata.reference.cluster,
        namespace: metadata.reference.namespace,
        kind: WorkloadKind(rawValue: kind),
        name: name
      )
    }
  }
}
