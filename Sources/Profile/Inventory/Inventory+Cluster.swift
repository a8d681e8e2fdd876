public import PodfitModel

extension Inventory {
  /// The limit ranges of a namespace, in the order of their names.
  public func limitRanges(of namespace: String, in cluster: String) -> [LimitRange] {
    limitRangeIndex[Namespace(cluster: cluster, name: namespace)] ?? []
  }

  /// The quotas of a namespace, in the order of their names.
  public func resourceQuotas(of namespace: String, in cluster: String) -> [ResourceQuota] {
    quotaIndex[Namespace(cluster: cluster, name: namespace)] ?? []
  }

  /// A namespace of a cluster.
  struct Namespace: Hashable, Sendable {
    var cluster: String
    var name: String
  }

  /// What bounds the containers of a workload, whose listed pods are known.
  func confines(of workload: WorkloadID, listed: [PodSpec]) -> Confines {
    var confines = Confines()
    confines.limitRanges = limitRanges(of: workload.namespace, in: workload.cluster)
    confines.quotas = resourceQuotas(of: workload.namespace, in: workload.cluster)
    confines.largestNode = largestNodes[workload.cluster]
    confines.serviceClass =
      listed.first.map { $0.serviceClass ?? $0.template.serviceClass }
      ?? listedTemplate(of: workload)?.serviceClass
    confines.hasExclusiveCPUs = listed.contains { pod in
      pod.node.flatMap { node($0, in: workload.cluster) }?.labels["cpumanager"] == "true"
    }
    return confines
  }

  /// Whether pods of a workload have a container that the workload's own template has not.
  func isInjected(_ id: ContainerID) -> Bool {
    guard let template = listedTemplate(of: id.workload) else { return false }
    return template.container(named: id.container) == nil
      && pods(of: id.workload).contains { $0.template.container(named: id.container) != nil }
  }

  /// The objects by namespace, in the order of their names.
  static func byNamespace<Object>(
    _ objects: [ObjectReference: Object]
  ) -> [Namespace: [Object]] {
    Dictionary(grouping: objects) { Namespace(cluster: $0.key.cluster, name: $0.key.namespace) }
      .mapValues { list in list.sorted { $0.key.name < $1.key.name }.map(\.value) }
  }

  /// The most of CPU and of memory that one node hands out, by cluster.
  static func largest(of nodes: [NodeSpec]) -> [String: NodeResources] {
    nodes.reduce(into: [:]) { largest, node in
      var known = largest[node.cluster] ?? NodeResources()
      known.cpu = max(known.cpu, node.allocatable.cpu)
      known.memory = max(known.memory, node.allocatable.memory)
      largest[node.cluster] = known
    }
  }

  /// The disruption budgets that count a workload's pods, in the order of their names; none where no
  /// list tells the labels of its pods.
  public func disruptionBudgets(of workload: WorkloadID) -> [DisruptionBudget] {
    guard let labels = template(of: workload)?.labels else { return [] }
    return objects.disruptionBudgets.values
      .filter {
        $0.id.isIn(workload.namespace, workload.cluster) && $0.selector?.matches(labels) == true
      }
      .sorted { $0.id.name < $1.id.name }
  }

  /// The KEDA object that scales a workload, the first by name where there are several; nil where
  /// none is listed.
  public func scaledObject(of workload: WorkloadID) -> ScaledObject? {
    scaledObjectIndex[ObjectReference(workload)].flatMap { objects.scaledObjects[$0] }
  }

  /// The vertical autoscaler of a workload, the first by name where there are several; nil where
  /// none is listed.
  public func verticalAutoscaler(of workload: WorkloadID) -> VerticalAutoscaler? {
    verticalIndex[ObjectReference(workload)].flatMap { objects.verticalAutoscalers[$0] }
  }

  /// The checkpoint of a container's use; nil where none is listed that belongs to the workload, by its
  /// vertical autoscaler or by the name of that.
  public func checkpoint(of id: ContainerID) -> AutoscalerCheckpoint? {
    checkpointIndex[id.workload]?[id.container].flatMap { objects.checkpoints[$0] }
  }

  /// The events about an object of the cluster, in the order of their last times and names.
  ///
  /// - Complexity: O(events)
  public func events(about subject: ObjectReference) -> [ClusterEvent] {
    objects.events.values.filter { $0.subject == subject }.sorted {
      ($0.lastAt?.milliseconds ?? .min, $0.id.name) < ($1.lastAt?.milliseconds ?? .min, $1.id.name)
    }
  }

  /// What events say of nodes: kills by the kernel, thresholds for evictions; in no order.
  public var nodeEvents: [ClusterEvent] {
    objects.events.values.filter {
      $0.subject.kind == .node && ["SystemOOM", "EvictionThresholdMet"].contains($0.reason)
    }
  }

  /// Pods of which events tell that they were evicted.
  public var evictedPodIDs: Set<PodID> { killEvents.evicted }

  /// How many listed pods of a workload are in each phase; those that ended among them.
  public func phases(of workload: WorkloadID) -> [String: Int] {
    pods(of: workload).reduce(into: [:]) { $0[$1.phase, default: 0] += 1 }
  }

  /// In what way a container's readings of a signal are coarse, as far as their source says.
  public func coarseReadings(of id: PodContainerID, _ metric: Metric) -> [CoarseReadings] {
    (objects.coarse[id] ?? []).filter { $0.metric == metric }
      .sorted { $0.coarseness.rawValue < $1.coarseness.rawValue }
  }

  /// Workloads with checkpoints, of clusters of which no pod or workload is listed; sorted.
  ///
  /// Where lists are there, a workload that none names is gone, and its checkpoints with it.
  var checkpointedWorkloads: [WorkloadID] {
    var listed = Set(pods.map(\.id.cluster))
    for id in workloads.keys { listed.insert(id.cluster) }
    return checkpointIndex.keys.filter { !listed.contains($0.cluster) }.sorted()
  }

  /// Whether a workload is known by the name of a checkpoint's autoscaler only.
  func isSuggested(_ workload: WorkloadID) -> Bool {
    guard workload.kind == .unknown, statedContainers[workload] == nil,
      let checkpoints = checkpointIndex[workload]
    else { return false }
    return checkpoints.values.allSatisfy(guessedCheckpoints.contains)
  }

  /// The containers of a workload that checkpoints name.
  func checkpointedContainers(of workload: WorkloadID) -> [String] {
    (checkpointIndex[workload] ?? [:]).keys.sorted()
  }

  /// The objects that scale something, by what they scale; the first by name counts.
  static func index<Object>(
    _ objects: [ObjectReference: Object],
    by scaled: (Object) -> ObjectReference?
  ) -> [ObjectReference: ObjectReference] {
    var index: [ObjectReference: ObjectReference] = [:]
    for (id, object) in objects {
      guard let scaled = scaled(object) else { continue }
      if let known = index[scaled], known.name <= id.name { continue }
      index[scaled] = id
    }
    return index
  }
}

extension ObjectReference {
  /// Whether the object is in the namespace.
  fileprivate func isIn(_ namespace: String, _ cluster: String) -> Bool {
    self.namespace == namespace && self.cluster == cluster
  }
}
