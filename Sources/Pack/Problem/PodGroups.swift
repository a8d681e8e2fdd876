internal import PodfitModel

/// The running pods of an export, alike ones together.
struct PodGroups {
  /// Pods of one workload with one request and one set of rules.
  struct Group {
    var workload: WorkloadID
    var request: EffectiveRequest
    var placement: PlacementRules
    /// What the first pod is made from; for labels and ports.
    var template: PodTemplate
    /// The smallest pod identity, which orders groups of one workload.
    var first: PodID
    var count = 0
    /// Pods per node they run on.
    var nodes: [NodeKey: Int] = [:]

    /// The most of them on one node, or nil.
    var maxPerNode: Int? { template.maxPerNode(in: workload.namespace) }
    /// How they are spread over places, as far as the number of these does not matter.
    var spread: ItemSpread? { template.spread(in: workload.namespace) }

    /// Whether a rule of these pods is known to be about those of `other`.
    func isMeant(_ other: Group, by rule: PodAffinityRule) -> Bool {
      workload.cluster == other.workload.cluster
        && rule.isAbout(
          other.template.labels,
          other.workload.namespace,
          from: workload.namespace
        )
    }
  }

  /// What groups of pods have in common.
  private struct Key: Hashable {
    var workload: WorkloadID
    var request: EffectiveRequest
    var placement: PlacementRules
    var maxPerNode: Int?
    var name: String
    /// Labels that rules of some pods ask about.
    var labels: [String: String]
  }

  /// Pods that may be placed, ordered by workload.
  private(set) var items: [Group] = []
  /// Pods of DaemonSets, ordered by workload.
  private(set) var daemons: [Group] = []
  /// Static pods: those of one name, less the node's, are one group per request.
  private(set) var statics: [Group] = []
  /// Pods per node, of all kinds.
  private(set) var nodeCounts: [NodeKey: Int] = [:]
  /// What is left out or taken for granted.
  private(set) var notes: [PlanNote] = []

  init(
    pods: [PodSpec],
    owner: (PodID) -> WorkloadID?,
    recommended: [ContainerID: ContainerResources],
    caps: LimitCaps = LimitCaps()
  ) {
    var byRole: [Role: [Key: Group]] = [:]
    var pending = 0
    var unowned = 0
    var podLevel = 0
    var asked: Set<String> = []
    for pod in pods where pod.occupiesNode {
      asked.formUnion(pod.template.placement.podLabelKeys)
    }
    for var pod in pods {
      guard pod.occupiesNode, let node = pod.node else {
        if pod.phase == "Pending" { pending += 1 }
        continue
      }
      let known = owner(pod.id)
      if known == nil { unowned += 1 }
      if pod.template.podResources != nil { podLevel += 1 }
      pod.template.placement = pod.template.placement.resolved(for: pod.template.labels)
      let workload = known ?? WorkloadID(pod.id)
      let role = Role(pod, of: workload)
      let replacements = pod.template.replacements(of: workload, from: recommended)
      var request = EffectiveRequest(of: pod.template, replacing: replacements)
      if !caps.factors.isEmpty {
        request = caps.adding(
          EffectiveRequest(of: pod.template, replacing: replacements, isOfLimits: true),
          to: request
        )
      }
      let key = Key(
        workload: role == .staticPod ? WorkloadID(pod.id, named: "") : workload,
        request: request,
        placement: role == .item ? pod.template.placement : PlacementRules(),
        maxPerNode: pod.template.maxPerNode(in: workload.namespace),
        name: role == .staticPod ? pod.staticName : "",
        labels: role == .item ? pod.template.labels.filter { asked.contains($0.key) } : [:]
      )
      let nodeKey = NodeKey(cluster: pod.id.cluster, name: node)
      nodeCounts[nodeKey, default: 0] += 1
      byRole[role, default: [:]][
        key,
        default: Group(
          workload: workload,
          request: request,
          placement: pod.template.placement,
          template: pod.template,
          first: pod.id
        )
      ].add(pod, workload: workload, on: nodeKey)
    }
    items = Self.ordered(byRole[.item])
    daemons = Self.ordered(byRole[.daemon])
    statics = Self.ordered(byRole[.staticPod])
    if pending > 0 { notes.append(.pendingPods(pods: pending)) }
    if unowned > 0 { notes.append(.unownedPods(pods: unowned)) }
    if podLevel > 0 { notes.append(.podLevelRequests(pods: podLevel)) }
    notes += UnmodelledRules(items: items, others: daemons + statics).notes
  }

  /// `cpu`, `memory`, `pods`, then every other resource that some pod requests, by name.
  var resources: [String] {
    var names: Set<String> = []
    for group in items + daemons + statics { names.formUnion(group.request.extended.keys) }
    return PackResource.standard + names.subtracting(PackResource.standard).sorted()
  }

  private static func ordered(_ groups: [Key: Group]?) -> [Group] {
    (groups ?? [:]).values.sorted { a, b in
      a.workload == b.workload ? a.first < b.first : a.workload < b.workload
    }
  }

  /// How a pod comes to its node.
  private enum Role {
    case item, daemon, staticPod

    init(_ pod: PodSpec, of workload: WorkloadID) {
      let kinds = [workload.kind, pod.owner?.kind]
      self =
        kinds.contains(.daemonSet) ? .daemon : kinds.contains(.node) ? .staticPod : .item
    }
  }
}

extension PodGroups.Group {
  fileprivate mutating func add(_ pod: PodSpec, workload: WorkloadID, on node: NodeKey) {
    count += 1
    nodes[node, default: 0] += 1
    self.workload = min(self.workload, workload)
    if pod.id < first {
      first = pod.id
      template = pod.template
      placement = pod.template.placement
    }
  }
}

extension WorkloadID {
  /// A pod as its own workload.
  fileprivate init(_ pod: PodID, named name: String? = nil) {
    self.init(
      cluster: pod.cluster,
      namespace: pod.namespace,
      kind: .pod,
      name: name ?? pod.name
    )
  }
}

extension PodTemplate {
  /// What is recommended for the containers of `workload`, by container name.
  fileprivate func replacements(
    of workload: WorkloadID,
    from recommended: [ContainerID: ContainerResources]
  ) -> [String: ContainerResources] {
    guard !recommended.isEmpty else { return [:] }
    var result: [String: ContainerResources] = [:]
    for container in containers + initContainers {
      let id = ContainerID(workload: workload, container: container.name)
      if let resources = recommended[id] { result[container.name] = resources }
    }
    return result
  }
}

extension PodSpec {
  /// The name of a static pod without the node's, which the kubelet appends.
  fileprivate var staticName: String {
    let suffix = "-" + (node ?? "")
    return id.name.hasSuffix(suffix) ? String(id.name.dropLast(suffix.count)) : id.name
  }
}
