public import PodfitModel

extension UsageSummary {
  /// Summarises readings in base units; nil when there are none.
  ///
  /// Quantiles are by nearest rank, exact; the mean is rounded to the nearest unit, halves up.
  ///
  /// - Complexity: O(n) on average
  /// - Source: Hyndman & Fan 1996, definition 1, doi:10.1080/00031305.1996.10473566
  public init?(pooling readings: [Int64]) {
    let quantiles: [Quantile] = [0.5, 0.9, 0.95, 0.99, 1.0]
    let ranks = quantiles.compactMap { $0.nearestRank(in: readings.count) }
    guard ranks.count == quantiles.count else { return nil }
    var values = readings
    Selection.place(ranks, in: &values)
    let found = ranks.map { Amount(baseUnits: values[$0]) }
    self.init(
      samples: readings.count,
      p50: found[0],
      p90: found[1],
      p95: found[2],
      p99: found[3],
      max: found[4],
      mean: Amount(baseUnits: Self.mean(of: readings))
    )
  }

  /// Summarises the values of several columns together; nil when there are none.
  public init?(pooling columns: [SampleColumn]) {
    if columns.count == 1 {
      self.init(pooling: columns[0].values)
      return
    }
    var readings: [Int64] = []
    readings.reserveCapacity(columns.reduce(0) { $0 + $1.count })
    for column in columns { readings.append(contentsOf: column.values) }
    self.init(pooling: readings)
  }

  private static func mean(of readings: [Int64]) -> Int64 {
    // 128 bits hold the sum of 2⁶⁴ readings of any size.
    var sum: Int128 = 0
    for reading in readings { sum += Int128(reading) }
    let count = Int128(readings.count)
    let (quotient, remainder) = (sum * 2 + count).quotientAndRemainder(dividingBy: count * 2)
    return Int64(clamping: remainder < 0 ? quotient - 1 : quotient)
  }
}
