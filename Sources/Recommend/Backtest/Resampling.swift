/// Intervals of a ratio from resampled workloads.
///
/// Days and pods of one workload go up and down together, so that workloads are drawn and not days: each
/// draw takes as many of them as there are, with replacement.
///
/// - Source: Efron & Tibshirani, An Introduction to the Bootstrap, 1993, percentile interval
enum Resampling {
  /// The interval that holds `level` of the ratios `sum of breaches / sum of pod-days` for each column;
  /// nil where nothing was measured.
  static func intervals(
    _ workloads: [BacktestScore.WorkloadCounts],
    columns: Int,
    resamples: Int,
    seed: UInt64,
    level: Double = 0.9
  ) -> [ClosedRange<Double>?] {
    guard !workloads.isEmpty, resamples > 0 else { return Array(repeating: nil, count: columns) }
    var random = SplitMix(state: seed)
    var ratios = [[Double]](repeating: [], count: columns)
    var sums = [Int](repeating: 0, count: columns)
    for _ in 0..<resamples {
      var days = 0
      for column in sums.indices { sums[column] = 0 }
      for _ in workloads.indices {
        let workload = workloads[random.below(workloads.count)]
        days += Int(workload.podDays)
        for column in 0..<columns { sums[column] += Int(workload.breaches[column]) }
      }
      guard days > 0 else { continue }
      for column in 0..<columns { ratios[column].append(Double(sums[column]) / Double(days)) }
    }
    return ratios.map { values in
      let sorted = values.sorted()
      guard !sorted.isEmpty else { return nil }
      let tail = (1 - level) / 2
      let low = Int((tail * Double(sorted.count - 1)).rounded())
      return sorted[low]...sorted[sorted.count - 1 - low]
    }
  }

  /// SplitMix64: small, seeded, the same everywhere.
  struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which is positive.
    mutating func below(_ bound: Int) -> Int {
      Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
    }
  }
}
