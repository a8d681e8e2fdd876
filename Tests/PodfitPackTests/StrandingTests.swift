import PodfitModel
import Testing

@testable import PodfitPack

@Suite("What would free a node")
struct StrandingTests {
  private static let core: Int64 = 1_000_000_000
  private static let gibibyte: Int64 = 1 << 30

  private func item(_ name: String, _ count: Int, _ cores: Int64, _ gibibytes: Int64) -> PackItem {
    PackItem(
      workload: workload(name),
      count: count,
      request: ResourceVector([cores * Self.core / 10, gibibytes * Self.gibibyte, 1])
    )
  }

  private func stranding(
    _ items: [PackItem],
    daemons: [PackDaemon] = [],
    machine: String = ""
  ) throws -> NodePlan.Stranding {
    let plan = try NodePlanner().plan(
      current: nil,
      recommended: try PackingProblem(
        resources: ["cpu", "memory", "pods"],
        pools: [
          PackPool(
            name: "p",
            instanceType: machine,
            nodesNow: 4,
            allocatable: ResourceVector([8 * Self.core, 30 * Self.gibibyte, 110])
          )
        ],
        items: items,
        daemons: daemons
      )
    )
    return try #require(plan.stranding)
  }

  @Test("the least cut tried that frees a node, with what the request becomes")
  func requests() throws {
    // Three pods of 2.2 cores are 6.6 of 8: three a node. At 2 cores, 9.1 % less, four a node.
    let advice = try stranding([item("a", 12, 22, 1)])
    #expect(advice.requests.count == 1)
    let first = try #require(advice.requests.first)
    #expect((first.workload.name, first.resource, first.pods) == ("a", "cpu", 12))
    #expect(first.cut == 0.1)
    #expect(first.reduced == 1_980_000_000)
    #expect(first.freedNodes == 1)
  }

  @Test("memory that no node is short of frees nothing, and neither does a single node")
  func nothing() throws {
    #expect(try stranding([item("a", 8, 20, 1)]).requests.map(\.resource) == ["cpu"])
    #expect(try stranding([item("a", 3, 20, 1)]).requests.isEmpty)
  }

  @Test("half the memory where pods need little of it")
  func shapes() throws {
    // Two nodes of 8 cores and 30 GiB, 12 in all each; with 15 GiB they are 10.
    let shapes = try stranding([item("a", 8, 20, 1)]).shapes
    #expect(shapes.first?.sizeRatio == 1)
    #expect(shapes.first.map { abs($0.size - 24) < 1e-6 } == true)
    let lean = try #require(shapes.first { $0.memory == .gibibytes(15) && $0.cpu == .cores(8) })
    #expect(lean.nodes == 2)
    #expect(abs(lean.sizeRatio - 20.0 / 24) < 1e-6)
    // Nodes of half and twice the size hold the same pods in the same size.
    #expect(shapes.filter { abs($0.sizeRatio - 1) < 1e-6 }.map(\.nodes) == [2, 4, 1])
  }

  @Test("what DaemonSets take of nodes of half and twice the size")
  func daemonTax() throws {
    let daemon = PackDaemon(
      workload: workload("d", .daemonSet),
      request: ResourceVector([Self.core, Self.gibibyte, 1]),
      placement: PlacementRules(),
      observedPools: [0]
    )
    let shapes = try stranding([item("a", 8, 10, 1)], daemons: [daemon]).shapes
    let tax = Dictionary(
      shapes.filter { $0.cpu.cores * 3.75 == $0.memory.gibibytes }.map {
        ($0.cpu.cores, $0.daemonShare)
      }
    ) { a, _ in a }
    #expect(tax == [4: 0.25, 8: 0.125, 16: 0.0625])
  }

  @Test("a machine of the catalogue is named where one is so")
  func machines() throws {
    #expect(MachineCatalog.alike("m5.2xlarge", cpu: 1, memory: 2)?.name == "r5.2xlarge")
    #expect(MachineCatalog.alike("m5.2xlarge", cpu: 1, memory: 0.5)?.name == "c5.2xlarge")
    #expect(MachineCatalog.alike("m5.2xlarge", cpu: 2, memory: 2)?.name == "m5.4xlarge")
    #expect(MachineCatalog.alike("Standard_D8s_v5", cpu: 1, memory: 2)?.name == "Standard_E8s_v5")
    #expect(MachineCatalog.alike("moon", cpu: 1, memory: 2) == nil)
    #expect(
      try stranding([item("a", 8, 20, 1)], machine: "m5.2xlarge").shapes[1].machine == "c5.2xlarge"
    )
  }

  @Test("pods that would fit nowhere on a shape leave it out")
  func tooSmall() throws {
    // A pod of 6 cores fits no node of half the size.
    let shapes = try stranding([item("a", 2, 60, 1)]).shapes
    #expect(!shapes.contains { $0.cpu == .cores(4) })
  }
}
