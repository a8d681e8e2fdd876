import Foundation
import PodfitModel

/// What one setting of one strategy came to so far.
struct VariantTally {
  /// Sizes of pods are told apart in sixteenths of a doubling, from a MiB to 256 TiB.
  static let sizes = 28 * 16

  /// Pod-days of pods of one size, and those above the limit.
  struct SizeCount {
    var podDays = 0
    var breaches = 0
  }

  var podDays = 0
  var breaches = 0
  var memoryRows = 0
  var memoryRequested = 0.0
  var memoryUsed = 0.0
  var memoryLogs = 0.0
  var samples = 0
  var over = 0
  var excess = 0.0
  var use = 0.0
  var cpuRows = 0
  var cpuRequested = 0.0
  var cpuUsed = 0.0
  var cpuLogs = 0.0
  var changes = 0
  var bySize = [SizeCount](repeating: SizeCount(), count: sizes)

  /// Holds a pod's memory against a request and a limit; `mean` is what it used on average.
  mutating func addMemory(
    _ pod: PodHistory,
    in days: Range<Int>,
    request: Memory,
    limit: Memory,
    mean: Double
  ) -> (breaches: Int, podDays: Int) {
    var above = 0
    var count = 0
    for day in days where pod.memoryUse[day].count > 0 {
      count += 1
      if pod.memoryUse[day].max > limit.bytes { above += 1 }
    }
    podDays += count
    breaches += above
    let size = min(max(Int((log2(mean) - 20) * 16), 0), Self.sizes - 1)
    bySize[size].podDays += count
    bySize[size].breaches += above
    let asked = Double(max(request.bytes, 1))
    memoryRows += 1
    memoryRequested += asked
    memoryUsed += mean
    memoryLogs += log(asked / mean)
    return (above, count)
  }

  /// Holds a pod's CPU against a request; `mean` is what it used on average.
  mutating func addCPU(_ pod: PodHistory, in days: Range<Int>, request: CPU, mean: Double) {
    for day in days where !pod.cpuBlocks[day].isEmpty {
      let above = pod.above(request.nanocores, block: day)
      over += above.count
      excess += above.excess
      samples += pod.cpuBlocks[day].count
      use += pod.cpuSum(block: day)
    }
    let asked = Double(max(request.nanocores, 1))
    cpuRows += 1
    cpuRequested += asked
    cpuUsed += mean
    cpuLogs += log(asked / mean)
  }

  mutating func merge(_ other: VariantTally) {
    podDays += other.podDays
    breaches += other.breaches
    memoryRows += other.memoryRows
    memoryRequested += other.memoryRequested
    memoryUsed += other.memoryUsed
    memoryLogs += other.memoryLogs
    samples += other.samples
    over += other.over
    excess += other.excess
    use += other.use
    cpuRows += other.cpuRows
    cpuRequested += other.cpuRequested
    cpuUsed += other.cpuUsed
    cpuLogs += other.cpuLogs
    changes += other.changes
    for size in bySize.indices {
      bySize[size].podDays += other.bySize[size].podDays
      bySize[size].breaches += other.bySize[size].breaches
    }
  }

  var measures: BacktestMeasures {
    var measures = BacktestMeasures()
    measures.podDays = podDays
    measures.changes = changes
    if podDays > 0 { measures.oomDayRatio = Double(breaches) / Double(podDays) }
    if samples > 0 { measures.cpuTimeOverRequestRatio = Double(over) / Double(samples) }
    if use > 0 { measures.cpuUnservedRatio = excess / use }
    if memoryUsed > 0 { measures.memoryFleetSlack = memoryRequested / memoryUsed }
    if memoryRows > 0 { measures.memoryGeoSlack = exp(memoryLogs / Double(memoryRows)) }
    if cpuUsed > 0 { measures.cpuFleetSlack = cpuRequested / cpuUsed }
    if cpuRows > 0 { measures.cpuGeoSlack = exp(cpuLogs / Double(cpuRows)) }
    measures.largeQuarterBreachRatio = largeQuarter
    return measures
  }

  /// The breaches among the largest quarter of the pod-days, to the nearest size.
  private var largeQuarter: Double? {
    guard podDays > 0 else { return nil }
    let wanted = Double(podDays) / 4
    var days = 0.0
    var above = 0.0
    for size in bySize.reversed() where size.podDays > 0 {
      let taken = min(Double(size.podDays), wanted - days)
      above += Double(size.breaches) * taken / Double(size.podDays)
      days += taken
      if days >= wanted { break }
    }
    return days > 0 ? above / days : nil
  }
}
