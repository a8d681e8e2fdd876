import PodfitModel

extension PodSpec {
  /// A pod of a pod list; ended pods too, since their samples and restarts count.
  init(_ node: ObjectNode, metadata: ObjectMetadata) throws(ObjectFault) {
    let spec = try node.object("spec")
    let status = try node.object("status")
    self.init(
      id: PodID(
        cluster: metadata.reference.cluster,
        namespace: metadata.reference.namespace,
        name: metadata.reference.name
      ),
      uid: metadata.uid,
      resourceVersion: metadata.resourceVersion,
      owner: metadata.owner,
      node: try spec?.text("nodeName").flatMap { $0.isEmpty ? nil : $0 },
      phase: try status?.text("phase") ?? "Unknown",
      reason: try status?.text("reason"),
      startedAt: try status?.time("startTime"),
      template: try PodTemplate(node)
    )
    guard let status else { return }
    for (list, isInit) in [("containerStatuses", false), ("initContainerStatuses", true)] {
      for entry in try status.objects(list) {
        let state = try ContainerState(entry)
        states.append(state)
        if let resources = try entry.object("resources") {
          template.override(
            try ContainerResources(resources),
            of: state.name,
            isInit: isInit
          )
        }
      }
    }
  }
}

extension PodTemplate {
  /// Puts what a container really has (after a resize in place) over what its spec asks for.
  fileprivate mutating func override(
    _ resources: ContainerResources,
    of name: String,
    isInit: Bool
  ) {
    if isInit {
      for index in initContainers.indices where initContainers[index].name == name {
        initContainers[index].resources.override(by: resources)
      }
    } else {
      for index in containers.indices where containers[index].name == name {
        containers[index].resources.override(by: resources)
      }
    }
  }
}

extension ContainerState {
  /// An entry of `containerStatuses`.
  ///
  /// The last termination is `state.terminated` of a container that has ended and stays so, else
  /// `lastState.terminated`. An OOM kill is kept even where a later end followed it: it is the one
  /// reason that says something about memory.
  fileprivate init(_ node: ObjectNode) throws(ObjectFault) {
    self.init(
      name: try node.requiredText("name"),
      restarts: max(0, try node.integer("restartCount") ?? 0)
    )
    let now = try node.object("state")
    waitingReason = try now?.object("waiting")?.text("reason")
    let before = try node.object("lastState")?.object("terminated")
    let wasKilled = try before?.text("reason") == "OOMKilled"
    let ended = wasKilled ? before : try now?.object("terminated") ?? before
    lastTerminationReason = try ended?.text("reason")
    lastTerminatedAt = try ended?.time("finishedAt")
  }
}
