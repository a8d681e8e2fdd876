import PodfitModel
import Testing

@testable import PodfitRecommend

@Suite("Usage histories")
struct HistoryTests {
  @Test("a window that moves on holds what sorting anew would give", arguments: 0..<60)
  func window(seed: Int) {
    var chance = Chance(seed: UInt64(seed))
    let length = Int.random(in: 1...9, using: &chance)
    let runs = (0..<40).map { _ in
      (0..<Int.random(in: 0...20, using: &chance))
        .map { _ in Int64.random(in: 0...30, using: &chance) }.sorted()
    }
    var window = SortedWindow(length: length)
    var past = 0
    while past < runs.count {
      // Now and then so far that the window begins anew.
      past = min(past + (chance.hits(0.1) ? length + 3 : Int.random(in: 0...2, using: &chance)), 40)
      window.advance(to: past) { runs[$0][...] }
      let plain = runs[max(past - length, 0)..<past].flatMap { $0 }.sorted()
      #expect(window.values == plain)
    }
  }

  @Test("use above a request is counted as sample by sample", arguments: 0..<60)
  func above(seed: Int) {
    var chance = Chance(seed: UInt64(seed))
    let count = Int.random(in: 1...300, using: &chance)
    let values = (0..<count).map { _ in Int64.random(in: -5...100, using: &chance) }
    let column = SampleColumn(times: (0..<count).map { Int64($0 + 1) * 600_000 }, values: values)
    let pod = PodHistory(cpu: column, memory: SampleColumn(), start: 0, blocks: 3)
    for block in 0..<3 {
      let inBlock = zip(column.times, values).filter {
        $0.0 > Int64(block) * 86_400_000 && $0.0 <= Int64(block + 1) * 86_400_000
      }.map { max($0.1, 0) }
      for request: Int64 in [0, 1, 50, 99, 100, 200] {
        let found = pod.above(request, block: block)
        #expect(found.count == inBlock.count { $0 > request })
        let excess = inBlock.reduce(0) { $0 + max($1 - request, 0) }
        #expect(abs(found.excess - Double(excess)) < 1e-6)
      }
      #expect(pod.cpuSum(block: block) == Double(inBlock.reduce(0, +)))
    }
  }

  @Test("nothing of the days to come is told", arguments: StrategyRegistry.all.indices)
  func blind(index: Int) {
    let strategy = StrategyRegistry.all[index].init()
    func amounts(later: Double) -> StrategyAmounts {
      let early = Array(repeating: 100.0, count: 4 * 288)
      let late = Array(repeating: later, count: 2 * 288)
      let pod = MadeProfile.pod("a", millicores: early + late, mebibytes: early + late)
      let history = UsageHistory(
        pods: [(pod.cpu, pod.memory)],
        start: Instant(milliseconds: MadeProfile.start),
        blocks: 6
      )
      history.advance(to: 4)
      return strategy.amounts(of: history)
    }
    #expect(amounts(later: 1) == amounts(later: 5000))
  }

  @Test("hostile times and values stop nothing")
  func hostile() {
    let times: [Int64] = [.min, -1, 0, 1, .max - 1, .max]
    let column = SampleColumn(times: times, values: [.min, -1, 0, 1, .max, .max])
    let starts: [Int64] = [.min, -86_400_000, 0, .max - 86_400_000]
    for start in starts {
      let history = UsageHistory(
        pods: [(column, column)],
        start: Instant(milliseconds: start),
        blocks: 3
      )
      for past in 1...3 {
        history.advance(to: past)
        for type in StrategyRegistry.all {
          let amounts = type.init().amounts(of: history)
          if let cpu = amounts.cpu.value { #expect(cpu >= .zero) }
          if let memory = amounts.memory.value { #expect(memory >= .zero) }
        }
      }
    }
  }
}
