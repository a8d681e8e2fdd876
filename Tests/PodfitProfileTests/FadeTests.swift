import Foundation
import PodfitModel
import PodfitProfile
import Testing

@Suite("Fading over columns")
struct FadeTests {
  /// Times as sources have them, and as none has.
  enum Shape: CaseIterable {
    case regular, gaps, jitter, otherPhase, coarse, fine, single, hostile, old
  }

  static func times(_ shape: Shape, _ random: inout Seeded) -> [Int64] {
    let start = 1_760_000_000_000 + Int64.random(in: 0...40, using: &random) * 300_000
    let count = Int.random(in: 2...400, using: &random)
    let regular = (0..<count).map { start + Int64($0) * 300_000 }
    switch shape {
    case .regular: return regular
    case .gaps: return regular.filter { _ in Int.random(in: 0..<20, using: &random) > 0 }
    case .jitter: return regular.map { $0 + Int64.random(in: 0...2_000, using: &random) }
    case .otherPhase: return regular.map { $0 + 17_321 }
    case .coarse: return (0..<count).map { start + Int64($0) * 86_400_000 * 9 }
    case .fine: return (0..<count).map { start + Int64($0) * 15_000 }
    case .single: return [start]
    case .hostile: return [.min, .min + 1, -300_000, 0, 300_000, .max - 1, .max]
    case .old: return regular.map { $0 - 1_700_000_000_000 }
    }
  }

  @Test(
    "weights are those worked out one by one, whatever was asked before",
    arguments: 0..<20 as Range<UInt64>
  )
  func weights(seed: UInt64) {
    var random = Seeded(seed: seed)
    let memory = FadeMemory()
    for _ in 0..<60 {
      let shape = Shape.allCases.randomElement(using: &random) ?? .regular
      let rule: FadeRule =
        Bool.random(using: &random)
        ? .quotient(halfLife: 86_400_000) : .product(halfLife: 172_800_000)
      let reference: Int64 =
        1_760_054_400_000 + Int64.random(in: -3...3, using: &random) * 43_200_000
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let times = Self.times(shape, &random)
        let places = Int.random(in: 0...1, using: &random)..<times.count
        memory.weigh(times, places, from: reference, by: rule)
        let plain = times[places].map {
          let distance = Double($0.subtractingSaturated(reference))
          switch rule {
          case .quotient(let halfLife): return exp2(distance / Double(halfLife))
          case .product(let halfLife): return exp2(distance * (1 / Double(halfLife)))
          }
        }
        #expect(memory.weights == plain, "seed \(seed), \(shape)")
      }
    }
  }

  @Test(
    "a column gives the sketches of its samples one by one, to the last bit",
    arguments: Shape.allCases,
    0..<12 as Range<UInt64>
  )
  func sketches(shape: Shape, seed: UInt64) {
    var random = Seeded(seed: seed)
    let memory = FadeMemory()
    for _ in 0..<4 {
      let times = Self.times(shape, &random)
      let isHostile = Int.random(in: 0..<4, using: &random) == 0
      let range: ClosedRange<Int64> = isHostile ? -3_000_000...3_000_000 : 0...3_000_000_000
      let column = SampleColumn(
        times: times,
        values: times.map { _ in Int64.random(in: range, using: &random) }
      )
      var (whole, plain) = (UsageHistograms(), UsageHistograms())
      var (wholeIntake, plainIntake) = (SampleIntake(), SampleIntake())
      let cut = Int.random(in: 0...times.count, using: &random)
      // Some samples come twice, which counts once.
      for places in [0..<cut, max(cut - 2, 0)..<times.count] {
        whole.addCPU(column, places, by: &wholeIntake, fading: memory)
        whole.addMemory(column, places, by: &wholeIntake)
        for place in places {
          let time = Instant(milliseconds: times[place])
          let cpu = CPU.millicores(column.values[place] / 1_000_000)
          if plainIntake.acceptsCPU(cpu, at: time) { plain.addCPU(cpu, at: time) }
        }
        for place in places {
          let bytes = Memory(bytes: column.values[place])
          if let changes = plainIntake.peaks.add(
            bytes,
            at: Instant(milliseconds: times[place])
          ) {
            plain.apply(changes)
          }
        }
      }
      #expect(whole == plain, "seed \(seed)")
      #expect(wholeIntake == plainIntake, "seed \(seed)")

      for halfLife in [TimeSpan.hours(12), .hours(48), TimeSpan(milliseconds: 1)] {
        var fading = DecayingHistogram(.cpuCores, halfLife: halfLife)
        var one = fading
        fading.add(column, 0..<times.count, unit: 1e-9, weight: 0.3, fading: memory)
        for place in times.indices {
          one.add(
            Double(max(column.values[place], 0)) * 1e-9,
            weight: 0.3,
            at: Instant(milliseconds: times[place])
          )
        }
        #expect(fading == one, "seed \(seed)")
      }
    }
  }
}
