import PodfitModel
import Testing

@testable import PodfitProfile

@Suite("Counters")
struct CounterRatesTests {
  @Test("the worked table holds")
  func workedTable() throws {
    let rows = try Tables.rows(
      in: "coverage.md",
      after: "| readings, s | every 60 s gives, cores | resets |"
    )
    #expect(rows.count == 4)
    for row in rows {
      let readings = Tables.numbers(row[0])
      let counter = SampleColumn(
        minutes: readings.indices.map { Double($0) },
        values: readings.map { Int64($0 * 1e9) }
      )
      let result = CounterRates.cpu(from: counter)
      #expect(result.rates.values == Tables.numbers(row[1]).map { Int64($0 * 1e9) }, "\(row)")
      #expect(result.resets.count == Int(row[2]))
    }
  }

  @Test("a gap of more than five steps gives no sample, and a reset in it still counts")
  func gaps() {
    let counter = SampleColumn(
      minutes: [0, 1, 2, 3, 8, 9, 10, 30, 31],
      values: [0, 60, 120, 180, 480, 540, 600, 5, 65].map { $0 * 1_000_000_000 }
    )
    let result = CounterRates.cpu(from: counter)
    #expect(result.rates.times == [1, 2, 3, 8, 9, 10, 31].map { $0 * 60_000 })
    #expect(result.rates.values.allSatisfy { $0 == 1_000_000_000 })
    #expect(result.resets == [30 * 60_000])
  }

  @Test("rates are never negative, whatever the counter does", arguments: UInt64(1)...30)
  func neverNegative(seed: UInt64) {
    var random = Seeded(seed: seed)
    var counter = SampleColumn()
    var time: Int64 = 0
    for _ in 0..<200 {
      time += .random(in: 1...100_000, using: &random)
      counter.append(time: time, value: .random(in: .min ... .max, using: &random))
    }
    #expect(CounterRates.cpu(from: counter).rates.values.allSatisfy { $0 >= 0 }, "seed \(seed)")
  }

  @Test("throttled periods in all periods; nothing grown is no sample")
  func throttling() {
    let periods = SampleColumn(minutes: [0, 1, 2, 3, 4], values: [100, 200, 200, 300, 40])
    let stopped = SampleColumn(minutes: [0, 1, 2, 3, 4], values: [10, 35, 35, 35, 10])
    let result = CounterRates.ratio(of: stopped, in: periods)
    #expect(result.rates.times == [1, 3, 4].map { $0 * 60_000 })
    #expect(result.rates.values == [250_000_000, 0, 250_000_000])
  }
}

@Suite("One counter per day")
struct DayChoiceTests {
  private func rates(_ minutes: [Double], _ value: Int64, resets: [Double] = []) -> CounterRates {
    CounterRates(
      rates: SampleColumn(minutes: minutes, values: minutes.map { _ in value }),
      resets: resets.map { Int64($0 * 60_000) }
    )
  }

  @Test("copies are not mixed: the one with more samples counts, of equal ones the first")
  func copies() {
    let full = rates(Array(stride(from: 1, through: 100, by: 1)), 5, resets: [7])
    let thin = rates(Array(stride(from: 1.2, through: 90, by: 1)), 9, resets: [7])
    let (chosen, resets) = DayChoice.chosen(from: [thin, full])
    #expect(chosen == full.rates)
    #expect(resets == 1)
    let twin = rates(Array(stride(from: 1, through: 100, by: 1)), 6)
    #expect(DayChoice.chosen(from: [full, twin]).rates.values.max() == 5)
  }

  @Test("incarnations that follow each other all count, dead tails do not come between")
  func incarnations() {
    var first = rates(Array(stride(from: 1, through: 20, by: 1)), 5)
    // Five minutes of a dead container's unchanged counter.
    for minute in 21...25 { first.rates.append(time: Int64(minute) * 60_000, value: 0) }
    let second = rates(Array(stride(from: 21, through: 60, by: 1)), 7)
    let copy = rates(Array(stride(from: 21.2, through: 59.2, by: 1)), 8)
    let (chosen, _) = DayChoice.chosen(from: [first, second, copy])
    #expect(chosen.values == Array(repeating: 5, count: 20) + Array(repeating: 7, count: 40))
  }

  @Test("days with stated rates take none from counters; midnight belongs to the day it ends")
  func days() {
    let day = 1_440.0
    let stated = SampleColumn(minutes: [1_435, 1_440], values: [1, 1])
    let counted = SampleColumn(
      minutes: [1_430, 1_440, 1_445, 2 * day, 2 * day + 5],
      values: [2, 2, 2, 2, 2]
    )
    let joined = DayChoice.joined(stated, else: counted)
    #expect(joined.times == [1_435, 1_440, 1_445, 2_880, 2_885].map { $0 * 60_000 })
    #expect(joined.values == [1, 1, 2, 2, 2])
  }
}
