import PodfitModel
import Testing

@testable import PodfitPack

@Suite("Problems from a cluster")
struct ProblemTests {
  private func node(
    _ name: String,
    pool: String = "general",
    labels: [String: String] = [:],
    cores: Int64 = 4,
    memory: Memory = .gibibytes(16),
    pods: Int64? = 20,
    taints: [Taint] = [],
    cluster: String = ""
  ) -> NodeSpec {
    NodeSpec(
      cluster: cluster,
      name: name,
      labels: labels.merging(
        [hostnameLabel: name, "karpenter.sh/nodepool": pool, "disk": "any"]
      ) { a, _ in a },
      allocatable: NodeResources(cpu: .millicores(cores * 1000), memory: memory, pods: pods),
      taints: taints
    )
  }

  private func pod(
    _ name: String,
    on node: String?,
    of kind: WorkloadKind = .deployment,
    cores: Int64 = 1,
    labels: [String: String] = [:],
    placement: PlacementRules = PlacementRules(),
    ports: [Int] = [],
    phase: String = "Running",
    cluster: String = ""
  ) -> PodSpec {
    PodSpec(
      id: PodID(cluster: cluster, namespace: "shop", name: name),
      owner: ObjectReference(cluster: cluster, namespace: "shop", kind: kind, name: "x"),
      node: node,
      phase: phase,
      template: PodTemplate(
        labels: labels,
        containers: [
          ContainerSpec(
            name: "app",
            resources: ContainerResources(cpuRequest: .millicores(cores * 1000)),
            hostPorts: ports
          )
        ],
        placement: placement
      )
    )
  }

  /// Pods are named `workload/number`, by which their owner is found.
  private func make(
    _ nodes: [NodeSpec],
    _ pods: [PodSpec],
    recommended: [ContainerID: ContainerResources] = [:]
  ) throws -> PackingProblem {
    let kinds = Dictionary(pods.map { ($0.id, $0.owner?.kind ?? .pod) }) { a, _ in a }
    return try PackingProblem(
      nodes: nodes,
      pods: pods,
      owner: { id in
        WorkloadID(
          cluster: id.cluster,
          namespace: id.namespace,
          kind: kinds[id] ?? .pod,
          name: String(id.name.prefix { $0 != "/" })
        )
      },
      recommended: recommended
    )
  }

  @Test("pods of one workload with one request are one item; ended and pending ones are none")
  func items() throws {
    let problem = try make(
      [node("n1"), node("n2")],
      [
        pod("web/1", on: "n1"), pod("web/2", on: "n2"), pod("web/3", on: "n1", cores: 2),
        pod("api/1", on: "n2"), pod("job/1", on: "n1", phase: "Succeeded"),
        pod("web/4", on: nil, phase: "Pending"),
      ]
    )
    #expect(problem.pools.map(\.nodesNow) == [2])
    #expect(problem.items.map(\.workload.name) == ["api", "web", "web"])
    #expect(problem.items.map(\.count) == [1, 2, 1])
    #expect(problem.items[1].request == ResourceVector([1_000_000_000, 0, 1]))
    #expect(problem.notes == [.pendingPods(pods: 1)])
  }

  @Test("the order of nodes and pods changes nothing")
  func order() throws {
    let nodes = (0..<6).map {
      node("n\($0)", pool: $0 % 2 == 0 ? "a" : "b", memory: .mebibytes(16_384 - Int64($0)))
    }
    let pods = (0..<30).map { pod("w\($0 % 7)/\($0)", on: "n\($0 % 6)", cores: Int64($0 % 3)) }
    let problem = try make(nodes, pods)
    #expect(try make(nodes.reversed(), pods.reversed()) == problem)
    #expect(problem.notes.contains(.mergedNodes(nodes: 4)))
    #expect(problem.pools.map(\.allocatable.amounts[1]) == [16_380 << 20, 16_379 << 20])
  }

