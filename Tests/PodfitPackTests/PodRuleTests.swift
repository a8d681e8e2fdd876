import PodfitModel
import Testing

@testable import PodfitPack

@Suite("Which pods a rule means")
struct PodRuleTests {
  private static let zone = "topology.kubernetes.io/zone"

  /// Nodes of 4 cores, one after the other in the zones given.
  private func nodes(_ count: Int, zones: [String] = ["a"]) -> [NodeSpec] {
    (0..<count).map { index in
      NodeSpec(
        cluster: "",
        name: "n\(index)",
        labels: [hostnameLabel: "n\(index)", Self.zone: zones[index % zones.count]],
        allocatable: NodeResources(cpu: .millicores(4_000), memory: .gibibytes(16), pods: 110)
      )
    }
  }

  /// So many pods of 1 core on the first nodes, by turns.
  private func pods(
    _ name: String,
    _ count: Int,
    namespace: String = "ns",
    on nodes: Int = 2,
    labels: (Int) -> [String: String] = { _ in [:] },
    placement: PlacementRules = PlacementRules(),
    port: HostPort? = nil
  ) -> [PodSpec] {
    (0..<count).map { index in
      var container = ContainerSpec(
        name: "c",
        resources: ContainerResources(cpuRequest: .millicores(1_000)),
        hostPorts: port.map { [$0.number] } ?? []
      )
      container.hostBindings = port.map { [$0] }
      return PodSpec(
        id: PodID(cluster: "", namespace: namespace, name: "\(name)/\(index)"),
        node: "n\(index % nodes)",
        template: PodTemplate(
          labels: labels(index).merging(["app": name]) { a, _ in a },
          containers: [container],
          placement: placement
        )
      )
    }
  }

  private func solution(_ nodes: [NodeSpec], _ pods: [PodSpec]) throws -> PackingSolution {
    try PackingSolution(of: try problem(nodes, pods))
  }

  private func problem(_ nodes: [NodeSpec], _ pods: [PodSpec]) throws -> PackingProblem {
    try PackingProblem(nodes: nodes, pods: pods) { id in
      WorkloadID(
        cluster: "",
        namespace: id.namespace,
        kind: .deployment,
        name: String(id.name.prefix { $0 != "/" })
      )
    }
  }

  private func apart(_ change: (inout PodAffinityRule) -> Void) -> PlacementRules {
    var rule = PodAffinityRule(topologyKey: hostnameLabel, matchLabels: ["app": "a"])
    change(&rule)
    return PlacementRules(requiredAntiAffinity: [rule])
  }

  @Test(
    "ports keep pods apart of one protocol and address, or where one takes every address",
    arguments: [
      (HostPort(number: 53), HostPort(number: 53, transport: "UDP"), 1),
      (HostPort(number: 53, address: "10.0.0.1"), HostPort(number: 53, address: "10.0.0.2"), 1),
      (HostPort(number: 53, address: "10.0.0.1"), HostPort(number: 53), 2),
      (HostPort(number: 53), HostPort(number: 54), 1),
      (HostPort(number: 53), HostPort(number: 53), 2),
    ]
  )
  func ports(one: HostPort, other: HostPort, needed: Int) throws {
    let solution = try solution(nodes(2), pods("a", 1, port: one) + pods("b", 1, port: other))
    #expect(solution.packing.nodeCount == needed)
    #expect(solution.lowerBound == needed)
  }

  @Test("anti-affinity means the namespaces that it names, its own only where it is among them")
  func namespaces() throws {
    func count(_ scope: NamespaceScope?) throws -> (Int, Int) {
      let own = pods("a", 3, placement: apart { $0.namespaces = scope })
      let solution = try solution(nodes(3), own)
      return (solution.packing.nodeCount, solution.lowerBound)
    }
    #expect(try count(nil) == (3, 3))
    #expect(try count(NamespaceScope(names: ["other"])) == (1, 1))
    #expect(try count(NamespaceScope(names: ["other", "ns"])) == (3, 3))
    #expect(try count(NamespaceScope(isAll: true)) == (3, 3))
    #expect(try count(NamespaceScope(hasSelector: true)) == (1, 1))
    let unknown = pods(
      "a",
      3,
      placement: apart { $0.namespaces = NamespaceScope(hasSelector: true) }
    )
    #expect(try problem(nodes(3), unknown).notes == [.namespacesByLabels(pods: 3)])
  }

