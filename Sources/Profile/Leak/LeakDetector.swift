internal import PodfitModel

/// Tells whether a container's memory grows without end.
///
/// - Source: docs/formulas/leak.md
enum LeakDetector {
  /// Whether it does, and the figures in words.
  struct Verdict {
    var isLeaking = false
    var note: String?
    /// Growth in bytes per day; nil where restarts end it.
    var bytesPerDay: Double?
  }

  /// Growth per day from which the reference data show more days above the former peak (7.8 %
  /// against 1 %); slower growth carried no signal there.
  static let leastGrowthPerDay = 0.1
  /// Less than this in all is warm-up or noise, however small the container.
  static let leastGrowth = Double(10 << 20)
  /// Share of pairs that must rise; one whole daily cycle reaches no more than three quarters.
  static let leastRisingShare = 0.9

  /// How fast a floor rises.
  struct Rise {
    /// Per day, as a share of the median floor.
    var share: Double
    /// Bytes per day.
    var bytes: Double
  }

  /// What was given back from this share of a level before is no growth without end.
  static let givenBack = 0.8

  /// Judges a container over its pods.
  ///
  /// Slow growth counts where at least half of the pods that ran long enough show it; growth that
  /// ends in restarts counts where two thirds of the stretches between collapses show it.
  static func verdict(on pods: [PodUsage], restarts: Int64, isJVM: Bool) -> Verdict {
    let stretches = pods.map { self.stretches(of: $0.memory) }
    let collapses = stretches.joined().count { $0.followsCollapse }
    let isOwnDoing = Int64(collapses) > restarts
    var judged = 0
    var rises: [Rise] = []
    for (pod, own) in zip(pods, stretches) {
      let longest = own.max { ($0.column.span, $1.start) < ($1.column.span, $0.start) }
      guard let longest, let growth = growth(of: pod, in: longest.column, isJVM: isJVM) else {
        continue
      }
      judged += 1
      if isOwnDoing, isGivenBack(longest, among: own) { continue }
      if let rise = growth.rise { rises.append(rise) }
    }
    if !rises.isEmpty, rises.count * 2 >= judged {
      let middle = (rises.count - 1) / 2
      let share = rises.map(\.share).value(atRank: middle)
      let percent = Int((min(share, 1e6) * 100).rounded())
      return Verdict(
        isLeaking: true,
        note: "memory floor grows by \(percent) % a day in \(rises.count) of \(judged) pods",
        bytesPerDay: rises.map(\.bytes).value(atRank: middle)
      )
    }
    return sawtooth(Array(stretches.joined()), restarts: restarts)
  }

  // MARK: Slow growth

  /// The outcome for a pod that ran long enough: the rise where it counts as a leak.
  private struct Growth {
    var rise: Rise?
  }

  /// Whether the program itself gave memory back before from about as high a level as a stretch reaches.
  private static func isGivenBack(_ stretch: Stretch, among all: [Stretch]) -> Bool {
    guard let level = stretch.column.values.max() else { return false }
    return all.dropLast().contains { ended in
      Double(ended.column.values.max() ?? 0) >= givenBack * Double(level)
    }
  }

  /// Judges one stretch without restarts; nil when it is too short to tell.
  private static func growth(
    of pod: PodUsage,
    in memory: SampleColumn,
    isJVM: Bool
  ) -> Growth? {
    let floors = HourlyFloors(memory)
    let heap = pod.jvm[.jvmHeapAfterGC] ?? pod.jvm[.jvmHeapUsed]
    // A heap fills up to its maximum and stays there; without a look inside, only time tells.
    let needed = isJVM && heap == nil ? 72 : 24
    guard floors.values.count >= needed, floors.count * 4 >= floors.values.count * 3 else {
      return nil
    }
    guard let rise = rise(of: floors) else { return Growth(rise: nil) }
    guard let heap, !heap.isEmpty else { return Growth(rise: rise) }
    let inside = self.rise(of: HourlyFloors(heap.suffix(from: memory.times.first)))
    let outside = pod.jvm[.jvmHeapCommitted].flatMap {
      self.rise(of: floors.subtractingPeaks(of: $0))
    }
    return Growth(rise: inside ?? outside)
  }