  @Test("nodes differ by size, by lasting taint and by labels that some pod asks about, only")
  func classes() throws {
    let passing = Taint(key: "node.kubernetes.io/not-ready", value: "", effect: "NoExecute")
    let lasting = Taint(key: "dedicated", value: "db", effect: "NoSchedule")
    let nodes = [
      node("n1", labels: ["zone": "a"]), node("n2", labels: ["zone": "b"], taints: [passing]),
      node("n3", cores: 8), node("n4", taints: [lasting]), node("n5", labels: ["disk": "ssd"]),
    ]
    #expect(try make(nodes, []).pools.map(\.nodesNow) == [1, 3, 1])
    let asking = pod(
      "db/1",
      on: "n5",
      placement: PlacementRules(nodeSelector: ["disk": "ssd"])
    )
    let problem = try make(nodes, [asking])
    #expect(problem.pools.map(\.nodesNow) == [1, 2, 1, 1])
    #expect(try PackingSolution(of: problem).packing.nodes.map(\.pool).count == 1)
  }

  @Test("a node that a pod asks for by name is a kind of its own, and there is one of it")
  func named() throws {
    let rules = PlacementRules(nodeSelector: [hostnameLabel: "n2"])
    let pods = (0..<3).map { pod("pin/\($0)", on: "n2", cores: 2, placement: rules) }
    let problem = try make([node("n1"), node("n2"), node("n3")], pods)
    #expect(problem.pools.map(\.nodeName) == [nil, "n2"])
    #expect(problem.pools.map(\.nodeLimit) == [nil, 1])
    let solution = try PackingSolution(of: problem)
    #expect(solution.packing.leftOut == [0: 1])
    let plan = try NodePlanner().plan(current: nil, recommended: problem)
    #expect(
      plan.unschedulable.map(\.reason) == [
        "it may only use 1 node, and there is no room left"
      ]
    )
  }

  @Test("a DaemonSet counts on nodes that its rules fit and on those where it was seen")
  func daemonSets() throws {
    let taint = Taint(key: "dedicated", value: "db", effect: "NoSchedule")
    let own = PlacementRules(
      requiredNodeTerms: [
        NodeSelectorTerm(
          expressions: [],
          fields: [LabelRequirement(key: "metadata.name", operation: "In", values: ["n1"])]
        )
      ]
    )
    let nodes = [
      node("n1", pool: "a"), node("n2", pool: "b"), node("n3", pool: "c", taints: [taint]),
      node("n4", pool: "d", taints: [taint]),
    ]
    let pods = [
      pod("agent/1", on: "n1", of: .daemonSet, cores: 1, placement: own),
      pod("agent/2", on: "n3", of: .daemonSet, cores: 2, placement: own),
    ]
    let problem = try make(nodes, pods)
    #expect(problem.items.isEmpty)
    #expect(problem.daemons.map(\.request.amounts[0]) == [2_000_000_000])
    #expect(
      problem.pools.enumerated().map { problem.daemons[0].lands(on: $1, at: $0) }
        == [true, true, true, false]
    )
    #expect(
      Set(problem.notes) == [
        .daemonNotSeen(workload("agent", .daemonSet), pool: "b"),
        .daemonUnexpected(workload("agent", .daemonSet), pool: "c"),
      ]
    )
    // Two of four cores and one of twenty pods are gone on each node that carries it.
    #expect(Array(PackingInstance(problem).free[3..<6]) == [2_000_000_000, 16 << 30, 19])
  }

  @Test("a static pod of all nodes is their load, one of some nodes is packed one a node")
  func staticPods() throws {
    let pods = [
      pod("proxy-n1", on: "n1", of: .node), pod("proxy-n2", on: "n2", of: .node),
      pod("etcd-n1", on: "n1", of: .node),
    ]
    let problem = try make([node("n1"), node("n2")], pods)
    #expect(problem.daemons.map(\.workload.name) == ["proxy-n1"])
    #expect(problem.items.map(\.workload.name) == ["etcd-n1"])
    #expect(problem.items.map(\.maxPerNode) == [1])
    #expect(problem.items.map(\.fixedPools) == [[0]])
  }

  @Test("host ports and anti-affinity towards the own pods mean one a node")
  func onePerHost() throws {
    func rules(_ key: String, _ name: String) -> PlacementRules {
      PlacementRules(
        requiredAntiAffinity: [PodAffinityRule(topologyKey: key, matchLabels: ["app": name])]
      )
    }
    let zone = "topology.kubernetes.io/zone"
    let problem = try make(
      [node("n1")],
      [
        pod("a/1", on: "n1", labels: ["app": "a"], placement: rules(hostnameLabel, "a")),
        pod("b/1", on: "n1", labels: ["app": "b"], placement: rules(hostnameLabel, "a")),
        pod("c/1", on: "n1", labels: ["app": "c"], placement: rules(zone, "c")),
        pod("d/1", on: "n1", ports: [80]), pod("e/1", on: "n1", ports: [80, 81]),
        pod("f/1", on: "n1", ports: [82]),
      ]
    )
    #expect(problem.items.map(\.maxPerNode) == [1, nil, nil, 1, 1, 1])
    #expect(problem.conflicts == [ItemConflict(0, 1), ItemConflict(3, 4)])
    #expect(problem.items.map { $0.spread?.most } == [nil, nil, 1, nil, nil, nil])
    #expect(problem.notes == [])
  }

  @Test(
    "a DaemonSet's host port or anti-affinity closes its pools, but not those where both are seen"
  )
  func besideDaemons() throws {
    let away = PlacementRules(
      requiredAntiAffinity: [
        PodAffinityRule(topologyKey: hostnameLabel, matchLabels: ["app": "agent"])
      ]
    )
    let nodes = [node("n1", pool: "a"), node("n2", pool: "b"), node("n3", pool: "c")]
    let daemons = ["n1", "n2"].map { (name: String) in
      pod("agent/\(name)", on: name, of: .daemonSet, labels: ["app": "agent"], ports: [80])
    }
    let problem = try make(
      nodes,
      daemons + [
        pod("port/1", on: "n3", ports: [80]), pod("port/2", on: "n2", ports: [80]),
        pod("away/1", on: "n3", placement: away), pod("other/1", on: "n3", ports: [81]),
      ]
    )
    // The DaemonSet's rules fit the third pool, too: it is counted there, and the pods that run there stay.
    #expect(problem.items.map(\.workload.name) == ["away", "other", "port"])
    #expect(problem.items.map(\.barredPools) == [[0, 1], [], [0]])
    #expect(problem.notes.contains(.besideDaemons(pods: 3)))
    let solution = try PackingSolution(of: problem)
    for node in solution.packing.nodes {
      for each in node.contents {
        #expect(!problem.items[each.item].barredPools.contains(node.pool))
      }
    }
    let wrong = [
      PackedNode(pool: 0, copies: 1, contents: [PackedNode.Content(item: 0, count: 1)])
    ]
    #expect(
      throws: PackingError(.checkFailed(.forbidden(node: 0, item: 0)), subject: .packing("x"))
    ) {
      try PackingChecker(problem).verify(Packing(packer: "x", nodes: wrong))
    }
  }

  @Test("pod affinity on a node or in a zone is kept, with what it follows")
  func affinity() throws {
    let zone = "topology.kubernetes.io/zone"
    func near(_ key: String, _ name: String) -> PlacementRules {
      PlacementRules(
        requiredAffinity: [PodAffinityRule(topologyKey: key, matchLabels: ["app": name])]
      )
    }
    let problem = try make(
      [node("n1", labels: [zone: "x"]), node("n2", labels: [zone: "y"])],
      [
        pod("cache/1", on: "n1", labels: ["app": "cache"], placement: near(hostnameLabel, "web")),
        pod("ring/1", on: "n1", labels: ["app": "ring"], placement: near(zone, "ring")),
        pod("ring/2", on: "n1", labels: ["app": "ring"], placement: near(zone, "ring")),
        pod("web/1", on: "n1", labels: ["app": "web"]),
      ]
    )
    #expect(problem.pools.count == 2)
    #expect(
      problem.affinities == [
        ItemAffinity(item: 0, partners: [2]), ItemAffinity(item: 1, partners: [1], label: zone),
      ]
    )
    #expect(problem.notes == [])
  }

  @Test("pods that run against their rules are taken as allowed where they run")
  func againstRules() throws {
    let taint = Taint(key: "dedicated", value: "db", effect: "NoSchedule")
    let problem = try make(
      [node("n1", pool: "a"), node("n2", pool: "b", taints: [taint])],
      [
        pod(
          "db/1",
          on: "n2",
          placement: PlacementRules(nodeSelector: ["karpenter.sh/nodepool": "b"])
        )
      ]
    )
    #expect(problem.notes == [.runsAgainstRules(pods: 1)])
    #expect(try PackingSolution(of: problem).packing.nodes.map(\.pool) == [1])
  }

  @Test("pods stay in their cluster")
  func clusters() throws {
    let problem = try make(
      [node("n1", cluster: "east"), node("n1", cluster: "west")],
      [
        pod("a/1", on: "n1", cluster: "east"), pod("a/2", on: "n1", cluster: "west"),
        pod("b/1", on: "n1", cluster: "west"),
      ]
    )
    let plan = try NodePlanner().plan(current: problem, recommended: problem)
    #expect(plan.pools.map(\.name) == ["east/general", "west/general"])
    #expect(plan.pools.map(\.nodesNeeded) == [1, 1])
    #expect(plan.lowerBound == 2)
    #expect(plan.gapRatio == 0)
  }

  @Test("recommended requests replace those in force, container by container")
  func recommended() throws {
    let nodes = (1...4).map { node("n\($0)") }
    let pods = (0..<8).map { pod("web/\($0)", on: "n\($0 % 4 + 1)", cores: 2) }
    let id = ContainerID(workload: workload("web"), container: "app")
    let current = try make(nodes, pods)
    let after = try make(
      nodes,
      pods,
      recommended: [id: ContainerResources(cpuRequest: .millicores(500))]
    )
    let plan = try NodePlanner().plan(current: current, recommended: after)
    #expect(plan.nodesNow == 4)
    #expect(plan.nodesForCurrentRequests == 4)
    #expect(plan.nodesNeeded == 1)
    #expect(plan.lowerBound == 1)
    #expect(plan.pools[0].bindingResource == "cpu")
    #expect(plan.pools[0].stranded.cpu == .zero)
    #expect(plan.pools[0].stranded.memory == .gibibytes(16))
    #expect(plan.pools[0].stranded.pods == 12)
  }

  @Test("rules that are not modelled are counted in the notes")
  func unmodelled() throws {
    let spread = PlacementRules(
      requiredSpread: [SpreadRule(topologyKey: "zone", maxSkew: 1, matchLabels: [:])]
    )
    let near = PlacementRules(
      requiredAffinity: [PodAffinityRule(topologyKey: "zone", matchLabels: ["app": "x"])]
    )
    let problem = try make(
      [node("n1", pods: nil)],
      [
        pod("a/1", on: "n1", placement: spread), pod("a/2", on: "n1", placement: spread),
        pod("b/1", on: "n1", placement: near), pod("c/1", on: "gone"),
      ]
    )
    let plan = try NodePlanner().plan(current: nil, recommended: problem)
    #expect(
      plan.notes == [
        "1 pod on nodes that are not in the list of nodes; counted",
        "nodes of general do not say how many pods they take; no limit assumed",
        "not modelled: pod affinity, beside other rules of how pods lie or towards pods that are not"
          + " packed, of 1 pod",
        "not modelled: topology spread of several workloads together, of 2 pods",
      ]
    )
    #expect(plan.pools[0].stranded.pods == nil)
  }
}