  @Test("pods of another namespace that a rule names share no node with its pods")
  func otherNamespace() throws {
    let own = pods(
      "x",
      1,
      placement: apart { $0.namespaces = NamespaceScope(names: ["ns", "other"]) }
    )
    let solution = try solution(nodes(2), own + pods("a", 1, namespace: "other"))
    #expect(solution.packing.nodeCount == 2)
    let apart = try self.solution(nodes(2), own + pods("a", 1, namespace: "third"))
    #expect(apart.packing.nodeCount == 1)
  }

  @Test("a rule without a selector means no pod, one with an empty selector all")
  func noSelector() throws {
    let none = apart {
      $0.matchLabels = [:]
      $0.hasNoSelector = true
    }
    #expect(try solution(nodes(3), pods("a", 3, placement: none)).packing.nodeCount == 1)
    let all = apart { $0.matchLabels = [:] }
    let both = try solution(nodes(5), pods("a", 2, placement: all) + pods("b", 3))
    #expect(both.packing.nodeCount == 3)
    var spread = SpreadRule(topologyKey: Self.zone, maxSkew: 1, matchLabels: [:])
    spread.hasNoSelector = true
    let rules = PlacementRules(requiredSpread: [spread])
    let solution = try solution(nodes(3, zones: ["a", "b", "c"]), pods("a", 3, placement: rules))
    #expect(solution.packing.nodeCount == 1)
  }

  @Test("with matchLabelKeys only pods with the pod's own value are meant, others may join")
  func labelKeys() throws {
    let hash: (Int) -> [String: String] = { ["hash": $0 < 2 ? "x" : "y"] }
    let same = apart { $0.sameLabelKeys = ["hash", "absent"] }
    let problem = try problem(nodes(4), pods("a", 4, labels: hash, placement: same))
    #expect(problem.items.map(\.count) == [2, 2])
    #expect(problem.items.map(\.maxPerNode) == [1, 1])
    let solution = try PackingSolution(of: problem)
    #expect(solution.packing.nodeCount == 2 && solution.lowerBound == 2)
    let other = apart { $0.otherLabelKeys = ["hash"] }
    let kept = try self.solution(nodes(4), pods("a", 4, labels: hash, placement: other))
    #expect(kept.packing.nodeCount == 2)
    #expect(kept.packing.nodes.allSatisfy { $0.contents.count == 1 })
  }

  @Test(
    "a spread counts the pods that its expressions mean",
    arguments: [("other", 1), ("a", 3)]
  )
  func spreadExpressions(value: String, needed: Int) throws {
    let rules = PlacementRules(
      requiredSpread: [
        SpreadRule(
          topologyKey: Self.zone,
          maxSkew: 1,
          matchLabels: [:],
          matchExpressions: [LabelRequirement(key: "app", operation: "In", values: [value])]
        )
      ]
    )
    let zones = ["a", "b", "c"]
    let solution = try solution(nodes(6, zones: zones), pods("a", 4, placement: rules))
    #expect(solution.packing.nodeCount == needed)
    #expect(solution.lowerBound <= needed)
  }

  @Test(
    "with fewer places than minDomains no place holds more than the skew; the rest has no place",
    arguments: [(2, 1, 3), (2, 2, 1), (3, 1, 0)]
  )
  func minDomains(zones: Int, skew: Int, left: Int) throws {
    let rules = PlacementRules(
      requiredSpread: [
        SpreadRule(topologyKey: Self.zone, maxSkew: skew, matchLabels: ["app": "a"], minDomains: 3)
      ]
    )
    let names = Array(["a", "b", "c"].prefix(zones))
    let solution = try solution(nodes(6, zones: names), pods("a", 5, placement: rules))
    #expect(solution.packing.leftOut.values.reduce(0, +) == left)
    #expect(solution.packing.nodeCount == zones)
    #expect(solution.lowerBound <= zones)
  }

  @Test("facts of an earlier version, without the newer fields, are still read")
  func earlier() throws {
    let rule = PodAffinityRule(topologyKey: "zone", matchLabels: ["app": "a"])
    #expect(rule.reaches("ns", from: "ns") && !rule.reaches("other", from: "ns"))
    var template = PodTemplate(containers: [ContainerSpec(name: "c", hostPorts: [80])])
    #expect(template.hostPorts == [HostPort(number: 80)])
    template.containers[0].hostBindings = [HostPort(number: 80, transport: "UDP")]
    #expect(template.hostPorts == [HostPort(number: 80, transport: "UDP")])
  }
}
