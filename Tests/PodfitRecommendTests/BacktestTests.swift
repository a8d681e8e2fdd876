import PodfitModel
import Testing

@testable import PodfitRecommend

@Suite("Back-tests")
struct BacktestTests {
  private static let start = Instant(milliseconds: MadeProfile.start)

  private static func workload(_ name: String) -> WorkloadID { MadeProfile.id(name).workload }

  /// A container of one pod with one level of CPU (millicores) and memory (MiB) per day.
  private static func history(_ days: [(cpu: Double, memory: Double)]) -> UsageHistory {
    let pod = MadeProfile.pod(
      "a",
      millicores: days.flatMap { Array(repeating: $0.cpu, count: 288) },
      mebibytes: days.flatMap { Array(repeating: $0.memory, count: 288) }
    )
    return UsageHistory(pods: [(pod.cpu, pod.memory)], start: start, blocks: days.count)
  }

  private static func plan(days: Int64, warmup: Int = 2, horizon: Int = 1) -> BacktestPlan {
    BacktestPlan(
      window: TimeWindow(start: start, end: start + .days(days)),
      warmup: warmup,
      horizon: horizon
    )
  }

  @Test("measures are those worked out by hand")
  func measures() throws {
    // KRR after two days at 100m and 200 MiB asks for 100m and 230 MiB.
    let backtest = try Backtest(strategies: ["krr-simple"], plan: Self.plan(days: 4))
    var score = backtest.score(calibratedBy: nil)
    score.add(
      Self.history([(100, 200), (100, 200), (200, 240), (50, 200)]),
      of: Self.workload("a")
    )
    let window = TimeWindow(start: Self.start, end: Self.start + .days(4))
    let result = backtest.result(of: score, window: window)
    let entry = try #require(result.strategies.first)
    let measures = entry.measures
    // Day 3: 240 > 230 MiB, and all samples at 200m > 100m. Day 4: p95 of 864 samples of which a third
    // are at 200m is 200m, the peak 240 · 1.15 = 276 MiB.
    #expect(measures.podDays == 2)
    #expect(measures.oomDayRatio == 0.5)
    #expect(measures.cpuTimeOverRequestRatio == 0.5)
    let geometric = (230.0 / 240.0 * 276.0 / 200.0).squareRoot()
    let expected: [(Double?, Double)] = [
      (measures.cpuUnservedRatio, 0.4), (measures.memoryFleetSlack, 506.0 / 440.0),
      (measures.memoryGeoSlack, geometric), (measures.cpuFleetSlack, 300.0 / 250.0),
      (measures.cpuGeoSlack, 2.0.squareRoot()),
    ]
    for (found, value) in expected {
      let found = try #require(found)
      #expect(abs(found - value) < 1e-12)
    }
    // The larger of the two pod-days is the breached one, and a quarter of two days is half of it.
    #expect(measures.largeQuarterBreachRatio == 1)
    // Both numbers moved once.
    #expect(measures.changes == 2)
    #expect(entry.statedRisk == nil)
    #expect(result.setup.origins == [Self.start + .days(2), Self.start + .days(3)])
  }

  @Test("parts that are merged give what one part gives")
  func merging() throws {
    let plan = Self.plan(days: 9)
    var backtest = try Backtest(strategies: ["vpa", "krr-simple", "budget"], plan: plan)
    // Two hundred pod-days support no smaller share.
    backtest.budget = RiskBudget(oomDays: 0.2, cpuTimeOver: 0.2, cpuUnserved: 0.2)
    func histories() -> [(UsageHistory, WorkloadID)] {
      (0..<24).map { index in
        var chance = Chance(seed: UInt64(index))
        let days = (0..<9).map { _ in
          (
            cpu: Double.random(in: 50...200, using: &chance),
            memory: Double.random(in: 100...140, using: &chance)
          )
        }
        return (Self.history(days), Self.workload("w\(index)"))
      }
    }
    func result(parts: Int) throws -> BacktestResult {
      var tally: CalibrationTally?
      for part in 0..<parts {
        var own = backtest.tally()
        for (index, each) in histories().enumerated() where index * parts / 24 == part {
          own.add(each.0)
        }
        if tally == nil { tally = own } else { tally?.merge(own) }
      }
      var score: BacktestScore?
      for part in 0..<parts {
        var own = backtest.score(calibratedBy: tally)
        for (index, each) in histories().enumerated() where index * parts / 24 == part {
          own.add(each.0, of: each.1)
        }
        if score == nil { score = own } else { score?.merge(own) }
      }
      return backtest.result(
        of: try #require(score),
        window: TimeWindow(start: Self.start, end: Self.start + .days(9))
      )
    }
    let whole = try result(parts: 1)
    #expect(whole.setup.workloads == 24)
    #expect(try result(parts: 1) == whole)
    for parts in [2, 3] {
      let other = try result(parts: parts)
      #expect(other.setup == whole.setup)
      #expect(other.verdict == whole.verdict)
      for (a, b) in zip(other.frontier, whole.frontier) {
        #expect(a.measures.oomDayRatio == b.measures.oomDayRatio)
        #expect(a.interval == b.interval)
        #expect(a.measures.changes == b.measures.changes)
        let (left, right) = (a.measures.memoryFleetSlack ?? 0, b.measures.memoryFleetSlack ?? 0)
        #expect(abs(left - right) < 1e-9)
      }
    }
  }

