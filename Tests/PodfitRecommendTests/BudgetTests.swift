import Foundation
import PodfitModel
import Testing

@testable import PodfitRecommend

@Suite("Stated budgets")
struct BudgetTests {
  private static let end = Instant(milliseconds: MadeProfile.start) + .days(2)

  /// Two days at one level; with a lone sample `before` days earlier where that is given.
  private static func profile(loneSample before: Int64? = nil) -> ContainerProfile {
    var pod = MadeProfile.pod(
      "checkout-1",
      millicores: Array(repeating: 100, count: 576),
      mebibytes: Array(repeating: 200, count: 576)
    )
    var span = TimeSpan.days(2)
    if let before {
      let time = MadeProfile.start - before * 86_400_000 + 300_000
      pod.cpu = SampleColumn(times: [time] + pod.cpu.times, values: [100_000_000] + pod.cpu.values)
      pod.memory = SampleColumn(
        times: [time] + pod.memory.times,
        values: [200 << 20] + pod.memory.values
      )
      span = .days(2 + before)
    }
    var profile = MadeProfile.profile([pod])
    profile.window = TimeWindow(
      start: Instant(milliseconds: end.milliseconds - span.milliseconds),
      end: end
    )
    profile.covered = before == nil ? .days(2) : TimeSpan(milliseconds: 2 * 86_400_000 + 300_000)
    return profile
  }

  private static func inputs(
    _ recommendation: Recommendation,
    _ step: String
  ) throws -> [String: String] {
    try #require(recommendation.explanation.first { $0.step.contains(step) }).inputs
  }

  @Test("what a policy states wins over the back-test, the back-test over the default")
  func precedence() throws {
    func stated(backtest: RiskBudget?, wishes: BudgetWishes) throws -> [String: String] {
      var calibration = BudgetCalibration.publicSeries
      calibration.budget = backtest
      var recommender = Recommender(strategy: BudgetStrategy().calibrated(by: calibration))
      recommender.policy.budget = wishes
      let result = recommender.recommendation(for: Self.profile())
      return try Self.inputs(result, "quantile of CPU usage")
        .merging(try Self.inputs(result, "largest working set")) { own, _ in own }
    }
    let kept = RiskBudget(oomDays: 0.2, cpuTimeOver: 0.1, cpuUnserved: 0.1)
    var wishes = BudgetWishes()
    let none = try stated(backtest: nil, wishes: wishes)
    #expect(none["budget, pod-days"] == "2 %" && none["pod-days stated by"] == "default")
    #expect(none["budget, time"] == "5 %" && none["time stated by"] == "default")
    let tested = try stated(backtest: kept, wishes: wishes)
    #expect(tested["budget, pod-days"] == "20 %")
    #expect(tested["pod-days stated by"] == "newest back-test")
    #expect(tested["budget, demand"] == "10 %" && tested["demand stated by"] == "newest back-test")
    wishes.oomDays = 0.1
    let wished = try stated(backtest: kept, wishes: wishes)
    #expect(wished["budget, pod-days"] == "10 %" && wished["pod-days stated by"] == "policy")
    #expect(wished["budget, time"] == "10 %" && wished["time stated by"] == "newest back-test")
    // Factors of two days at 2, 20 and 10 % in the table of docs/formulas/budget.md.
    #expect(none["factor"] == "4.089" && tested["factor"] == "1.143" && wished["factor"] == "1.445")
  }

  @Test("a policy for some workloads states a budget for them alone")
  func perWorkload() throws {
    var book = PolicyBook(Policy())
    var own = Policy()
    own.budget.oomDays = 0.2
    var match = PolicyMatch()
    match.namespaces = [NamePattern("other")]
    book.rules = [PolicyBook.Rule(match, PolicyBook.Entry(own, name: "other"))]
    let recommender = Recommender(strategy: BudgetStrategy(), book: book)
    var other = Self.profile()
    other.id = ContainerID(
      workload: WorkloadID(cluster: "c", namespace: "other", kind: .deployment, name: "checkout"),
      container: "main"
    )
    let step = "largest working set"
    let first = try Self.inputs(recommender.recommendation(for: Self.profile()), step)
    let second = try Self.inputs(recommender.recommendation(for: other), step)
    #expect(first["budget, pod-days"] == "2 %" && second["budget, pod-days"] == "20 %")
  }

