public import PodfitModel

/// For which time there are samples.
///
/// - Source: docs/formulas/coverage.md
public struct Coverage {
  /// From the first window's start to the last sample; nil without samples.
  public private(set) var window: TimeWindow?
  /// The longest time without samples inside one column.
  public private(set) var longestGap = TimeSpan(milliseconds: 0)
  private var intervals: [(start: Int64, end: Int64)] = []

  /// A lone sample of a source that does not state its window vouches for this long.
  private static let loneSample: Int64 = 60_000

  /// Nothing covered.
  public init() {}

  /// Adds the time that a sorted column covers.
  ///
  /// A sample covers the median step before its time, and the whole distance to its predecessor
  /// where that is no longer than one and a half steps: scrapes are never quite on time.
  ///
  /// A lone sample covers the stated window, else one minute.
  public mutating func add(_ column: SampleColumn, statedWindow: TimeSpan?) {
    guard let first = column.times.first, let last = column.times.last else { return }
    let lone = max(statedWindow?.milliseconds ?? Self.loneSample, 1)
    let step = column.medianStep ?? lone
    let tolerated = step.addingSaturated(step / 2)
    var start = first.subtractingSaturated(step)
    widen(to: TimeWindow(start: Instant(milliseconds: start), end: Instant(milliseconds: last)))
    for index in column.times.indices.dropFirst() {
      let gap = column.times[index].subtractingSaturated(column.times[index - 1])
      guard gap > tolerated else { continue }
      intervals.append((start, column.times[index - 1]))
      start = column.times[index].subtractingSaturated(step)
      longestGap = max(longestGap, TimeSpan(milliseconds: gap.subtractingSaturated(step)))
    }
    intervals.append((start, last))
  }

  /// The same for the times of a column as sorted runs.
  ///
  /// - Complexity: O(runs)
  mutating func add(_ runs: [TimeRun], statedWindow: TimeSpan?) {
    guard let first = runs.first?.first, let last = runs.last?.last else { return }
    let lone = max(statedWindow?.milliseconds ?? Self.loneSample, 1)
    let step = runs.medianStep ?? lone
    let tolerated = step.addingSaturated(step / 2)
    var start = first.subtractingSaturated(step)
    widen(to: TimeWindow(start: Instant(milliseconds: start), end: Instant(milliseconds: last)))
    var time = first
    for run in runs {
      // Within a run that is coarser than the rest there is a gap at every step.
      let isCoarse = run.count > 1 && run.step > tolerated
      for index in 0..<(isCoarse ? run.count : 1) {
        let next = run.time(at: index)
        let gap = next.subtractingSaturated(time)
        if gap > tolerated {
          intervals.append((start, time))
          start = next.subtractingSaturated(step)
          longestGap = max(longestGap, TimeSpan(milliseconds: gap.subtractingSaturated(step)))
        }
        time = next
      }
      time = run.last
    }
    intervals.append((start, last))
  }

  /// Adds what another coverage holds.
  mutating func add(_ other: Coverage) {
    intervals.append(contentsOf: other.intervals)
    longestGap = max(longestGap, other.longestGap)
    if let window = other.window { widen(to: window) }
  }

  /// The stretches of time that are covered, in order and without overlaps.
  ///
  /// - Complexity: O(n log n) in the number of stretches without a gap
  public var stretches: [TimeWindow] {
    var stretches: [TimeWindow] = []
    var reach = Int64.min
    for interval in intervals.sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) })
    where interval.end > reach {
      stretches.append(
        TimeWindow(
          start: Instant(milliseconds: max(interval.start, reach)),
          end: Instant(milliseconds: interval.end)
        )
      )
      reach = interval.end
    }
    return stretches
  }

  /// The time covered, overlaps counted once.
  ///
  /// - Complexity: O(n log n) in the number of stretches without a gap
  public var covered: TimeSpan {
    TimeSpan(
      milliseconds: stretches.reduce(0) { $0.addingSaturated($1.span.milliseconds) }
    )
  }

  private mutating func widen(to other: TimeWindow) {
    window = window?.union(other) ?? other
  }
}
