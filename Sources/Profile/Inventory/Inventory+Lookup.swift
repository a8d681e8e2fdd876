public import PodfitModel

extension Inventory {
  /// The pod as it was listed, or nil when no list names it.
  public func pod(_ id: PodID) -> PodSpec? { podIndex[id].map { pods[$0] } }

  /// The node of that name, or nil when no export names it.
  public func node(_ name: String, in cluster: String) -> NodeSpec? {
    nodeIndex[cluster]?[name].map { nodes[$0] }
  }

  /// The name of the node that a pod runs or ran on, or nil when no export says so.
  public func nodeName(of pod: PodID) -> String? { self.pod(pod)?.node ?? podNodes[pod] }

  /// The autoscaler that scales a workload, or nil when there is none.
  ///
  /// Where no list says what it watches, the KEDA object that it was made from does, and that one also
  /// stands for the autoscaler that KEDA made of it: only there a target can be changed for good.
  public func autoscaler(of workload: WorkloadID) -> HorizontalAutoscaler? {
    let autoscaler = autoscalers[ObjectReference(workload)]
    guard let object = scaledObject(of: workload) else { return autoscaler }
    guard let autoscaler else { return object.autoscaler }
    let made = object.autoscalerName ?? "keda-hpa-\(object.id.name)"
    guard autoscaler.targets.isEmpty || autoscaler.id.name == made else { return autoscaler }
    var source = object.autoscaler
    source.currentReplicas = autoscaler.currentReplicas
    source.desiredReplicas = autoscaler.desiredReplicas
    source.scaleUp = autoscaler.scaleUp
    source.scaleDown = autoscaler.scaleDown
    return source
  }

  /// The listed pods of a workload, the one that tells most of the present first.
  public func pods(of workload: WorkloadID) -> [PodSpec] {
    (listedPods[workload] ?? []).map { pods[$0] }
  }

  /// The identities of the listed pods of a workload, in the same order.
  func podIDs(of workload: WorkloadID) -> [PodID] {
    (listedPods[workload] ?? []).map { pods[$0].id }
  }

  /// Every workload that a list or a listed pod names and no other workload makes, sorted.
  public var workloadIDs: [WorkloadID] {
    var ids = Set(listedPods.keys)
    ids.formUnion(statedContainers.keys)
    for id in workloads.keys where !owners.isIntermediate(id) { ids.insert(id) }
    ids.formUnion(checkpointedWorkloads)
    return ids.sorted()
  }

  /// The pods that a workload is asked to have: its own replicas, then what kube-state-metrics
  /// says, then the pods listed on nodes; nil where nothing tells.
  ///
  /// Jobs and CronJobs have none: their listed pods are history.
  public func replicas(of workload: WorkloadID) -> Int? {
    if let count = statedReplicas(of: workload) { return count }
    guard workload.kind != .job, workload.kind != .cronJob else { return nil }
    let running = (listedPods[workload] ?? []).count { pods[$0].occupiesNode }
    return running > 0 ? running : nil
  }

  /// The pods that a list or kube-state-metrics says a workload is asked to have; nil where neither does.
  public func statedReplicas(of workload: WorkloadID) -> Int? {
    (workloads[workload]?.replicas ?? replicaCounts[workload]).map { Int(clamping: max($0, 0)) }
  }

  /// Requests and limits of one container of one pod: from the pod list, else from
  /// kube-state-metrics, else from the workload's template; nil where none names it.
  public func resources(of id: PodContainerID) -> ContainerResources? {
    if let spec = pod(id.pod)?.template.container(named: id.container) { return spec.resources }
    if let stated = stated[id] { return stated.resources }
    return template(of: owners.owner(of: id.pod).workload)?
      .container(named: id.container)?.resources
  }

  /// How often a container was restarted, as far as its pod's status and kube-state-metrics say.
  public func restarts(of id: PodContainerID) -> Int64 { max(restartCounts[id] ?? 0, 0) }

  /// Whether a container is known to have been ended for want of memory.
  public func wasOutOfMemory(_ id: PodContainerID) -> Bool { oomKilled.contains(id) }

  /// When a container was ended for want of memory: as events tell, or the last time as its status tells.
  public func killTimes(of id: PodContainerID) -> [(at: Instant, count: Int64)] {
    var told: [(at: Instant, count: Int64)] = []
    for kill in killEvents.kills[id] ?? [] {
      if let at = kill.at { told.append((at, kill.count)) }
    }
    guard told.isEmpty, wasOutOfMemory(id), let pod = pod(id.pod) else { return told }
    let state = pod.states.first { $0.name == id.container }
    let ends = [state?.termination, state?.lastTermination].compactMap { $0 }
    let isLast = state?.lastTerminationReason == FactReader.outOfMemory
    let last =
      ends.filter { $0.reason == FactReader.outOfMemory }.compactMap(\.finishedAt).max()
      ?? (isLast ? state?.lastTerminatedAt : nil)
    if let last { told.append((last, 1)) }
    return told
  }

