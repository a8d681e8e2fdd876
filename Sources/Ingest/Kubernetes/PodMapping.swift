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
    priorityClass = try spec?.text("priorityClassName").flatMap { $0.isEmpty ? nil : $0 }
    priority = try spec?.integer("priority")
    guard let status else { return }
    message = try status.text("message")
    serviceClass = try status.text("qosClass")
    resize = try Self.resize(status)
    if let resources = try status.object("resources"), template.podResources != nil {
      template.podResources?.override(by: try ContainerResources(resources))
    }
    for (list, isInit) in [("containerStatuses", false), ("initContainerStatuses", true)] {
      for entry in try status.objects(list) {
        let state = try ContainerState(entry, isInit: isInit)
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

extension PodSpec {
  /// How far a resize in place is.
  ///
  /// Up to Kubernetes 1.32 `status.resize` says so in one word, later releases by two conditions, of
  /// which the first has the reason `Deferred` or `Infeasible`.
  private static func resize(_ status: ObjectNode) throws(ObjectFault) -> String? {
    if let word = try status.text("resize"), !word.isEmpty { return word }
    for condition in try status.objects("conditions") where try condition.text("status") == "True" {
      switch try condition.text("type") {
      case "PodResizePending": return try condition.text("reason") ?? "Proposed"
      case "PodResizeInProgress": return "InProgress"
      default: continue
      }
    }
    return nil
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
  fileprivate init(_ node: ObjectNode, isInit: Bool) throws(ObjectFault) {
    self.init(
      name: try node.requiredText("name"),
      restarts: max(0, try node.integer("restartCount") ?? 0)
    )
    self.isInit = isInit
    isReady = node["ready"] == nil ? nil : try node.flag("ready")
    let now = try node.object("state")
    let running = try now?.object("running")
    let waiting = try now?.object("waiting")
    waitingReason = try waiting?.text("reason")
    runningSince = try running?.time("startedAt")
    termination = try Termination(now?.object("terminated"))
    lastTermination = try Termination(node.object("lastState")?.object("terminated"))
    if running != nil {
      phase = "running"
    } else if termination != nil {
      phase = "terminated"
    } else if waiting != nil {
      phase = "waiting"
    }
    let wasKilled = lastTermination?.reason == "OOMKilled"
    let ended = wasKilled ? lastTermination : termination ?? lastTermination
    lastTerminationReason = ended?.reason
    lastTerminatedAt = ended?.finishedAt
  }
}

extension Termination {
  /// The `terminated` of a state; nil where there is none.
  fileprivate init?(_ node: ObjectNode?) throws(ObjectFault) {
    guard let node else { return nil }
    self.init(
      reason: try node.text("reason"),
      exitCode: try node.integer("exitCode"),
      startedAt: try node.time("startedAt"),
      finishedAt: try node.time("finishedAt")
    )
  }
}
