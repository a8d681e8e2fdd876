import Foundation
import PodfitModel
import Testing

@testable import PodfitRecommend

@Suite("Histories one after the other")
struct SharedHistoryTests {
  /// A history of one to four pods, each from some time on, with gaps; some use is idle, some negative.
  private static func pods(
    _ random: inout Chance,
    days: Int
  ) -> [(cpu: SampleColumn, memory: SampleColumn)] {
    let step: Int64 = [60_000, 300_000, 300_000, 420_000].randomElement(using: &random) ?? 300_000
    return (0..<Int.random(in: 1...4, using: &random)).map { _ in
      var (cpu, memory) = (SampleColumn(), SampleColumn())
      var time =
        Int64.random(in: 0..<Int64(days), using: &random) * 86_400_000
        + Int64.random(in: 1...20, using: &random) * step
      let scale = Int64.random(in: 0...3_000_000, using: &random)
      while time <= Int64(days) * 86_400_000 {
        if !random.hits(0.02) {
          cpu.append(time: time, value: Int64.random(in: -5...1_000, using: &random) * scale)
          memory.append(
            time: time,
            value: Int64.random(in: 1_000...90_000, using: &random) * 4_096
          )
        }
        time += step
      }
      return (cpu, memory)
    }
  }

  @Test("give the same amounts as each by itself, at once or day by day", arguments: 0..<30)
  func shared(seed: Int) {
    var random = Chance(seed: UInt64(seed))
    let memory = HistoryMemory()
    for _ in 0..<4 {
      let days = Int.random(in: 1...9, using: &random)
      let pods = Self.pods(&random, days: days)
      func history(_ memory: HistoryMemory) -> UsageHistory {
        UsageHistory(
          pods: pods,
          start: Instant(milliseconds: 0),
          blocks: days,
          memory: memory
        )
      }
      let (shared, own, daily) = (history(memory), history(HistoryMemory()), history(memory))
      shared.advance(to: days)
      own.advance(to: days)
      for type in StrategyRegistry.all {
        let strategy = type.init()
        let amounts = strategy.amounts(of: own)
        #expect(strategy.amounts(of: shared) == amounts, "\(type.id.rawValue)")
        for day in 1...days {
          daily.advance(to: day)
          _ = strategy.amounts(of: daily)
        }
        #expect(strategy.amounts(of: daily) == amounts, "\(type.id.rawValue)")
      }
    }
  }

  @Test("the busiest hour is that of samples sorted by hour", arguments: 0..<60)
  func hours(seed: Int) {
    var random = Chance(seed: UInt64(seed))
    let days = Int.random(in: 1...9, using: &random)
    let pods = Self.pods(&random, days: days)
    let history = UsageHistory(pods: pods, start: Instant(milliseconds: 0), blocks: days)
    history.advance(to: days)
    for (metric, quantile) in [(Metric.cpuUsage, 0.95), (.memoryWorkingSet, 0.99), (.cpuUsage, 0)] {
      for window in [1, 3, 7, 400] {
        let start = Int64(max(days - window, 0)) * 86_400_000
        var hours = [[Int64]](repeating: [], count: 24)
        for pod in pods {
          let column = metric == .cpuUsage ? pod.cpu : pod.memory
          for (time, value) in zip(column.times, column.values) where time > start {
            hours[Int((time - 1) / 3_600_000 % 24)].append(max(value, 0))
          }
        }
        let sorted = hours.filter { !$0.isEmpty }.map { $0.sorted() }
        let found = history.hourlyQuantile(metric, Quantile(quantile), days: window)
        let value = sorted.compactMap { hour in
          Quantile(quantile).nearestRank(in: hour.count).map { hour[$0] }
        }
        #expect(found?.value == value.max())
        #expect(found?.max == sorted.compactMap(\.last).max())
        #expect((found?.samples ?? 0) == sorted.reduce(0) { $0 + $1.count })
      }
    }
  }
}
