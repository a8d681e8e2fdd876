import Foundation

/// How a ``Histogram`` divides the number line into buckets.
///
/// The schemes and their arithmetic are those of the Vertical Pod Autoscaler, operation by operation,
/// so that sketches made here and there agree to the bucket.
///
/// - Source: docs/formulas/vpa.md, "Buckets"
public struct HistogramOptions: Hashable, Sendable {
  /// The rule for bucket borders.
  public enum Scheme: Hashable, Sendable {
    /// Buckets of one width; the last one starts at or above `max`.
    case linear(max: Double, width: Double)
    /// The first bucket is `first` wide, each next one `ratio` times wider.
    case exponential(max: Double, first: Double, ratio: Double)
  }

  /// The rule for bucket borders.
  public let scheme: Scheme
  /// Weights below this count as nothing.
  public let epsilon: Double
  /// The number of buckets, at least two.
  public let bucketCount: Int
  /// The natural logarithm of the growth.
  private let logRatio: Double
  /// The buckets of most values without a logarithm; nil for other schemes.
  let table: BucketTable?

  /// Makes options.
  ///
  /// Sizes are constants of a sketch, not outside data: they must be positive, a growth above one,
  /// and the buckets no more than a million.
  public init(_ scheme: Scheme, epsilon: Double) {
    self.scheme = scheme
    self.epsilon = epsilon
    let count: Double
    switch scheme {
    case .linear(let max, let width):
      precondition(max > 0 && width > 0, "sizes of buckets are positive")
      logRatio = 0
      count = (max / width).rounded(.up) + 1
    case .exponential(let max, let first, let ratio):
      precondition(max > 0 && first > 0 && ratio > 1, "buckets are positive and grow")
      logRatio = log(ratio)
      count = (log(max * (ratio - 1) / first + 1) / logRatio).rounded(.up) + 1
    }
    precondition(epsilon > 0 && count <= 1_000_000, "a sketch is small")
    bucketCount = Int(count)
    table =
      switch scheme {
      case .linear: nil
      case .exponential(_, let first, let ratio):
        BucketTable(first: first, ratio: ratio, count: bucketCount)
      }
  }

  /// CPU in cores as the Vertical Pod Autoscaler keeps it: 10m wide at first, 5 % growth, to 1000.
  public static let cpuCores = HistogramOptions(
    .exponential(max: 1000, first: 0.01, ratio: 1.05),
    epsilon: 0.001 * 0.1
  )

  /// Memory in bytes as the Vertical Pod Autoscaler keeps it: 10 MB wide at first, 5 % growth, to 1 TB.
  public static let memoryBytes = HistogramOptions(
    .exponential(max: 1e12, first: 1e7, ratio: 1.05),
    epsilon: 0.001 * 0.1
  )

  /// Where a bucket starts; indexes outside the range count as the nearest bucket.
  public func start(of bucket: Int) -> Double {
    let index = min(max(bucket, 0), bucketCount - 1)
    switch scheme {
    case .linear(_, let width):
      return width * Double(index)
    case .exponential(_, let first, let ratio):
      guard index > 0 else { return 0 }
      return first * (pow(ratio, Double(index)) - 1) / (ratio - 1)
    }
  }

  /// Where a bucket ends; the last of all has no end and gives its start.
  public func end(of bucket: Int) -> Double { start(of: min(bucket, bucketCount - 1) + 1) }

  /// The bucket that holds `value`; values off either end, and NaN, count in the outermost bucket.
  @inline(__always)
  public func bucket(of value: Double) -> Int {
    table?.bucket(of: value) ?? exactBucket(of: value)
  }

  /// The same, operation by operation as the original has it.
  @inline(never)
  func exactBucket(of value: Double) -> Int {
    let position: Double
    switch scheme {
    case .linear(_, let width):
      position = value / width
    case .exponential(_, let first, let ratio):
      guard value >= first else { return 0 }
      position = log(value * (ratio - 1) / first + 1) / logRatio
    }
    // The comparison also keeps NaN and infinities away from the conversion, which would stop.
    guard position > 0 else { return 0 }
    return position < Double(bucketCount) ? Int(position) : bucketCount - 1
  }
}

extension HistogramOptions {
  /// Whether borders and the least weight are the same; all else follows from them.
  public static func == (a: HistogramOptions, b: HistogramOptions) -> Bool {
    a.scheme == b.scheme && a.epsilon == b.epsilon
  }

  /// Hashes what makes two options equal.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(scheme)
    hasher.combine(epsilon)
  }
}
