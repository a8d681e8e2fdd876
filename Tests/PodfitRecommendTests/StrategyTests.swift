import Foundation
import PodfitModel
import PodfitProfile
import PodfitRecommend
import TestSupport
import Testing

@Suite("Strategies")
struct StrategyTests {
  private let end = Instant(milliseconds: MadeProfile.start) + .days(30)

  @Test("the registry, the folder and the documentation list the same")
  func registry() throws {
    let folder = SharedData.packageRoot.appending(path: "Sources/Recommend/Strategies")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix("Strategy.swift") && $0 != "Strategy.swift" }
    let types = StrategyRegistry.all.map { "\($0).swift" }
    #expect(files.sorted() == types.sorted())
    for type in StrategyRegistry.all {
      let id = type.id.rawValue
      let page = SharedData.packageRoot.appending(path: "docs/formulas/\(id).md")
      #expect(FileManager.default.fileExists(atPath: page.path), "\(id)")
      #expect(!type.summary.isEmpty && !type.needs.isEmpty)
      #expect(Swift.type(of: try StrategyRegistry.strategy(id)) == type)
    }
    let ids = StrategyRegistry.all.map { $0.id }
    #expect(Set(ids).count == ids.count)
    #expect(type(of: StrategyRegistry.standard).id == ids.first)
  }

  @Test(
    "a name that is not known gets the nearest one",
    arguments: [
      ("headrom", "headroom"), ("VPA", "vpa"), ("krr-simpel", "krr-simple"), ("datadog", nil),
      ("", nil),
      (String(repeating: "x", count: 10_000), nil),
    ] as [(String, String?)]
  )
  func nearest(name: String, expected: String?) {
    let known = StrategyRegistry.all.map { $0.id.rawValue }
    #expect(
      throws: RecommendError(.unknownStrategy(name, nearest: expected, known: known))
    ) { try StrategyRegistry.strategy(name) }
  }

  @Test("a former name is still understood")
  func alias() throws {
    #expect(type(of: try StrategyRegistry.strategy("krr")) == KRRSimpleStrategy.self)
  }

  @Test("headroom: worked table", arguments: WorkedRow.rows(of: "headroom", below: "Worked table"))
  func headroom(row: WorkedRow) throws {
    let days = try #require(Int(row["history"].dropLast(2)))
    var profile = MadeProfile.steady(
      millicores: try #require(row.number("CPU p95")),
      mebibytes: try #require(row.number("memory max")),
      days: days
    )
    profile.oomKills = Int64(try #require(row.number("kills")))
    profile.current?.memoryLimit = row.number("memory limit").map { .mebibytes(Int64($0)) }
    let demand = HeadroomStrategy().demand(of: profile, now: end)
    let cpu = try #require(row.number("CPU request"))
    let memory = try #require(row.number("memory request"))
    #expect(demand.cpuRequest.value?.cores == cpu / 1000)
    // Factors such as 1.15 are not exact in binary; what is above a whole byte is rounded up.
    let bytes = try #require(demand.memoryRequest.value).bytes
    #expect((0...1).contains(bytes - Int64(memory) << 20))
    #expect(!demand.steps.isEmpty)
  }

  @Test(
    "headroom: factor by history",
    arguments: WorkedRow.rows(
      of: "headroom",
      below: "Factor by history"
    )
  )
  func factor(row: WorkedRow) throws {
    let from = TimeSpan.days(try #require(Int64(row["history from"].dropLast(2))))
    let last =
      Int64(row["history to"].dropLast(2))
      .map { TimeSpan(milliseconds: TimeSpan.days($0).milliseconds - 1) } ?? .days(100_000)
    for history in [from, last] {
      let found = HeadroomStrategy.memoryFactor(history: history)
      #expect(found?.factor == row.number("k"))
      #expect((found?.trust ?? "none") == row["trust"])
    }
  }

  @Test("headroom: a job is sized from the peaks of its runs")
  func job() {
    let runs = (1...20).map { run in
      MadeProfile.pod(
        "report-\(run)",
        millicores: Array(repeating: 10, count: 20) + [Double(run) * 100],
        mebibytes: [50],
        from: MadeProfile.start + Int64(run) * 86_400_000
      )
    }
    var profile = MadeProfile.profile(runs)
    profile.shape = .job
    let demand = HeadroomStrategy().demand(of: profile, now: end)
    // The 19th of 20 peaks, 1900m, where p95 of all samples would be 10m or a few hundred.
    #expect(demand.cpuRequest.value == .millicores(2185))
  }

  @Test("headroom: samples far apart are not history")
  func sparse() {
    var profile = MadeProfile.steady(millicores: 100, mebibytes: 100, days: 20)
    profile.covered = .hours(30)
    #expect(profile.observed == .hours(60))
    profile.shape = .job
    #expect(profile.observed == .days(20))
  }

  @Test("krr: worked table", arguments: WorkedRow.rows(of: "krr-simple", below: "Worked table"))
  func krr(row: WorkedRow) throws {
    let expected = try #require(row.number("request"))
    let pods = row.numbers("pods")
    if row["resource"] == "cpu" {
      let request = KRRSimpleStrategy().cpuRequest(podQuantiles: pods.map { $0 * 1e6 })
      #expect(request == .millicores(Int64(expected)))
    } else {
      let request = KRRSimpleStrategy().memoryRequest(
        podPeaks: pods.map { .mebibytes(Int64($0)) },
        killLimit: row.number("limit at kill").map { .mebibytes(Int64($0)) }
      )
      #expect(request == .mebibytes(Int64(expected)))
    }
  }

  @Test("krr: the quantile is that of Prometheus")
  func interpolation() throws {
    let quantile = try #require(
      KRRSimpleStrategy.interpolatedQuantile(0.95, of: (1...10).reversed())
    )
    #expect(abs(quantile - 9.55) < 1e-12)
    #expect(KRRSimpleStrategy.interpolatedQuantile(0.95, of: [7]) == 7)
    #expect(KRRSimpleStrategy.interpolatedQuantile(1.0, of: [1, 2]) == 2)
    #expect(KRRSimpleStrategy.interpolatedQuantile(0.95, of: []) == nil)
  }

  @Test("krr: the busiest pod decides, and only the last fortnight counts")
  func busiest() {
    let quiet = MadeProfile.pod("a", millicores: Array(repeating: 20, count: 99), mebibytes: [90])
    let busy = MadeProfile.pod("b", millicores: Array(repeating: 300, count: 9), mebibytes: [200])
    let profile = MadeProfile.profile([quiet, busy])
    let now = Instant(milliseconds: MadeProfile.start) + .days(1)
    let demand = KRRSimpleStrategy().demand(of: profile, now: now)
    #expect(demand.cpuRequest.value == .millicores(300))
    #expect(demand.cpuLimit == .none)
    #expect(demand.memoryRequest.value == .mebibytes(230))
    #expect(demand.memoryLimit == .amount(.mebibytes(230)))
    let later = KRRSimpleStrategy().demand(of: profile, now: now + .days(14))
    #expect(later.cpuRequest == .unavailable(.noSamples))
    #expect(later.memoryRequest == .unavailable(.noSamples))
  }

  @Test("vpa: worked table", arguments: WorkedRow.rows(of: "vpa", below: "Worked table"))
  func vpa(row: WorkedRow) throws {
    let time = Instant(milliseconds: MadeProfile.start)
    var usage = UsageHistograms()
    func runs(_ column: String) throws -> [(Double, Int)] {
      try row[column].split(separator: ",").map { run in
        let parts = run.split(separator: "x").map { $0.trimmingCharacters(in: .whitespaces) }
        return (try #require(Double(parts[0])), try #require(Int(parts[1])))
      }
    }
    for (cores, count) in try runs("CPU samples") {
      for _ in 0..<count { usage.addCPU(.cores(cores), at: time) }
    }
    for (peak, count) in try runs("daily peaks") {
      for _ in 0..<count { usage.apply([.add(.mebibytes(Int64(peak)), at: time)]) }
    }
    let target = VPAEstimator().result(
      for: usage,
      containersInPod: try #require(Int(row["containers"])),
      confidence: 8
    ).target
    #expect(target.millicores == Int64(row["target CPU"]))
    #expect(target.bytes == Int64(row["target memory"]))
  }

  @Test("vpa: the bucket schemes of the page are those in force")
  func schemes() throws {
    let rows = WorkedRow.rows(of: "vpa", below: "Buckets")
    #expect(rows.count == 2)
    for (row, options) in zip(rows, [HistogramOptions.cpuCores, .memoryBytes]) {
      let scheme = HistogramOptions.Scheme.exponential(
        max: try #require(row.number("up to")),
        first: try #require(row.number("first bucket")),
        ratio: try #require(row.number("growth"))
      )
      #expect(options.scheme == scheme)
      #expect(Double(options.bucketCount) == row.number("buckets"))
      #expect(options.epsilon == row.number("smallest weight"))
    }
  }

  @Test("vpa: limits keep their proportion, cut off; none stay none")
  func limits() {
    var profile = MadeProfile.steady(millicores: 1000, mebibytes: 1024, days: 9)
    let free = VPAStrategy().demand(of: profile, now: end)
    #expect(free.cpuLimit == .none && free.memoryLimit == .none)
    #expect(free.cpuRequest.value == .millicores(1168))
    profile.current = ContainerResources(
      cpuRequest: .millicores(1500),
      cpuLimit: .millicores(2000),
      memoryRequest: .gibibytes(2),
      memoryLimit: .gibibytes(3)
    )
    let demand = VPAStrategy().demand(of: profile, now: end)
    #expect(demand.cpuLimit == .amount(.millicores(1557)))
    #expect(demand.memoryRequest.value == Memory(bytes: 1_238_659_775))
    #expect(demand.memoryLimit == .amount(Memory(bytes: 1_857_989_662)))
  }

  @Test("vpa: a kill raises the memory, the same history without does not")
  func kills() throws {
    var profile = MadeProfile.steady(
      millicores: 50,
      mebibytes: 500,
      days: 2,
      current: ContainerResources(memoryRequest: .mebibytes(600), memoryLimit: .mebibytes(600))
    )
    let before = try #require(VPAStrategy().demand(of: profile, now: end).memoryRequest.value)
    profile.oomKills = 1
    let after = try #require(VPAStrategy().demand(of: profile, now: end).memoryRequest.value)
    // 600 MiB · 1.2 is above 600 + 100; a bucket's end and 15 % come on top.
    #expect(after > Memory.mebibytes(720).scaledUp(by: 1.15))
    #expect(before < .mebibytes(620))
  }
}
