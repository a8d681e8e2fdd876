public import PodfitModel

/// Estimates what stays alive in a JVM from its metrics alone.
///
/// A steady live set is read off the second half of the window: the least value of the old pool after
/// its collections, else the least heap in use, times the part that is alive by experience. A step is
/// one that both series show; then only what follows it counts, and the estimate lies between the last
/// collection, which was before the step's end, and the least use since. A series that rises through
/// the whole window, collections notwithstanding, is a leak.
///
/// - Source: docs/formulas/jvm-memory.md, "Live set from metrics"
public enum MetricLiveSet {
  /// Fewer readings of the heap say nothing.
  public static let fewest = 8

  /// The estimate; nil where too little was read.
  ///
  /// - Parameters:
  ///   - readings: of one JVM
  ///   - collector: counts where the readings do not tell theirs
  public static func estimate(
    from readings: JVMReadings,
    collector: GarbageCollector? = nil
  ) -> LiveSetEstimate? {
    let collector = readings.collector ?? collector ?? .g1
    // Before the first collection of an old pool its reading is zero, which stands for nothing.
    let old = HeapCurve(readings.times, readings.afterCollection)
    let used = HeapCurve(readings.times, readings.heapUsed)
    let best = old.count >= fewest ? old : used
    guard best.count >= fewest else { return nil }
    let bias =
      best == old
      ? MetricBias.afterCollection(collector, isGenerational: readings.isGenerational)
      : MetricBias.leastUsed(collector)

    if let slope = best.leak(isSure: old.count >= fewest || used.falls >= 6) {
      return leaking(best, slope: slope, bias: bias, readings)
    }
    let step = used.count >= fewest ? step(used: used, old: old) : nil
    let start = max(step?.time ?? .min, best.middle)
    guard let level = best.least(from: start) else { return nil }
    if let step, best == old, let least = used.least(from: step.time), !old.moves(after: step.time),
      level < least
    {
      // The last collection was before the end of the step: the truth is above it, garbage aside.
      return LiveSetEstimate(
        estimate: Memory(bytes: level + (least - level) / 2),
        low: Memory(bytes: level).scaledUp(by: bias.low),
        high: Memory(bytes: least),
        source: .leastUsed,
        trend: .step(from: Memory(bytes: step.before).scaledUp(by: bias.middle))
      )
    }
    // What a collection left is no less than what is alive, so that the largest reading bounds it too.
    let most = best.most(from: start) ?? level
    let estimate = Memory(bytes: level).scaledUp(by: bias.middle)
    let above = best == old ? Memory(bytes: most) : Memory(bytes: level)
    return LiveSetEstimate(
      estimate: estimate,
      low: Memory(bytes: level).scaledUp(by: bias.low),
      high: max(estimate, above.scaledUp(by: bias.high)),
      source: best == old ? .pool : .leastUsed,
      trend: step.map { .step(from: Memory(bytes: $0.before).scaledUp(by: bias.middle)) } ?? .steady
    )
  }

  private static func leaking(
    _ curve: HeapCurve,
    slope: Double,
    bias: MetricBias,
    _ readings: JVMReadings
  ) -> LiveSetEstimate {
    let last = Memory(bytes: curve.last)
    var days: Double?
    if let most = readings.largest(\.heapMax) {
      days = Double((most - last).nonNegative.bytes) / slope / 86_400
    }
    return LiveSetEstimate(
      estimate: last.scaledUp(by: bias.middle),
      low: last.scaledUp(by: bias.low),
      high: last.scaledUp(by: max(1, bias.high)),
      source: .pool,
      trend: .leaking(bytesPerSecond: slope, daysToMax: days)
    )
  }

  /// Where both series leave one level for a higher one, and the old level; nil where they do not.
  ///
  /// With few collections garbage alone can lift the least use by half, so that more is asked then.
  private static func step(used: HeapCurve, old: HeapCurve) -> (time: Int64, before: Int64)? {
    let least = used.falls >= 12 ? 1.3 : 1.6
    guard let change = used.rise(by: least) else { return nil }
    guard old.count >= MetricLiveSet.fewest else { return change }
    // The old pool must show it as well; it may have been collected before the step only.
    guard let before = old.most(until: change.time), let after = old.most(from: change.time),
      Double(after) >= Double(before) * 1.2
    else { return nil }
    return (change.time, old.least(from: old.early, until: change.time) ?? before)
  }
}
