internal import PodfitModel

extension ShareSummary {
  /// Summarises shares in base units, of which `unit` are the whole; nil when there are none.
  ///
  /// Quantiles are by nearest rank. Shares are held within 0 and 1: exporters round.
  ///
  /// - Complexity: O(n log n)
  init?(pooling columns: [SampleColumn], unit: Double) {
    let values = columns.flatMap(\.values).map { Swift.min(Swift.max(Double($0) / unit, 0), 1) }
      .sorted()
    guard let last = values.last else { return nil }
    func quantile(_ share: Double) -> Double {
      let rank = Int((share * Double(values.count)).rounded(.up))
      return values[Swift.min(Swift.max(rank - 1, 0), values.count - 1)]
    }
    self.init(
      samples: values.count,
      p50: quantile(0.5),
      p95: quantile(0.95),
      p99: quantile(0.99),
      max: last,
      mean: values.reduce(0, +) / Double(values.count),
      idle: Double(values.count { $0 < Self.idleShare }) / Double(values.count)
    )
  }
}
