/// The distribution of one resource's use over samples, by nearest rank: every quantile is a value
/// that was measured.
public struct UsageSummary<Amount: ResourceAmount>: Hashable, Sendable {
  /// How many samples the summary is made of.
  public var samples: Int
  /// The median.
  public var p50: Amount
  /// The 0.90 quantile.
  public var p90: Amount
  /// The 0.95 quantile.
  public var p95: Amount
  /// The 0.99 quantile.
  public var p99: Amount
  /// The largest value.
  public var max: Amount
  /// The mean, rounded to the nearest base unit.
  public var mean: Amount

  /// Makes a summary from its parts.
  public init(
    samples: Int,
    p50: Amount,
    p90: Amount,
    p95: Amount,
    p99: Amount,
    max: Amount,
    mean: Amount
  ) {
    self.samples = samples
    self.p50 = p50
    self.p90 = p90
    self.p95 = p95
    self.p99 = p99
    self.max = max
    self.mean = mean
  }
}
