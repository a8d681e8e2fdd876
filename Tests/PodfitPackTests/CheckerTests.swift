import PodfitModel
import Testing

@testable import PodfitPack

@Suite("The checker")
struct CheckerTests {
  /// Two pools; `a` may go anywhere, `b` one a node, `c` to the second pool, which has one node.
  private func base() throws -> PackingProblem {
    try PackingProblem(
      resources: ["cpu", "memory", "pods"],
      pools: [pool("p", [100, 100, 4]), pool("q", [50, 50, 4], limit: 1)],
      items: [
        item("a", 4, [40, 10, 1]), item("b", 2, [1, 1, 1], max: 1),
        item("c", 1, [5, 5, 1], pools: [1]),
      ],
      daemons: [
        PackDaemon(
          workload: workload("agent", .daemonSet),
          request: ResourceVector([10, 1, 1]),
          placement: PlacementRules()
        )
      ]
    )
  }

  private func node(_ pool: Int, _ contents: [(Int, Int)], copies: Int = 1) -> PackedNode {
    PackedNode(
      pool: pool,
      copies: copies,
      contents: contents.map { PackedNode.Content(item: $0.0, count: $0.1) }
    )
  }

  private var good: [PackedNode] {
    [node(0, [(0, 2), (1, 1)], copies: 2), node(1, [(2, 1)])]
  }

  private func failure(_ nodes: [PackedNode], leftOut: [Int: Int] = [:]) throws -> CheckFailure? {
    do {
      try PackingChecker(try base()).verify(
        Packing(packer: "test", nodes: nodes, leftOut: leftOut)
      )
      return nil
    } catch let error as PackingError {
      guard case .checkFailed(let failure) = error.code else { throw error }
      #expect(!error.description.isEmpty)
      return failure
    }
  }

  @Test("a good packing passes")
  func passes() throws {
    #expect(try failure(good) == nil)
  }

  @Test("each defect is named")
  func defects() throws {
    let last = good[1]
    #expect(try failure([node(2, [(0, 1)])]) == .badNode(node: 0))
    #expect(try failure([node(0, [(0, 1)], copies: 0)]) == .badNode(node: 0))
    #expect(try failure([node(0, [(0, 0)])]) == .badContents(node: 0))
    #expect(try failure([node(0, [(9, 1)])]) == .badContents(node: 0))
    #expect(try failure([node(0, [(0, 1), (0, 1)])]) == .badContents(node: 0))
    #expect(try failure([node(0, [(2, 1)])]) == .forbidden(node: 0, item: 2))
    #expect(try failure([node(0, [(1, 2)])]) == .tooManyOnNode(node: 0, item: 1))
    // 2 · 40 + 40 of the daemon's 10: 130 of 100.
    #expect(try failure([node(0, [(0, 3)])]) == .overfull(node: 0, resource: "cpu"))
    // The daemon takes the last of four pods.
    #expect(
      try failure([node(0, [(0, 2), (1, 1)], copies: 2), node(1, [(2, 1)]), node(1, [(1, 1)])])
        == .tooManyNodes(pool: 1)
    )
    #expect(try failure([last]) == .wrongCount(item: 0, placed: 0, expected: 4))
    #expect(try failure(good + [node(0, [(0, 1)])]) == .wrongCount(item: 0, placed: 5, expected: 4))
    #expect(
      try failure([node(0, [(0, 1), (1, 1)], copies: 2), last], leftOut: [0: 2])
        == .wronglyLeftOut(item: 0)
    )
    // `c` may be left out: its only pool may not grow.
    #expect(try failure([good[0]], leftOut: [2: 1]) == nil)
  }

  @Test("a daemon counts where it was seen or where its rules let it run")
  func daemons() throws {
    let tainted = PackPool(
      name: "t",
      nodesNow: 1,
      allocatable: ResourceVector([100, 100, 4]),
      taints: [Taint(key: "dedicated", value: "x", effect: "NoSchedule")]
    )
    for (seen, fits) in [([], true), ([0], false)] as [([Int], Bool)] {
      let problem = try PackingProblem(
        resources: ["cpu", "memory", "pods"],
        pools: [tainted],
        items: [item("a", 1, [95, 1, 1], pools: [0])],
        daemons: [
          PackDaemon(
            workload: workload("agent", .daemonSet),
            request: ResourceVector([10, 1, 1]),
            placement: PlacementRules(),
            observedPools: seen
          )
        ]
      )
      let packing = Packing(packer: "test", nodes: [node(0, [(0, 1)])])
      let passes = (try? PackingChecker(problem).verify(packing)) != nil
      #expect(passes == fits)
      #expect(PackingInstance(problem).isPlaceable(0) == fits)
    }
  }

  @Test("the checker and the packers read placement rules alike", arguments: 1...30)
  func sameRules(seed: Int) throws {
    var numbers = SeededNumbers(seed)
    func pick<Value>(_ values: [Value]) -> Value {
      values[Int.random(in: 0..<values.count, using: &numbers)]
    }
    func requirement() -> LabelRequirement {
      LabelRequirement(
        key: pick(["a", "b"]),
        operation: pick(["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt", "Odd"]),
        values: pick([[], ["1"], ["2"], ["1", "2"], ["x"]])
      )
    }
    var disagreements = 0
    var admitted = 0
    for _ in 0..<400 {
      let node = PackPool(
        name: "p",
        nodesNow: 1,
        allocatable: ResourceVector([1, 1, 1]),
        labels: pick([[:], ["a": "1"], ["a": "2", "b": "x"], ["b": "1"]]),
        taints: pick([
          [], [Taint(key: "t", value: "1", effect: pick(["NoSchedule", "PreferNoSchedule"]))],
          [Taint(key: "t", value: "", effect: "NoExecute")],
        ]),
        nodeName: pick([nil, "n1"])
      )
      var rules = PlacementRules(nodeSelector: pick([[:], [:], ["a": "1"], ["b": "x"]]))
      for _ in 0..<pick([0, 1, 1, 2]) {
        rules.requiredNodeTerms.append(
          NodeSelectorTerm(
            expressions: (0..<pick([0, 1, 2])).map { _ in requirement() },
            fields: pick([
              [], [],
              [LabelRequirement(key: "metadata.name", operation: "In", values: ["n1"])],
              [LabelRequirement(key: "metadata.name", operation: "NotIn", values: ["n1"])],
            ])
          )
        )
      }
      for _ in 0..<pick([0, 1]) {
        rules.tolerations.append(
          Toleration(
            key: pick(["", "t"]),
            operation: pick(["Exists", "Equal", ""]),
            value: pick(["", "1"]),
            effect: pick(["", "NoSchedule", "NoExecute"])
          )
        )
      }
      let problem = try PackingProblem(
        resources: ["cpu", "memory", "pods"],
        pools: [node],
        items: [
          PackItem(
            workload: workload("w"),
            count: 1,
            request: ResourceVector([1, 1, 1]),
            placement: rules
          )
        ]
      )
      let packing = Packing(
        packer: "test",
        nodes: [
          PackedNode(pool: 0, copies: 1, contents: [PackedNode.Content(item: 0, count: 1)])
        ]
      )
      let accepts = (try? PackingChecker(problem).verify(packing)) != nil
      disagreements += accepts == node.admits(rules) ? 0 : 1
      admitted += accepts ? 1 : 0
    }
    #expect(disagreements == 0)
    #expect((40..<360).contains(admitted))
  }
}
