import PodfitModel
import Testing

@testable import PodfitRecommend

@Suite("Samples that are lower bounds")
struct CensoringTests {
  @Test("worked table", arguments: WorkedRow.rows(of: "censoring", below: "Worked table"))
  func table(row: WorkedRow) throws {
    let samples = row["samples"].split(separator: ",").map { text in
      let text = text.drop { $0 == " " }
      return (value: Int64(text.prefix { $0.isNumber }) ?? -1, isBound: text.hasSuffix("+"))
    }
    let quantile = try #require(row.number("quantile"))
    let quantiles = CensoredQuantiles(samples)
    #expect(quantiles.seen(quantile) == row.number("seen"))
    let demand = try #require(quantiles.demand(quantile))
    #expect(abs(demand.value - (try #require(row.number("demand")))) < 0.01)
  }

  @Test("without bounds the demand is what was seen", arguments: 0..<50)
  func exact(seed: UInt64) throws {
    var chance = Chance(seed: seed)
    let values = (0..<Int.random(in: 1...300, using: &chance)).map { _ in
      Int64.random(in: 0...1000, using: &chance)
    }
    let quantiles = CensoredQuantiles(values.map { ($0, false) })
    for quantile in [0.5, 0.66, 0.9, 0.95, 0.99, 1] {
      #expect(quantiles.demand(quantile)?.value == quantiles.seen(quantile), "seed \(seed)")
    }
  }

  @Test(
    "of a demand cut off at a quota the estimate is nearer to the truth than what was seen",
    arguments: [1, 2] as [Double]
  )
  func nearer(heaviness: Double) throws {
    var missedByEstimate = 0.0
    var missedBySeen = 0.0
    for seed in 0..<40 as Range<UInt64> {
      var chance = Chance(seed: seed)
      // Values whose logarithms are uniform end at once; their squares go on for long.
      let demand = (0..<2000).map { _ in
        let value = chance.logUniform(1e3, 1e6)
        return Int64(heaviness == 1 ? value : value * value / 1000)
      }
      let sorted = demand.sorted()
      let quota = sorted[1850]
      let quantiles = CensoredQuantiles(demand.map { (min($0, quota), $0 >= quota) })
      let truth = Double(sorted[1979])
      let seen = try #require(quantiles.seen(0.99))
      let found = try #require(quantiles.demand(0.99))
      #expect(!found.isIdentified && found.value >= seen && found.value <= seen * 2)
      missedByEstimate += abs(found.value - truth)
      missedBySeen += abs(seen - truth)
    }
    #expect(missedByEstimate < missedBySeen * 0.8)
  }

  /// Four days at 5 minutes: 100m, and 500m, which is the quota, in one sample of `every`.
  private static func clipped(every: Int, limit: Int64 = 500) -> ContainerProfile {
    let count = 4 * 288
    return MadeProfile.profile(
      [
        MadeProfile.pod(
          "a",
          millicores: (0..<count).map { $0 % every == 0 ? 500 : 100 + Double($0 % 50) },
          mebibytes: Array(repeating: 100, count: count)
        )
      ],
      current: ContainerResources(cpuRequest: .millicores(500), cpuLimit: .millicores(limit))
    )
  }

