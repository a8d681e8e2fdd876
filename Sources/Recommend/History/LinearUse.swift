import PodfitModel
import PodfitProfile

/// Buckets of one width, and how fast what they hold fades.
struct LinearBuckets: Hashable {
  /// The width in base units.
  var width: Int64
  var count: Int
  var halfLife: TimeSpan
}

/// Weights of samples by bucket.
struct LinearUse {
  let buckets: LinearBuckets
  var weights: [Double]
  var total = 0.0

  /// Adds samples of a sorted column; weights count once at `end`.
  mutating func add(
    _ column: SampleColumn,
    _ places: Range<Int>,
    asOf end: Int64,
    fading memory: FadeMemory
  ) {
    let halfLife = max(buckets.halfLife.milliseconds, 1)
    memory.weigh(column.times, places, from: end, by: .product(halfLife: halfLife))
    let factors = memory.weights
    let (width, last) = (buckets.width, Int64(buckets.count - 1))
    var total = total
    var sums = weights.mutableSpan
    for index in factors.indices {
      let value = max(column.values[places.lowerBound + index], 0)
      sums[Int(min(value / width, last))] += factors[index]
      total += factors[index]
    }
    self.total = total
  }

  /// The end of the bucket at which the running weight reaches `quantile` of the total.
  ///
  /// The last of all has no end and gives its start. Nil without samples.
  func quantile(_ quantile: Quantile) -> Int64? {
    guard total > 0, let last = weights.lastIndex(where: { $0 > 0 }) else { return nil }
    let threshold = quantile.fraction * total
    var sum = 0.0
    for bucket in 0...last {
      sum += weights[bucket]
      if weights[bucket] > 0, sum >= threshold || bucket == last {
        return Int64(min(bucket + 1, buckets.count - 1)).multipliedSaturated(by: buckets.width)
      }
    }
    return nil
  }
}

extension UsageHistory {
  /// The samples of the last `days` blocks in linear buckets, newer ones weighing more.
  func linearUse(_ metric: Metric, in buckets: LinearBuckets, days: Int) -> LinearUse {
    if let known = linear[buckets], known.past == past { return known.use }
    var use = LinearUse(buckets: buckets, weights: Array(repeating: 0, count: buckets.count))
    let end = now.milliseconds
    for pod in pods {
      let isCPU = metric == .cpuUsage
      let column = isCPU ? pod.cpu : pod.memory
      for block in max(past - days, 0)..<past {
        use.add(
          column,
          (isCPU ? pod.cpuBlocks : pod.memoryBlocks)[block],
          asOf: end,
          fading: memory.fading
        )
      }
    }
    linear[buckets] = (past, use)
    return use
  }
}
