public import PodfitModel

/// Samples of sorted columns at once, which give the same sketches as sample by sample, to the last bit.
extension UsageHistograms {
  /// Adds CPU samples of one container of one pod, in whole millicores, as usage from Prometheus history
  /// comes in.
  ///
  /// - Parameters:
  ///   - column: The samples in nanocores.
  ///   - places: Which of them; those before were added already.
  ///   - intake: Decides which samples of the container count.
  ///   - memory: Knows weights of times.
  public mutating func addCPU(
    _ column: SampleColumn,
    _ places: Range<Int>,
    by intake: inout SampleIntake,
    fading memory: FadeMemory
  ) {
    guard let lowest = places.first, let highest = places.last else { return }
    guard intake.acceptsCPU(column, places) else {
      for place in places {
        let cpu = Self.wholeMillicores(column.values[place])
        let time = Instant(milliseconds: column.times[place])
        if intake.acceptsCPU(cpu, at: time) { addCPU(cpu, at: time) }
      }
      return
    }
    cpu.add(column.times, places, weight: Self.cpuWeight, fading: memory) {
      Self.wholeMillicores(column.values[$0]).cores
    }
    let first = Instant(milliseconds: column.times[lowest])
    let last = Instant(milliseconds: column.times[highest])
    firstSample = min(firstSample ?? first, first)
    lastSample = max(lastSample ?? last, last)
    sampleCount += places.count
  }

  /// Adds the memory peaks of samples of one container of one pod.
  ///
  /// - Parameters:
  ///   - column: The samples in bytes.
  ///   - places: Which of them; those before were added already.
  ///   - intake: Knows the container's peaks.
  public mutating func addMemory(
    _ column: SampleColumn,
    _ places: Range<Int>,
    by intake: inout SampleIntake
  ) {
    var place = places.lowerBound
    while true {
      place = intake.peaks.passOver(column, place..<places.upperBound)
      guard place < places.upperBound else { return }
      let time = Instant(milliseconds: column.times[place])
      if let changes = intake.peaks.add(Memory(bytes: column.values[place]), at: time) {
        apply(changes)
      }
      place += 1
    }
  }

  private static func wholeMillicores(_ nanocores: Int64) -> CPU {
    .millicores(nanocores / 1_000_000)
  }
}
