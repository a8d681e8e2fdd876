internal import PodfitModel

/// The samples of several columns, one per pod, parted by UTC day.
struct DayParts {
  /// One day of all columns.
  struct Day {
    /// All samples.
    var values: [Int64] = []
    /// The largest sample of each column that has any.
    var peaks: [Int64] = []
    /// For which time there are samples.
    var coverage = DayCoverage()
  }

  /// The days with samples.
  private(set) var days: [Int64: Day] = [:]

  /// Parts sorted columns; each may have a stated window, which a lone sample covers.
  ///
  /// - Complexity: O(samples)
  init(_ columns: [(column: SampleColumn, window: TimeSpan?)]) {
    for (column, window) in columns {
      var start = 0
      while start < column.count {
        let day = DayChoice.day(of: column.times[start])
        var end = start + 1
        while end < column.count, DayChoice.day(of: column.times[end]) == day { end += 1 }
        add(column.slice(start..<end), of: day, statedWindow: window)
        start = end
      }
    }
  }

  private mutating func add(_ part: SampleColumn, of day: Int64, statedWindow: TimeSpan?) {
    var entry = days[day] ?? Day()
    days[day] = nil
    entry.values.append(contentsOf: part.values)
    if let peak = part.values.max() { entry.peaks.append(peak) }
    let midnight = day.multipliedSaturated(by: 86_400_000)
    // The rule of docs/formulas/coverage.md, within the day.
    let lone = max(statedWindow?.milliseconds ?? 60_000, 1)
    let step = part.medianStep ?? lone
    let tolerated = step.addingSaturated(step / 2)
    var before: Int64?
    for time in part.times {
      let gap = before.map { time.subtractingSaturated($0) }
      let covered = gap.map { $0 <= tolerated ? $0 : step } ?? step
      let end = time.subtractingSaturated(midnight)
      entry.coverage.add(from: end.subtractingSaturated(covered), to: end)
      before = time
    }
    days[day] = entry
  }
}
