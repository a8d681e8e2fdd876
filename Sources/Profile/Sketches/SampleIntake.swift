public import PodfitModel

/// Decides which samples of one container of one pod count, and turns its memory into peaks.
///
/// - Source: docs/formulas/vpa.md, "Samples"
public struct SampleIntake: Hashable, Sendable {
  /// The container's memory peaks.
  public var peaks: MemoryPeaks
  private var lastCPU: Instant?

  /// Starts without samples.
  public init(peaks: MemoryPeaks = MemoryPeaks()) { self.peaks = peaks }

  /// Whether a CPU sample counts: it is not negative and later than all before it.
  public mutating func acceptsCPU(_ usage: CPU, at time: Instant) -> Bool {
    guard usage >= .zero else { return false }
    if let lastCPU, time <= lastCPU { return false }
    lastCPU = time
    return true
  }

  /// Whether all of some CPU samples count, which are then taken in; else none is.
  mutating func acceptsCPU(_ column: SampleColumn, _ places: Range<Int>) -> Bool {
    guard let lastPlace = places.last else { return true }
    var before = lastCPU?.milliseconds
    for place in places {
      let time = column.times[place]
      // Less than a millicore below zero is cut off to zero, which counts.
      guard column.values[place] > -1_000_000, before.map({ time > $0 }) ?? true else {
        return false
      }
      before = time
    }
    lastCPU = Instant(milliseconds: column.times[lastPlace])
    return true
  }
}
