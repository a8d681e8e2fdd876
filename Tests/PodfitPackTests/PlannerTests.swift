import PodfitModel
import Testing

@testable import PodfitPack

@Suite("Node plans of absurd input")
struct PlannerTests {
  private func plan(_ pools: [PackPool], _ items: [PackItem]) throws -> NodePlan {
    var planner = NodePlanner()
    planner.effort = PackingEffort(consolidation: 50_000, search: 50_000_000)
    return try planner.plan(
      current: nil,
      recommended: PackingProblem(
        resources: ["cpu", "memory", "pods"],
        pools: pools,
        items: items
      )
    )
  }

  private let node: [Int64] = [7_810_000_000, 32 << 30, 58]

  @Test("nothing at all needs nothing")
  func empty() throws {
    let nothing = try plan([], [])
    #expect(nothing.pools.isEmpty)
    #expect((nothing.nodesNeeded, nothing.lowerBound) == (0, 0))
    let idle = try plan([pool("p", node, now: 3)], [])
    #expect((idle.nodesNow, idle.nodesNeeded) == (3, 0))
    #expect(idle.pools[0].bindingResource == nil)
  }

  @Test("pods that fit nowhere are named with the numbers")
  func unschedulable() throws {
    let small: [Int64] = [1_000_000_000, 1 << 30, 1]
    #expect(
      try plan([], [item("a", 3, small)]).unschedulable == [
        NodePlan.Unschedulable(workload: workload("a"), pods: 3, reason: "there are no nodes")
      ]
    )
    let result = try plan(
      [pool("p", node), pool("q", [16_000_000_000, 8 << 30, 58])],
      [
        item("big", 2, [9_000_000_000, 1 << 30, 1], pools: [0]), item("fits", 1, small),
        item("wide", 1, [1_000_000_000, 33 << 30, 1]), item("nowhere", 1, small, pools: []),
        item("both", 1, [9_000_000_000, 9 << 30, 1]),
      ]
    )
    #expect(
      result.unschedulable.map { "\($0.pods) \($0.workload.name): \($0.reason)" } == [
        "2 big: requests 9 cores, the largest node allowed offers 7.81 cores after DaemonSets",
        "1 both: no node of 2 allowed node kinds offers all it requests at once",
        "1 nowhere: its node selector, affinity and tolerations allow none of 2 node kinds",
        "1 wide: requests 33 GiB of memory, the largest node allowed offers 32 GiB of memory"
          + " after DaemonSets",
      ]
    )
    #expect((result.nodesNeeded, result.lowerBound) == (1, 1))
  }

  @Test("a request just above an offer never looks equal to it")
  func rounding() throws {
    let result = try plan(
      [pool("p", [1_000_000_000, 1 << 30, 9])],
      [item("a", 1, [1_000_000_001, 1, 1]), item("b", 1, [1, (1 << 30) + 1, 1])]
    )
    #expect(result.unschedulable[0].reason.contains("requests 1.001 cores"))
    #expect(result.unschedulable[1].reason.contains("requests 1.01 GiB of memory"))
  }

  @Test("nodes without capacity take nothing, not even pods that request nothing")
  func zeroCapacity() throws {
    let result = try plan([pool("p", [0, 0, 0], now: 2)], [item("a", 5, [0, 0, 1])])
    #expect(result.nodesNeeded == 0)
    #expect(result.unschedulable.map(\.pods) == [5])
    let roomy = try plan([pool("p", [0, 0, .max])], [item("a", 5, [0, 0, 1])])
    #expect((roomy.nodesNeeded, roomy.unschedulable.count) == (1, 0))
  }

  @Test(
    "a million replicas",
    arguments: [
      ([Int64(100), 100, 110], [Int64(0), 0, 1], nil, 9_091),
      ([100, 100, .max], [0, 0, 1], nil, 1), ([100, 100, 110], [100, 1, 1], nil, 1_000_000),
      ([100, 100, 110], [1, 1, 1], 1, 1_000_000), ([100, 100, 110], [1, 1, 1], 7, 142_858),
    ] as [([Int64], [Int64], Int?, Int)]
  )
  func million(node: [Int64], request: [Int64], limit: Int?, nodes: Int) throws {
    let result = try plan([pool("p", node)], [item("a", 1_000_000, request, max: limit)])
    #expect(result.nodesNeeded == nodes)
    #expect(result.lowerBound <= nodes)
    #expect(result.lowerBound == nodes || limit == nil)
  }

  @Test("amounts at the end of what can be counted")
  func huge() throws {
    let result = try plan(
      [pool("p", [.max - 1, .max - 1, .max]), pool("q", [.max, .max, .max])],
      [
        item("a", 1 << 20, [.max - 1, 1, 1]), item("b", 5, [1, .max - 1, 1]),
        item("c", 3, [.max, .max, .max]),
      ]
    )
    #expect(result.nodesNeeded >= result.lowerBound)
    let many = try plan(
      [pool("p", [.max - 1, .max - 1, 110])],
      [item("a", 1 << 29, [.max - 1, .max - 1, 1]), item("b", 1 << 29, [1, 1, 1])]
    )
    // No pod of b fits beside one of a: 2^29 nodes, and one more for every 110 of b.
    let needed = (1 << 29) + ((1 << 29) + 109) / 110
    #expect(many.nodesNeeded == needed)
    #expect(many.lowerBound >= 1 << 29 && many.lowerBound <= needed)
    #expect(many.nodesNeeded >= many.lowerBound)
  }

  @Test("daemons that overfill a pool close it, and the plan says so")
  func daemons() throws {
    let problem = try PackingProblem(
      resources: ["cpu", "memory", "pods"],
      pools: [pool("p", [100, 100, 10]), pool("q", [1000, 1000, 10])],
      items: [item("a", 3, [0, 0, 1])],
      daemons: [
        PackDaemon(
          workload: workload("agent", .daemonSet),
          request: ResourceVector([200, 1, 1]),
          placement: PlacementRules()
        )
      ]
    )
    let plan = try NodePlanner().plan(current: nil, recommended: problem)
    #expect(plan.pools.map(\.nodesNeeded) == [0, 1])
    #expect(
      plan.notes == [
        "DaemonSets and static pods alone request more cpu than a node of p offers; nothing else"
          + " is placed there"
      ]
    )
  }

  @Test("problems that make no sense are refused with the reason")
  func refused() throws {
    func code(_ pools: [PackPool], _ items: [PackItem]) -> PackingError.Code? {
      do {
        _ = try PackingProblem(resources: ["cpu", "memory", "pods"], pools: pools, items: items)
        return nil
      } catch {
        #expect(!error.description.isEmpty)
        return error.code
      }
    }
    let good = pool("p", [1, 1, 1])
    #expect(code([pool("p", [1, 1])], []) == .wrongLength(2, 3))
    #expect(code([pool("p", [1, -1, 1])], []) == .negativeAmount("memory"))
    #expect(code([pool("p", [1, 1, 1], now: -1)], []) == .negativeCount)
    #expect(code([good], [item("a", 0, [1, 1, 1])]) == .negativeCount)
    #expect(code([good], [item("a", 1, [1, 1, 1], max: 0)]) == .negativeCount)
    #expect(code([good], [item("a", 1, [-1, 1, 1])]) == .negativeAmount("cpu"))
    #expect(code([good], [item("a", 1, [1, 1, 1], pools: [1])]) == .noSuchPool(1))
    #expect(
      code([good], [item("a", 1 << 30, [1, 1, 1]), item("b", 1, [1, 1, 1])])
        == .tooManyPods(limit: 1 << 30)
    )
    #expect(
      code([good], [item("a", .max, [1, 1, 1]), item("b", .max, [1, 1, 1])])
        == .tooManyPods(limit: 1 << 30)
    )
    #expect(code([good], [item("a", 1, [1, 1, 1])]) == nil)
  }

  @Test("every note has words of its own")
  func words() {
    let id = workload("agent", .daemonSet)
    let notes: [PlanNote] = [
      .topologySpread(pods: 1), .podAffinity(pods: 1), .otherAntiAffinity(pods: 1),
      .besideDaemons(pods: 1), .pendingPods(pods: 1), .unownedPods(pods: 1),
      .unknownNodes(pods: 1), .runsAgainstRules(pods: 1), .podLevelRequests(pods: 1),
      .cordonedNodes(nodes: 1), .mergedNodes(nodes: 1), .unknownPodLimit(pool: "p"),
      .daemonNotSeen(id, pool: "p"), .daemonUnexpected(id, pool: "p"),
      .poolFullOfDaemons(pool: "p", resource: "cpu"), .unschedulableNow(pods: 1),
    ]
    #expect(Set(notes.map(\.description)).count == notes.count)
    for note in notes { #expect(note.description.contains("1 ") || note.description.contains("p")) }
  }
}
