import Foundation
import PodfitModel

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
    let scale = 1 / Double(max(buckets.halfLife.milliseconds, 1))
    let last = Int64(buckets.count - 1)
    for pod in pods {
      let isCPU = metric == .cpuUsage
      let column = isCPU ? pod.cpu : pod.memory
      for block in max(past - days, 0)..<past {
        for place in (isCPU ? pod.cpuBlocks : pod.memoryBlocks)[block] {
          let age = Double(column.times[place].subtractingSaturated(end)) * scale
          let weight = exp2(age)
          let bucket = Int(min(max(column.values[place], 0) / buckets.width, last))
          use.weights[bucket] += weight
          use.total += weight
        }
      }
    }
    linear[buckets] = (past, use)
    return use
  }
}
