internal import PodfitModel

/// The nodes of an export in pools whose nodes are alike for every pod.
///
/// A pool of the provider is split by machine type, by the labels that some pod asks about, by
/// lasting taints and by allocatable. Zones split a pool only where a pod asks for one. Nodes of
/// one make differ by some KiB in allocatable memory; within one percent they count as alike and
/// the smallest amounts count. A node that a pod asks for by name is a part of its own.
struct NodeClasses {
  /// The pools, by cluster and name, larger nodes first.
  private(set) var pools: [PackPool] = []
  /// The pool of each node.
  private(set) var index: [NodeKey: Int] = [:]
  /// What is left out or taken for granted.
  private(set) var notes: [PlanNote] = []

  /// Nodes that differ in allocatable alone.
  fileprivate struct Make: Hashable {
    var cluster: String
    var pool: String
    var instanceType: String
    var labels: [String: String]
    var taints: [Taint]
    var nodeName: String?
  }

  init(nodes: [NodeSpec], groups: PodGroups, resources: [String]) {
    var keys: Set<String> = []
    var named: Set<NodeKey> = []
    for group in groups.items + groups.daemons {
      let isDaemon = group.workload.kind == .daemonSet
      let rules = isDaemon ? group.placement.withoutNodeNames : group.placement
      keys.formUnion(rules.labelKeys)
      if !isDaemon {
        if let spread = group.spread { keys.insert(spread.label) }
        keys.formUnion(
          rules.requiredAffinity.map(\.topologyKey).filter { $0 != hostnameLabel }
        )
      }
      for name in rules.nodeNames {
        named.insert(NodeKey(cluster: group.workload.cluster, name: name))
      }
    }

    var makes: [Make: [NodeSpec]] = [:]
    var cordoned = 0
    var seen: Set<NodeKey> = []
    for node in nodes.sorted(by: Self.isListedBefore) where seen.insert(NodeKey(node)).inserted {
      if node.isUnschedulable { cordoned += 1 }
      makes[Make(node, asked: keys, named: named), default: []].append(node)
    }

    var merged = 0
    for (make, alike) in makes.sorted(by: { Self.isOrdered($0.key, $1.key) }) {
      for (allocatable, members) in Self.byAllocatable(alike, of: resources) {
        for node in members { index[NodeKey(node)] = pools.count }
        merged += members.count { $0.allocatable.vector(of: resources) != allocatable }
        if allocatable.amounts.contains(ResourceVector.unlimited) {
          notes.append(.unknownPodLimit(pool: make.pool))
        }
        pools.append(PackPool(make, nodes: members.count, allocatable: allocatable))
      }
    }
    if cordoned > 0 { notes.append(.cordonedNodes(nodes: cordoned)) }
    if merged > 0 { notes.append(.mergedNodes(nodes: merged)) }
  }

  /// How many values of a label nodes have that the selector of pods allows, whatever their taints.
  func places(of group: PodGroups.Group, label: String) -> Int {
    var rules = group.placement
    rules.tolerations = [Toleration(key: "", operation: "Exists")]
    let own = pools.filter { $0.cluster == group.workload.cluster && $0.admits(rules) }
    return Set(own.compactMap { $0.labels[label] }).count
  }

  /// Splits nodes so that within each part no amount is below 99 % of the part's largest.
  private static func byAllocatable(
    _ nodes: [NodeSpec],
    of resources: [String]
  ) -> [(ResourceVector, [NodeSpec])] {
    var parts: [(largest: [Int64], smallest: [Int64], members: [NodeSpec])] = []
    let measured = nodes.map { ($0, $0.allocatable.vector(of: resources).amounts) }
    for (node, amounts) in measured.sorted(by: { isLarger($0.1, $1.1) }) {
      let fitting = parts.firstIndex { part in
        zip(part.largest, amounts).allSatisfy { large, amount in
          // Compared by division, since amounts come from outside and may be huge.
          amount <= large && large - amount <= large / 100
        }
      }
      guard let fitting else {
        parts.append((amounts, amounts, [node]))
        continue
      }
      parts[fitting].smallest = zip(parts[fitting].smallest, amounts).map(min)
      parts[fitting].members.append(node)
    }
    return parts.map { (ResourceVector($0.smallest), $0.members) }
  }

  private static func isLarger(_ a: [Int64], _ b: [Int64]) -> Bool {
    b.lexicographicallyPrecedes(a)
  }

  private static func isListedBefore(_ a: NodeSpec, _ b: NodeSpec) -> Bool {
    (a.cluster, a.name, b.resourceVersion) < (b.cluster, b.name, a.resourceVersion)
  }

  private static func isOrdered(_ a: Make, _ b: Make) -> Bool {
    let byName = (a.cluster, a.pool, a.instanceType, a.nodeName ?? "")
    let otherName = (b.cluster, b.pool, b.instanceType, b.nodeName ?? "")
    guard byName == otherName else { return byName < otherName }
    return a.distinction.lexicographicallyPrecedes(b.distinction)
  }
}

extension NodeClasses.Make {
  fileprivate init(_ node: NodeSpec, asked keys: Set<String>, named: Set<NodeKey>) {
    cluster = node.cluster
    pool = node.pool
    instanceType = node.instanceType
    labels = node.labels.filter { keys.contains($0.key) }
    taints = node.taints.filter { $0.forbids && !$0.isPassing }
      .sorted { ($0.key, $0.value, $0.effect) < ($1.key, $1.value, $1.effect) }
    let names = [node.name, node.labels[hostnameLabel] ?? node.name]
    nodeName =
      names.contains { named.contains(NodeKey(cluster: node.cluster, name: $0)) }
      ? node.name : nil
    // The name of a node that nobody asks for must not tell it from its like.
    if nodeName == nil, labels[hostnameLabel] != nil { labels[hostnameLabel] = "" }
  }

  /// Everything that can tell two makes of one name apart, as text.
  fileprivate var distinction: [String] {
    labels.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
      + taints.flatMap { [$0.key, $0.value, $0.effect] }
  }
}

extension PackPool {
  fileprivate init(_ make: NodeClasses.Make, nodes: Int, allocatable: ResourceVector) {
    self.init(
      cluster: make.cluster,
      name: make.pool,
      instanceType: make.instanceType,
      nodesNow: nodes,
      allocatable: allocatable,
      labels: make.labels,
      taints: make.taints,
      nodeName: make.nodeName,
      nodeLimit: make.nodeName == nil ? nil : 1
    )
  }
}

extension NodeKey {
  init(_ node: NodeSpec) { self.init(cluster: node.cluster, name: node.name) }
}

extension Taint {
  /// Whether the taint tells of a passing condition, which a new node would not have.
  fileprivate var isPassing: Bool {
    Self.passingPrefixes.contains { key.hasPrefix($0) }
  }

  private static let passingPrefixes = [
    "node.kubernetes.io/", "node.cloudprovider.kubernetes.io/", "karpenter.sh/disrupt",
    "karpenter.sh/unregistered", "ToBeDeletedByClusterAutoscaler",
    "DeletionCandidateOfClusterAutoscaler",
  ]
}
