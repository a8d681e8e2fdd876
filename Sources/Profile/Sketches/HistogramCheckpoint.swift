public import PodfitModel

/// A histogram as the Vertical Pod Autoscaler writes it into a checkpoint.
///
/// Weights are integers relative to the heaviest bucket, which has 10,000; a bucket that rounds to
/// zero is lost, so that a checkpoint keeps the shape and the total, not the tail.
///
/// - Source: docs/formulas/vpa.md, "Checkpoint"
public struct HistogramCheckpoint: Hashable, Sendable {
  /// The weight of the heaviest bucket.
  public static let heaviest = 10_000

  /// The time at which a weight counts once; nil where weights do not decay.
  public var referenceTime: Instant?
  /// Relative weights by bucket; only buckets with a weight.
  public var bucketWeights: [Int: UInt32]
  /// The sum of weights before they were made relative.
  public var totalWeight: Double

  /// Makes a checkpoint from its parts.
  public init(referenceTime: Instant? = nil, bucketWeights: [Int: UInt32], totalWeight: Double) {
    self.referenceTime = referenceTime
    self.bucketWeights = bucketWeights
    self.totalWeight = totalWeight
  }
}

extension Histogram {
  /// The histogram as a checkpoint; an empty one has a total and no buckets.
  public var checkpoint: HistogramCheckpoint {
    var saved = HistogramCheckpoint(bucketWeights: [:], totalWeight: totalWeight)
    guard !isEmpty, let heaviest = weights[occupied].max(), heaviest > 0 else { return saved }
    let ratio = Double(HistogramCheckpoint.heaviest) / heaviest
    for bucket in occupied {
      let weight = UInt32((weights[bucket] * ratio).rounded(.toNearestOrAwayFromZero))
      if weight > 0 { saved.bucketWeights[bucket] = weight }
    }
    return saved
  }

  /// Adds what a checkpoint holds; nil stands for one that is missing.
  ///
  /// - Throws: ``SketchError`` for a missing checkpoint, a negative or endless total, or a bucket that
  ///   is not there; nothing is changed then.
  public mutating func load(_ checkpoint: HistogramCheckpoint?) throws(SketchError) {
    guard let checkpoint else { throw SketchError(.missing) }
    guard checkpoint.totalWeight >= 0, checkpoint.totalWeight.isFinite else {
      throw SketchError(.badTotalWeight)
    }
    var sum = 0.0
    for (bucket, weight) in checkpoint.bucketWeights {
      guard weights.indices.contains(bucket) else {
        throw SketchError(.noSuchBucket(bucket, of: weights.count))
      }
      sum += Double(weight)
    }
    guard sum > 0 else { return }
    let ratio = checkpoint.totalWeight / sum
    for (bucket, weight) in checkpoint.bucketWeights {
      weights[bucket] += Double(weight) * ratio
      include(bucket)
    }
    totalWeight += checkpoint.totalWeight
    // Relative weights can come back below the smallest that counts.
    trim()
  }
}
