/// Times at equal distances: `first`, `first + step` and so on.
///
/// The times of a series are a few runs a day where its source has a step, so that what only asks
/// for gaps need not look at every time.
public struct TimeRun: Hashable, Sendable {
  /// The first time, milliseconds since the epoch.
  public var first: Int64
  /// The distance of neighbours in milliseconds; above zero where there are two or more times.
  public var step: Int64
  /// How many times there are, at least one.
  public var count: Int

  /// Makes a run.
  public init(first: Int64, step: Int64, count: Int) {
    self.first = first
    self.step = step
    self.count = count
  }

  /// The last time.
  public var last: Int64 { time(at: count - 1) }

  /// The time at a place of 0 and up; held at the ends of all numbers.
  public func time(at index: Int) -> Int64 {
    first.addingSaturated(step.multipliedSaturated(by: Int64(index)))
  }
}

extension [TimeRun] {
  /// Appends a time that lies after all others, to the last run where it fits there.
  public mutating func append(time: Int64) {
    guard let end = indices.last else {
      append(TimeRun(first: time, step: 0, count: 1))
      return
    }
    let gap = time.subtractingSaturated(self[end].last)
    if self[end].count == 1 {
      self[end].step = gap
      self[end].count = 2
    } else if gap == self[end].step {
      self[end].count += 1
    } else {
      append(TimeRun(first: time, step: 0, count: 1))
    }
  }
}
