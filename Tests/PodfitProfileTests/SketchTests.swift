import PodfitModel
import PodfitProfile
import Testing

@Suite("Sketches")
struct SketchTests {
  private let start = Instant(milliseconds: 1_767_225_600_000)

  @Test("a sample a half-life older weighs half")
  func halfLife() throws {
    var histogram = DecayingHistogram(.cpuCores, halfLife: .days(1))
    histogram.add(1, weight: 1, at: start)
    histogram.add(100, weight: 0.49, at: start + .days(1))
    // 0.98 of the older one's weight: the median stays with the older.
    let below = try #require(histogram.quantile(0.5))
    #expect(below < 2)
    histogram.add(100, weight: 0.02, at: start + .days(1))
    let above = try #require(histogram.quantile(0.5))
    #expect(above > 90)
  }

  @Test("the reference moves, the answer does not", arguments: [50, 99, 101, 150, 1000, 20_000])
  func reference(days: Int64) throws {
    var histogram = DecayingHistogram(.cpuCores, halfLife: .days(1))
    histogram.add(1, weight: 1, at: start)
    let first = histogram.referenceTime
    histogram.add(5, weight: 1, at: start + .days(days))
    let middle = try #require(histogram.quantile(0.5))
    #expect(middle > 4.9 && middle < 5.6)
    #expect((histogram.referenceTime == first) == (days < 101))
    #expect(histogram.histogram.totalWeight.isFinite)
  }

  @Test("samples in any order give the same weights")
  func order() {
    let samples = (0..<200).map { (Double($0 % 7) + 0.5, TimeSpan.hours(Int64($0) * 3)) }
    var (forth, back) = (
      DecayingHistogram(.cpuCores, halfLife: .days(1)),
      DecayingHistogram(.cpuCores, halfLife: .days(1))
    )
    for (value, offset) in samples { forth.add(value, weight: 1, at: start + offset) }
    for (value, offset) in samples.reversed() { back.add(value, weight: 1, at: start + offset) }
    for step in 0...20 {
      let quantile = Quantile(Double(step) / 20)
      #expect(forth.quantile(quantile) == back.quantile(quantile))
    }
  }

  @Test("half-lives that differ do not merge")
  func halfLives() {
    var histogram = DecayingHistogram(.cpuCores, halfLife: .days(1))
    #expect(throws: SketchError(.differentHalfLife)) {
      try histogram.merge(DecayingHistogram(.cpuCores, halfLife: .days(2)))
    }
  }

  @Test("times at the ends of the type do not stop the program")
  func extremes() {
    var histogram = DecayingHistogram(.cpuCores, halfLife: TimeSpan(milliseconds: 0))
    var peaks = MemoryPeaks(interval: TimeSpan(milliseconds: 0))
    for time in [Int64.min, -1, 0, .max] {
      let instant = Instant(milliseconds: time)
      histogram.add(1, weight: 1, at: instant)
      _ = peaks.add(Memory(bytes: .max), at: instant)
      _ = peaks.addKill(request: Memory(bytes: .max), at: instant)
    }
    #expect(peaks.openPeak == Memory(bytes: .max))
  }

  @Test("one peak per interval is what remains, the largest")
  func peaks() throws {
    var peaks = MemoryPeaks()
    var standing: [Instant: Memory] = [:]
    for hour in 0..<72 {
      let usage = Memory.mebibytes(Int64(100 + (hour * 37) % 61))
      let changes = peaks.add(usage, at: start + .hours(Int64(hour)))
      for change in try #require(changes) {
        switch change {
        case .add(let peak, let end): standing[end] = peak
        case .subtract(let peak, let end):
          #expect(standing[end] == peak)
          standing[end] = nil
        }
      }
    }
    for day in 0..<3 {
      let end = start + .days(Int64(day + 1))
      let values: [Int] = (0..<24).map { hour in 100 + ((day * 24 + hour) * 37) % 61 }
      #expect(standing[end] == .mebibytes(Int64(try #require(values.max()))))
    }
    #expect(standing.count == 3)
  }

  @Test("a checkpoint of another version is refused")
  func version() {
    let checkpoint = UsageCheckpoint(version: "v2", cpu: nil, memory: nil)
    #expect(throws: SketchError(.unknownVersion("v2"))) {
      try UsageHistograms(checkpoint: checkpoint)
    }
  }

  @Test("sketches through a checkpoint answer the same while no tail is lost")
  func checkpoint() throws {
    var usage = UsageHistograms()
    for hour in 0..<240 {
      usage.addCPU(.millicores(Int64(50 + hour % 24 * 10)), at: start + .hours(Int64(hour)))
    }
    usage.apply((1...10).map { .add(.mebibytes(100 * $0), at: start + .days($0)) })
    let again = try UsageHistograms(checkpoint: usage.checkpoint)
    for quantile in [0.5, 0.9, 0.95] as [Quantile] {
      #expect(again.cpu.quantile(quantile) == usage.cpu.quantile(quantile))
      #expect(again.memory.quantile(quantile) == usage.memory.quantile(quantile))
    }
    #expect(again.confidence() == usage.confidence())
    #expect(again.checkpoint == usage.checkpoint)
  }
}
