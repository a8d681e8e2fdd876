import Foundation
import PodfitModel
import PodfitReport
import Testing

@Suite("What became of the advice")
struct RunComparisonTests {
  static func resources(_ cpu: Int64?, _ memory: Int64, limit: Int64?) -> ContainerResources {
    ContainerResources(
      cpuRequest: cpu.map { .millicores($0) },
      memoryRequest: .mebibytes(memory),
      memoryLimit: limit.map { .mebibytes($0) }
    )
  }

  static let was = resources(1_000, 1_000, limit: 1_000)
  static let goal = resources(200, 400, limit: 400)

  static func record(
    _ current: ContainerResources?,
    advised: ContainerResources = goal,
    status: RecommendationStatus = .lower,
    kills: Int64 = 0,
    name: String = "2026-W46"
  ) -> RunRecord {
    let list = current.map {
      [Samples.recommendation("a", status: status, current: $0, recommended: advised)]
    }
    var record = RunRecord(
      RecommendationSet(strategy: "s", window: nil, recommendations: list ?? []),
      name: name
    )
    for index in record.entries.indices { record.entries[index].oomKills = kills }
    return record
  }

  @Test(
    "the state follows from specs alone",
    arguments: [
      (goal, RunComparison.State.applied), (was, .notApplied),
      (resources(200, 1_000, limit: 1_000), .partly), (resources(600, 700, limit: 700), .partly),
      (resources(100, 400, limit: 400), .otherwise), (resources(200, 400, limit: 300), .otherwise),
      (resources(2_000, 400, limit: 400), .otherwise),
      (resources(nil, 400, limit: 400), .otherwise),
      (resources(200, 400, limit: nil), .otherwise),
    ]
  )
  func states(now: ContainerResources, state: RunComparison.State) {
    let comparison = RunComparison(Self.record(Self.was), Self.record(now, name: "2026-W47"))
    #expect(comparison.outcomes.map(\.state) == [state])
  }

  @Test("a rise counts as applied also where more was given than advised")
  func rise() {
    let up = Self.resources(2_000, 2_000, limit: 2_000)
    let more = Self.resources(3_000, 2_000, limit: 2_000)
    let comparison = RunComparison(
      Self.record(Self.was, advised: up, status: .raise),
      Self.record(more, advised: up)
    )
    #expect(comparison.outcomes.map(\.state) == [.applied])
    #expect(comparison.saving.cpuMore == .millicores(6_000))
    #expect(comparison.saving.cpu == CPU(nanocores: -6_000_000_000))
  }

  @Test("savings count all replicas, net of increases")
  func saving() {
    let now = Self.resources(200, 1_500, limit: 1_500)
    let comparison = RunComparison(Self.record(Self.was), Self.record(now))
    #expect(comparison.saving.cpuLess == .millicores(2_400))
    #expect(comparison.saving.memoryMore == .mebibytes(1_500))
    #expect(comparison.saving.memory == Memory(bytes: -1_500 << 20))
  }

  @Test("+ is saved in the sentence too")
  func sign() {
    let now = Self.resources(200, 1_500, limit: 1_500)
    let saved = ApplyStatus(RunComparison(Self.record(Self.was), Self.record(now))).saved
    #expect(saved.contains("CPU +2.40 cores (2.40 less, 0.00 more)"), "\(saved)")
    #expect(saved.contains("memory -1.5 GiB (0.0 less, 1.5 more)"), "\(saved)")
  }

  @Test("kills after a change are a regression, kills without one are new trouble")
  func regression() {
    let lowered = Self.resources(200, 400, limit: 300)
    let harmed = RunComparison(Self.record(Self.was), Self.record(lowered, kills: 3))
    #expect(harmed.regressions.map(\.newKills) == [3])
    #expect(ApplyStatus(harmed).harm.count == 1)
    let unlucky = RunComparison(Self.record(Self.was, kills: 1), Self.record(Self.was, kills: 2))
    #expect(unlucky.regressions.isEmpty)
    #expect(unlucky.newRisks.count == 1)
  }

  @Test("containers that come and go are told, and are no saving")
  func comeAndGo() {
    let gone = RunComparison(Self.record(Self.was), Self.record(nil))
    #expect(gone.vanished.count == 1 && gone.outcomes.map(\.state) == [.gone])
    #expect(gone.saving == RunComparison.Saving())
    #expect(RunComparison(Self.record(nil), Self.record(Self.was)).appeared.count == 1)
  }

  @Test("a spec that changed without advice is told")
  func withoutAdvice() {
    let comparison = RunComparison(
      Self.record(Self.was, advised: Self.was, status: .keep),
      Self.record(Self.goal)
    )
    #expect(comparison.outcomes.map(\.hadAdvice) == [false])
    #expect(comparison.changedOtherwise.count == 1)
  }

  @Test("a record reads back as it was written")
  func codable() throws {
    let record = Self.record(Self.was, kills: 2)
    let data = try JSONEncoder().encode(record)
    #expect(try JSONDecoder().decode(RunRecord.self, from: data) == record)
  }

  @Test("advice that goes up and down again flips, advice that only falls does not")
  func stability() {
    let runs = [1_000, 500, 900, 400].map {
      Self.record(Self.was, advised: Self.resources($0, 400, limit: 400))
    }
    #expect(AdviceStability.all(in: runs).values.map(\.flips) == [2])
    let falling = [1_000, 900, 500, 400].map {
      Self.record(Self.was, advised: Self.resources($0, 400, limit: 400))
    }
    #expect(AdviceStability.all(in: falling).values.map(\.flips) == [0])
  }

  @Test("two records differ where a value does, and nowhere else")
  func difference() {
    #expect(RunDifference(Self.record(Self.was), Self.record(Self.was)).rows.isEmpty)
    let difference = RunDifference(Self.record(Self.was), Self.record(Self.goal))
    #expect(difference.rows.first?.changes.first == "CPU request 1 -> 200m")
    #expect(RunDifference(Self.record(nil), Self.record(Self.was)).rows.count == 1)
  }
}
