import PodfitModel
import PodfitPack
import Testing

@Suite("Zones that hold different shares")
struct SkewedSharesTests {
  private static let zone = "topology.kubernetes.io/zone"

  @Test(
    "1 to 25 replicas over three zones, four a node: the best division that the skew allows",
    arguments: Array(1...25),
    [2, 3]
  )
  func closedForm(replicas: Int, skew: Int) throws {
    let pools = (0..<3).map { index in
      PackPool(
        name: "z\(index)",
        nodesNow: 1,
        allocatable: ResourceVector([4]),
        labels: [Self.zone: "\(index)"]
      )
    }
    let problem = try PackingProblem(
      resources: ["cpu"],
      pools: pools,
      items: [
        PackItem(
          workload: workload("a"),
          count: replicas,
          request: ResourceVector([1]),
          spread: ItemSpread(label: Self.zone, maxSkew: skew)
        )
      ]
    )
    var needed = Int.max
    for one in 0...replicas {
      for two in 0...(replicas - one) {
        let counts = [one, two, replicas - one - two]
        guard (counts.max() ?? 0) - (counts.min() ?? 0) <= skew else { continue }
        needed = min(needed, counts.reduce(0) { $0 + ($1 + 3) / 4 })
      }
    }
    let solution = try PackingSolution(of: problem, effort: .full, seed: 1)
    #expect(solution.packing.nodeCount == needed)
    #expect(solution.lowerBound <= needed)
  }
}
