internal import PodfitModel

/// How many pods ran side by side, where no export says how many were asked for.
enum Concurrency {
  /// A number of pods must have held this long: pods that replace others overlap, and the kubelet
  /// shows dead ones for up to five minutes.
  private static let leastTime: Int64 = 600_000

  /// The largest number of windows that overlap for at least ten minutes on end; at least 1 where
  /// there is a window at all.
  ///
  /// - Complexity: O(n log n)
  static func largest(of windows: [TimeWindow]) -> Int {
    guard !windows.isEmpty else { return 0 }
    var events: [(time: Int64, change: Int)] = []
    for window in windows {
      events.append((window.start.milliseconds, 1))
      events.append((window.end.milliseconds, -1))
    }
    // Ends before beginnings, so that neighbours do not overlap.
    events.sort { ($0.time, $0.change) < ($1.time, $1.change) }

    var low = 1
    var high = windows.count
    while low < high {
      let middle = (low + high + 1) / 2
      if holds(middle, in: events) { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// Whether at least `level` windows overlap for long enough without a break.
  private static func holds(_ level: Int, in events: [(time: Int64, change: Int)]) -> Bool {
    var count = 0
    var since: Int64?
    for (index, event) in events.enumerated() {
      count += event.change
      // Judge only once all events of one time are through.
      if index + 1 < events.count, events[index + 1].time == event.time { continue }
      if count >= level {
        if since == nil { since = event.time }
      } else if let start = since {
        if event.time.subtractingSaturated(start) >= leastTime { return true }
        since = nil
      }
    }
    return false
  }
}
