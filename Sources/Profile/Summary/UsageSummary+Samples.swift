public import PodfitModel

extension UsageSummary {
  /// Summarises readings in base units; nil when there are none.
  ///
  /// Quantiles are by nearest rank, exact; the mean is rounded to the nearest unit, halves up.
  ///
  /// - Complexity: O(n) on average
  /// - Source: Hyndman & Fan 1996, definition 1, doi:10.1080/00031305.1996.10473566
  public init?(pooling readings: [Int64]) {
    self.init(pooling: readings.span)
  }

  /// The same for readings that are part of something else.
  init?(pooling readings: Span<Int64>) {
    let quantiles: [Quantile] = [0.5, 0.9, 0.95, 0.99]
    let ranks = quantiles.compactMap { $0.nearestRank(in: readings.count) }
    guard ranks.count == quantiles.count else { return nil }
    let (bounds, zeros, mean) = Self.outline(of: readings)
    let found = Selection.values(at: ranks, of: readings, within: bounds, zeros: zeros)
      .map { Amount(baseUnits: $0) }
    self.init(
      samples: readings.count,
      p50: found[0],
      p90: found[1],
      p95: found[2],
      p99: found[3],
      max: Amount(baseUnits: bounds.upperBound),
      mean: Amount(baseUnits: mean)
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

  /// The smallest and the largest of readings, of which there must be one, in how many of their last
  /// bits all are the same, and their mean.
  private static func outline(
    of readings: Span<Int64>
  ) -> (bounds: ClosedRange<Int64>, zeros: Int, mean: Int64) {
    let first = readings[0]
    var differences: Int64 = 0
    var (low, high) = (Int64.max, Int64.min)
    var short: Int64 = 0
    for index in readings.indices {
      let reading = readings[index]
      low = Swift.min(low, reading)
      high = Swift.max(high, reading)
      differences |= reading ^ first
      short = short &+ reading
    }
    // 128 bits hold the sum of 2⁶⁴ readings of any size; most sums fit 64.
    let most = Swift.max(high.magnitude, low.magnitude)
    let (largest, overflow) = most.multipliedReportingOverflow(by: UInt64(readings.count))
    var sum = Int128(short)
    if overflow || largest > UInt64(Int64.max) {
      sum = 0
      for index in readings.indices { sum += Int128(readings[index]) }
    }
    let count = Int128(readings.count)
    let (quotient, remainder) = (sum * 2 + count).quotientAndRemainder(dividingBy: count * 2)
    return (
      low...high, differences.trailingZeroBitCount,
      Int64(clamping: remainder < 0 ? quotient - 1 : quotient)
    )
  }
}
