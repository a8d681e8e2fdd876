import PodfitModel
import Testing

@testable import PodfitProfile

@Suite("Selection")
struct SelectionTests {
  /// Values that look like readings, and ones that no source has.
  enum Shape: CaseIterable {
    case few, pages, bursts, wide, constant, twoClusters, powers, ascending, descending
  }

  private func values(_ shape: Shape, _ count: Int, _ random: inout Seeded) -> [Int64] {
    let all: [Int64] = (0..<count).map { index in
      switch shape {
      case .few: return Int64.random(in: -3...3, using: &random)
      case .pages: return Int64.random(in: 90_000...90_400, using: &random) * 4_096
      case .bursts:
        let isBurst = Int.random(in: 0..<50, using: &random) == 0
        return Int64.random(in: 0...20_000, using: &random) * (isBurst ? 900_000 : 1_000)
      case .wide, .ascending, .descending:
        return Int64.random(in: .min ... .max, using: &random)
      case .constant: return .min
      case .twoClusters:
        return Int64.random(in: 0...100, using: &random) + (index % 3 == 0 ? .max - 100 : 0)
      case .powers: return (1 as Int64) << Int64.random(in: 0...62, using: &random)
      }
    }
    switch shape {
    case .ascending: return all.sorted()
    case .descending: return all.sorted(by: >)
    default: return all
    }
  }

  @Test(
    "ranks hold what sorting would put there",
    arguments: Shape.allCases,
    [1, 2, 48, 49, 50, 300, 3_001, 40_000]
  )
  func ranks(shape: Shape, count: Int) {
    for seed in 1...6 as ClosedRange<UInt64> {
      var random = Seeded(seed: seed)
      let values = values(shape, count, &random)
      let sorted = values.sorted()
      var ranks = (0..<4).map { _ in Int.random(in: 0..<count, using: &random) } + [0, count - 1]
      ranks.sort()
      let found = Selection.values(
        at: ranks,
        of: values.span,
        within: sorted[0]...sorted[count - 1]
      )
      #expect(found == ranks.map { sorted[$0] }, "seed \(seed)")
      let differences = values.reduce(0) { $0 | ($1 ^ values[0]) }
      for zeros in [0, 1, differences.trailingZeroBitCount] as Set
      where zeros <= differences.trailingZeroBitCount {
        #expect(
          Selection.values(
            at: ranks,
            of: values.span,
            within: sorted[0]...sorted[count - 1],
            zeros: zeros
          ) == found
        )
      }
      // Bounds may be wider than they need be.
      #expect(Selection.values(at: ranks, of: values.span, within: .min ... .max) == found)
    }
  }

  @Test("a summary is by nearest rank and its mean exact")
  func summary() {
    let summary = UsageSummary<Memory>(pooling: (1...10).map { Int64($0) }.shuffled())
    #expect(summary?.samples == 10)
    #expect(summary?.p50.bytes == 5)
    #expect(summary?.p90.bytes == 9)
    #expect(summary?.p95.bytes == 10)
    #expect(summary?.max.bytes == 10)
    #expect(summary?.mean.bytes == 6)
    #expect(UsageSummary<CPU>(pooling: [.max, .max, .max])?.mean.nanocores == .max)
    #expect(UsageSummary<CPU>(pooling: [.min, .min])?.mean.nanocores == .min)
    #expect(UsageSummary<CPU>(pooling: [.min, .max])?.mean.nanocores == 0)
    #expect(UsageSummary<CPU>(pooling: [-1, -2])?.mean.nanocores == -1)
    #expect(UsageSummary<CPU>(pooling: [Int64]()) == nil)
  }
}
