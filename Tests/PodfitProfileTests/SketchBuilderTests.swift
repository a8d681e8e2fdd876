import Foundation
import PodfitModel
import Testing

@testable import PodfitProfile

@Suite("Sketches of usage")
struct SketchBuilderTests {
  private static let day: Int64 = 86_400_000

  private func pod(_ name: String, cpu: [(Int64, Int64)], memory: [(Int64, Int64)]) -> MeasuredPod {
    let id = PodID(cluster: "c", namespace: "n", name: name)
    func column(_ samples: [(Int64, Int64)]) -> SampleColumn {
      SampleColumn(times: samples.map(\.0), values: samples.map(\.1))
    }
    let usage = PodUsage(
      id: PodContainerID(pod: id, container: "app"),
      cpu: column(cpu),
      memory: column(memory),
      throttled: SampleColumn(),
      counterResets: 0
    )
    return MeasuredPod(id: id, containers: [MeasuredContainer(usage: usage)])
  }

  private let workload = WorkloadID(cluster: "c", namespace: "n", kind: .deployment, name: "web")

  @Test("days end at midnight, pods are counted, restarts and kills fall on their day")
  func byHand() throws {
    let five: Int64 = 300_000
    let pods = [
      pod(
        "a",
        cpu: [],
        memory: [(five, 100), (2 * five, 300), (Self.day, 200), (Self.day + five, 7)]
      ),
      pod("b", cpu: [(5 * five, 1_000)], memory: [(five, 50)]),
    ]
    let id = PodContainerID(pod: pods[0].id, container: "app")
    let restarts = StoredSeries(
      key: SeriesKey(container: id, metric: .restartsTotal),
      samples: SampleColumn(times: [1, five, Self.day + five], values: [2, 5, 6])
    )
    let facts: [InventoryFact] = [
      .termination(
        ContainerTerminationFact(
          container: id,
          reason: "OOMKilled",
          at: Instant(milliseconds: 9 * Self.day)
        )
      )
    ]
    let sketches = SketchBuilder(facts: facts, shard: "s")
      .sketches(of: workload, pods: pods, series: [restarts])
    try #require(sketches.count == 3)
    let (cpu, first, second) = (sketches[0], sketches[1], sketches[2])
    #expect(cpu.key.signal == .cpu && cpu.samples == 1 && cpu.restarts == 3 && cpu.oomKills == 0)
    #expect(first.key.day == 0 && first.samples == 4 && first.pods == 2)
    #expect(first.min == 50 && first.max == 300 && first.sum == 650 && first.peakSum == 350)
    // 5 and 10 minutes, and the five minutes before midnight: the lower median step of a's day.
    #expect(first.coverage.text.hasPrefix("c") && first.coverage.text.hasSuffix("1"))
    #expect(first.vpa.text == "[[0,2]]" && first.quantiles.total == 4)
    #expect(second.key.day == 1 && second.samples == 1 && second.restarts == 1)
    #expect(second.oomKills == 1 && first.oomKills == 0)
    #expect(sketches.allSatisfy { $0.defect == nil && $0.shard == "s" })
  }

  @Test("shards of pods merge to the sketch of all pods", arguments: 0..<10 as Range<UInt64>)
  func shards(seed: UInt64) throws {
    var state = seed
    func next(_ limit: UInt64) -> Int64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int64((state >> 33) % limit)
    }
    let pods = (0..<7).map { index in
      let step = [60_000, 300_000, 900_000][Int(next(3))]
      let times = stride(from: Self.day - next(5_000_000), to: 2 * Self.day, by: Int(step))
      let samples = times.map { ($0, next(4_000_000_000)) }
      return pod("p\(index)", cpu: samples, memory: samples.map { ($0.0, $0.1 * 100) })
    }
    let builder = SketchBuilder(facts: [])
    let whole = builder.sketches(of: workload, pods: pods, series: [])
    var merged: [DailySketch.Key: DailySketch] = [:]
    for part in [pods[4...], pods[..<1], pods[1..<4]] {
      for sketch in builder.sketches(of: workload, pods: Array(part), series: []) {
        if merged[sketch.key] == nil {
          merged[sketch.key] = sketch
        } else {
          merged[sketch.key]?.merge(sketch)
        }
      }
    }
    #expect(merged.values.sorted { $0.key < $1.key } == whole)
  }

  @Test("a profile from sketches has exact extremes and means, and quantiles at most 1/128 above")
  func profile() throws {
    let times = (1...2_016).map { Int64($0) * 300_000 }
    let values = times.map { ($0 * 7_919) % 1_000_003 * 1_000 }
    let samples = Array(zip(times, values))
    let pods = [pod("a", cpu: samples, memory: samples)]
    let sketches = SketchBuilder(facts: []).sketches(of: workload, pods: pods, series: [])
    #expect(sketches.count == 14)
    let profile = try #require(UsageProfile(sketches))
    let exact = try #require(UsageSummary<CPU>(pooling: values))
    let found = try #require(profile.cpu)
    #expect(profile.origin == .sketches && profile.samples == 2_016 && profile.coverageRatio == 1)
    #expect(found.max == exact.max && found.mean == exact.mean)
    for (a, b) in [(found.p50, exact.p50), (found.p90, exact.p90), (found.p99, exact.p99)] {
      #expect(a >= b && a.nanocores - b.nanocores <= b.nanocores / 128)
    }
    #expect(UsageProfile([] as [DailySketch]) == nil)
  }

  @Test(
    "VPA buckets over whole numbers are those of the autoscaler, but for its rounding at a border"
  )
  func vpaBuckets() {
    for (options, unit) in [(HistogramOptions.cpuCores, 1e9), (.memoryBytes, 1.0)] {
      #expect(options.bucketCount == VPABuckets.count)
      for bucket in 0..<VPABuckets.count {
        let start = VPABuckets.start(of: bucket)
        #expect(abs(options.start(of: bucket) * unit - Double(start)) <= 1 + Double(start) * 1e-12)
        let next = bucket + 1 < VPABuckets.count ? VPABuckets.start(of: bucket + 1) : start * 2
        for value in [start + 2, (start + next) / 2, next - 2] {
          #expect(options.bucket(of: Double(value) / unit) == VPABuckets.bucket(of: value))
        }
      }
    }
  }
}
