public import PodfitModel

/// The CPU and memory sketches of one container over all its pods.
///
/// Sample count and times come from CPU alone, so that a container without CPU samples has no
/// confidence: that is how the Vertical Pod Autoscaler has it.
///
/// - Source: docs/formulas/vpa.md, "Samples"
public struct UsageHistograms: Hashable, Sendable {
  /// The weight of every CPU sample.
  public static let cpuWeight = 0.1
  /// The weight of every memory peak.
  public static let memoryWeight = 1.0
  /// The checkpoint version that is written and read.
  public static let checkpointVersion = "v3"

  /// CPU in cores.
  public var cpu: DecayingHistogram
  /// Memory peaks in bytes.
  public var memory: DecayingHistogram
  /// The time of the earliest CPU sample.
  public var firstSample: Instant?
  /// The time of the latest CPU sample.
  public var lastSample: Instant?
  /// The number of CPU samples.
  public var sampleCount: Int
  /// When the sketches were started; counts where no sample came.
  public var created: Instant

  /// Makes empty sketches.
  public init(
    halfLife: TimeSpan = .days(1),
    created: Instant = Instant(milliseconds: 0)
  ) {
    cpu = DecayingHistogram(.cpuCores, halfLife: halfLife)
    memory = DecayingHistogram(.memoryBytes, halfLife: halfLife)
    sampleCount = 0
    self.created = created
  }

  /// Adds a CPU sample.
  public mutating func addCPU(_ usage: CPU, at time: Instant) {
    cpu.add(usage.cores, weight: Self.cpuWeight, at: time)
    firstSample = min(firstSample ?? time, time)
    lastSample = max(lastSample ?? time, time)
    sampleCount += 1
  }

  /// Applies what happened to a container's memory peaks.
  public mutating func apply(_ changes: [MemoryPeaks.Change]) {
    for change in changes {
      switch change {
      case .add(let peak, let time):
        memory.add(Double(peak.bytes), weight: Self.memoryWeight, at: time)
      case .subtract(let peak, let time):
        memory.subtract(Double(peak.bytes), weight: Self.memoryWeight, at: time)
      }
    }
  }

  /// Adds all of another container's sketches.
  ///
  /// - Throws: ``SketchError`` where the sketches do not fit; nothing is changed then.
  public mutating func merge(_ other: UsageHistograms) throws(SketchError) {
    var merged = self
    try merged.cpu.merge(other.cpu)
    try merged.memory.merge(other.memory)
    if let time = other.firstSample { merged.firstSample = min(firstSample ?? time, time) }
    if let time = other.lastSample { merged.lastSample = max(lastSample ?? time, time) }
    merged.sampleCount = sampleCount + other.sampleCount
    self = merged
  }

  /// How many intervals of history the samples are worth: the smaller of the time they span and of
  /// their number at one a minute.
  public func confidence(interval: TimeSpan = .days(1)) -> Double {
    guard let firstSample, let lastSample else { return 0 }
    let length = Double(max(interval.milliseconds, 1))
    let spanned = Double((lastSample - firstSample).milliseconds) / length
    return min(spanned, Double(sampleCount) / (length / 60_000))
  }

  /// Whether the last sample is a whole window of `count` intervals ago.
  public func isExpired(at now: Instant, interval: TimeSpan = .days(1), count: Int64 = 8) -> Bool {
    let window = TimeSpan(milliseconds: interval.milliseconds.multipliedSaturated(by: count))
    return now >= (lastSample ?? created) + window
  }

  /// These sketches without the peak of an interval that is still open at `now`: what a checkpoint
  /// holds, since the peak may still be replaced.
  public func closed(at now: Instant, open peaks: MemoryPeaks) -> UsageHistograms {
    guard !peaks.openPeak.isZero, let end = peaks.intervalEnd, end > now else { return self }
    var closed = self
    closed.apply([.subtract(peaks.openPeak, at: end)])
    return closed
  }
}

/// The sketches of one container as a checkpoint holds them.
public struct UsageCheckpoint: Hashable, Sendable {
  /// The version of the format.
  public var version: String
  /// CPU.
  public var cpu: HistogramCheckpoint?
  /// Memory peaks.
  public var memory: HistogramCheckpoint?
  /// The time of the earliest CPU sample.
  public var firstSample: Instant?
  /// The time of the latest CPU sample.
  public var lastSample: Instant?
  /// The number of CPU samples.
  public var sampleCount: Int

  /// Makes a checkpoint from its parts.
  public init(
    version: String = UsageHistograms.checkpointVersion,
    cpu: HistogramCheckpoint?,
    memory: HistogramCheckpoint?,
    firstSample: Instant? = nil,
    lastSample: Instant? = nil,
    sampleCount: Int = 0
  ) {
    self.version = version
    self.cpu = cpu
    self.memory = memory
    self.firstSample = firstSample
    self.lastSample = lastSample
    self.sampleCount = sampleCount
  }
}

extension UsageHistograms {
  /// The sketches as a checkpoint.
  public var checkpoint: UsageCheckpoint {
    UsageCheckpoint(
      cpu: cpu.checkpoint,
      memory: memory.checkpoint,
      firstSample: firstSample,
      lastSample: lastSample,
      sampleCount: sampleCount
    )
  }

  /// Makes sketches from a checkpoint.
  ///
  /// - Throws: ``SketchError`` for another version or a histogram that does not fit.
  public init(checkpoint: UsageCheckpoint, halfLife: TimeSpan = .days(1)) throws(SketchError) {
    guard checkpoint.version == Self.checkpointVersion else {
      throw SketchError(.unknownVersion(checkpoint.version))
    }
    self.init(halfLife: halfLife)
    try cpu.load(checkpoint.cpu)
    try memory.load(checkpoint.memory)
    firstSample = checkpoint.firstSample
    lastSample = checkpoint.lastSample
    sampleCount = checkpoint.sampleCount
  }
}
