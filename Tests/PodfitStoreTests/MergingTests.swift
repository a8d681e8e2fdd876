import PodfitModel
import Testing

@testable import PodfitStore

@Suite("Merging columns")
struct MergingTests {
  private static func column(_ random: inout Seeded) -> SampleColumn {
    var column = SampleColumn()
    for _ in 0..<Int.random(in: 0...20, using: &random) {
      column.append(
        time: Int64.random(in: 0..<15, using: &random),
        value: Int64.random(in: -3...3, using: &random)
      )
    }
    return column
  }

  /// What the rule says: per time the largest value.
  private static func plain(_ columns: [SampleColumn]) -> SampleColumn {
    var best: [Int64: Int64] = [:]
    for column in columns {
      for (time, value) in zip(column.times, column.values) {
        best[time] = max(best[time] ?? value, value)
      }
    }
    let times = best.keys.sorted()
    return SampleColumn(times: times, values: times.map { best[$0] ?? 0 })
  }

  @Test("order and repetition do not matter", arguments: 0..<300 as Range<UInt64>)
  func laws(seed: UInt64) {
    var random = Seeded(seed)
    let raw = (0..<3).map { _ in Self.column(&random) }
    let sorted = raw.map { $0.sortedAndUnique() }
    for (each, column) in zip(raw, sorted) { #expect(Self.plain([each]) == column) }
    let expected = Self.plain(raw)
    #expect(sorted[0].merged(with: sorted[1]).merged(with: sorted[2]) == expected)
    #expect(sorted[2].merged(with: sorted[1].merged(with: sorted[0])) == expected)
    #expect(expected.merged(with: sorted[1]) == expected)
  }

  @Test("a column is split at midnight UTC, before 1970 too")
  func days() {
    let day: Int64 = 86_400_000
    let column = SampleColumn(times: [-day - 1, -1, 0, day - 1, day], values: [1, 2, 3, 4, 5])
    let parts = column.splitByDay()
    #expect(parts.map(\.day) == [-2, -1, 0, 1])
    #expect(parts.map(\.samples.values) == [[1], [2], [3, 4], [5]])
  }

  @Test(
    "rates round to the nearest microcore, halves up, once",
    arguments: [
      (220_095_753, 220_096_000), (220_095_499, 220_095_000), (500, 1_000), (499, 0), (0, 0),
      (-500, 0), (-501, -1_000), (Int64.max, Int64.max), (Int64.min, Int64.min),
    ] as [(Int64, Int64)]
  )
  func rounding(value: Int64, expected: Int64) {
    #expect(value.roundedToMicrocore == expected)
    #expect(expected.roundedToMicrocore == expected)
  }
}
