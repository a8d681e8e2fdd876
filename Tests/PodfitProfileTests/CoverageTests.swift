import PodfitModel
import Testing

@testable import PodfitProfile

@Suite("Coverage")
struct CoverageTests {
  @Test("the worked table holds")
  func workedTable() throws {
    let rows = try Tables.rows(
      in: "coverage.md",
      after: "| samples at, minutes | stated window, minutes | covered, minutes | window, minutes |"
    )
    #expect(rows.count == 5)
    for row in rows {
      let times = Tables.numbers(row[0])
      var coverage = Coverage()
      coverage.add(
        SampleColumn(minutes: times, values: times.map { _ in 1 }),
        statedWindow: Int64(row[1]).map { TimeSpan.seconds($0 * 60) }
      )
      #expect(coverage.covered.milliseconds == Int64(Tables.numbers(row[2])[0] * 60_000), "\(row)")
      #expect(
        coverage.window?.span.milliseconds == Int64(Tables.numbers(row[3])[0] * 60_000),
        "\(row)"
      )
    }
  }

  @Test("what several columns cover counts once, and gaps are told")
  func union() {
    var coverage = Coverage()
    coverage.add(SampleColumn(minutes: [5, 10, 15], values: [1, 1, 1]), statedWindow: nil)
    coverage.add(SampleColumn(minutes: [10, 15, 20, 60], values: [1, 1, 1, 1]), statedWindow: nil)
    #expect(coverage.covered == .seconds(25 * 60))
    #expect(coverage.longestGap == .seconds(35 * 60))
    #expect(coverage.window?.span == .seconds(3_600))
    #expect(Coverage().covered == .seconds(0))
    #expect(Coverage().window == nil)
  }

  @Test("extreme times do not trap")
  func extremes() {
    var coverage = Coverage()
    coverage.add(SampleColumn(times: [.min, .max], values: [1, 1]), statedWindow: nil)
    coverage.add(SampleColumn(times: [.max], values: [1]), statedWindow: TimeSpan(milliseconds: -5))
    #expect(coverage.covered.milliseconds > 0)
  }

  private func windows(_ minutes: [(Int64, Int64)]) -> [TimeWindow] {
    minutes.map {
      TimeWindow(
        start: Instant(milliseconds: $0.0 * 60_000),
        end: Instant(milliseconds: $0.1 * 60_000)
      )
    }
  }

  @Test("pods that replace each other do not count twice")
  func rollout() {
    let old = [(Int64(0), Int64(100)), (0, 102), (0, 104)]
    let new = [(Int64(98), Int64(200)), (99, 200), (100, 200)]
    #expect(Concurrency.largest(of: windows(old + new)) == 3)
    #expect(Concurrency.largest(of: windows([(0, 5), (30, 35)])) == 1)
    #expect(Concurrency.largest(of: windows([(0, 60), (10, 30), (15, 40)])) == 3)
    #expect(Concurrency.largest(of: []) == 0)
  }
}
