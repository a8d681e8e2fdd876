import Foundation
import PodfitModel
import PodfitRecommend
import TestSupport
import Testing

/// 500 generated series against `fixtures/strategies/reference.py`, which was written from the formula
/// pages and shares nothing with the program.
@Suite("Strategies on 500 generated series")
struct ReferenceSeriesTests {
  /// One row of the fixture.
  struct Row: Sendable, CustomTestStringConvertible {
    var cells: [String: String]
    var testDescription: String { "seed \(cells["seed"] ?? "")" }

    func integer(_ name: String) throws -> Int64 { try #require(Int64(cells[name] ?? "")) }
    func number(_ name: String) throws -> Double { try #require(Double(cells[name] ?? "")) }
  }

  static let rows: [Row] = {
    let url = SharedData.fixtures.appending(path: "strategies/expected.csv")
    guard let text = try? String(contentsOf: url, encoding: .utf8) else { return [] }
    let lines = text.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    guard let header = lines.first else { return [] }
    return lines.dropFirst().map {
      Row(cells: Dictionary(zip(header, $0)) { first, _ in first })
    }
  }()

  @Test("there are 500 of them")
  func count() { #expect(Self.rows.count == 500) }

  @Test("KRR and Goldilocks give the published formula's numbers exactly", arguments: rows)
  func exact(row: Row) throws {
    let profile = try Self.profile(seed: UInt64(try row.integer("seed")))
    let now = try #require(profile.window?.end)
    let simple = KRRSimpleStrategy().demand(of: profile, now: now)
    #expect(simple.cpuRequest.value == .millicores(try row.integer("krr_cpu_m")))
    #expect(simple.memoryRequest.value == .mebibytes(try row.integer("krr_memory_mib")))
    let limited = KRRSimpleLimitStrategy().demand(of: profile, now: now)
    #expect(limited.cpuRequest.value == .millicores(try row.integer("krr_limit_request_m")))
    #expect(limited.cpuLimit == .amount(.millicores(try row.integer("krr_limit_limit_m"))))
    #expect(limited.memoryRequest.value == .mebibytes(try row.integer("krr_memory_mib")))
    let guaranteed = GoldilocksGuaranteedStrategy().demand(of: profile, now: now)
    let target = CPU.millicores(try row.integer("target_m"))
    let bytes = Memory(bytes: try row.integer("target_bytes"))
    #expect(guaranteed.cpuRequest.value == target && guaranteed.cpuLimit == .amount(target))
    #expect(Self.isNear(guaranteed.memoryRequest.value, bytes))
    let burstable = GoldilocksBurstableStrategy().demand(of: profile, now: now)
    #expect(burstable.cpuRequest.value == .millicores(try row.integer("lower_m")))
    #expect(burstable.cpuLimit == .amount(.millicores(try row.integer("upper_m"))))
    #expect(
      Self.isNear(burstable.memoryRequest.value, Memory(bytes: try row.integer("lower_bytes")))
    )
  }

  @Test("the other strategies give their formula's numbers", arguments: rows)
  func others(row: Row) throws {
    let profile = try Self.profile(seed: UInt64(try row.integer("seed")))
    let now = try #require(profile.window?.end)
    let crane = CranePercentileStrategy().demand(of: profile, now: now)
    #expect(crane.cpuRequest.value == .millicores(try row.integer("crane_m")))
    #expect(crane.memoryRequest.value == Memory(bytes: try row.integer("crane_bytes")))
    let cost = KruizeCostStrategy().demand(of: profile, now: now)
    #expect(cost.cpuRequest.value == CPU(nanocores: try row.integer("kruize_cost_n")))
    #expect(cost.memoryRequest.value == Memory(bytes: try row.integer("kruize_bytes")))
    let performance = KruizePerformanceStrategy().demand(of: profile, now: now)
    #expect(
      performance.cpuRequest.value == CPU(nanocores: try row.integer("kruize_performance_n"))
    )
    let attune = AttuneStrategy().demand(of: profile, now: now)
    #expect(Self.isNear(attune.cpuRequest.value?.nanocores, try row.number("attune_n")))
    #expect(Self.isNear(attune.memoryRequest.value?.bytes, try row.number("attune_bytes")))
    let autopilot = AutopilotWindowStrategy().demand(of: profile, now: now)
    #expect(Self.isNear(autopilot.cpuRequest.value?.nanocores, try row.number("autopilot_n")))
    #expect(Self.isNear(autopilot.memoryRequest.value?.bytes, try row.number("autopilot_bytes")))
    let window = MaxWindowStrategy().demand(of: profile, now: now)
    #expect(window.cpuRequest.value == CPU(nanocores: try row.integer("window_n")))
    #expect(window.memoryRequest.value == Memory(bytes: try row.integer("window_bytes")))
  }

  @Test("a history gives what the samples themselves give", arguments: rows.prefix(100))
  func histories(row: Row) throws {
    let profile = try Self.profile(seed: UInt64(try row.integer("seed")))
    let now = try #require(profile.window?.end)
    let history = UsageHistory(profile, now: now)
    for strategy in [VPAStrategy(), KRRSimpleStrategy(), HeadroomStrategy()] as [any Strategy] {
      let amounts = strategy.amounts(of: history)
      let demand = strategy.demand(of: profile, now: now)
      #expect(amounts.cpu == demand.cpuRequest)
      #expect(amounts.memory == demand.memoryRequest)
    }
  }

  /// A byte may be lost where two programs add weights in different orders.
  private static func isNear(_ found: Memory?, _ expected: Memory) -> Bool {
    abs((found?.bytes ?? .min / 2) - expected.bytes) <= 2
  }

  private static func isNear(_ found: Int64?, _ expected: Double) -> Bool {
    abs(Double(found ?? 0) - expected) <= max(2, expected * 1e-12)
  }

  /// The series that the script generates.
  static func profile(seed: UInt64) throws -> ContainerProfile {
    var state = seed
    func draw() -> Int64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int64(state >> 40)
    }
    let step: Int64 = [60_000, 300_000, 1_800_000][Int(seed % 3)]
    let pods = (0...Int(seed % 3)).map { index -> PodUsage in
      let count = 150 + draw() % 500
      let begin = MadeProfile.start + draw() % 72 * 3_600_000
      let cpuScale = 1 + draw() % 6000
      let memoryScale = 1 + draw() % 6000
      var pod = MadeProfile.pod("pod-\(index)", millicores: [], mebibytes: [])
      for sample in 0..<count {
        let burst: Int64 = draw() % 20 == 0 ? 5 : 1
        let time = begin + (sample + 1) * step
        pod.cpu.append(time: time, value: draw() % 1000 * cpuScale * burst * 100)
        let memory = (500 + draw() % 500 + sample % 288) * memoryScale * 300
        pod.memory.append(time: time, value: memory)
      }
      return pod
    }
    var profile = MadeProfile.profile(pods)
    profile.containersInPod = 1 + Int(seed % 4)
    // The window of made profiles begins a step early; history begins with the first sample.
    let first = pods.compactMap(\.cpu.times.first).min() ?? 0
    let last = pods.compactMap(\.cpu.times.last).max() ?? 0
    profile.window = TimeWindow(
      start: Instant(milliseconds: first),
      end: Instant(milliseconds: last)
    )
    profile.covered = profile.window?.span ?? profile.covered
    return profile
  }
}
