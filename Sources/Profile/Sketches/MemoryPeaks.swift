public import PodfitModel

/// The memory peak of one container per interval, as it is found sample by sample.
///
/// ```
/// samples   · ·  •   ·   ·  ·|  •  ·   ·  ·  |·
/// intervals ├──── 24 h ──────┼──── 24 h ─────┤
/// peaks          one ────────▲ one ──────────▲   each stamped at its interval's end
/// ```
/// A peak counts at once and is replaced when a larger one comes; what has to happen to a histogram
/// of peaks is returned as changes.
///
/// - Source: docs/formulas/vpa.md, "Memory peaks" and "Out of memory"
public struct MemoryPeaks: Hashable, Sendable {
  /// What happens to a histogram of peaks.
  public enum Change: Hashable, Sendable {
    /// A peak is added for an interval's end.
    case add(Memory, at: Instant)
    /// The peak of an interval's end no longer counts.
    case subtract(Memory, at: Instant)
  }

  /// The time for which one peak is kept.
  public let interval: TimeSpan
  /// After a kill, the need is at least this many times what was used.
  public var outOfMemoryRatio = 1.2
  /// After a kill, the need is at least this much above what was used.
  public var outOfMemoryBump: Memory = .mebibytes(100)
  /// The end of the interval that is open; nil before the first sample.
  public private(set) var intervalEnd: Instant?

  private var lastSample: Instant?
  private var usagePeak: Memory = .zero
  private var killPeak: Memory = .zero

  /// Starts without samples; an interval below a millisecond counts as one.
  public init(interval: TimeSpan = .days(1)) {
    self.interval = max(interval, TimeSpan(milliseconds: 1))
  }

  /// The peak of the open interval, needs after kills included; zero before the first sample.
  public var openPeak: Memory { max(usagePeak, killPeak) }

  /// Takes in a sample; nil when it is negative or older than the one before.
  public mutating func add(_ usage: Memory, at time: Instant) -> [Change]? {
    if let lastSample, time < lastSample { return nil }
    return take(usage, at: time, isKill: false)
  }

  /// Takes in samples of a sorted column up to the first that may change something; returns its place.
  ///
  /// What is passed over is what ``add(_:at:)`` answers with no change.
  mutating func passOver(_ column: SampleColumn, _ places: Range<Int>) -> Int {
    let peak = openPeak.bytes
    guard var last = lastSample?.milliseconds, let end = intervalEnd?.milliseconds, peak > 0 else {
      return places.lowerBound
    }
    var place = places.lowerBound
    while place < places.upperBound {
      let (time, value) = (column.times[place], column.values[place])
      guard time < end, time >= last, value >= 0, value <= peak else { break }
      last = time
      place += 1
    }
    lastSample = Instant(milliseconds: last)
    return place
  }

  /// Takes in a kill for want of memory; nil when it lies an interval before the last sample.
  ///
  /// The need is raised from the request and from what was used, never from earlier kills, so that a
  /// row of kills does not run away.
  public mutating func addKill(request: Memory, at time: Instant) -> [Change]? {
    let back = TimeSpan(milliseconds: Int64(0).subtractingSaturated(interval.milliseconds))
    if let lastSample, time < lastSample + back { return nil }
    let used = max(request, usagePeak)
    let scaled = Memory(bytes: Int64(saturating: Double(used.bytes) * outOfMemoryRatio))
    return take(max(used + outOfMemoryBump, scaled), at: time, isKill: true)
  }

  private mutating func take(_ usage: Memory, at time: Instant, isKill: Bool) -> [Change]? {
    guard usage >= .zero else { return nil }
    lastSample = time
    let end = intervalEnd ?? time
    var changes: [Change] = []
    if time < end {
      intervalEnd = end
      guard openPeak > .zero, usage > openPeak else { return [] }
      changes.append(.subtract(openPeak, at: end))
    } else {
      let passed = (time - end).milliseconds
      let whole = passed.subtractingSaturated(passed % interval.milliseconds)
      intervalEnd = end + TimeSpan(milliseconds: whole) + interval
      usagePeak = .zero
      killPeak = .zero
    }
    changes.append(.add(usage, at: intervalEnd ?? time))
    if isKill { killPeak = usage } else { usagePeak = usage }
    return changes
  }
}
