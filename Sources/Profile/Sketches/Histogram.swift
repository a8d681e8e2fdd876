public import PodfitModel

/// Weights of values by bucket, with quantiles read at bucket ends.
///
/// What a bucket holds counts as its upper end, so that a quantile is an over-estimate by at most one
/// bucket; nothing is interpolated.
///
/// - Source: docs/formulas/vpa.md, "Quantile"
public struct Histogram: Hashable, Sendable {
  /// How the number line is divided.
  public let options: HistogramOptions
  /// The weight of each bucket.
  public internal(set) var weights: [Double]
  /// The sum of all weights that were added less those subtracted.
  public internal(set) var totalWeight: Double
  /// The first bucket that is not empty; the last of all in an empty histogram.
  private(set) var firstBucket: Int
  /// The last bucket that is not empty; the first of all in an empty histogram.
  private(set) var lastBucket: Int

  /// Makes an empty histogram.
  public init(_ options: HistogramOptions) {
    self.options = options
    weights = Array(repeating: 0, count: options.bucketCount)
    totalWeight = 0
    firstBucket = options.bucketCount - 1
    lastBucket = 0
  }

  /// Whether no bucket has a weight that counts.
  public var isEmpty: Bool { weights[firstBucket] < options.epsilon }

  /// The buckets from the first to the last that is not empty; meaningless in an empty histogram.
  var occupied: ClosedRange<Int> { firstBucket...max(firstBucket, lastBucket) }

  /// Adds a value; a weight that is negative or not finite is ignored.
  public mutating func add(_ value: Double, weight: Double) {
    guard weight >= 0, weight.isFinite else { return }
    let bucket = options.bucket(of: value)
    weights[bucket] += weight
    totalWeight += weight
    guard weights[bucket] >= options.epsilon else { return }
    firstBucket = min(firstBucket, bucket)
    lastBucket = max(lastBucket, bucket)
  }

  /// Adds values one after the other, each with its factor times `weight`: the same as ``add(_:weight:)``
  /// for each, to the last bit.
  ///
  /// - Parameters:
  ///   - factors: What the weight of each value is multiplied by.
  ///   - weight: The weight of all.
  ///   - value: The value at a place of `factors`.
  @inline(__always)
  mutating func add(_ factors: Span<Double>, weight: Double, value: (Int) -> Double) {
    let options = options
    var (total, first, last) = (totalWeight, firstBucket, lastBucket)
    var sums = weights.mutableSpan
    for index in factors.indices {
      let weight = weight * factors[index]
      guard weight >= 0, weight.isFinite else { continue }
      let bucket = options.bucket(of: value(index))
      let sum = sums[bucket] + weight
      sums[bucket] = sum
      total += weight
      guard sum >= options.epsilon else { continue }
      first = min(first, bucket)
      last = max(last, bucket)
    }
    (totalWeight, firstBucket, lastBucket) = (total, first, last)
  }

  /// Takes a value away that was added before; weights stop at zero.
  public mutating func subtract(_ value: Double, weight: Double) {
    guard weight >= 0, weight.isFinite else { return }
    let bucket = options.bucket(of: value)
    weights[bucket] = max(0, weights[bucket] - weight)
    totalWeight = max(0, totalWeight - weight)
    trim()
  }

  /// Adds all of another histogram.
  ///
  /// - Throws: ``SketchError`` where the buckets differ; nothing is changed then.
  public mutating func merge(_ other: Histogram) throws(SketchError) {
    guard options == other.options else { throw SketchError(.differentBuckets) }
    guard !other.isEmpty else { return }
    for bucket in other.occupied { weights[bucket] += other.weights[bucket] }
    totalWeight += other.totalWeight
    firstBucket = min(firstBucket, other.firstBucket)
    lastBucket = max(lastBucket, other.lastBucket)
  }

  /// The end of the bucket at which the running weight reaches `quantile` of the total.
  ///
  /// The last bucket of all has no end and gives its start. Nil where the histogram is empty.
  ///
  /// - Complexity: O(buckets)
  public func quantile(_ quantile: Quantile) -> Double? {
    bucket(at: quantile).map { options.end(of: $0) }
  }

  /// The bucket at which the running weight reaches `quantile` of the total; nil where empty.
  func bucket(at quantile: Quantile) -> Int? {
    guard !isEmpty else { return nil }
    let threshold = quantile.fraction * totalWeight
    var sum = 0.0
    var bucket = firstBucket
    while bucket < lastBucket {
      sum += weights[bucket]
      if sum >= threshold { break }
      bucket += 1
    }
    return bucket
  }

  /// Multiplies every weight.
  mutating func scale(by factor: Double) {
    for bucket in weights.indices { weights[bucket] *= factor }
    totalWeight *= factor
    trim()
  }

  /// Widens the range of occupied buckets, before ``trim()``.
  mutating func include(_ bucket: Int) {
    firstBucket = min(firstBucket, bucket)
    lastBucket = max(lastBucket, bucket)
  }

  /// Moves the ends of the occupied range past buckets whose weight no longer counts.
  mutating func trim() {
    while weights[firstBucket] < options.epsilon, firstBucket < weights.count - 1 {
      firstBucket += 1
    }
    while weights[lastBucket] < options.epsilon, lastBucket > 0 { lastBucket -= 1 }
  }
}
