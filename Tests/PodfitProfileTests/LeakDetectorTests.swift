import Foundation
import PodfitModel
import Testing

@testable import PodfitProfile

@Suite("Leaks")
struct LeakDetectorTests {
  static let id = PodContainerID(
    pod: PodID(cluster: "c", namespace: "n", name: "p"),
    container: "app"
  )

  /// Memory every five minutes, in MiB as a function of the hour; load rides on top of the floor.
  static func usage(
    hours: Int,
    load: Double = 50,
    _ floor: (Double) -> Double
  ) -> PodUsage {
    var column = SampleColumn()
    for step in 1...(hours * 12) {
      let noise = step % 12 == 7 ? 0 : Double((step * 7_919) % 13) / 13 * load
      let mebibytes = floor(Double((step - 1) / 12)) + noise
      column.append(time: Int64(step) * 300_000, value: Int64(mebibytes * 0x1p20))
    }
    return PodUsage(id: id, memory: column)
  }

  /// The floors of the worked table.
  static let floors: [String: @Sendable (Double) -> Double] = [
    "500": { _ in 500 },
    "500 + 4·h": { 500 + 4 * $0 },
    "500 + 1·h": { 500 + $0 },
    "500 + 40·h": { 500 + 40 * $0 },
    "500 + 100·sin(2πh/24)": { 500 + 100 * sin(2 * .pi * $0 / 24) },
    "500 + 4·h + 100·sin(2πh/24)": { 500 + 4 * $0 + 100 * sin(2 * .pi * $0 / 24) },
    "900 − 600·exp(−h/12)": { 900 - 600 * exp(-$0 / 12) },
    "5 + 0.05·h": { 5 + 0.05 * $0 },
    "300 + 8·min(h, 100)": { 300 + 8 * min($0, 100) },
  ]

  @Test("the worked table holds")
  func workedTable() throws {
    let rows = try Tables.rows(
      in: "leak.md",
      after: "| hours | floor at hour h, MiB | leaking | why |"
    )
    #expect(rows.count == 10)
    for row in rows {
      let floor = try #require(Self.floors[row[1]], "\(row[1])")
      let usage = Self.usage(
        hours: try #require(Int(row[0])),
        load: row[1] == "5 + 0.05·h" ? 1 : 50,
        floor
      )
      let verdict = LeakDetector.verdict(on: [usage], restarts: 0, isJVM: false)
      #expect(verdict.isLeaking == (row[2] == "yes"), "\(row)")
    }
  }

  @Test("one pod of three is no leak of the workload, two are")
  func majority() {
    let flat = Self.usage(hours: 168) { _ in 500 }
    let growing = Self.usage(hours: 168) { 500 + 4 * $0 }
    #expect(!LeakDetector.verdict(on: [flat, growing, flat], restarts: 0, isJVM: false).isLeaking)
    let two = LeakDetector.verdict(on: [growing, growing, flat], restarts: 0, isJVM: false)
    #expect(two.isLeaking)
    #expect(two.note == "memory floor grows by 12 % a day in 2 of 3 pods")
  }

  @Test("a JVM heap that fills is no leak while what lives in it stays")
  func heapFilling() {
    var filling = Self.usage(hours: 168) { 500 + 4 * $0 }
    filling.jvm[.jvmHeapAfterGC] = Self.usage(hours: 168, load: 0) { _ in 200 }.memory
    filling.jvm[.jvmHeapCommitted] = Self.usage(hours: 168, load: 0) { 400 + 4 * $0 }.memory
    #expect(!LeakDetector.verdict(on: [filling], restarts: 0, isJVM: true).isLeaking)

    var living = filling
    living.jvm[.jvmHeapAfterGC] = Self.usage(hours: 168, load: 0) { 200 + 3 * $0 }.memory
    #expect(LeakDetector.verdict(on: [living], restarts: 0, isJVM: true).isLeaking)

    var native = filling
    native.jvm[.jvmHeapCommitted] = Self.usage(hours: 168, load: 0) { _ in 300 }.memory
    #expect(LeakDetector.verdict(on: [native], restarts: 0, isJVM: true).isLeaking)

    let unseen = Self.usage(hours: 48) { 500 + 4 * $0 }
    #expect(!LeakDetector.verdict(on: [unseen], restarts: 0, isJVM: true).isLeaking)
    #expect(LeakDetector.verdict(on: [unseen], restarts: 0, isJVM: false).isLeaking)
  }

  @Test("teeth that restarts cut are a leak, teeth of the program's own are none")
  func sawtooth() {
    let teeth = Self.usage(hours: 24, load: 5) { 150 + 70 * $0.truncatingRemainder(dividingBy: 6) }
    let killed = LeakDetector.verdict(on: [teeth], restarts: 3, isJVM: false)
    #expect(killed.isLeaking)
    #expect(killed.note == "memory grows until the container is restarted, 3 times")
    #expect(!LeakDetector.verdict(on: [teeth], restarts: 0, isJVM: false).isLeaking)
    #expect(!LeakDetector.verdict(on: [teeth], restarts: 2, isJVM: false).isLeaking)
    let warmUps = Self.usage(hours: 72, load: 0) {
      $0.truncatingRemainder(dividingBy: 24) == 0
        ? 140 : 250 + $0.truncatingRemainder(dividingBy: 24)
    }
    #expect(!LeakDetector.verdict(on: [warmUps], restarts: 2, isJVM: false).isLeaking)
    let spikes = Self.usage(hours: 24, load: 5) { Int($0) % 6 == 5 ? 500 : 150 }
    #expect(!LeakDetector.verdict(on: [spikes], restarts: 9, isJVM: false).isLeaking)
  }

  @Test("what the program gave back before from the same level is no leak, slow as it may grow")
  func givenBack() {
    // From 1 to 2 GiB in a day and back, for ten days.
    let daily = Self.usage(hours: 240) {
      1024 + 1024 * $0.truncatingRemainder(dividingBy: 24) / 24
    }
    #expect(!LeakDetector.verdict(on: [daily], restarts: 0, isJVM: false).isLeaking)
    // One that dropped 300 MiB once and has grown far beyond since.
    let dropped = Self.usage(hours: 120) { $0 == 0 ? 600 : 300 + 10 * $0 }
    #expect(LeakDetector.verdict(on: [dropped], restarts: 0, isJVM: false).isLeaking)
  }

  @Test("the growth is in bytes a day")
  func bytesPerDay() throws {
    let found = LeakDetector.verdict(
      on: [Self.usage(hours: 168) { 500 + 4 * $0 }],
      restarts: 0,
      isJVM: false
    )
    let mebibytes = try #require(found.bytesPerDay) / 1_048_576
    #expect(mebibytes > 95 && mebibytes < 97)
  }

  @Test("nothing, one sample and extremes are no leak and do not trap")
  func hostile() {
    let odd = [
      SampleColumn(), SampleColumn(times: [5], values: [1]),
      SampleColumn(times: [.min, .max], values: [.min, .max]),
      SampleColumn(times: (0..<500).map { $0 * 3_600_000 }, values: (0..<500).map { _ in .max }),
      SampleColumn(times: (0..<500).map { $0 * 3_600_000 }, values: (0..<500).map { _ in 0 }),
    ]
    for column in odd {
      let usage = PodUsage(id: Self.id, memory: column)
      #expect(!LeakDetector.verdict(on: [usage, usage], restarts: .max, isJVM: false).isLeaking)
    }
  }
}
