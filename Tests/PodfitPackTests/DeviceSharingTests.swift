import PodfitModel
import Testing

@testable import PodfitPack

@Suite("Scarce devices")
struct DeviceSharingTests {
  /// Nodes with two devices of 1000, as many as given; pods by share and number.
  private func problem(nodes: Int, _ shares: [(Int64, Int)], now: Int = 0) throws -> PackingProblem
  {
    try PackingProblem(
      resources: ["cpu", "memory", "pods", "gpu"],
      pools: [
        PackPool(
          name: "t4",
          nodesNow: nodes,
          allocatable: ResourceVector([100, 100, 110, 2_000]),
          nodeLimit: nodes
        )
      ],
      items: shares.enumerated().map { index, share in
        PackItem(
          workload: workload("w\(index)"),
          count: share.1,
          request: ResourceVector([1, 1, 1, share.0])
        )
      },
      devices: DeviceResource(resource: 3, unit: 1_000)
    )
  }

  @Test("each device full, by hand: no pod is left where all fit only so")
  func exact() throws {
    // Three devices of 500 + 300 + 200 and one of 600 + 400: four devices, two nodes.
    let problem = try problem(nodes: 2, [(500, 3), (300, 3), (200, 3), (600, 1), (400, 1)])
    let instance = PackingInstance(problem)
    let sharing = try #require(
      try DeviceSharing(problem, instance, leftOut: [0: 1], solver: ClpSolver())
    )
    #expect(sharing.leftOut.isEmpty)
    #expect(sharing.problem.items.reduce(0) { $0 + $1.count } == 4)
    let solution = try PackingSolution(of: problem)
    #expect(solution.packing.leftOut.isEmpty)
    #expect(solution.packing.nodeCount == 2)
  }

  @Test("as few are left out as can be: shares of 810 share with nothing above 190")
  func scarce() throws {
    // Four devices: two of 810 take one each, the others hold two of 470 each; one of 810 has none.
    let problem = try problem(nodes: 2, [(810, 3), (470, 4)])
    let solution = try PackingSolution(of: problem)
    #expect(solution.packing.leftOut.values.reduce(0, +) == 1)
  }

  @Test("without a limit, or without shares, there is nothing to share out")
  func plenty() throws {
    let whole = try problem(nodes: 1, [(1_000, 4)])
    #expect(
      try DeviceSharing(whole, PackingInstance(whole), leftOut: [0: 2], solver: ClpSolver()) == nil
    )
    #expect(try PackingSolution(of: whole).packing.leftOut == [0: 2])
  }

  @Test("the bound sees that shares above half a device never meet", arguments: [1, 2, 3, 7])
  func bound(devices: Int) throws {
    let problem = try PackingProblem(
      resources: ["cpu", "gpu"],
      pools: [
        PackPool(
          name: "g",
          nodesNow: 0,
          allocatable: ResourceVector([1_000, Int64(devices) * 1_000])
        )
      ],
      items: [PackItem(workload: workload("a"), count: 21, request: ResourceVector([1, 650]))],
      devices: DeviceResource(resource: 1, unit: 1_000)
    )
    let solution = try PackingSolution(of: problem)
    #expect(solution.packing.nodeCount == (21 + devices - 1) / devices)
    #expect(solution.lowerBound == solution.packing.nodeCount)
  }
}
