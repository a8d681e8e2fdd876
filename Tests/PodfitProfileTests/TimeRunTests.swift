import PodfitModel
import Testing

@testable import PodfitProfile

@Suite("Times as runs")
struct TimeRunTests {
  /// Sorted times with gaps, changes of step, jitter and lone ones.
  private func times(_ random: inout Seeded) -> [Int64] {
    var times: [Int64] = []
    var time = Int64.random(in: -5_000_000...5_000_000, using: &random)
    let steps: [Int64] = [30_000, 60_000, 60_000, 300_000]
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      let step = steps.randomElement(using: &random) ?? 60_000
      let isJittery = Int.random(in: 0..<4, using: &random) == 0
      for _ in 0..<Int.random(in: 1...60, using: &random) {
        times.append(time)
        let gaps: Int64 = Int.random(in: 0..<15, using: &random) == 0 ? 4 : 1
        time += step * gaps + (isJittery ? Int64.random(in: 0...900, using: &random) : 0)
      }
    }
    return times
  }

  private func expand(_ runs: [TimeRun]) -> [Int64] {
    runs.flatMap { run in (0..<run.count).map { run.first + run.step * Int64($0) } }
  }

  @Test("runs say the same of step, gaps and coverage as the times", arguments: 1...300)
  func same(seed: Int) {
    var random = Seeded(seed: UInt64(seed))
    let times = times(&random)
    var runs: [TimeRun] = []
    for time in times {
      // A new run now and then, as every day begins one.
      if Int.random(in: 0..<40, using: &random) == 0 {
        runs.append(TimeRun(first: time, step: 0, count: 1))
      } else {
        runs.append(time: time)
      }
    }
    #expect(expand(runs) == times)
    let column = SampleColumn(times: times, values: times.map { _ in 1 })
    #expect(runs.medianStep == column.medianStep)
    for window in [nil, TimeSpan.seconds(300), TimeSpan(milliseconds: -5)] {
      var (byRuns, byTimes) = (Coverage(), Coverage())
      byRuns.add(runs, statedWindow: window)
      byTimes.add(column, statedWindow: window)
      #expect(byRuns.covered == byTimes.covered)
      #expect(byRuns.longestGap == byTimes.longestGap)
      #expect(byRuns.window == byTimes.window)
    }
  }

  @Test("no times and times at the ends do not trap")
  func extremes() {
    var coverage = Coverage()
    coverage.add([TimeRun](), statedWindow: nil)
    #expect(coverage.window == nil && [TimeRun]().medianStep == nil)
    var runs: [TimeRun] = []
    for time in [Int64.min, -1, 0, .max - 1, .max] { runs.append(time: time) }
    coverage.add(runs, statedWindow: nil)
    coverage.add([TimeRun(first: .max, step: .max, count: 3)], statedWindow: nil)
    #expect(coverage.covered.milliseconds > 0)
  }
}
