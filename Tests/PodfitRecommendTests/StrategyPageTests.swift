import Foundation
import PodfitModel
import PodfitRecommend
import Testing

/// The worked tables of `docs/formulas`, one page per strategy.
@Suite("Strategies' pages")
struct StrategyPageTests {
  static let pages = [
    "krr-simple-limit", "goldilocks-guaranteed", "goldilocks-burstable", "crane-percentile",
    "kruize-cost", "kruize-performance", "attune", "autopilot-window", "max-window", "budget",
  ]

  static let rows = pages.flatMap { WorkedRow.rows(of: $0, below: "Worked table") }

  @Test("every page has a worked table")
  func complete() {
    for page in Self.pages { #expect(Self.rows.contains { $0.page == page }, "\(page)") }
  }

  @Test("worked tables", arguments: rows)
  func worked(row: WorkedRow) throws {
    let strategy = try StrategyRegistry.strategy(row.page)
    let profile = MadeProfile.profile([
      MadeProfile.pod(
        "checkout-1",
        millicores: try Self.runs(row["CPU samples"]),
        mebibytes: try Self.runs(row["memory samples"])
      )
    ])
    let demand = strategy.demand(of: profile, now: try #require(profile.window?.end))
    let cpu = demand.cpuRequest.value?.millicoresRoundedUp
    #expect(cpu.map(Double.init) == row.number("CPU request"))
    #expect(Self.mebibytes(demand.memoryRequest.value) == row.number("memory request"))
    if case .amount(let limit) = demand.cpuLimit {
      #expect(Double(limit.millicoresRoundedUp) == row.number("CPU limit"))
    } else {
      #expect(row["CPU limit"] == "none")
    }
    if case .amount(let limit) = demand.memoryLimit {
      #expect(Self.mebibytes(limit) == row.number("memory limit"))
    } else {
      #expect(row["memory limit"] == "none")
    }
    #expect(demand.steps.count >= 2 && !demand.cpuBasis.isEmpty && !demand.memoryBasis.isEmpty)
  }

  /// Values such as `100 x 500, 900 x 76`.
  private static func runs(_ text: String) throws -> [Double] {
    try text.split(separator: ",").flatMap { run in
      let parts = run.split(separator: "x").map { $0.trimmingCharacters(in: .whitespaces) }
      let value = try #require(Double(parts.first ?? ""))
      return Array(repeating: value, count: try #require(Int(parts.last ?? "")))
    }
  }

  /// Whole MiB, rounded up; a byte above counts as none, since factors are not exact in binary.
  private static func mebibytes(_ memory: Memory?) -> Double? {
    memory.map { Double((max($0.bytes, 1) - 1 + (1 << 20) - 1) >> 20) }
  }
}
