import PodfitModel
import Testing

@testable import PodfitPack

@Suite("Factors as they are written")
struct FactorTests {
  @Test(
    "a whole number times a decimal is rounded only where it is no whole number",
    arguments: [
      (1.1, 100, 110, 110), (1.2, 5, 6, 6), (0.29, 100, 29, 29), (0.57, 100, 57, 57),
      (0.58, 100, 58, 58), (1.01, 8, 8, 9), (1000, 3, 3_000, 3_000), (0.001, 1, 0, 1),
      (1e-05, 100_000, 1, 1), (0.1, 3, 0, 1), (1.0000000000000002, 10, 10, 11), (0, 7, 0, 0),
      (1.5e-20, 7, 0, 1), (-1, 7, 0, 0), (.nan, 7, 0, 0),
      (.infinity, 2, 2_000_000_000, 2_000_000_000),
    ] as [(Double, Int64, Int64, Int64)]
  )
  func products(factor: Double, number: Int64, down: Int64, up: Int64) {
    #expect(DecimalRatio(factor).down(number) == down)
    #expect(DecimalRatio(factor).up(number) == up)
  }

  @Test("the largest amounts times the longest factors do not trap")
  func large() {
    #expect(DecimalRatio(0.12345678901234567).down(.max) > 1 << 59)
    #expect(DecimalRatio(1e9).up(.max) == .max)
    #expect(DecimalRatio(1e-300).up(.max) <= 10)
    #expect(DecimalRatio(0).over(3) == .max)
  }

  @Test(
    "100 pods grown by hundredths: so many hundredths, packed and proved",
    arguments: Array(stride(from: 101, through: 199, by: 7))
  )
  func growth(percent: Int) throws {
    var change = ScenarioChange()
    change.growth = Double("\(percent / 100).\(percent % 100 < 10 ? "0" : "")\(percent % 100)") ?? 0
    let problem = try problem([pool("m", [1])], [item("a", 100, [1])])
    let answer = try ScenarioAnswer(problem, change: change, zones: 0, effort: .greedy, seed: 1)
    #expect(answer.nodes == percent)
    #expect(answer.lowerBound == percent)
  }

  @Test("a cap of so many hundredths of 100 leaves as many", arguments: 1...100)
  func caps(percent: Int) throws {
    var change = ScenarioChange()
    change.caps = ["cpu": Double("0.\(percent < 10 ? "0" : "")\(percent)") ?? 1]
    if percent == 100 { change.caps = ["cpu": 1] }
    let problem = try problem([pool("m", [100])], [item("a", 1, [1])])
    #expect(try problem.changed(by: change).pools[0].allocatable.amounts == [Int64(percent)])
  }

  @Test(
    "spot nodes get room for the pods over what stays",
    arguments: [(10, 0.3, 0.0, 3, 3), (10, 0.9, 0.1, 9, 10), (100, 0.29, 0.5, 29, 58)]
  )
  func spot(pods: Int, share: Double, lost: Double, moved: Int, room: Int) throws {
    var change = ScenarioChange()
    change.spot = SpotShare(share: share, lost: lost)
    let problem = try problem([pool("m", [1])], [item("a", pods, [1])])
    let counts = try problem.changed(by: change).items.map(\.count)
    #expect(counts == [pods - moved, room].filter { $0 > 0 })
  }

  @Test("costs add up exact prices, and a proof in whole units is never above them")
  func costs() throws {
    let third = 1.0 / 3
    var pools = [pool("m", [3]), pool("s", [1])]
    pools[0].cost = 1_333_333
    pools[0].price = 1 + third
    pools[1].cost = 500_000
    pools[1].price = 0.5
    let problem = try problem(pools, [item("a", 30, [1])])
    let answer = try ScenarioAnswer(
      problem,
      change: ScenarioChange(),
      zones: 0,
      effort: .full,
      seed: 1
    )
    let costs = try answer.costs(scale: 1_000_000)
    // Ten nodes of 4/3, or thirty of a half.
    #expect(abs(costs.needed - 40.0 / 3) < 1e-12)
    #expect(costs.least <= costs.needed && costs.least > costs.needed - 1e-5)
  }

  @Test("where nodes count alike, the least cost is proved by their sizes")
  func sizes() throws {
    let cores: Int64 = 1_000_000_000
    let problem = try PackingProblem(
      resources: ["cpu", "memory"],
      pools: [
        PackPool(name: "big", nodesNow: 1, allocatable: ResourceVector([64 * cores, 480 << 30])),
        PackPool(name: "small", nodesNow: 20, allocatable: ResourceVector([4 * cores, 30 << 30])),
      ],
      items: [item("a", 70, [cores, 0])]
    ).sized()
    let plan = try NodePlanner()
      .answer(current: nil, recommended: problem, unit: ("size", 1_000_000)).plan
    let cost = try #require(plan.cost)
    #expect(plan.nodesNeeded == 2)
    // 128 and 8 a node; 70 cores are 140 at least, and one large node and two small ones are 144.
    #expect(cost.now == 128 + 160)
    #expect(cost.needed >= 144 && cost.needed <= 256)
    #expect(cost.lowerBound >= 140 - 1e-6 && cost.lowerBound <= 144)
  }
}
