import Foundation
import PodfitModel
import Testing

@testable import PodfitStore

@Suite("Sketches in the database")
struct SketchStoreTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func sketch(
    _ values: [Int64],
    shard: String = "",
    day: Int64 = 20_000,
    workload: String = "web"
  ) -> DailySketch {
    var coverage = DayCoverage()
    coverage.add(from: 0, to: 300_000)
    let owner = WorkloadID(cluster: "c", namespace: "n", kind: .deployment, name: workload)
    return DailySketch(
      key: DailySketch.Key(
        container: ContainerID(workload: owner, container: "app"),
        day: day,
        signal: .cpu
      ),
      shard: shard,
      samples: Int64(values.count),
      pods: 1,
      min: values.min() ?? 0,
      max: values.max() ?? 0,
      sum: values.reduce(0, +),
      peakSum: values.max() ?? 0,
      coverage: coverage,
      quantiles: BucketCounts(of: values.map(LogLinearBuckets.bucket)),
      vpa: BucketCounts(of: values.map(VPABuckets.bucket))
    )
  }

  private func stored(_ files: [[DailySketch]], named name: String) throws -> [DailySketch] {
    let store = try Store.open(path: folder.path(name))
    for (index, file) in files.enumerated() {
      try store.ingestFile(path: "\(index)", at: someTime) { session in
        for sketch in file { try session.accept(sketch) }
        return FileOutcome(digest: "\(name)-\(index)", format: "sketch-jsonl")
      }
    }
    var all: [DailySketch] = []
    try store.forEachSketch { all.append($0) }
    return all
  }

  @Test("come back as they were, by key and shard")
  func roundTrip() throws {
    let all = [
      sketch([1, 2, 3]), sketch([9], shard: "b"), sketch([4], day: 20_001),
      sketch([5], workload: "worker"),
    ]
    #expect(try stored([all.reversed()], named: "a") == all)
  }

  @Test("of one key and shard the fuller one stays, whatever the order and however often")
  func replacing() throws {
    let (early, late, other) = (sketch([1, 2]), sketch([1, 2, 3]), sketch([1, 2, 4]))
    let orders = [
      [early, late, other], [other, early, late], [late, other, early, late], [other, late, other],
    ]
    for (index, order) in orders.enumerated() {
      #expect(try stored(order.map { [$0] }, named: "\(index)") == [other])
    }
  }

  @Test("the plain shell reads them, buckets included")
  func shell() throws {
    _ = try stored([[sketch([1, 1, 300])]], named: "shell.db")
    let rows = try Shell.run(
      """
      SELECT workload, signal, samples, max_value, j.value ->> 0, j.value ->> 1
      FROM daily_sketch, json_each(quantile_buckets) j ORDER BY 5
      """,
      on: folder.path("shell.db")
    )
    #expect(
      rows == [["web", "cpu", "3", "300", "1", "2"], ["web", "cpu", "3", "300", "278", "1"]]
    )
  }
}