  /// How fast floors rise; nil when it is nothing that counts.
  static func rise(of floors: HourlyFloors) -> Rise? {
    let known = floors.values.compactMap { $0 }
    let third = known.count / 3
    guard third >= 4 else { return nil }
    // Cheap first: most containers do not grow at all.
    let first = median(of: Array(known.prefix(third)))
    let last = median(of: Array(known.suffix(third)))
    guard last > first else { return nil }
    let middle = median(of: known)
    guard middle > 0 else { return nil }

    let stride = floors.values.count >= 72 ? 24 : 1
    guard let trend = TheilSen(floors.values, stride: stride) else { return nil }
    let perDay = trend.slope * 24 / middle
    let total = trend.slope * Double(floors.values.count - 1)
    guard perDay > leastGrowthPerDay, total >= leastGrowth,
      trend.risingShare >= leastRisingShare
    else { return nil }
    // What levels off is warm-up: the last third must still rise at a quarter of the pace.
    let tail = Array(floors.values.suffix(max(floors.values.count / 3, 8)))
    let tailStride = tail.count >= 48 ? 24 : 1
    guard let end = TheilSen(tail, stride: tailStride), end.slope * 4 >= trend.slope else {
      return nil
    }
    return Rise(share: perDay, bytes: trend.slope * 24)
  }

  // MARK: Growth until restarted

  /// A run of samples without a collapse.
  private struct Stretch {
    var start: Int64
    var column: SampleColumn
    /// Whether memory collapsed before its first sample.
    var followsCollapse: Bool
  }

  /// Cuts a column where memory falls below six tenths of the sample before: only a new process
  /// gives back that much at once and as a rule.
  private static func stretches(of memory: SampleColumn) -> [Stretch] {
    var result: [Stretch] = []
    var start = 0
    for index in memory.times.indices.dropFirst() {
      let collapsed = Double(memory.values[index]) < 0.6 * Double(memory.values[index - 1])
      guard collapsed else { continue }
      result.append(stretch(of: memory, start..<index))
      start = index
    }
    if start < memory.count { result.append(stretch(of: memory, start..<memory.count)) }
    return result
  }

  private static func stretch(of memory: SampleColumn, _ range: Range<Int>) -> Stretch {
    Stretch(
      start: memory.times[range.lowerBound],
      column: range == memory.times.indices ? memory : memory.slice(range),
      followsCollapse: range.lowerBound > 0
    )
  }

  /// Judges growth that restarts end again and again.
  private static func sawtooth(_ stretches: [Stretch], restarts: Int64) -> Verdict {
    let collapses = stretches.count { $0.followsCollapse }
    // More collapses than restarts are the work of the program itself.
    guard collapses >= 2, restarts >= 2, Int64(collapses) <= restarts else { return Verdict() }
    let long = stretches.filter { $0.column.count >= 6 }
    let growing = long.filter { grows($0.column) }.count
    guard long.count >= 2, growing * 3 >= long.count * 2 else { return Verdict() }
    return Verdict(
      isLeaking: true,
      note: "memory grows until the container is restarted, \(collapses) times"
    )
  }

  /// Whether a stretch ends half as high again as it began and rises on its way.
  private static func grows(_ column: SampleColumn) -> Bool {
    let values = column.values.map(Double.init)
    let quarter = max(values.count / 4, 1)
    let first = median(of: Array(values.prefix(quarter)))
    let last = median(of: Array(values.suffix(quarter)))
    guard last >= 1.5 * first else { return false }
    let pace = max(values.count / 64, 1)
    let thinned = stride(from: 0, to: values.count, by: pace).map { Optional(values[$0]) }
    return (TheilSen(thinned)?.risingShare ?? 0) >= leastRisingShare
  }

  private static func median(of values: [Double]) -> Double {
    values.isEmpty ? 0 : values.value(atRank: (values.count - 1) / 2)
  }
}

extension SampleColumn {
  /// The time from the first to the last sample in milliseconds.
  fileprivate var span: Int64 {
    guard let first = times.first, let last = times.last else { return 0 }
    return last.subtractingSaturated(first)
  }

  /// The samples from `time` on; all where it is nil.
  fileprivate func suffix(from time: Int64?) -> SampleColumn {
    guard let time, let start = times.firstIndex(where: { $0 >= time }) else { return self }
    return slice(start..<count)
  }
}
