import PodfitJVM
import PodfitModel
import Testing

/// A log of full collections at `times` with what is in use after them, in MiB.
private func log(
  _ values: [(time: Double, used: Int64)],
  _ kind: GCKind = .full,
  collector: GarbageCollector? = .parallel
) -> GCLog {
  var log = GCLog()
  log.collector = collector
  log.points = values.map { GCHeapPoint(time: $0.time, kind: kind, after: .mebibytes($0.used)) }
  log.duration = values.last?.time ?? 0
  return log
}

@Suite("The live set of a GC log")
struct LiveSetTests {
  @Test("an empty log has none")
  func empty() {
    #expect(LiveSetEstimator.estimate(of: GCLog()).value == nil)
  }

  @Test("full collections of one level give that level")
  func steady() throws {
    let live = try #require(
      LiveSetEstimator.estimate(of: log((1...10).map { (Double($0), 100 + Int64($0 % 3)) })).value
    )
    #expect(live.estimate == .mebibytes(101))
    #expect(live.low <= .mebibytes(100) && live.high >= .mebibytes(102))
    #expect(live.trend == .steady)
    #expect(live.source == .full)
  }

  @Test("Serial leaves up to 5 % of the old generation in place, but not each fourth time")
  func deadWood() throws {
    for (number, expected) in [(3, 97.5), (4, 100.0)] {
      var one = log([(1, 100)], collector: .serial)
      one.points[0].oldCapacity = .mebibytes(100)
      one.points[0].fullNumber = number
      let live = try #require(LiveSetEstimator.estimate(of: one).value)
      #expect(live.estimate.mebibytes == expected)
      #expect(live.high >= .mebibytes(100))
    }
  }

  @Test("G1 leaves 5 % of the heap's capacity: 200 less 20 in survivors less 20")
  func mixed() throws {
    var one = log([(1, 300), (2, 200), (3, 250)], .youngMixed, collector: .g1)
    one.points[2].kind = .youngNormal
    for index in one.points.indices {
      one.points[index].capacity = .mebibytes(400)
      one.points[index].survivors = .mebibytes(20)
    }
    let live = try #require(LiveSetEstimator.estimate(of: one).value)
    #expect(live.estimate == .mebibytes(160))
    #expect(live.high == .mebibytes(200))
    #expect(live.source == .mixed)
  }

  @Test(
    "a step: the last level counts, in whichever direction",
    arguments: [(100, 300), (300, 100)]
  )
  func step(from: Int64, to: Int64) throws {
    let values = (1...20).map { (time: Double($0), used: $0 <= 10 ? from : to) }
    let live = try #require(LiveSetEstimator.estimate(of: log(values)).value)
    #expect(live.estimate == .mebibytes(to))
    #expect(live.trend == .step(from: .mebibytes(from)))
  }

  @Test("a start that fills its caches is no leak and no step")
  func warmUp() throws {
    let values = [(0.5, 7), (1, 13), (2, 24), (3, 42), (4, 77), (5, 126)] as [(Double, Int64)]
    var one = log(values.map { (time: $0.0, used: $0.1) })
    for second in 6...60 {
      one.points.append(
        GCHeapPoint(time: Double(second), kind: .young, after: .mebibytes(126 + Int64(second)))
      )
    }
    let live = try #require(LiveSetEstimator.estimate(of: one).value)
    #expect(live.estimate == .mebibytes(126))
    #expect(live.trend == .steady)
  }

  @Test("growth to the end is a leak with the days it has left")
  func leak() throws {
    var one = log((0...20).map { (time: Double($0) * 3_600, used: 100 + 10 * Int64($0)) })
    one.heapMax = .mebibytes(540)
    let live = try #require(LiveSetEstimator.estimate(of: one).value)
    guard case .leaking(let rate, let days) = live.trend else {
      Issue.record("\(live.trend)")
      return
    }
    #expect(abs(rate * 3_600 / 0x1p20 - 10) < 0.01)
    // 240 MiB at 10 MiB an hour.
    #expect(try abs(#require(days) - 1) < 0.01)
    #expect(!live.isSizeable)
    #expect(live.estimate == .mebibytes(300))
  }

  @Test("a saw of young collections alone bounds the live set from above")
  func young() throws {
    let live = try #require(
      LiveSetEstimator.estimate(of: log((1...20).map { (Double($0), 50 + Int64($0)) }, .young))
        .value
    )
    #expect(live.source == .young)
    #expect(live.trend == .unknown)
    #expect(live.low < live.estimate && live.estimate == .mebibytes(61))
  }

  @Test("scaled times and sizes scale the result", arguments: [0.001, 1, 1_000])
  func scaling(factor: Double) throws {
    let values = (1...20).map { (time: Double($0) * factor, used: Int64($0 <= 10 ? 100 : 300)) }
    let live = try #require(LiveSetEstimator.estimate(of: log(values)).value)
    #expect(live.estimate == .mebibytes(300))
  }
}

@Suite("Findings of a GC log")
struct GCLogFindingTests {
  private static func ids(_ log: GCLog) -> [String] {
    GCLogFindings.all(in: log, live: LiveSetEstimator.estimate(of: log).value).map(\.id)
  }

  @Test("a healthy log has none")
  func healthy() {
    var one = log((1...10).map { (Double($0), 100) })
    one.heapMax = .mebibytes(400)
    one.pauses.total = 0.05
    #expect(Self.ids(one).isEmpty)
  }

  @Test("a heap that is full after collections, or pauses a tenth of the time and is no ample one")
  func thrash() {
    var crowded = log((1...10).map { (Double($0), 100) })
    crowded.heapMax = .mebibytes(110)
    #expect(Self.ids(crowded) == ["gc-thrash"])
    var slow = log((1...10).map { (Double($0), 100) })
    slow.heapMax = .mebibytes(250)
    slow.pauses.total = 2
    #expect(Self.ids(slow) == ["gc-thrash"])
    // Four times what stays alive: more heap would not help.
    slow.heapMax = .mebibytes(400)
    #expect(Self.ids(slow).isEmpty)
  }

  @Test(
    "each trouble has its finding",
    arguments: [
      (GCTrouble.allocationStall, "allocation-stall"), (.evacuationFailure, "evacuation-failure"),
      (.degenerated, "degenerated-gc"), (.fullAfterFull, "full-after-full"),
      (.concurrentModeFailure, "concurrent-mode-failure"), (.humongous, "humongous-allocation"),
      (.fruitlessFull, "gc-thrash"),
    ]
  )
  func trouble(kind: GCTrouble, id: String) {
    var one = log((1...10).map { (Double($0), 100) })
    one.heapMax = .mebibytes(400)
    one.troubles = [kind: 3]
    #expect(Self.ids(one) == [id])
  }
}
