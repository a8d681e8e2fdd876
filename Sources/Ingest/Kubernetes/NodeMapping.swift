import PodfitModel

extension NodeSpec {
  /// A node of a node list.
  init(_ node: ObjectNode, metadata: ObjectMetadata) throws(ObjectFault) {
    let spec = try node.object("spec")
    let status = try node.object("status")
    guard let allocatable = try status?.object("allocatable") else {
      throw ObjectFault(problem: .missing(field: "status.allocatable"), place: node.place)
    }
    self.init(
      cluster: metadata.reference.cluster,
      name: metadata.reference.name,
      resourceVersion: metadata.resourceVersion,
      labels: try node.object("metadata")?.textMap("labels") ?? [:],
      allocatable: try NodeResources(allocatable),
      isUnschedulable: try spec?.flag("unschedulable") ?? false
    )
    if let capacity = try status?.object("capacity") {
      self.capacity = try NodeResources(capacity)
    }
    for taint in try spec?.objects("taints") ?? [] {
      taints.append(
        Taint(
          key: try taint.requiredText("key"),
          value: try taint.text("value") ?? "",
          effect: try taint.text("effect") ?? ""
        )
      )
    }
    var conditions: [NodeCondition] = []
    for condition in try status?.objects("conditions") ?? [] {
      let type = try condition.requiredText("type")
      let value = try condition.text("status") ?? "Unknown"
      conditions.append(
        NodeCondition(
          type: type,
          status: value,
          reason: try condition.text("reason"),
          since: try condition.time("lastTransitionTime")
        )
      )
      // `Ready` should be true; every other condition names a trouble and should be false.
      if type == "Ready" {
        if value != "True" { troubles.append("NotReady") }
      } else if value == "True" {
        troubles.append(type)
      }
    }
    troubles.sort()
    self.conditions = conditions.sorted { $0.type < $1.type }
  }
}

extension NodeResources {
  /// A resource list of a node's status.
  fileprivate init(_ node: ObjectNode) throws(ObjectFault) {
    let pods: Memory? = try node.quantity("pods")
    self.init(
      cpu: try node.quantity("cpu") ?? .zero,
      memory: try node.quantity("memory") ?? .zero,
      pods: pods?.baseUnits,
      extended: try node.otherResources(than: ["cpu", "memory", "pods"])
    )
  }
}