  @Test("a factor is the ratio that so many pod-days exceed, from days before the origin only")
  func calibration() throws {
    // 400 containers whose next day is 1 %, 2 %, … 400 % of a hundredth above the day before.
    let plan = Self.plan(days: 3)
    var tally = CalibrationTally(plan)
    for index in 1...400 {
      tally.add(Self.history([(100, 100), (100, 100 + Double(index) / 4), (100, 1000)]))
    }
    let known = tally.calibration(at: 2)
    let window = try #require(known.memory.first)
    #expect(window.days == 1 && window.podDays == 400)
    // Of 400 ratios the one at place 401 · 0.95 = 380.95, rounded up, is 1 + 381 / 400.
    let five = try #require(window.factor(risk: 0.05))
    #expect(five >= 1.9525 && five < 1.9525 * 1.003)
    // Two percent of 400 are fewer than ten.
    #expect(window.factor(risk: 0.02) == nil)
    #expect(tally.calibration(at: 1).memory.isEmpty)
    let later = tally.calibration(at: 3)
    #expect((later.memory.first?.podDays ?? 0) == 800)
  }

  @Test("too little data is said, not shown")
  func short() throws {
    let plan = Self.plan(days: 1)
    let backtest = try Backtest(strategies: [], plan: plan)
    var tally = backtest.tally()
    tally.add(Self.history([(1, 1)]))
    var score = backtest.score(calibratedBy: tally)
    score.add(Self.history([(1, 1)]), of: Self.workload("a"))
    let result = backtest.result(of: score, window: TimeWindow(start: Self.start, end: Self.start))
    #expect(result.setup.origins.isEmpty)
    #expect(result.verdict == ["nothing could be measured: the samples span too little time"])
    #expect(result.strategies.allSatisfy { $0.measures.oomDayRatio == nil && $0.interval == nil })
  }

  @Test("no risk below 2 % is ever stated, and a budget is held to what can be")
  func least() throws {
    #expect(RiskBudget(oomDays: 0.001, cpuTimeOver: .nan, cpuUnserved: 7).oomDays == 0.02)
    #expect(RiskBudget(oomDays: 0.001, cpuTimeOver: .nan, cpuUnserved: 7).cpuTimeOver == 0.02)
    #expect(RiskBudget(oomDays: 0.001, cpuTimeOver: .nan, cpuUnserved: 7).cpuUnserved == 0.2)
    for variant in BudgetStrategy.sweep {
      let budget = try #require(variant.strategy as? BudgetStrategy).budget
      #expect(budget.oomDays >= 0.02 && budget.cpuTimeOver >= 0.02 && budget.cpuUnserved >= 0.02)
    }
  }

  @Test("every sweep has the published setting once, and knobs that differ")
  func sweeps() {
    for type in StrategyRegistry.all {
      let sweep = type.sweep
      #expect(sweep.count { $0.isPublished } == 1, "\(type.id.rawValue)")
      #expect(Set(sweep.map(\.knob)).count == sweep.count, "\(type.id.rawValue)")
      #expect(sweep.count >= 4, "\(type.id.rawValue)")
    }
  }

  @Test("the verdict weighs one strategy against the others at their own risk")
  func verdict() {
    func entry(_ id: String, _ knob: String, risk: Double, fleet: Double, published: Bool = false)
      -> BacktestEntry
    {
      var measures = BacktestMeasures()
      measures.podDays = 1000
      measures.oomDayRatio = risk
      measures.memoryFleetSlack = fleet
      measures.memoryGeoSlack = fleet
      measures.largeQuarterBreachRatio = risk
      return BacktestEntry(strategy: id, knob: knob, isPublished: published, measures: measures)
    }
    let good = [
      entry("budget", "a", risk: 0.01, fleet: 2, published: true),
      entry("budget", "b", risk: 0.1, fleet: 1),
    ]
    let bad = [
      entry("vpa", "a", risk: 0.01, fleet: 3, published: true),
      entry("vpa", "b", risk: 0.1, fleet: 2),
    ]
    let verdict = BacktestVerdict(published: [good[0], bad[0]], frontier: good + bad)
    #expect(verdict.sentences.first?.hasPrefix("budget is no worse") == true)
    #expect(verdict.sentences.contains { $0.contains("not worse, and better") })
    var mixed = bad
    mixed[0].measures.memoryGeoSlack = 1.5
    let other = BacktestVerdict(published: [good[0], mixed[0]], frontier: good + mixed)
    #expect(other.sentences.first?.hasPrefix("no strategy dominates here") == true)
    #expect(other.sentences.contains { $0.contains("worse: memory geometric slack 2 against 1.5") })
  }

  @Test("resampling is seeded and holds the ratio it resamples")
  func resampling() throws {
    let workloads = (0..<200).map {
      BacktestScore.WorkloadCounts(breaches: [$0 % 10 == 0 ? 3 : 0], podDays: 10)
    }
    func interval(seed: UInt64) throws -> ClosedRange<Double> {
      try #require(
        Resampling.intervals(workloads, columns: 1, resamples: 400, seed: seed)[0]
      )
    }
    // 60 of 2,000 pod-days; a draw of 200 workloads has 20 ± 4.2 breached ones, 1.645 of which make 90 %.
    let found = try interval(seed: 1)
    #expect(found.contains(0.03))
    #expect(abs(found.lowerBound - (0.03 - 1.645 * 0.00636)) < 0.002)
    #expect(abs(found.upperBound - (0.03 + 1.645 * 0.00636)) < 0.002)
    #expect(try interval(seed: 1) == found)
    #expect(try interval(seed: 2) != found)
  }
}