  /// The revision of a workload that a pod is of, as its owner, labels or name tell; nil where none does.
  public func revision(of id: PodID, in kind: WorkloadKind) -> String? {
    if let pod = pod(id) {
      let labels = pod.template.labels
      if let hash = labels["pod-template-hash"] ?? labels["controller-revision-hash"] {
        return hash
      }
      if let owner = pod.owner, owner.kind == .replicaSet { return owner.name }
    }
    guard kind == .deployment || kind.rawValue == "Rollout" else { return nil }
    return id.name.lastIndex(of: "-").map { String(id.name[..<$0]) }
  }

  /// Whether anything is known of restarts and kills.
  var tellsOfEnds: Bool {
    !restartCounts.isEmpty || !oomKilled.isEmpty || !killEvents.kills.isEmpty
  }

  /// How often a container was ended for want of memory, as far as events tell.
  func kills(of id: PodContainerID) -> Int64 { killEvents.count(of: id) }

  /// What the pods of a workload are made from: the listed template, else its newest listed pod.
  public func template(of workload: WorkloadID) -> PodTemplate? {
    listedTemplate(of: workload) ?? pods(of: workload).first?.template
  }

  /// The listed object with the template that the pods of a workload are made from: the workload itself, or
  /// the one that it refers to; nil where no list shows a template.
  public func templateHolder(of workload: WorkloadID) -> WorkloadID? {
    if workloads[workload]?.template != nil { return workload }
    guard let other = workloads[workload]?.templateOf.map(WorkloadID.init) else { return nil }
    return workloads[other]?.template == nil ? nil : other
  }

  /// The template that the pods of a workload are made from; nil where no list shows it.
  func listedTemplate(of workload: WorkloadID) -> PodTemplate? {
    templateHolder(of: workload).flatMap { workloads[$0]?.template }
  }

  /// The names of the containers that run side by side in a pod, sorted; empty where no export
  /// tells.
  public func containerNames(of pod: PodID) -> [String] {
    if let template = self.pod(pod)?.template { return template.runningContainerNames }
    if let names = statedContainerNames[pod] { return names }
    return template(of: owners.owner(of: pod).workload)?.runningContainerNames ?? []
  }

  /// The spec of a container as it is now: from the newest listed pod, else from the workload's
  /// template; nil where no list names it.
  func spec(of id: ContainerID) -> ContainerSpec? {
    for index in listedPods[id.workload] ?? [] {
      if let spec = pods[index].template.container(named: id.container) { return spec }
    }
    return listedTemplate(of: id.workload)?.container(named: id.container)
  }

  /// Requests and limits of a workload's container as they are now, and who says so.
  func currentResources(of id: ContainerID) -> (resources: ContainerResources, source: Source)? {
    for index in listedPods[id.workload] ?? [] {
      if let spec = pods[index].template.container(named: id.container) {
        return (spec.resources, .pod)
      }
    }
    if let latest = statedContainers[id.workload]?[id.container], let stated = stated[latest] {
      return (stated.resources, .stateMetrics)
    }
    return listedTemplate(of: id.workload)?.container(named: id.container)
      .map { ($0.resources, .template) }
  }

  /// Where requests and limits come from.
  enum Source: Sendable {
    case pod, stateMetrics, template
  }

  /// Whether a container of a workload only runs before the others.
  func isInit(_ id: ContainerID) -> Bool {
    if let template = template(of: id.workload), template.container(named: id.container) != nil {
      return !template.runningContainerNames.contains(id.container)
    }
    let latest = statedContainers[id.workload]?[id.container]
    return latest.flatMap { stated[$0]?.isInit } ?? false
  }

  /// The containers of a workload that lists or kube-state-metrics name, init containers that end
  /// left out, else those that checkpoints name; sorted.
  func containerNames(of workload: WorkloadID) -> [String] {
    var names = Set<String>()
    for index in listedPods[workload] ?? [] {
      names.formUnion(pods[index].template.runningContainerNames)
    }
    names.formUnion(listedTemplate(of: workload)?.runningContainerNames ?? [])
    for (name, id) in statedContainers[workload] ?? [:] where stated[id]?.isInit == false {
      names.insert(name)
    }
    return names.isEmpty ? checkpointedContainers(of: workload) : names.sorted()
  }
}

extension PodTemplate {
  /// The container of that name, init containers included.
  func container(named name: String) -> ContainerSpec? {
    containers.first { $0.name == name } ?? initContainers.first { $0.name == name }
  }

  /// The names of the containers that run side by side, restartable init containers among them;
  /// sorted.
  public var runningContainerNames: [String] {
    (containers + initContainers.filter(\.isRestartableInit)).map(\.name).sorted()
  }
}