  @Test("numbers rise where samples are at the quota, and the explanation says by how much")
  func quota() throws {
    let fixed = FixedStrategy(cpu: .millicores(500), memory: .mebibytes(100))
    let result = Recommender(strategy: fixed).recommendation(for: Self.clipped(every: 10))
    let step = try #require(
      result.explanation.first { $0.step.hasPrefix("CPU samples that are lower bounds") }
    )
    #expect(step.inputs["at the quota"] == "116" && step.inputs["samples"] == "1152")
    #expect(try #require(result.recommended.cpuRequest) > .millicores(500))
    #expect(try #require(result.recommended.cpuRequest) <= .millicores(1000))
    #expect(step.inputs["share of the number"] != "0 %")
    #expect(try #require(result.recommended.cpuLimit) >= .millicores(500))
  }

  @Test("one sample in two hundred at the quota, or a quota far above, changes nothing")
  func rare() {
    let fixed = FixedStrategy(cpu: .millicores(300), memory: .mebibytes(100))
    for profile in [Self.clipped(every: 200), Self.clipped(every: 10, limit: 2000)] {
      let result = Recommender(strategy: fixed).recommendation(for: profile)
      #expect(result.recommended.cpuRequest == .millicores(300))
      #expect(!result.explanation.contains { $0.step.contains("lower bounds") })
    }
  }

  @Test("samples of throttled times are bounds wherever they lie")
  func throttled() throws {
    var profile = Self.clipped(every: 10, limit: 2000)
    for (place, time) in profile.pods[0].cpu.times.enumerated() {
      profile.pods[0].throttled.append(time: time, value: place % 10 == 0 ? 300_000_000 : 0)
    }
    let clipped = ClippedCPU(of: profile.pods, limit: .cores(2))
    let counts = (clipped.throttled, clipped.atQuota)
    #expect(counts == (116, 0))
    let found = clipped.correction(of: .millicores(500), at: nil, above: 0.01)
    #expect(try #require(found).cpu > .millicores(500))
  }

  @Test("the quantile that a number is made of is the one that is corrected")
  func quantileOfStrategy() throws {
    // Demand of 1 to 1000m, each once, with a quota of 700m: 0.65 lies below it, 0.9 beyond.
    let times = (1...1000).map { Int64($0) * 300_000 }
    var profile = MadeProfile.steady(millicores: 100, mebibytes: 100)
    profile.pods[0].cpu = SampleColumn(
      times: times,
      values: (1...1000).map { Int64(min($0, 700)) * 1_000_000 }
    )
    let clipped = ClippedCPU(of: [profile.pods[0]], limit: .millicores(700))
    #expect(clipped.correction(of: .millicores(650), at: 0.65, above: 0.01) == nil)
    let seen = CPU.millicores(700)
    let p75 = try #require(clipped.correction(of: seen, at: 0.75, above: 0.01))
    let largest = try #require(clipped.correction(of: seen, at: nil, above: 0.01))
    #expect(p75.seen == seen)
    #expect(p75.quantile == 0.75)
    #expect(p75.cpu > seen)
    #expect(p75.cpu < largest.cpu)
  }

  @Test("after a kill, and at the limit, memory asks for no less than was cut off")
  func memory() throws {
    let current = ContainerResources(memoryRequest: .mebibytes(200), memoryLimit: .mebibytes(400))
    let fixed = FixedStrategy(cpu: .millicores(100), memory: .mebibytes(150))
    var profile = MadeProfile.steady(millicores: 100, mebibytes: 395, current: current)
    let full = Recommender(strategy: fixed).recommendation(for: profile)
    #expect(full.recommended.memoryRequest == .mebibytes(400))
    profile.oomKills = 2
    let killed = Recommender(strategy: fixed).recommendation(for: profile)
    #expect(killed.recommended.memoryRequest == .mebibytes(500))
    let step = try #require(killed.explanation.first { $0.step.hasPrefix("memory was cut off") })
    #expect(step.inputs["pod-days at the limit"] == "20 of 20")
    #expect(step.inputs["share of the number"] == "70 %")
    profile = MadeProfile.steady(millicores: 100, mebibytes: 300, current: current)
    let free = Recommender(strategy: fixed).recommendation(for: profile)
    #expect(free.recommended.memoryRequest == .mebibytes(150))
  }

  @Test("a sample stands under the limit of its time: one raised since then still cut it off")
  func limitThen() throws {
    let current = ContainerResources(memoryRequest: .mebibytes(200), memoryLimit: .mebibytes(800))
    let fixed = FixedStrategy(cpu: .millicores(100), memory: .mebibytes(150))
    var profile = MadeProfile.steady(millicores: 100, mebibytes: 395, current: current)
    let unknown = Recommender(strategy: fixed).recommendation(for: profile)
    #expect(unknown.recommended.memoryRequest == .mebibytes(150))
    profile.pods[0].memoryLimit = LimitSteps(always: Memory.mebibytes(400).bytes)
    let then = Recommender(strategy: fixed).recommendation(for: profile)
    #expect(then.recommended.memoryRequest == .mebibytes(400))
    let step = try #require(then.explanation.first { $0.step.hasPrefix("memory was cut off") })
    #expect(step.inputs["limit then"] == "400Mi" && step.inputs["limit"] == "800Mi")
    profile.oomKills = 1
    profile.killedAtLimit = .mebibytes(400)
    let killed = Recommender(strategy: fixed).recommendation(for: profile)
    #expect(killed.recommended.memoryRequest == .mebibytes(500))
    profile.pods[0].memoryLimit = LimitSteps(always: nil)
    profile.oomKills = 0
    let free = Recommender(strategy: fixed).recommendation(for: profile)
    #expect(free.recommended.memoryRequest == .mebibytes(150))
  }

  @Test("CPU at a quota that was raised half way is counted up to then")
  func quotaThen() {
    var profile = Self.clipped(every: 1, limit: 2000)
    #expect(ClippedCPU(of: profile.pods, limit: .cores(2)).atQuota == 0)
    let times = profile.pods[0].cpu.times
    profile.pods[0].cpuLimit = LimitSteps(
      readings: SampleColumn(
        times: [times[0], times[times.count / 2]],
        values: [CPU.millicores(500).nanocores, CPU.cores(2).nanocores]
      )
    )
    #expect(ClippedCPU(of: profile.pods, limit: .cores(2)).atQuota == times.count / 2)
  }

  @Test("the loss to expect of coarse readings is the one measured for their distance")
  func loss() {
    #expect(PeakLoss.expected(of: TimeSpan(milliseconds: 3_600_001))?.quantile == 0.55)
    #expect(PeakLoss.expected(of: TimeSpan(milliseconds: 900_000))?.peak == 0.76)
    #expect(PeakLoss.expected(of: TimeSpan(milliseconds: 299_999)) == nil)
  }
}
