import Foundation
import PodfitModel
import Testing

@testable import PodfitStore

@Suite("Dropping old days")
struct PruneTests {
  private static let day: Int64 = 86_400_000

  /// Series that compete, are parts, stand alone, begin late and end early.
  private static func batches(_ seed: UInt64, from first: Int64) -> [SampleBatch] {
    var random = Seeded(seed)
    var batches: [SampleBatch] = []
    for pod in 0..<4 {
      for (part, source) in [("", "a"), ("", "b"), ("eden", "a")] where pod < 3 || source == "a" {
        let step = [60_000, 300_000, 420_000].randomElement(using: &random) ?? 60_000
        let days = (
          Int64.random(in: 0..<3, using: &random), Int64.random(in: 3..<6, using: &random)
        )
        var column = SampleColumn()
        for time in stride(from: days.0 * day, to: days.1 * day, by: step) {
          let value = Int64.random(in: 0..<1_000_000, using: &random) * 4_096
          if time >= first * day { column.append(time: time, value: value) }
        }
        let metric: Metric = part.isEmpty ? .memoryWorkingSet : .jvmHeapUsed
        let key = key("pod-\(pod)", metric: metric, part: part, source: source)
        batches.append(SampleBatch(key: key, samples: column))
      }
    }
    return batches
  }

  @Test(
    "what is left is what the later days alone would have given",
    arguments: 0..<6 as Range<UInt64>
  )
  func equivalence(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    for first in 0...6 as ClosedRange<Int64> {
      let pruned = try Store.open(path: folder.path("pruned-\(first).db"))
      try pruned.ingest("a", Self.batches(seed, from: 0))
      let rehearsal = try pruned.prune(before: first, isRehearsal: true)
      let whole = try pruned.info().samples
      let result = try pruned.prune(before: first)
      #expect(rehearsal == result)
      let fresh = try Store.open(path: folder.path("fresh-\(first).db"))
      try fresh.ingest("a", Self.batches(seed, from: first))
      func lines(_ store: Store) throws -> [String] {
        try store.contentLines.filter { !$0.hasPrefix("[\"file\"") }
      }
      #expect(try lines(pruned) == lines(fresh), "seed \(seed), day \(first)")
      #expect(try pruned.info().samples == whole - result.samples)
      #expect(try pruned.verify().problems.filter { !$0.contains("SHA-256 nor") } == [])
    }
  }

  @Test("sketches and rollups go with their days; a second time changes nothing; space comes back")
  func others() throws {
    let folder = try TemporaryFolder()
    let store = try Store.open(path: folder.path("podfit.db"))
    try store.ingest("a", Self.batches(1, from: 0))
    _ = try store.rollUp(
      owner: {
        WorkloadID(cluster: $0.cluster, namespace: $0.namespace, kind: .pod, name: $0.name)
      },
      usage: { _ in }
    )
    let size = try store.info().fileBytes
    let result = try store.prune(before: 5, shrinks: true)
    #expect(result.days == 5 && result.samples > 0)
    #expect(try store.query("SELECT min(day) FROM rollup_day").rows.first?.first != .integer(0))
    #expect(try store.prune(before: 5).samples == 0)
    #expect(try store.info().fileBytes < size)
    #expect(try store.lastDay() == 5 || store.lastDay() == nil)
  }

  @Test("a database that is not there is not made")
  func missing() throws {
    let folder = try TemporaryFolder()
    #expect(throws: StoreError.self) { try Store.openExisting(path: folder.path("none.db")) }
    #expect(try folder.contents.isEmpty)
  }
}
