/// The use of one resource by one container of a workload on one UTC day, so that shards computed
/// anywhere combine to the same numbers.
///
/// Everything is whole numbers, none negative: nanocores of CPU, bytes of memory. ``merge(_:)`` adds,
/// takes the smaller, the larger or the union, so that neither order nor grouping matters.
///
/// - Source: docs/formats/sketch.md
public struct DailySketch: Hashable, Sendable {
  /// The version of the row's form.
  public static let version = 1

  /// What was measured.
  public enum Signal: String, Hashable, Sendable, CaseIterable {
    /// CPU use in nanocores.
    case cpu
    /// Memory working set in bytes.
    case memory
  }

  /// What a row is about.
  ///
  /// Rows with one key are parts of one thing and may be merged.
  public struct Key: Hashable, Sendable {
    /// The container.
    public var container: ContainerID
    /// The UTC day, counted from 1970-01-01.
    ///
    /// A sample at midnight belongs to the day that ends.
    public var day: Int64
    /// What was measured.
    public var signal: Signal

    /// Makes a key.
    public init(container: ContainerID, day: Int64, signal: Signal) {
      self.container = container
      self.day = day
      self.signal = signal
    }
  }

  /// What the row is about.
  public var key: Key
  /// Which part of the container's pods the row holds; empty for all of them.
  public var shard: String
  /// The number of samples, at least 1.
  public var samples: Int64
  /// The number of pods with samples on the day, at least 1.
  public var pods: Int64
  /// The smallest sample.
  public var min: Int64
  /// The largest sample.
  public var max: Int64
  /// The sum of all samples, held at the largest number.
  public var sum: Int64
  /// The sum of the pods' largest samples, held at the largest number.
  public var peakSum: Int64
  /// Restarts of the container that counters show within the day; the same for both signals.
  public var restarts: Int64
  /// Ends for want of memory that are known of, at most one per pod; the same for both signals.
  public var oomKills: Int64
  /// For which time there are samples.
  public var coverage: DayCoverage
  /// All samples by ``LogLinearBuckets``.
  public var quantiles: BucketCounts
  /// By ``VPABuckets``: all samples of CPU; of memory the largest one of each pod.
  public var vpa: BucketCounts

  /// Makes a sketch from its parts.
  public init(
    key: Key,
    shard: String = "",
    samples: Int64,
    pods: Int64,
    min: Int64,
    max: Int64,
    sum: Int64,
    peakSum: Int64,
    restarts: Int64 = 0,
    oomKills: Int64 = 0,
    coverage: DayCoverage,
    quantiles: BucketCounts,
    vpa: BucketCounts
  ) {
    self.key = key
    self.shard = shard
    self.samples = samples
    self.pods = pods
    self.min = min
    self.max = max
    self.sum = sum
    self.peakSum = peakSum
    self.restarts = restarts
    self.oomKills = oomKills
    self.coverage = coverage
    self.quantiles = quantiles
    self.vpa = vpa
  }

  /// Adds what another sketch of the same key holds; the pods of the two must not overlap.
  ///
  /// Keys and shards are the caller's: this one keeps its own. Commutative and associative, not
  /// idempotent: a part that is added twice counts twice, which the store prevents by shards.
  public mutating func merge(_ other: DailySketch) {
    samples = samples.addingSaturated(other.samples)
    pods = pods.addingSaturated(other.pods)
    min = Swift.min(min, other.min)
    max = Swift.max(max, other.max)
    sum = sum.addingSaturated(other.sum)
    peakSum = peakSum.addingSaturated(other.peakSum)
    restarts = restarts.addingSaturated(other.restarts)
    oomKills = oomKills.addingSaturated(other.oomKills)
    coverage.merge(other.coverage)
    quantiles.merge(other.quantiles)
    vpa.merge(other.vpa)
  }

  /// A number that is at least the quantile by nearest rank, and less than one part in 128 above it.
  public func quantile(_ quantile: Quantile) -> Int64 {
    guard let bucket = quantiles.bucket(at: quantile) else { return max }
    return Swift.max(min, Swift.min(max, LogLinearBuckets.last(of: bucket)))
  }

  /// What keeps the row from being a sketch, in words; nil for a sound one.
  public var defect: String? {
    let numbers = [samples, pods, min, max, sum, peakSum, restarts, oomKills]
    if numbers.contains(where: { $0 < 0 }) { return "a number is below zero" }
    if samples < 1 || pods < 1 { return "samples and pods are at least 1" }
    if pods > samples { return "more pods than samples" }
    if min > max { return "min is above max" }
    if quantiles.total != samples { return "quantile_buckets do not add up to samples" }
    if vpa.total != (key.signal == .cpu ? samples : pods) {
      return "vpa_buckets do not add up to \(key.signal == .cpu ? "samples" : "pods")"
    }
    guard quantiles.buckets.first == LogLinearBuckets.bucket(of: min),
      quantiles.buckets.last == LogLinearBuckets.bucket(of: max)
    else { return "quantile_buckets do not begin with min and end with max" }
    guard vpa.buckets.last == VPABuckets.bucket(of: max) else {
      return "vpa_buckets do not end with max"
    }
    if coverage.coveredSlots == 0 { return "coverage is empty" }
    return nil
  }
}

extension DailySketch.Key: Comparable {
  /// Orders by container, day, signal.
  public static func < (a: Self, b: Self) -> Bool {
    if a.container != b.container { return a.container < b.container }
    return (a.day, a.signal.rawValue) < (b.day, b.signal.rawValue)
  }
}
