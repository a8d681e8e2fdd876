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
}
