internal import PodfitJVM
internal import PodfitModel

/// Fills the signals of a JVM from the series of its pods.
extension Profiler {
  /// The largest JVM signals over the pods of a container, and what its other series tell.
  func signals(of profile: ContainerProfile, measured: [MeasuredContainer]) -> JVMSignals {
    func largest(_ metric: Metric) -> Memory? {
      let peak = profile.pods.compactMap { $0.jvm[metric]?.values.max() }.max()
      return peak.flatMap { $0 > 0 ? Memory(bytes: $0) : nil }
    }
    let series = measured.map(\.jvm)
    var signals = JVMSignals()
    signals.heapUsedMax = largest(.jvmHeapUsed)
    signals.heapCommittedMax = largest(.jvmHeapCommitted)
    signals.heapMax = largest(.jvmHeapMax)
    signals.nonHeapUsedMax = largest(.jvmNonHeapUsed)
    signals.nonHeapCommittedMax = largest(.jvmNonHeapCommitted)
    signals.directUsedMax = largest(.jvmDirectUsed)
    signals.workingSetMax = profile.memory?.max
    signals.levels = series.compactMap(\.level)
    signals.native = series.compactMap(\.native).max { $0.committed < $1.committed }
    signals.nativeTotal = signals.native?.committed
    signals.version = series.compactMap(\.version).last
    signals.heapCommittedFloor = profile.pods.compactMap { pod in
      pod.jvm[.jvmHeapCommitted].flatMap { $0.secondHalf.min() }
    }
    .max().flatMap { $0 > 0 ? Memory(bytes: $0) : nil }
    signals.threads = Self.count(.jvmThreads, in: profile.pods)
    signals.classes = Self.count(.jvmClasses, in: profile.pods)
    signals.codeCacheMax = series.compactMap(\.codeCacheMax).max()
    signals.codeCacheReserved = series.compactMap(\.codeCacheReserved).max()
    signals.processes = series.map(\.processes).max().flatMap { $0 > 0 ? $0 : nil }
    let collectors = series.reduce(into: Set<GarbageCollector>()) { $0.formUnion($1.collectors) }
    // Of several none is the container's.
    signals.collector = collectors.count == 1 ? collectors.first : nil
    signals.collections = Self.collections(
      of: profile,
      liveSet: signals.largestLiveSet(under: signals.collector)
    )
    signals.container = facts(of: profile, measured: measured)
    return signals
  }

  /// What the container's own series and its pods' status tell.
  private func facts(
    of profile: ContainerProfile,
    measured: [MeasuredContainer]
  ) -> ContainerFacts {
    var facts = ContainerFacts()
    facts.rssMax = measured.compactMap(\.jvm.rssMax).max()
    facts.throttledRatio = profile.throttledRatio
    facts.restarts = profile.restarts
    facts.oomKills = profile.oomKills
    facts.cpuMedian = profile.cpu?.p50
    facts.cpuPeak = profile.cpu?.p99
    facts.cpuAtStart = Self.cpuAtStart(of: profile.pods)
    let ends = inventory.pods(of: profile.id.workload).flatMap(\.states)
      .filter { $0.name == profile.id.container }
      .flatMap { [$0.termination, $0.lastTermination] }
      .compactMap { $0?.exitCode }
    // 3 is ExitOnOutOfMemoryError, 134 an abort such as CrashOnOutOfMemoryError.
    facts.heapExits = Int64(ends.count { $0 == 3 || $0 == 134 })
    return facts
  }

  /// The first ten minutes of a pod.
  private static let start: Int64 = 600_000

  /// The largest CPU use in the first minutes of pods that began after the first of all samples;
  /// nil where no start was seen.
  private static func cpuAtStart(of pods: [PodUsage]) -> CPU? {
    guard let first = pods.compactMap(\.cpu.times.first).min() else { return nil }
    let peaks = pods.compactMap { pod -> Int64? in
      guard let own = pod.cpu.times.first, own.subtractingSaturated(first) > start else {
        return nil
      }
      let end = own.addingSaturated(start)
      return pod.cpu.times.indices.prefix { pod.cpu.times[$0] <= end }.map { pod.cpu.values[$0] }
        .max()
    }
    return peaks.max().map { CPU(nanocores: $0) }
  }

  /// The largest value of a count over pods; it rises where it does in any of them.
  private static func count(_ metric: Metric, in pods: [PodUsage]) -> CountFacts? {
    let columns = pods.compactMap { $0.jvm[metric] }
    guard let largest = columns.compactMap({ $0.values.max() }).max(), largest > 0 else {
      return nil
    }
    return CountFacts(largest: largest, isRising: columns.contains { $0.stillRises })
  }

  // MARK: Collection

