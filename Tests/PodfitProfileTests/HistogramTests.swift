import PodfitModel
import PodfitProfile
import Testing

@Suite("Histograms")
struct HistogramTests {
  @Test(
    "values off the scale and NaN stay inside",
    arguments: [
      (-Double.infinity, 0), (-1, 0), (0, 0), (.nan, 0), (1e300, 175), (.infinity, 175),
    ]
  )
  func outside(value: Double, bucket: Int) {
    #expect(HistogramOptions.cpuCores.bucket(of: value) == bucket)
    #expect(HistogramOptions.memoryBytes.bucket(of: value) == bucket)
  }

  @Test("every value lies between the start of its bucket and the next")
  func inside() {
    let options = HistogramOptions.cpuCores
    for step in 0..<10_000 {
      let value = Double(step) * 0.0973
      let bucket = options.bucket(of: value)
      #expect(options.start(of: bucket) <= value * (1 + 1e-12))
      if bucket < options.bucketCount - 1 {
        #expect(value <= options.start(of: bucket + 1) * (1 + 1e-12))
      }
    }
  }

  @Test("an empty histogram has no quantile; one that was emptied neither")
  func empty() {
    var histogram = Histogram(.cpuCores)
    #expect(histogram.quantile(0.5) == nil)
    histogram.add(0.3, weight: 1)
    #expect(histogram.quantile(0.5) != nil)
    histogram.subtract(0.3, weight: 1)
    #expect(histogram.isEmpty && histogram.quantile(0.5) == nil)
    #expect(histogram.totalWeight == 0)
  }

  @Test("weights that cannot be are ignored", arguments: [-1, .nan, .infinity] as [Double])
  func badWeight(weight: Double) {
    var histogram = Histogram(.cpuCores)
    histogram.add(1, weight: weight)
    histogram.subtract(1, weight: weight)
    #expect(histogram == Histogram(.cpuCores))
  }

  @Test("a quantile is at most one bucket above the exact one and never below", arguments: 1...20)
  func bounds(seed: Int) throws {
    var state = UInt64(seed)
    var values: [Double] = []
    var histogram = Histogram(.memoryBytes)
    for _ in 0..<500 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = 2e7 + Double(state >> 40) * 100
      values.append(value)
      histogram.add(value, weight: 1)
    }
    values.sort()
    for quantile in [0.05, 0.5, 0.9, 0.95, 1.0] as [Quantile] {
      let index = try #require(quantile.nearestRank(in: values.count))
      let read = try #require(histogram.quantile(quantile))
      // A bucket is 5 % wider than the one before, so its end is within first · 1.05^k of the value.
      #expect(read >= values[index] && read <= values[index] * 1.05 + 1e7, "seed \(seed)")
    }
  }

  @Test("quantiles rise with their position")
  func monotonic() {
    var histogram = Histogram(.cpuCores)
    for index in 0..<100 { histogram.add(Double(index * index) / 50, weight: 0.1) }
    let read = (0...100).compactMap { histogram.quantile(Quantile(Double($0) / 100)) }
    #expect(read.count == 101)
    #expect(read == read.sorted())
  }

  @Test("merging is adding, in either order")
  func merge() throws {
    var (a, b, both) = (Histogram(.cpuCores), Histogram(.cpuCores), Histogram(.cpuCores))
    for index in 0..<64 {
      a.add(Double(index), weight: 0.25)
      b.add(Double(index) * 3.5, weight: 0.5)
      both.add(Double(index), weight: 0.25)
      both.add(Double(index) * 3.5, weight: 0.5)
    }
    var (ab, ba) = (a, b)
    try ab.merge(b)
    try ba.merge(a)
    #expect(ab == ba)
    #expect(ab == both)
    try ab.merge(Histogram(.cpuCores))
    #expect(ab == both)
  }

  @Test("histograms with other buckets do not merge")
  func mismatch() {
    var histogram = Histogram(.cpuCores)
    #expect(throws: SketchError(.differentBuckets)) {
      try histogram.merge(Histogram(.memoryBytes))
    }
  }

  @Test("a checkpoint with a bucket that is not there changes nothing", arguments: [-1, 176])
  func badBucket(bucket: Int) {
    var histogram = Histogram(.cpuCores)
    let checkpoint = HistogramCheckpoint(bucketWeights: [bucket: 1], totalWeight: 1)
    #expect(throws: SketchError(.noSuchBucket(bucket, of: 176))) {
      try histogram.load(checkpoint)
    }
    #expect(histogram == Histogram(.cpuCores))
  }
}
