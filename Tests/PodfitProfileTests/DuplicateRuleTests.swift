import PodfitModel
import Testing

@testable import PodfitProfile

@Suite("Duplicates")
struct DuplicateRuleTests {
  @Test("one source stays as it is, jitter and all")
  func single() {
    let column = SampleColumn(times: [1, 1_003, 1_999], values: [5, 6, 7])
    #expect(DuplicateRule.merged([column]) == column)
    #expect(DuplicateRule.merged([SampleColumn(), column, SampleColumn()]) == column)
    #expect(DuplicateRule.merged([]) == SampleColumn())
  }

  @Test("of copies read 11 s apart the larger of each bucket counts, at the later time")
  func shifted() {
    let a = SampleColumn(times: [60_000, 120_000, 180_000], values: [10, 20, 30])
    let b = SampleColumn(times: [11_000, 71_000, 131_000], values: [1, 99, 2])
    let merged = DuplicateRule.merged([a, b])
    #expect(merged == SampleColumn(times: [60_000, 120_000, 180_000], values: [10, 99, 30]))
    #expect(DuplicateRule.merged([b, a]) == merged)
  }

  @Test("the worked example that the database's views follow holds here too")
  func workedExample() throws {
    let sources = try Tables.rows(in: "duplicates.md", after: "| source | time_s | value |")
    let expected = try Tables.rows(in: "duplicates.md", after: "| bucket | time_s | value |")
    #expect(sources.count == 6)
    #expect(expected.count == 5)
    func column(_ rows: [[String]]) throws -> SampleColumn {
      SampleColumn(
        times: try rows.map { try #require(Int64($0[1])) * 1_000 },
        values: try rows.map { try #require(Int64($0[2])) }
      )
    }
    let merged = DuplicateRule.merged([
      try column(sources.filter { $0[0] == "a" }), try column(sources.filter { $0[0] == "b" }),
    ])
    #expect(merged == (try column(expected)))
  }

  @Test("parts read together are added, duplicates of a part are not")
  func parts() {
    let eden = SampleColumn(times: [1, 2], values: [10, 20])
    let old = SampleColumn(times: [1, 2], values: [100, 200])
    #expect(DuplicateRule.summed([eden, old]).values == [110, 220])
    let late = SampleColumn(times: [60_100, 120_100], values: [5, 6])
    let early = SampleColumn(times: [60_050, 120_050], values: [1, 2])
    #expect(DuplicateRule.summed([late, early]).values == [6, 8])
    #expect(
      DuplicateRule.summed([
        SampleColumn(times: [1], values: [.max]), SampleColumn(times: [1], values: [1]),
      ]).values == [.max]
    )
  }

  /// The rule said plainly: every sample into the bucket that ends at or after it.
  private func plain(_ sources: [SampleColumn]) -> SampleColumn {
    let sources = sources.filter { !$0.isEmpty }
    if sources.count == 1 { return sources[0] }
    let width = sources.compactMap { $0.step?.milliseconds }.min() ?? 1
    var buckets: [Int64: (time: Int64, value: Int64)] = [:]
    for source in sources {
      for (time, value) in zip(source.times, source.values) {
        let bucket = Int64((Double(time) / Double(width)).rounded(.up))
        let known = buckets[bucket] ?? (time, value)
        buckets[bucket] = (max(known.time, time), max(known.value, value))
      }
    }
    let sorted = buckets.values.sorted { $0.time < $1.time }
    return SampleColumn(times: sorted.map(\.time), values: sorted.map(\.value))
  }

  @Test("the fast merge agrees with the plain rule", arguments: UInt64(1)...40)
  func twin(seed: UInt64) {
    var random = Seeded(seed: seed)
    let columns = (0..<Int.random(in: 1...7, using: &random)).map { _ in
      var column = SampleColumn()
      var time = Int64.random(in: -5_000...5_000, using: &random)
      let step = Int64.random(in: 1...90, using: &random)
      for _ in 0..<Int.random(in: 0...60, using: &random) {
        column.append(time: time, value: .random(in: -9...99, using: &random))
        time += max(1, step + Int64.random(in: -3...(seed % 2 == 0 ? 3 : 0), using: &random))
      }
      return column
    }
    #expect(DuplicateRule.merged(columns) == plain(columns), "seed \(seed)")
    #expect(
      DuplicateRule.merged(columns.reversed()) == DuplicateRule.merged(columns),
      "seed \(seed)"
    )
  }

  @Test("the median step without sorting is the median step", arguments: UInt64(1)...40)
  func medianStep(seed: UInt64) {
    var random = Seeded(seed: seed)
    var column = SampleColumn()
    var time: Int64 = 0
    for _ in 0..<Int.random(in: 0...30, using: &random) {
      column.append(time: time, value: 0)
      time += .random(in: 1...(seed % 3 == 0 ? 2 : 9), using: &random)
    }
    #expect(column.medianStep == column.step?.milliseconds, "seed \(seed)")
  }

  @Test("extreme times and values do not trap")
  func extremes() {
    let wide = SampleColumn(times: [.min, 0, .max], values: [.min, .max, .max])
    let other = SampleColumn(times: [.min, .max], values: [.max, .max])
    #expect(DuplicateRule.merged([wide, other]).values.max() == .max)
    #expect(DuplicateRule.summed([wide, other]).values.max() == .max)
    #expect(CounterRates.cpu(from: wide).rates.values.allSatisfy { $0 >= 0 })
    #expect(CounterRates.ratio(of: wide, in: other).rates.values.allSatisfy { $0 >= 0 })
  }
}
