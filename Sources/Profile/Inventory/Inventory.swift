public import PodfitModel

/// What all exports together say about what runs where, looked up by identity.
///
/// Facts may come in any order. Of two that describe one thing the one with the higher version
/// counts; where versions are equal, a total order of the contents decides.
public struct Inventory: Sendable {
  /// Finds the workload of a pod.
  public let owners: OwnerResolver
  /// The listed pods, the newest incarnation of each name, in the order of their identities.
  public let pods: [PodSpec]
  /// The listed workloads by identity.
  public let workloads: [WorkloadID: WorkloadSpec]
  /// The nodes, listed or put together from kube-state-metrics, by cluster and name.
  public let nodes: [NodeSpec]

  let objects: ClusterFacts
  let scaledObjectIndex: [ObjectReference: ObjectReference]
  let verticalIndex: [ObjectReference: ObjectReference]
  let limitRangeIndex: [Namespace: [LimitRange]]
  let quotaIndex: [Namespace: [ResourceQuota]]
  /// The most of CPU and of memory that one node hands out, by cluster.
  let largestNodes: [String: NodeResources]
  let checkpointIndex: [WorkloadID: [String: ObjectReference]]
  let autoscalers: [ObjectReference: HorizontalAutoscaler]
  let podIndex: [PodID: Int]
  let nodeIndex: [String: [String: Int]]
  let podNodes: [PodID: String]
  let stated: [PodContainerID: StatedResources]
  let restartCounts: [PodContainerID: Int64]
  let oomKilled: Set<PodContainerID>
  let replicaCounts: [WorkloadID: Int64]
  let listedPods: [WorkloadID: [Int]]
  let statedContainers: [WorkloadID: [String: PodContainerID]]
  let statedContainerNames: [PodID: [String]]
  let killEvents: KillEvents
  /// Pods of which events tell a kill, by workload.
  let killedPods: [WorkloadID: [PodID]]
  /// Pods of which events tell that they were evicted, by workload.
  let evictedPods: [WorkloadID: Set<PodID>]
  /// Checkpoints that belong to a workload by the name of their autoscaler only.
  let guessedCheckpoints: Set<ObjectReference>

  /// Requests and limits of one container of one pod from kube-state-metrics.
  struct StatedResources: Sendable {
    var resources = ContainerResources()
    var isInit = false
    var at = Instant(milliseconds: .min)
  }

  /// Indexes facts.
  ///
  /// - Complexity: O(n log n)
  public init(_ facts: [InventoryFact]) {
    owners = OwnerResolver(facts)
    var reader = FactReader()
    var objects = ClusterFacts()
    for fact in facts {
      reader.read(fact)
      objects.read(fact)
    }
    self.objects = objects
    scaledObjectIndex = Self.index(objects.scaledObjects) { $0.scaled }
    verticalIndex = Self.index(objects.verticalAutoscalers) { $0.scaled }
    limitRangeIndex = Self.byNamespace(objects.limitRanges)
    quotaIndex = Self.byNamespace(objects.resourceQuotas)

    pods = reader.pods.values.sorted { $0.id < $1.id }
    podIndex = Dictionary(
      uniqueKeysWithValues: pods.enumerated().map { ($0.element.id, $0.offset) }
    )
    workloads = reader.workloads
    nodes = reader.allNodes
    largestNodes = Self.largest(of: nodes)
    var nodeIndex: [String: [String: Int]] = [:]
    for (index, node) in nodes.enumerated() {
      nodeIndex[node.cluster, default: [:]][node.name] = index
    }
    self.nodeIndex = nodeIndex
    autoscalers = reader.autoscalers
    podNodes = reader.podNodes
    stated = reader.stated
    restartCounts = reader.restarts
    oomKilled = reader.oomKilled
    replicaCounts = reader.replicas.mapValues(\.count)

    var listed: [WorkloadID: [Int]] = [:]
    for (index, pod) in pods.enumerated() {
      listed[owners.owner(of: pod.id).workload, default: []].append(index)
    }
    let pods = pods
    listedPods = listed.mapValues { indices in
      indices.sorted { pods[$0].isNewer(than: pods[$1]) }
    }

    var containers: [WorkloadID: [String: PodContainerID]] = [:]
    var names: [PodID: [String]] = [:]
    for id in stated.keys.sorted() {
      let workload = owners.owner(of: id.pod).workload
      if let known = containers[workload]?[id.container], let old = stated[known]?.at,
        let new = stated[id]?.at, new < old
      {
        continue
      }
      containers[workload, default: [:]][id.container] = id
    }
    for (id, stated) in stated where !stated.isInit {
      names[id.pod, default: []].append(id.container)
    }
    statedContainers = containers
    let statedNames = names.mapValues { $0.sorted() }
    statedContainerNames = statedNames

    let podTemplates = reader.pods
    killEvents = KillEvents(objects.events.values) {
      podTemplates[$0]?.template.runningContainerNames ?? statedNames[$0] ?? []
    }
    var killed: [WorkloadID: Set<PodID>] = [:]
    for id in killEvents.kills.keys {
      killed[owners.owner(of: id.pod).workload, default: []].insert(id.pod)
    }
    killedPods = killed.mapValues { $0.sorted() }
    var evicted: [WorkloadID: Set<PodID>] = [:]
    for pod in killEvents.evicted {
      evicted[owners.owner(of: pod).workload, default: []].insert(pod)
    }
    evictedPods = evicted
    let places = CheckpointPlaces(
      objects,
      scaled: verticalIndex,
      workloads: Set(workloads.keys.filter { [owners] in !owners.isIntermediate($0) })
        .union(listed.keys),
      listedClusters: Set(pods.map(\.id.cluster)).union(workloads.keys.map(\.cluster))
    )
    checkpointIndex = places.index
    guessedCheckpoints = places.guessed
  }
}

extension PodSpec {
  /// Whether this pod tells more of the present than `other`: it runs, started later, was changed
  /// later; the name decides between equals.
  fileprivate func isNewer(than other: PodSpec) -> Bool {
    if occupiesNode != other.occupiesNode { return occupiesNode }
    let starts = (
      startedAt?.milliseconds ?? .min, other.startedAt?.milliseconds ?? .min
    )
    if starts.0 != starts.1 { return starts.0 > starts.1 }
    if resourceVersion != other.resourceVersion { return resourceVersion > other.resourceVersion }
    return other.id < id
  }
}
