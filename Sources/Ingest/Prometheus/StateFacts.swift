import PodfitModel

/// Turns series of kube-state-metrics into facts; autoscalers are put together from several.
struct StateFacts {
  private var autoscalers: [ObjectReference: HorizontalAutoscaler] = [:]

  /// The facts of one series, of which only the last reading counts.
  ///
  /// - Parameters:
  ///   - state: what the metric says
  ///   - labels: the series' labels
  ///   - subject: what the labels are about
  ///   - value: the reading, in nanocores for CPU and in whole units for all else
  ///   - at: when it was read
  /// - Returns: nil where the labels do not say what it is about
  mutating func facts(
    _ state: StateMetric,
    _ labels: LabelSet,
    _ subject: Subject,
    value: Int64,
    at: Instant
  ) -> [InventoryFact]? {
    switch state {
    case .podOwner: return owner(.pod, subject.pod, labels, subject)
    case .replicaSetOwner: return owner(.replicaSet, labels["replicaset"], labels, subject)
    case .jobOwner: return owner(.job, labels["job_name"], labels, subject)
    case .podInfo: return podInfo(labels, subject)
    case .containerResource, .nodeResource:
      return resource(state, labels, subject, value: value, at: at)
    case .nodeLabels:
      guard !subject.node.isEmpty else { return nil }
      let names = NodeLabelNames.labels(labels)
      return [.nodeLabels(cluster: subject.cluster, node: subject.node, labels: names)]
    case .restarts:
      guard subject.hasContainer else { return nil }
      return [.restarts(ContainerCountFact(container: subject.containerID, count: value, at: at))]
    case .lastTerminatedReason:
      guard subject.hasContainer, let reason = labels["reason"] else { return nil }
      // The gauge is 1 for the reason that holds and 0 for the others.
      guard value > 0 else { return [] }
      let container = subject.containerID
      return [
        .termination(ContainerTerminationFact(container: container, reason: reason, at: at))
      ]
    case .replicas(let label, let kind):
      guard let name = labels[label], !subject.namespace.isEmpty else { return nil }
      let workload = WorkloadID(
        cluster: subject.cluster,
        namespace: subject.namespace,
        kind: WorkloadKind(rawValue: kind),
        name: name
      )
      return [.replicas(workload: workload, count: value, at: at)]
    case .autoscalerInfo, .autoscalerMin, .autoscalerMax, .autoscalerTarget:
      return noteAutoscaler(state, labels, subject, value: value) ? [] : nil
    }
  }

  /// The autoscalers whose target is known, by name, and how many are of unknown target.
  func finish() -> (facts: [InventoryFact], incomplete: Int) {
    let all = autoscalers.values.sorted {
      ($0.id.cluster, $0.id.namespace, $0.id.name) < ($1.id.cluster, $1.id.namespace, $1.id.name)
    }
    let complete = all.filter { !$0.scaled.name.isEmpty }
    return (complete.map { .autoscaler($0) }, all.count - complete.count)
  }

  /// How kube-state-metrics spells that there is no owner.
  private static let noOwner = "<none>"

  private func owner(
    _ kind: WorkloadKind,
    _ name: String?,
    _ labels: LabelSet,
    _ subject: Subject,
    prefix: String = "owner"
  ) -> [InventoryFact]? {
    guard let name, !name.isEmpty, !subject.namespace.isEmpty else { return nil }
    // An owner that does not control its object is not what the object was made from.
    if labels["owner_is_controller"] == "false" { return [] }
    let child = ObjectReference(
      cluster: subject.cluster,
      namespace: subject.namespace,
      kind: kind,
      name: name
    )
    let ownerKind = labels["\(prefix)_kind"].flatMap { $0 == Self.noOwner ? nil : $0 }
    let ownerName = labels["\(prefix)_name"].flatMap { $0 == Self.noOwner ? nil : $0 }
    guard let ownerKind, let ownerName else {
      return [.owner(OwnerFact(child: child, ownerKind: nil, ownerName: ""))]
    }
    let reference = WorkloadKind(rawValue: ownerKind)
    return [.owner(OwnerFact(child: child, ownerKind: reference, ownerName: ownerName))]
  }

  private func podInfo(_ labels: LabelSet, _ subject: Subject) -> [InventoryFact]? {
    guard subject.hasPod else { return nil }
    // The node comes by the `node` label, as for every series that has one.
    guard labels["created_by_kind"] != nil else { return [] }
    return owner(.pod, subject.pod, labels, subject, prefix: "created_by")
  }

  private func resource(
    _ state: StateMetric,
    _ labels: LabelSet,
    _ subject: Subject,
    value: Int64,
    at: Instant
  ) -> [InventoryFact]? {
    guard let name = state.resource(labels) else { return nil }
    switch state {
    case .containerResource(let isLimit, let isInit, _) where subject.hasContainer:
      return [
        .containerResource(
          ContainerResourceFact(
            container: subject.containerID,
            isInit: isInit,
            resource: name,
            isLimit: isLimit,
            amount: value,
            at: at
          )
        )
      ]
    case .nodeResource(let isAllocatable, _) where !subject.node.isEmpty:
      return [
        .nodeResource(
          NodeResourceFact(
            cluster: subject.cluster,
            node: subject.node,
            resource: name,
            isAllocatable: isAllocatable,
            amount: value,
            at: at
          )
        )
      ]
    default: return nil
    }
  }

  private mutating func noteAutoscaler(
    _ state: StateMetric,
    _ labels: LabelSet,
    _ subject: Subject,
    value: Int64
  ) -> Bool {
    guard let name = labels["horizontalpodautoscaler"] ?? labels["hpa"],
      !subject.namespace.isEmpty
    else { return false }
    func reference(_ kind: String, _ name: String) -> ObjectReference {
      ObjectReference(
        cluster: subject.cluster,
        namespace: subject.namespace,
        kind: WorkloadKind(rawValue: kind),
        name: name
      )
    }
    let id = reference("HorizontalPodAutoscaler", name)
    var autoscaler =
      autoscalers[id] ?? HorizontalAutoscaler(id: id, scaled: reference("", ""))
    switch state {
    case .autoscalerInfo:
      guard let kind = labels["scaletargetref_kind"], let target = labels["scaletargetref_name"]
      else { return false }
      autoscaler.scaled = reference(kind, target)
    case .autoscalerMin: autoscaler.minReplicas = value
    case .autoscalerMax: autoscaler.maxReplicas = value
    default:
      guard let metric = labels["metric_name"] else { return false }
      let isShare = labels["metric_target_type"] == "utilization"
      let target = HorizontalAutoscaler.Target(
        metric: metric,
        source: metric == "cpu" || metric == "memory" ? "Resource" : "Pods",
        // The gauge is in percent.
        utilization: isShare ? Double(value) / 100 : nil
      )
      if !autoscaler.targets.contains(target) { autoscaler.targets.append(target) }
      autoscaler.targets.sort { ($0.metric, $0.source) < ($1.metric, $1.source) }
    }
    autoscalers[id] = autoscaler
    return true
  }
}

extension Subject {
  /// Whether the labels name a pod.
  var hasPod: Bool { !namespace.isEmpty && !pod.isEmpty }

  /// Whether the labels name a container of a pod.
  var hasContainer: Bool { hasPod && !container.isEmpty }
}