  @Test("a budget that is kept comes back as it was, one that cannot be promised as the nearest")
  func kept() throws {
    var calibration = BudgetCalibration.publicSeries
    calibration.budget = RiskBudget(oomDays: 0.07, cpuTimeOver: 0.2, cpuUnserved: 0.02)
    let data = try JSONEncoder().encode(calibration)
    #expect(try JSONDecoder().decode(BudgetCalibration.self, from: data) == calibration)
    let tampered = Data(#"{"oomDays":0.0001,"cpuTimeOver":7,"cpuUnserved":-1}"#.utf8)
    #expect(
      try JSONDecoder().decode(RiskBudget.self, from: tampered)
        == RiskBudget(oomDays: 0.02, cpuTimeOver: 0.2, cpuUnserved: 0.02)
    )
    // Calibrations of before have none.
    calibration.budget = nil
    let old = try JSONEncoder().encode(calibration)
    #expect(!String(decoding: old, as: UTF8.self).contains("budget"))
    #expect(try JSONDecoder().decode(BudgetCalibration.self, from: old).budget == nil)
  }

  @Test("a lone sample weeks before is no history: no longer window, no new limit, no more cycles")
  func loneSample() throws {
    let recommender = Recommender(strategy: BudgetStrategy())
    let short = recommender.recommendation(for: Self.profile())
    let gap = recommender.recommendation(for: Self.profile(loneSample: 28))
    let step = "largest working set"
    #expect(try Self.inputs(short, step)["window"] == "2 d")
    // Twice two days are four, of which a window of three days is the longest.
    #expect(try Self.inputs(gap, step)["window"] == "3 d")
    #expect(try Self.inputs(gap, step)["factor"] == "3.16")
    #expect(try Self.inputs(gap, "enough data")["cycles"] == "4 days, 0 weeks, 0 months")
    #expect(try Self.inputs(short, "enough data")["cycles"] == "2 days, 0 weeks, 0 months")
    var policy = Policy()
    policy.leastSpanForLimit = .days(5)
    #expect(!policy.mayAddMemoryLimit(to: Self.profile(loneSample: 28)))
    policy.leastSpanForLimit = .days(4)
    #expect(policy.mayAddMemoryLimit(to: Self.profile(loneSample: 28)))
    #expect(!policy.mayAddMemoryLimit(to: Self.profile()))
    // Runs of a job are far apart by themselves.
    var job = Self.profile(loneSample: 28)
    job.shape = .job
    #expect(job.observed == .days(30))
    #expect(UsageHistory(job, now: Self.end).observed ?? .days(0) > .days(29))
  }

  @Test("a back-test counts history as a recommendation does, at each day as far as it is known")
  func observed() throws {
    // Samples on the first and from the fifth day on.
    let pod = MadeProfile.pod(
      "a",
      millicores: Array(repeating: 10, count: 288 * 8),
      mebibytes: Array(repeating: 10, count: 288 * 8)
    )
    let kept = pod.cpu.times.indices.filter { $0 < 288 || $0 >= 288 * 4 }
    let column = SampleColumn(
      times: kept.map { pod.cpu.times[$0] },
      values: kept.map { pod.cpu.values[$0] }
    )
    let history = UsageHistory(
      pods: [(column, column)],
      start: Instant(milliseconds: MadeProfile.start),
      blocks: 8
    )
    // Days known, and twice the days covered: 1 of 1, 1 of 4, 2 of 5, 4 of 7; span begins at the first sample.
    let first = TimeSpan(milliseconds: 300_000)
    for (day, days) in [(1, nil), (4, 2), (5, 4), (7, nil)] as [(Int, Int64?)] {
      history.advance(to: day)
      let span = TimeSpan(milliseconds: Int64(day) * 86_400_000 - first.milliseconds)
      #expect(history.observed == days.map { .days($0) } ?? span, "day \(day)")
    }
    let headroom = HeadroomStrategy().amounts(of: history).memory.value
    // Five minutes are missing of seven days, so that the factor is 1.4, on samples of 10,000,000 bytes.
    #expect(headroom == Memory(bytes: 14_000_000))
  }
}
