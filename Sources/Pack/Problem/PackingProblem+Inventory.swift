public import PodfitModel

extension PackingProblem {
  /// The problem that a cluster's nodes and running pods pose.
  ///
  /// Pods that hold a node are counted; pending ones are noted. Pods of DaemonSets and static pods
  /// that every node of a pool carries become the node's own load.
  ///
  /// - Parameters:
  ///   - nodes: the nodes there are
  ///   - pods: the pods, in any order
  ///   - owner: the workload of a pod; nil makes the pod its own workload
  ///   - recommended: resources to count instead of those in force
  ///   - unevictable: why pods of a workload may not be evicted, such as a disruption budget of zero
  ///   - caps: how far limits of pods may be above what nodes hand out
  /// - Throws: ``PackingError`` for amounts below zero and more pods than ``podLimit``.
  /// - Source: docs/formulas/packing.md
  public init(
    nodes: [NodeSpec],
    pods: [PodSpec],
    owner: (PodID) -> WorkloadID?,
    recommended: [ContainerID: ContainerResources] = [:],
    unevictable: [WorkloadID: String] = [:],
    caps: LimitCaps = LimitCaps()
  ) throws(PackingError) {
    let groups = PodGroups(pods: pods, owner: owner, recommended: recommended, caps: caps)
    let nodes = caps.factors.isEmpty ? nodes : nodes.map(caps.adding)
    let resources = groups.resources
    let classes = NodeClasses(nodes: nodes, groups: groups, resources: resources)
    let daemons = DaemonLoad(groups: groups, classes: classes, resources: resources)

    let neighbours = DaemonNeighbours(
      groups.daemons + groups.statics,
      daemons: daemons.daemons,
      pools: classes.pools
    )
    var against = 0
    var besideDaemons = 0
    var items = groups.items.map { group in
      let seen = Set(group.nodes.keys.compactMap { classes.index[$0] }).sorted()
      let closed = neighbours.closed(to: group, seen: seen)
      if closed.isSeen { besideDaemons += group.count }
      var item = PackItem(
        workload: group.workload,
        count: group.count,
        request: group.request.vector(of: resources),
        placement: group.placement,
        maxPerNode: group.maxPerNode,
        fallbackPools: seen,
        spread: group.template.spread(in: group.workload.namespace) { label in
          classes.places(of: group, label: label)
        }
      )
      item.barredPools = closed.pools
      item.nodeSkew = group.template.nodeSkew
      let cluster = group.workload.cluster
      let isAdmitted = classes.pools.contains { pool in
        pool.cluster == cluster && pool.admits(group.placement)
      }
      if !isAdmitted && !seen.isEmpty { against += group.count }
      return item
    }
    items += daemons.items

    var notes = groups.notes + classes.notes + daemons.notes
    if against > 0 { notes.append(.runsAgainstRules(pods: against)) }
    if besideDaemons > 0 { notes.append(.besideDaemons(pods: besideDaemons)) }
    let unknown = groups.nodeCounts.filter { classes.index[$0.key] == nil }
    if !unknown.isEmpty {
      notes.append(.unknownNodes(pods: unknown.values.reduce(0, +)))
    }
    try self.init(
      resources: resources,
      pools: classes.pools,
      items: items,
      daemons: daemons.daemons,
      conflicts: NeighbourRules(groups.items).conflicts,
      notes: notes
    )
    affinities = AffinityRules(groups.items).rules
    pinned = unevictable.sorted { $0.key < $1.key }.compactMap { workload, reason in
      let own = groups.items.filter { $0.workload == workload }.flatMap(\.nodes.keys)
      var nodes: [Int: Int] = [:]
      for pool in Set(own).compactMap({ classes.index[$0] }) { nodes[pool, default: 0] += 1 }
      return nodes.isEmpty ? nil : PinnedPods(workload: workload, nodes: nodes, reason: reason)
    }
    // Of two clusters' nodes with one name neither is meant.
    homes = Dictionary(classes.index.map { ($0.key.name, $0.value) }) { _, _ in -1 }
      .filter { $0.value >= 0 }
  }
}

/// A node's identity: names are unique within a cluster.
struct NodeKey: Hashable {
  var cluster: String
  var name: String
}

/// Names of resources that every problem counts, in the order of its vectors.
enum PackResource {
  static let pods = "pods"
  static let standard = [CPU.resourceName, Memory.resourceName, pods]
}

extension EffectiveRequest {
  /// The request of one pod over `resources`; of `pods` it is one.
  func vector(of resources: [String]) -> ResourceVector {
    ResourceVector(
      resources.map { name in
        switch name {
        case CPU.resourceName: cpu.nanocores
        case Memory.resourceName: memory.bytes
        case PackResource.pods: 1
        default: extended[name] ?? 0
        }
      }
    )
  }

  /// The larger of two requests, resource by resource.
  func union(_ other: EffectiveRequest) -> EffectiveRequest {
    EffectiveRequest(
      cpu: max(cpu, other.cpu),
      memory: max(memory, other.memory),
      extended: extended.merging(other.extended, uniquingKeysWith: max)
    )
  }
}

extension NodeResources {
  /// What a node hands out over `resources`; a number of pods that is not known is unlimited.
  func vector(of resources: [String]) -> ResourceVector {
    ResourceVector(
      resources.map { name in
        switch name {
        case CPU.resourceName: cpu.nanocores
        case Memory.resourceName: memory.bytes
        case PackResource.pods: pods ?? ResourceVector.unlimited
        default: extended[name] ?? 0
        }
      }
    )
  }
}
