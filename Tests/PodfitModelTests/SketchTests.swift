import PodfitModel
import Testing

@Suite("Daily sketches")
struct SketchTests {
  /// From the formula in docs/formats/sketch.md, computed in Python.
  @Test(
    "quantile buckets are those of the page",
    arguments: [
      (0, 0, 0), (255, 255, 255), (256, 256, 257), (1_000, 506, 1_003),
      (30_000_000, 2_404, 30_015_487), (Int64.max, 7_295, Int64.max),
    ] as [(Int64, Int, Int64)]
  )
  func quantileBuckets(value: Int64, bucket: Int, last: Int64) {
    #expect(LogLinearBuckets.bucket(of: value) == bucket)
    #expect(LogLinearBuckets.last(of: bucket) == last)
  }

  @Test("a bucket's answer is never below its values and less than 1/128 above; buckets ascend")
  func error() {
    var values: [Int64] = [.max]
    for exponent in 0..<63 { values += [-1, 0, 1, 77].map { (1 << exponent) &+ $0 } }
    var random = Seed(1)
    for _ in 0..<10_000 {
      let shift = Int64.random(in: 0..<63, using: &random)
      values.append(Int64.random(in: 0...(.max), using: &random) >> shift)
    }
    for value in values where value >= 0 {
      let bucket = LogLinearBuckets.bucket(of: value)
      let answer = LogLinearBuckets.last(of: bucket)
      #expect(answer >= value && (answer - value) < max(value / 128, 1), "\(value)")
      #expect(bucket == 0 || LogLinearBuckets.last(of: bucket - 1) < value, "\(value)")
    }
    #expect(LogLinearBuckets.bucket(of: -5) == 0)
  }

  @Test("borders of VPA buckets are exact: 1.05 to the k by whole numbers")
  func vpaBorders() {
    // 2·10⁸ · (21ᵏ − 20ᵏ) / 20ᵏ fits 128 bits up to k = 20
    var (high, low) = (Int128(1), Int128(1))
    for bucket in 0..<20 {
      let start = Int64((200_000_000 * (high - low) + low - 1) / low)
      #expect(VPABuckets.start(of: bucket) == start)
      #expect(VPABuckets.bucket(of: start) == bucket)
      if start > 0 { #expect(VPABuckets.bucket(of: start - 1) == bucket - 1) }
      (high, low) = (high * 21, low * 20)
    }
    #expect(VPABuckets.bucket(of: .min) == 0 && VPABuckets.bucket(of: .max) == 175)
    // The autoscaler's last bucket starts at 1021.1 cores.
    #expect(VPABuckets.start(of: 175) / 100_000_000 == 10_211)
  }

  @Test("merging is commutative and associative, and as if all were one", arguments: 0..<20)
  func merging(seed: Int) {
    var random = Seed(UInt64(seed))
    let parts = (0..<3).map { _ in Self.made(&random) }
    func merged(_ order: [Int]) -> DailySketch {
      var sketch = parts[order[0]].sketch
      for index in order.dropFirst() { sketch.merge(parts[index].sketch) }
      return sketch
    }
    let all = merged([0, 1, 2])
    for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
      #expect(merged(order) == all)
    }
    var right = parts[1].sketch
    right.merge(parts[2].sketch)
    var left = parts[0].sketch
    left.merge(right)
    #expect(left == all)
    #expect(all.defect == nil)
    #expect(all == Self.sketch(of: parts.map { $0.values }, coverage: all.coverage))
  }

  @Test("quantiles of a sketch are at least the exact ones and at most 1/128 above")
  func quantiles() throws {
    var random = Seed(7)
    for _ in 0..<50 {
      let (values, sketch) = Self.made(&random)
      let sorted = values.sorted()
      for quantile in [0.0, 0.5, 0.9, 0.95, 0.99, 1.0] as [Quantile] {
        let exact = try sorted[#require(quantile.nearestRank(in: sorted.count))]
        let found = sketch.quantile(quantile)
        #expect(found >= exact && found - exact <= exact / 128)
      }
      #expect(sketch.quantile(1.0) == sorted.last)
    }
  }

  @Test("text forms read back and others are refused")
  func texts() {
    let counts = BucketCounts(of: [7, 3, 7, 7_295])
    #expect(counts.text == "[[3,1],[7,2],[7295,1]]")
    #expect(BucketCounts(text: counts.text) == counts)
    #expect(BucketCounts(text: "[]") == BucketCounts())
    for text in [
      "", "[", "[]]", "[[3,1],]", "[[3,0]]", "[[7,1],[3,1]]", "[[3,1],[3,1]]", "[[03,1]]",
      "[[3,1] ]", "[[3]]", "[[3,1][7,1]]", "[[3,-1]]", "[[3,99999999999999999999]]",
    ] {
      #expect(BucketCounts(text: text) == nil, "\(text)")
    }
    var coverage = DayCoverage()
    coverage.add(from: -5, to: 1)
    coverage.add(from: 300_000, to: 600_001)
    coverage.add(from: 86_399_999, to: 86_400_000)
    coverage.add(from: 86_400_000, to: 99_999_999)
    #expect(coverage.coveredSlots == 4)
    #expect(coverage.text == "e" + String(repeating: "0", count: 70) + "1")
    #expect(DayCoverage(text: coverage.text) == coverage)
    #expect(DayCoverage(text: "E" + coverage.text.dropFirst()) == nil)
    #expect(DayCoverage(text: "e") == nil)
  }

  @Test(
    "days as text and back",
    arguments: ["1970-01-01", "2026-11-20", "2024-02-29", "1969-12-31"]
  )
  func days(text: String) throws {
    #expect(try UTCDay.text(#require(UTCDay.day(text))) == text)
    for wrong in ["2026-02-30", "2026-1-1", "20261120", "2026-11-20T", "2026-11-2x"] {
      #expect(UTCDay.day(wrong) == nil)
    }
  }

  // MARK: - Made sketches

  private static func made(_ random: inout Seed) -> (values: [Int64], sketch: DailySketch) {
    let values = (0..<Int.random(in: 1...200, using: &random)).map { _ in
      Int64.random(in: 0...(1 << 40), using: &random) >> Int64.random(in: 0..<40, using: &random)
    }
    var coverage = DayCoverage()
    let start = Int64.random(in: 0..<80_000_000, using: &random)
    coverage.add(from: start, to: start + 1_000_000)
    return (values, sketch(of: [values], coverage: coverage))
  }

  private static func sketch(of pods: [[Int64]], coverage: DayCoverage) -> DailySketch {
    let values = pods.flatMap { $0 }
    let workload = WorkloadID(cluster: "c", namespace: "n", kind: .deployment, name: "w")
    return DailySketch(
      key: DailySketch.Key(
        container: ContainerID(workload: workload, container: "app"),
        day: 20_000,
        signal: .memory
      ),
      samples: Int64(values.count),
      pods: Int64(pods.count),
      min: values.min() ?? 0,
      max: values.max() ?? 0,
      sum: values.reduce(0, +),
      peakSum: pods.compactMap { $0.max() }.reduce(0, +),
      coverage: coverage,
      quantiles: BucketCounts(of: values.map(LogLinearBuckets.bucket)),
      vpa: BucketCounts(of: pods.compactMap { $0.max() }.map(VPABuckets.bucket))
    )
  }
}

/// SplitMix64: small, seeded, the same everywhere.
private struct Seed: RandomNumberGenerator {
  var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}
