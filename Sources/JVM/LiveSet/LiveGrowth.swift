import PodfitModel

/// What the heap after young collections says between and behind collections of the old generation.
///
/// Such a collection moves survivors into the old generation, where garbage stays: the floor of the
/// heap rises steadily even if what is alive does not. It rises faster while the live set grows.
///
/// - Source: docs/formulas/live-set.md#steps
enum LiveGrowth {
  /// A rise is of the live set where the floor rises this many times faster than it mostly does.
  static let fast = 2.5

  /// The floor of heap use from `start` on: of each point the least that follows.
  static func floor(of points: [GCHeapPoint], from start: Double) -> [(time: Double, used: Double)]
  {
    var floor: [(time: Double, used: Double)] = []
    var least = Double.infinity
    for point in points.reversed() where point.time >= start {
      least = min(least, Double(point.after.bytes))
      floor.append((point.time, least))
    }
    return floor.reversed()
  }

  /// How much the live set grew behind an anchor, beyond the steady rise of the floor.
  ///
  /// - Returns: the bytes beyond the median rate over all parts that rise ``fast`` times faster, and
  ///   when the last of them ends; nil for fewer than six collections
  static func excess(
    behind anchor: LiveAnchor,
    in points: [GCHeapPoint]
  ) -> (bytes: Double, end: Double)? {
    let floor = floor(of: points, from: anchor.time)
    guard floor.count >= 6 else { return nil }
    var parts: [(rate: Double, span: Double)] = []
    for (a, b) in zip(floor, floor.dropFirst()) where b.time > a.time {
      parts.append(((b.used - a.used) / (b.time - a.time), b.time - a.time))
    }
    let usual = median(parts)
    var excess = 0.0
    var end = anchor.time
    for (a, b) in zip(floor, floor.dropFirst()) where b.time > a.time {
      let rate = (b.used - a.used) / (b.time - a.time)
      guard rate > usual * fast else { continue }
      excess += (rate - usual) * (b.time - a.time)
      end = b.time
    }
    return (excess, end)
  }

  /// The median of rates, each weighted by its length of time.
  private static func median(_ parts: [(rate: Double, span: Double)]) -> Double {
    var left = parts.reduce(0) { $0 + $1.span } / 2
    for part in parts.sorted(by: { $0.rate < $1.rate }) {
      left -= part.span
      if left <= 0 { return part.rate }
    }
    return parts.map(\.rate).max() ?? 0
  }
}
