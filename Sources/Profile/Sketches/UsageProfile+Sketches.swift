public import PodfitModel

extension UsageProfile {
  /// A profile from the daily sketches of one container, whatever their days and shards; nil without
  /// any.
  ///
  /// Quantiles are never below the exact ones and less than one part in 128 above them; extremes and
  /// means are exact. Coverage counts the days from the first to the last one.
  public init?(_ sketches: some Sequence<DailySketch>) {
    var merged: [DailySketch.Signal: DailySketch] = [:]
    var coverage: [Int64: DayCoverage] = [:]
    // Both signals of a day tell the same restarts, of which the larger counts; shards add up.
    var ends: [Int64: [DailySketch.Signal: (restarts: Int64, kills: Int64)]] = [:]
    var id: ContainerID?
    for sketch in sketches {
      id = sketch.key.container
      let (day, signal) = (sketch.key.day, sketch.key.signal)
      coverage[day, default: DayCoverage()].merge(sketch.coverage)
      let known = ends[day]?[signal] ?? (0, 0)
      ends[day, default: [:]][signal] = (
        known.restarts.addingSaturated(sketch.restarts),
        known.kills.addingSaturated(sketch.oomKills)
      )
      if merged[signal] == nil {
        merged[signal] = sketch
      } else {
        merged[signal]?.merge(sketch)
      }
    }
    guard let id, let first = coverage.keys.min(), let last = coverage.keys.max() else {
      return nil
    }
    let covered = coverage.values.reduce(0) { $0 + $1.coveredSlots }
    let days = Double(last.subtractingSaturated(first)) + 1
    self.init(
      id: id,
      origin: .sketches,
      samples: Int(merged.values.map(\.samples).max() ?? 0),
      coverageRatio: Double(covered) / (days * Double(DayCoverage.slots)),
      cpu: merged[.cpu].map { UsageSummary($0) },
      memory: merged[.memory].map { UsageSummary($0) },
      oomKills: ends.values.reduce(0) { sum, day in
        sum.addingSaturated(day.values.map(\.kills).max() ?? 0)
      },
      restarts: ends.values.reduce(0) { sum, day in
        sum.addingSaturated(day.values.map(\.restarts).max() ?? 0)
      },
      throttledRatio: nil
    )
  }
}

extension UsageSummary {
  /// The distribution that a sketch tells.
  fileprivate init(_ sketch: DailySketch) {
    func at(_ quantile: Quantile) -> Amount { Amount(baseUnits: sketch.quantile(quantile)) }
    let samples = Swift.max(sketch.samples, 1)
    let (quotient, remainder) = sketch.sum.quotientAndRemainder(dividingBy: samples)
    let isUp = remainder >= samples - remainder
    self.init(
      samples: Int(sketch.samples),
      p50: at(0.5),
      p90: at(0.9),
      p95: at(0.95),
      p99: at(0.99),
      max: Amount(baseUnits: sketch.max),
      mean: Amount(baseUnits: isUp ? quotient.addingSaturated(1) : quotient)
    )
  }
}
