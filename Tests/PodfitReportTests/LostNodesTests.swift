import Foundation
import PodfitModel
import Testing

@testable import PodfitReport

@Suite("Nodes lost to causes")
struct LostNodesTests {
  /// A cluster with nodes by use alone, nodes now, and two factors that multiply to their ratio.
  static func cluster(
    _ name: String,
    ideal: Double,
    now: Double,
    _ slack: Double,
    _ shape: Double
  ) -> ClusterFacts {
    func factor(_ cause: String, _ value: Double) -> AttributionDocument.Factor {
      AttributionDocument.Factor(
        cause: cause,
        factor: value,
        least: value / 2,
        most: value * 2,
        inOrder: value,
        carriers: [AttributionDocument.Carrier(name: "who", share: 1)]
      )
    }
    var facts = ClusterFacts(cluster: name)
    facts.attribution = AttributionDocument(
      nodesNow: now,
      nodesIdeal: ideal,
      factors: [factor("slack", slack), factor("shape", shape)]
    )
    return facts
  }

  // From 8 to 32 nodes is 24; a factor of 4 is all of its logarithm, one of 2 half of it.
  @Test(
    "one cluster: a cause's nodes are its part of the logarithm, and they add up",
    arguments: [(4.0, 1.0, 24.0, 0.0), (2.0, 2.0, 12.0, 12.0), (8.0, 0.5, 36.0, -12.0)]
  )
  func one(slack: Double, shape: Double, first: Double, second: Double) throws {
    let lost = try #require(LostNodes([Self.cluster("a", ideal: 8, now: 32, slack, shape)]))
    #expect(abs(lost.causes[0].nodes - first) < 1e-9)
    #expect(abs(lost.causes[1].nodes - second) < 1e-9)
    #expect(lost.causes[0].factor == slack)
    #expect(lost.causes[0].range == slack / 2...slack * 2)
    #expect(lost.causes[0].carriers.map(\.name) == ["who"])
  }

  @Test("several clusters: nodes add up, factors follow from the sum, clusters carry them")
  func several() throws {
    let lost = try #require(
      LostNodes([
        Self.cluster("a", ideal: 8, now: 32, 2, 2), Self.cluster("b", ideal: 10, now: 10, 1, 1),
        ClusterFacts(cluster: "without"),
      ])
    )
    #expect(lost.nodesNow == 42 && lost.nodesIdeal == 18)
    for cause in lost.causes {
      #expect(abs(cause.nodes - 12) < 1e-9)
      #expect(abs(cause.factor - (42.0 / 18).squareRoot()) < 1e-9)
      #expect(cause.range == nil)
      #expect(cause.carriers == [AttributionDocument.Carrier(name: "a", share: 1)])
    }
  }

  @Test("nothing is known without an attribution")
  func nothing() {
    #expect(LostNodes([]) == nil)
    #expect(LostNodes([ClusterFacts(cluster: "a")]) == nil)
  }

  @Test("the waterfall says what is lost in words, and its table has every cause")
  func waterfall() throws {
    let lost = try #require(LostNodes([Self.cluster("a", ideal: 8, now: 32, 2, 2)]))
    let chart = CauseWaterfall(lost: lost, carriers: "carried by").chart
    #expect(chart.text.contains("32 nodes, where use alone would need 8.0 (x4.00)"))
    #expect(chart.text.contains("Nodes lost: slack 12.0, shape 12.0."))
    #expect(chart.table?.text.contains("1.00 to 4.00") == true)
    #expect(chart.drawing.svg(title: chart.title, text: chart.text).contains("<desc>32 nodes"))
  }

  @Test("plans of clusters add up; their pools and notes say which cluster they are of")
  func plans() throws {
    var facts = [ClusterFacts(cluster: "a"), ClusterFacts(cluster: "b")]
    facts[0].plan = Samples.plan
    facts[1].plan = Samples.plan
    facts[1].plan?.notes.append("of one only")
    let sum = try #require(NodePlan(of: facts))
    #expect(sum.nodesNow == 18 && sum.nodesNeeded == 14 && sum.lowerBound == 12)
    #expect(sum.nodesForCurrentRequests == 18)
    #expect(sum.pools.map(\.name) == ["a/general", "b/general"])
    #expect(sum.notes == ["zone spread is not modelled", "b: of one only"])
    #expect(sum.unschedulable.count == 2)
    #expect(NodePlan(of: [facts[0]]) == Samples.plan)
    #expect(NodePlan(of: []) == nil)
  }
}

@Suite("Replay in a report")
struct ReplayChartTests {
  static func run(
    _ requests: String = "recommended",
    order: String = "ffd",
    above: Int,
    near: Int
  ) -> ReplayDocument.Run {
    ReplayDocument.Run(
      requests: requests,
      order: order,
      containers: 40,
      notPlaced: [],
      nodes: 9,
      days: 2,
      nodeSlots: 1_000,
      nodeSlotsAbove: above,
      nodeSlotsNear: near,
      unservedRatio: 0.00025,
      nodeDays: 18,
      nodeDaysAbove: 1,
      worst: (node: 3, hour: Instant(milliseconds: 1_795_219_200_000), ratio: 0.97)
    )
  }

  static func document(_ runs: [ReplayDocument.Run]) -> ReplayDocument {
    ReplayDocument(
      trainUntil: Instant(milliseconds: 1_795_132_800_000),
      replayUntil: Instant(milliseconds: 1_795_219_200_000),
      nodeCPU: .cores(8),
      nodeMemory: .gibibytes(32),
      containers: 40,
      leftOutLarge: 1,
      leftOutNotInBoth: 2,
      withoutAdvice: 0,
      runs: runs
    )
  }

  @Test("one cluster: every run is a row, shares are of node-slots, the worst hour is named")
  func one() throws {
    let replay = Self.document([
      Self.run(above: 2, near: 50), Self.run(order: "random-1", above: 0, near: 10),
      Self.run("current", above: 0, near: 0),
    ])
    let chart = try #require(ReplayChart(replays: [("c", replay)]).chart)
    #expect(chart.text.contains("0.20 % of node-slots above 100 % of CPU, 5.0 % above 90 %"))
    #expect(chart.text.contains("0.025 % of CPU unserved"))
    #expect(chart.text.contains("1 of 18 node-days"))
    #expect(chart.text.contains("Worst hour: node 3, 2026-11-21 00:00 UTC, 97.0 % of its CPU."))
    #expect(chart.text.contains("3 of 43 containers are left out"))
    #expect(chart.text.contains("With today's requests 9 nodes: 0 % above 100 %."))
    let table = try #require(chart.table)
    #expect(table.text.split(separator: "\n").count == 4)
    #expect(table.text.contains("any order 1"))
  }

  @Test("several clusters: a row each, sums of slots in words, the worst cluster named")
  func several() throws {
    let chart = try #require(
      ReplayChart(replays: [
        ("a", Self.document([Self.run(above: 2, near: 50)])),
        ("b", Self.document([Self.run(above: 0, near: 10)])),
      ]).chart
    )
    #expect(chart.text.contains("0.10 % of node-slots above 100 % of CPU, 3.0 % above 90 %"))
    #expect(chart.text.contains("The worst hour is in a: node 3"))
    #expect(chart.table?.text.split(separator: "\n").count == 3)
  }

  @Test("without a run there is no chart")
  func nothing() {
    #expect(ReplayChart(replays: []).chart == nil)
    #expect(ReplayChart(replays: [("a", Self.document([]))]).chart == nil)
  }
}
