public import PodfitModel

extension UsageCheckpoint {
  /// The sketches of a VerticalPodAutoscalerCheckpoint as it was exported.
  public init(_ exported: AutoscalerCheckpoint) {
    self.init(
      version: exported.version,
      // A container that was never seen has an empty object, which is an empty histogram.
      cpu: HistogramCheckpoint(exported.cpu),
      memory: HistogramCheckpoint(exported.memory),
      firstSample: exported.firstSample,
      lastSample: exported.lastSample,
      sampleCount: Int(clamping: max(exported.sampleCount, 0))
    )
  }
}

extension HistogramCheckpoint {
  /// Exported buckets; none at all are an empty histogram.
  public init(_ exported: AutoscalerCheckpoint.Buckets?) {
    self.init(
      referenceTime: exported?.referenceTime,
      bucketWeights: exported?.weights ?? [:],
      totalWeight: exported?.totalWeight ?? 0
    )
  }
}

extension UsageDistribution {
  /// What a checkpoint says of a container's use.
  ///
  /// - Throws: ``SketchError`` for a checkpoint of another version, or with buckets that recommenders
  ///   with the default settings do not have
  public init(_ checkpoint: AutoscalerCheckpoint) throws(SketchError) {
    let usage = try UsageHistograms(checkpoint: UsageCheckpoint(checkpoint))
    self.init(
      checkpoint: checkpoint,
      cpu: Quantiles(usage.cpu.histogram) {
        CPU(nanocores: Int64(saturating: ($0 * 1e9).rounded(.up)))
      },
      memory: Quantiles(usage.memory.histogram) {
        Memory(bytes: Int64(saturating: $0.rounded(.up)))
      }
    )
  }
}

extension UsageDistribution.Quantiles {
  /// Reads a histogram; nil where it is empty.
  fileprivate init?(_ histogram: Histogram, _ amount: (Double) -> Amount) {
    let quantiles: [Quantile] = [0.5, 0.9, 0.95, 0.99, 1.0]
    let buckets = quantiles.compactMap { histogram.bucket(at: $0) }
    guard buckets.count == quantiles.count else { return nil }
    let options = histogram.options
    let ends = buckets.map { options.end(of: $0) }
    let errors = zip(buckets, ends).map { bucket, end in
      end > 0 ? (end - options.start(of: bucket)) / end : 0
    }
    self.init(
      p50: amount(ends[0]),
      p90: amount(ends[1]),
      p95: amount(ends[2]),
      p99: amount(ends[3]),
      max: amount(ends[4]),
      error: errors.max() ?? 0
    )
  }
}
