import PodfitModel

/// Whether a live set grows without end.
///
/// - Source: docs/formulas/live-set.md#leaks
enum LiveLeak {
  /// At least so many anchors must show it.
  static let anchors = 4
  /// The growth over the window must be at least this share of the level at its end.
  static let growth = 0.1

  /// The growth in bytes per second, nil where there is none that lasts to the end.
  ///
  /// Looked at are the anchors of the last 60 % of the log, so that the filling of caches after a
  /// start does not count. They have to reach into its last quarter, four of five pairs of them have
  /// to rise, and the later half has to rise at least half as fast as the whole.
  static func slope(of anchors: [LiveAnchor], from start: Double, to end: Double) -> Double? {
    let span = end - start
    let window = alike(anchors.filter { $0.time >= start + 0.4 * span })
    guard span > 0, window.count >= self.anchors, let first = window.first, let last = window.last,
      last.time >= end - 0.25 * span, last.time - first.time >= 0.25 * span
    else { return nil }
    guard let whole = theilSen(window), whole.slope > 0, whole.rising >= 0.8,
      whole.slope * (last.time - first.time) >= growth * last.estimate
    else { return nil }
    let half = (first.time + last.time) / 2
    let later = window.filter { $0.time >= half }
    guard later.count < 2 || (theilSen(later)?.slope ?? 0) >= whole.slope / 2 else { return nil }
    return whole.slope
  }

  /// The anchors of the source that most of them have: sources differ in what they leave out.
  private static func alike(_ anchors: [LiveAnchor]) -> [LiveAnchor] {
    let groups = LiveSetEstimate.Source.allCases.map { source in
      anchors.filter { $0.source == source }
    }
    return groups.max { $0.count < $1.count } ?? []
  }

  /// The median slope over all pairs, and the share of pairs that rise.
  ///
  /// Of many anchors some are taken, evenly, so that the cost stays bounded.
  private static func theilSen(_ anchors: [LiveAnchor]) -> (slope: Double, rising: Double)? {
    let step = max(1, anchors.count / 200)
    let some = stride(from: 0, to: anchors.count, by: step).map { anchors[$0] }
    var slopes: [Double] = []
    for (index, a) in some.enumerated() {
      for b in some[(index + 1)...] where b.time > a.time {
        slopes.append((b.estimate - a.estimate) / (b.time - a.time))
      }
    }
    guard !slopes.isEmpty else { return nil }
    slopes.sort()
    let rising = Double(slopes.count { $0 > 0 }) / Double(slopes.count)
    return (slopes[slopes.count / 2], rising)
  }
}
