internal import PodfitModel

/// A heap reading over time, with the readings that are missing or zero left out.
struct HeapCurve: Hashable, Sendable {
  /// Milliseconds, ascending.
  private(set) var times: [Int64] = []
  /// Bytes, above zero.
  private(set) var values: [Int64] = []

  /// Keeps the readings above zero.
  init(_ times: [Int64], _ values: [Int64?]) {
    for (time, value) in zip(times, values) {
      guard let value, value > 0 else { continue }
      self.times.append(time)
      self.values.append(value)
    }
  }

  /// Keeps the readings above zero.
  init(_ column: SampleColumn) {
    for (time, value) in zip(column.times, column.values) where value > 0 {
      times.append(time)
      values.append(value)
    }
  }

  /// The number of readings.
  var count: Int { times.count }
  /// The last reading; zero without any.
  var last: Int64 { values.last ?? 0 }
  /// How often a reading is below the one before: a collection came between.
  var falls: Int { zip(values.dropFirst(), values).count { $0 < $1 } }
  /// The time halfway through.
  var middle: Int64 { time(at: 0.5) }
  /// The end of the first tenth, in which a program starts.
  var early: Int64 { time(at: 0.1) }

  /// The time a tenth of all before another one.
  func tenth(before time: Int64) -> Int64 {
    time.subtractingSaturated(early.subtractingSaturated(times.first ?? 0))
  }

  private func time(at share: Double) -> Int64 {
    guard let first = times.first, let last = times.last else { return 0 }
    return first.addingSaturated(
      Int64(saturating: Double(last.subtractingSaturated(first)) * share)
    )
  }

  /// The least reading within a span; nil where it has none.
  func least(from start: Int64 = .min, until end: Int64 = .max) -> Int64? {
    zip(times, values).lazy.filter { $0.0 >= start && $0.0 < end }.map(\.1).min()
  }

  /// The largest reading within a span; nil where it has none.
  func most(from start: Int64 = .min, until end: Int64 = .max) -> Int64? {
    zip(times, values).lazy.filter { $0.0 >= start && $0.0 < end }.map(\.1).max()
  }

  /// What readings come down to from a time on; nil without any.
  ///
  /// Of a short span the least; of one of two hours or more the least of each hour, and of those the
  /// 0.95 quantile.
  func floor(from start: Int64) -> Int64? {
    let hour: Int64 = 3_600_000
    guard let end = times.last, let first = times.first(where: { $0 >= start }) else { return nil }
    guard end.subtractingSaturated(first) >= 2 * hour else { return least(from: start) }
    var floors: [Int64: Int64] = [:]
    for (time, value) in zip(times, values) where time >= start {
      floors[time / hour] = min(floors[time / hour] ?? .max, value)
    }
    let sorted = floors.values.sorted()
    return Quantile(0.95).nearestRank(in: sorted.count).map { sorted[$0] }
  }

  /// Whether readings change after a time.
  func moves(after start: Int64) -> Bool {
    let after = zip(times, values).filter { $0.0 >= start }.map(\.1)
    return zip(after.dropFirst(), after).contains { $0 != $1 }
  }

  /// Where the least that is in use from then on rises by a factor, and what it was before; nil where
  /// it does not, or does in the first third, where programs fill their caches.
  func rise(by factor: Double) -> (time: Int64, before: Int64)? {
    guard let target = least(from: time(at: 2.0 / 3)) else { return nil }
    // From the end: the least value of all that follows.
    var suffix = Int64.max
    var change: Int64?
    for index in values.indices.reversed() {
      suffix = min(suffix, values[index])
      if Double(suffix) < Double(target) * 0.8 { break }
      change = times[index]
    }
    guard let change, change > time(at: 1.0 / 3), let before = least(from: early, until: change),
      Double(target) >= Double(before) * factor
    else { return nil }
    return (change, before)
  }

  /// Bytes per second by which the lower envelope grows, where it grows through the whole window; nil
  /// where it does not.
  ///
  /// Twelve spans of equal length, the first quarter left out; nine in ten pairs of their least values
  /// must not fall, two thirds must rise, the whole must rise by a fifth and still do so in its
  /// last third. The slope is Theil and Sen's, the median over pairs.
  ///
  /// - Parameter isSure: whether there were collections enough to tell growth from garbage
  /// - Returns: the slope
  func leak(isSure: Bool) -> Double? {
    guard isSure, count >= 24, let begin = times.first, let end = times.last, end > begin else {
      return nil
    }
    let start = time(at: 0.25)
    let width = max(1, Double(end.subtractingSaturated(start)) / 9)
    var lows = [Int64?](repeating: nil, count: 9)
    for (time, value) in zip(times, values) where time >= start {
      let place = min(8, Int(Double(time.subtractingSaturated(start)) / width))
      lows[place] = min(lows[place] ?? .max, value)
    }
    let points = lows.enumerated().compactMap { place, low in low.map { (place, Double($0)) } }
    guard points.count >= 7, let first = points.first?.1, let last = points.last?.1 else {
      return nil
    }
    var rises = 0
    var falls = 0
    var slopes: [Double] = []
    for (index, a) in points.enumerated() {
      for b in points[(index + 1)...] {
        if b.1 > a.1 { rises += 1 } else if b.1 < a.1 { falls += 1 }
        slopes.append((b.1 - a.1) / (Double(b.0 - a.0) * width) * 1000)
      }
    }
    let pairs = slopes.count
    let third = points[points.count * 2 / 3].1
    guard falls * 10 <= pairs, rises * 3 >= pairs * 2, last >= first * 1.2,
      last - third >= (last - first) / 6
    else { return nil }
    slopes.sort()
    let slope = slopes[(pairs - 1) / 2]
    return slope > 0 ? slope : nil
  }
}
