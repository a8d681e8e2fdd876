public import PodfitModel

/// The live set of a JVM from its GC log.
///
/// A pure function of the log. The last level counts: values from before a step are left out, a
/// live set that grows without end is reported as such with the level at the end.
///
/// - Source: docs/formulas/live-set.md
public enum LiveSetEstimator {
  /// Values within this share of each other are one level.
  static let sameLevel = 0.12
  /// A change by more than this share of the old level is a step.
  static let step = 0.15
  /// Of one level so many of the last anchors are taken together.
  static let taken = 5

  /// The estimate; unavailable for a log in which nothing was collected.
  public static func estimate(of log: GCLog) -> Estimate<LiveSetEstimate> {
    guard let first = log.points.first, let last = log.points.last else {
      return .unavailable(.noSamples)
    }
    let anchors = LiveAnchors.all(in: log)
    guard !anchors.isEmpty else { return bounded(log) }
    if let slope = LiveLeak.slope(of: anchors, from: min(first.time, 0), to: last.time) {
      return .value(leaking(anchors, slope, log, end: last.time))
    }
    return .value(level(of: anchors, log))
  }

  // MARK: Levels

  /// The last level, with what the floor says of the time behind the last anchor.
  private static func level(of anchors: [LiveAnchor], _ log: GCLog) -> LiveSetEstimate {
    let segment = lastSegment(of: anchors)
    var level = combine(segment.suffix(taken))
    let newest = segment[segment.endIndex - 1]
    var trend = trend(before: segment, in: anchors, level: level.estimate, log)

    // Behind the last anchor the live set may have grown, or have been seen to be smaller.
    let grown = LiveGrowth.excess(behind: newest, in: log.points)
    if let grown, grown.bytes > step * level.estimate {
      let before = level.estimate
      level.estimate = newest.estimate + grown.bytes
      level.low = newest.low + grown.bytes * 0.85
      level.high = newest.high + grown.bytes * 1.15
      trend = .step(from: firstLevel(of: anchors) ?? amount(before))
    } else {
      let behind = log.points.filter { $0.time > newest.time }
      if let least = behind.map(\.after).min() {
        // What is in use bounds what is alive, with some garbage in it.
        if Double(least.bytes) < level.estimate {
          level.estimate = Double(least.bytes)
          level.low = min(level.low, 0.95 * level.estimate)
        }
      }
    }
    return LiveSetEstimate(
      estimate: amount(level.estimate),
      low: amount(min(level.low, level.estimate)),
      high: amount(max(level.high, level.estimate)),
      source: level.source,
      trend: trend
    )
  }

  /// The last anchors that are of one level; one that is out of line between others is passed over.
  static func lastSegment(of anchors: [LiveAnchor]) -> [LiveAnchor] {
    var segment: [LiveAnchor] = []
    var strays = 0
    for anchor in anchors.reversed() {
      let middle = segment.isEmpty ? anchor.estimate : median(segment.map(\.estimate))
      if abs(anchor.estimate - middle) <= sameLevel * middle {
        segment.append(anchor)
        strays = 0
      } else {
        strays += 1
        if strays > 1 { break }
      }
    }
    return segment.reversed()
  }

  /// The middle of the best evidence among anchors of one level.
  private static func combine(_ all: ArraySlice<LiveAnchor>) -> LiveAnchor {
    let newest = all[all.endIndex - 1]
    let best = LiveSetEstimate.Source.allCases.first { source in
      all.contains { $0.source == source }
    }
    let anchors = all.filter { $0.source == best }
    var result = anchors.last ?? newest
    result.estimate = median(anchors.map(\.estimate))
    result.low = anchors.map(\.low).min() ?? result.low
    result.high = anchors.map(\.high).max() ?? result.high
    return result
  }

  /// Whether another level came before: at least three anchors that keep it, over a tenth of the log.
  private static func trend(
    before segment: [LiveAnchor],
    in anchors: [LiveAnchor],
    level: Double,
    _ log: GCLog
  ) -> LiveSetEstimate.Trend {
    let start = segment[0].time
    let earlier = anchors.filter { $0.time < start }
    if let old = firstLevel(of: earlier), abs(level - Double(old.bytes)) > step * Double(old.bytes)
    {
      return .step(from: old)
    }
    return segment.count >= 2 || log.points.count >= 10 ? .steady : .unknown
  }

  /// The longest level among `anchors`, nil where none lasts for three of them.
  private static func firstLevel(of anchors: [LiveAnchor]) -> Memory? {
    guard let first = anchors.first, let last = anchors.last else { return nil }
    var best: (span: Double, value: Double)?
    var index = anchors.startIndex
    while index < anchors.endIndex {
      var next = index
      while next < anchors.endIndex,
        abs(anchors[next].estimate - anchors[index].estimate) <= sameLevel * anchors[index].estimate
      { next += 1 }
      let run = anchors[index..<next]
      let span = anchors[next - 1].time - anchors[index].time
      if run.count >= 3, span > (best?.span ?? 0) { best = (span, median(run.map(\.estimate))) }
      index = max(next, index + 1)
    }
    guard let best, best.span >= (last.time - first.time) / 10 else { return nil }
    return amount(best.value)
  }

  // MARK: Leaks and bounds

  private static func leaking(
    _ anchors: [LiveAnchor],
    _ slope: Double,
    _ log: GCLog,
    end: Double
  ) -> LiveSetEstimate {
    // The median line through the last anchors, at the end of the log.
    let recent = anchors.suffix(taken)
    let now = median(recent.map { $0.estimate + slope * (end - $0.time) })
    let newest = anchors[anchors.endIndex - 1]
    let most = Double(log.points.last?.after.bytes ?? Int64(newest.high))
    let estimate = max(newest.low, min(now, most))
    let days = log.heapMax.map { max(0, Double($0.bytes) - estimate) / slope / 86_400 }
    return LiveSetEstimate(
      estimate: amount(estimate),
      low: amount(min(newest.low, estimate)),
      high: amount(max(estimate, newest.high, min(most, now * 1.1))),
      source: newest.source,
      trend: .leaking(bytesPerSecond: slope, daysToMax: days)
    )
  }

  /// Where the old generation was never collected: the least in use in the last half bounds it.
  private static func bounded(_ log: GCLog) -> Estimate<LiveSetEstimate> {
    guard let last = log.points.last, let first = log.points.first else {
      return .unavailable(.noSamples)
    }
    let half = (first.time + last.time) / 2
    let later = log.points.filter { $0.time >= half }
    guard let least = later.map(\.after).min() else { return .unavailable(.noSamples) }
    let isCycle = later.contains { $0.kind == .concurrentCycle || $0.kind == .youngCycle }
    return .value(
      LiveSetEstimate(
        estimate: least,
        low: amount(Double(least.bytes) * 0.5),
        high: later.map(\.after).max() ?? least,
        source: isCycle ? .cycle : .young,
        trend: .unknown
      )
    )
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return 0 }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  private static func amount(_ bytes: Double) -> Memory { Memory(bytes: Int64(saturating: bytes)) }
}