  /// What collection did, from pause counters and from the floor of the heap; nil without either.
  private static func collections(
    of profile: ContainerProfile,
    liveSet: LiveSet?
  ) -> CollectionFacts? {
    var facts = CollectionFacts(source: .metrics)
    for pod in profile.pods {
      if let collector = pod.jvm[.jvmGCCPUTotal].flatMap(mean), let cpu = mean(of: pod.cpu), cpu > 0
      {
        facts.cpuRatio = max(facts.cpuRatio ?? 0, min(collector / cpu, 1))
      }
      guard let pauses = pod.jvm[.jvmGCPauseTotal].flatMap(mean) else { continue }
      facts.pauseRatio = max(facts.pauseRatio ?? 0, min(pauses, 1))
      // One thread works in a pause at least, unless the quota stops it as well.
      if profile.throttledRatio ?? 0 <= 0.1, let cpu = mean(of: pod.cpu), cpu > 0 {
        facts.cpuRatio = max(facts.cpuRatio ?? 0, min(pauses / cpu, 1))
      }
    }
    let heaps = profile.pods.compactMap { $0.jvm[.jvmHeapAfterGC] ?? $0.jvm[.jvmHeapUsed] }
    facts.trend = trend(of: heaps, isLeaking: profile.isLeaking, level: liveSet?.estimate)
    return facts == CollectionFacts(source: .metrics) ? nil : facts
  }

  /// The mean of a column in billionths, as a share or in cores.
  private static func mean(of column: SampleColumn) -> Double? {
    guard !column.isEmpty else { return nil }
    return column.values.reduce(0.0) { $0 + Double($1) } / Double(column.count) / 1e9
  }

  /// How the floor of the heap moved; nil where the window is too short to tell.
  static func trend(
    of heaps: [SampleColumn],
    isLeaking: Bool,
    level: Memory?
  ) -> CollectionFacts.Trend? {
    var isKnown = false
    var rise: Double?
    var step: (before: Double, after: Double)?
    for heap in heaps {
      let floors = HourlyFloors(heap)
      let known = floors.values.compactMap { $0 }
      guard known.count >= 12 else { continue }
      isKnown = true
      if isLeaking, let found = LeakDetector.rise(of: floors) {
        rise = max(rise ?? 0, found.bytes)
      }
      if let found = Self.step(in: known), found.after > step?.after ?? 0 { step = found }
    }
    if let rise, let level {
      return .rising(level: level, perDay: Memory(bytes: Int64(saturating: rise)))
    }
    if let step {
      return .step(
        before: Memory(bytes: Int64(saturating: step.before)),
        after: Memory(bytes: Int64(saturating: step.after))
      )
    }
    return isKnown ? .steady : nil
  }

  /// Two levels, each of a quarter of the hours or more: all of one lies beyond all of the other by
  /// more than both of them spread, and by a quarter of the lower one and 10 MiB.
  private static func step(in floors: [Double]) -> (before: Double, after: Double)? {
    let quarter = max(floors.count / 4, 3)
    var best: (before: Double, after: Double)?
    for cut in quarter...(floors.count - quarter) {
      let before = floors[..<cut].sorted()
      let after = floors[cut...].sorted()
      let levels = (before: before[before.count / 2], after: after[after.count / 2])
      let jump = abs(levels.after - levels.before)
      guard let low = before.first, let high = before.last, let least = after.first,
        let most = after.last
      else { continue }
      let isApart = high < least || most < low
      let needed = max(
        (high - low) + (most - least),
        min(levels.before, levels.after) / 4,
        Double(10 << 20)
      )
      guard isApart, jump > needed else { continue }
      if jump > best.map({ abs($0.after - $0.before) }) ?? 0 { best = levels }
    }
    return best
  }
}

extension SampleColumn {
  /// The values in the second half of the window.
  fileprivate var secondHalf: ArraySlice<Int64> {
    guard let first = times.first, let last = times.last else { return [] }
    let middle = first.addingSaturated(last.subtractingSaturated(first) / 2)
    return values[(times.firstIndex { $0 >= middle } ?? 0)...]
  }

  /// Whether the values of the second half of the window rise by 5 % from its first third to its
  /// last and in between; what levels off after a warm-up does not.
  fileprivate var stillRises: Bool {
    let half = Array(secondHalf)
    guard half.count >= 9 else { return false }
    let third = half.count / 3
    func median(_ values: ArraySlice<Int64>) -> Double { Double(values.sorted()[values.count / 2]) }
    let first = median(half[..<third])
    let middle = median(half[third..<(half.count - third)])
    let last = median(half[(half.count - third)...])
    return first < middle && middle < last && last >= first * 1.05
  }
}
