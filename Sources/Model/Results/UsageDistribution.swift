/// A container's use as a recommender's checkpoint tells it, for containers without samples.
///
/// Quantiles are ends of buckets, so that each may be too high by the bucket's width and none too
/// low; old use counts less than new. Times of single readings, and so peaks per pod and their length,
/// are not in a checkpoint.
public struct UsageDistribution: Hashable, Sendable {
  /// Quantiles of one resource.
  public struct Quantiles<Amount: ResourceAmount>: Hashable, Sendable {
    /// The median.
    public var p50: Amount
    /// The 0.90 quantile.
    public var p90: Amount
    /// The 0.95 quantile.
    public var p95: Amount
    /// The 0.99 quantile.
    public var p99: Amount
    /// The largest value that still counts.
    public var max: Amount
    /// By how much of itself the least certain of these amounts may be too high, 0…1.
    public var error: Double

    /// Makes quantiles from their parts.
    public init(p50: Amount, p90: Amount, p95: Amount, p99: Amount, max: Amount, error: Double) {
      self.p50 = p50
      self.p90 = p90
      self.p95 = p95
      self.p99 = p99
      self.max = max
      self.error = error
    }
  }

  /// Where the distribution comes from; strategies that have buckets of their own read it.
  public var checkpoint: AutoscalerCheckpoint
  /// CPU, nil where nothing was recorded.
  public var cpu: Quantiles<CPU>?
  /// Peaks of memory per day and pod, nil where nothing was recorded.
  public var memory: Quantiles<Memory>?

  /// Makes a distribution.
  public init(
    checkpoint: AutoscalerCheckpoint,
    cpu: Quantiles<CPU>?,
    memory: Quantiles<Memory>?
  ) {
    self.checkpoint = checkpoint
    self.cpu = cpu
    self.memory = memory
  }

  /// From the earliest to the latest CPU sample; nil where the checkpoint does not say.
  public var window: TimeWindow? {
    guard let first = checkpoint.firstSample, let last = checkpoint.lastSample else { return nil }
    return TimeWindow(start: first, end: last)
  }

  /// The time that the samples cover at one a minute, as the recommender takes them; no more than
  /// the time they span.
  public var covered: TimeSpan {
    min(
      TimeSpan.seconds(checkpoint.sampleCount.multipliedSaturated(by: 60)),
      window?.span ?? TimeSpan(milliseconds: 0)
    )
  }

  /// By how much of itself the least certain amount of either resource may be too high.
  public var error: Double { Swift.max(cpu?.error ?? 0, memory?.error ?? 0) }
}
