import Foundation
import PodfitModel
import Testing

@testable import PodfitPack

@Suite("Attribution")
struct AttributionTests {
  static let core: Int64 = 1_000_000_000
  static let gibibyte: Int64 = 1 << 30

  /// Machines of 8 cores and 60 GiB, whose halves are worth the same; pods of a quarter of one.
  ///
  /// Without a cause four pods fill a machine: 40 pods on 10 nodes, and use alone needs 10.
  private func cluster(
    now: Int = 10,
    pods: Int = 40,
    request: (Int64, Int64) = (2, 15),
    use: (Int64, Int64) = (2, 15),
    heap: Int64 = 0,
    allocatable: (Int64, Int64) = (8, 60),
    capacity: (Int64, Int64) = (8, 60),
    most: Int? = nil
  ) -> AttributionProblem {
    func vector(_ amounts: (Int64, Int64), _ pods: Int64) -> ResourceVector {
      ResourceVector([amounts.0 * Self.core, amounts.1 * Self.gibibyte, pods])
    }
    return AttributionProblem(
      resources: ["cpu", "memory", "pods"],
      items: [
        AttributedItem(
          item: PackItem(
            workload: workload("w"),
            count: pods,
            request: vector(request, 1),
            maxPerNode: most
          ),
          use: vector(use, 1),
          heapHeadroom: heap * Self.gibibyte
        )
      ],
      pools: [
        AttributedPool(
          pool: PackPool(name: "m", nodesNow: now, allocatable: vector(allocatable, 100)),
          capacity: vector(capacity, 100)
        )
      ]
    )
  }

  /// The factor of each cause, in the order of their list, then fragmentation and scheduler.
  private func factors(_ problem: AttributionProblem) throws -> [Double] {
    let attribution = try Attribution(problem)
    #expect(abs(attribution.product / attribution.ratio - 1) < 1e-9)
    return attribution.factors.map(\.factor) + [attribution.fragmentation, attribution.scheduler]
  }

  private func expect(_ found: [Double], only index: Int?, _ factor: Double) {
    for (place, value) in found.enumerated() {
      let wanted = place == index ? factor : 1
      #expect(abs(value - wanted) < 1e-6, "factor \(place): \(value) instead of \(wanted)")
    }
  }

  @Test("a cluster without a cause has no factor")
  func none() throws { expect(try factors(cluster()), only: nil, 1) }

  @Test("planted: requests of twice the use")
  func slack() throws {
    expect(
      try factors(cluster(now: 20, request: (4, 30), use: (2, 15))),
      only: 0,
      2
    )
  }

  @Test("planted: heaps above what stays alive, and nothing else")
  func heap() throws {
    // Machines and pods of memory alone: with CPU beside it, more memory would be a wrong shape, too.
    let problem = cluster(
      now: 20,
      request: (0, 30),
      use: (0, 15),
      heap: 15,
      allocatable: (0, 60),
      capacity: (0, 60)
    )
    expect(try factors(problem), only: 1, 2)
  }

  @Test("planted: machines of the wrong shape")
  func shape() throws {
    // Pods of 4 cores and nothing else: a machine is half used, in size; two pods fill its cores.
    expect(
      try factors(cluster(now: 20, request: (4, 0), use: (4, 0))),
      only: 2,
      2
    )
  }

  @Test("planted: half of every machine is the system's")
  func reserved() throws {
    expect(try factors(cluster(now: 20, allocatable: (4, 30))), only: 3, 2)
  }

  @Test("planted: two pods a node where four fit")
  func policy() throws {
    expect(try factors(cluster(now: 20, most: 2)), only: 4, 2)
  }

  @Test("planted: the scheduler left nodes half empty")
  func scheduler() throws { expect(try factors(cluster(now: 20)), only: 6, 2) }

  @Test("planted: pods of three fifths of a node")
  func fragmentation() throws {
    // Sums say 0.6 each, whole pods one each; stepped shares prove it, so that it is no rounding.
    let attribution = try Attribution(cluster(now: 10, pods: 10, request: (5, 37), use: (5, 37)))
    #expect(abs(attribution.product / attribution.ratio - 1) < 1e-9)
    #expect(attribution.packedNodes.rounded() == 10)
  }

  @Test("factors multiply to the ratio to 1e-9 with many causes at once", arguments: 1...12)
  func product(seed: Int) throws {
    var numbers = SeededNumbers(seed)
    let items = (0..<12).map { index in
      let cpu = Int64.random(in: 100...2_000, using: &numbers) * 1_000_000
      let memory = Int64.random(in: 200...9_000, using: &numbers) << 20
      return AttributedItem(
        item: PackItem(
          workload: workload("w\(index)"),
          count: .random(in: 1...30, using: &numbers),
          request: ResourceVector([cpu, memory, 1]),
          maxPerNode: index % 4 == 0 ? 2 : nil
        ),
        use: ResourceVector([cpu / 3, memory / 2, 1]),
        heapHeadroom: memory / 5
      )
    }
    let problem = AttributionProblem(
      resources: ["cpu", "memory", "pods"],
      items: items,
      pools: [
        AttributedPool(
          pool: PackPool(
            name: "m",
            nodesNow: 60,
            allocatable: ResourceVector([7_500_000_000, 27 << 30, 100])
          ),
          capacity: ResourceVector([8_000_000_000, 32 << 30, 100])
        )
      ]
    )
    let attribution = try Attribution(problem, effort: .greedy)
    #expect(abs(attribution.product / attribution.ratio - 1) < 1e-9)
    for each in attribution.factors {
      #expect(each.range.contains(each.factor) || each.range.upperBound - each.factor < 1e-9)
    }
    #expect(attribution.fragmentation >= 1 - 1e-9)
  }

  @Test("without nodes or use there is nothing to attribute")
  func nothing() {
    #expect(throws: PackingError.self) { try Attribution(self.cluster(now: 0)) }
    #expect(throws: PackingError.self) {
      try Attribution(self.cluster(request: (0, 0), use: (0, 0)))
    }
  }
}
