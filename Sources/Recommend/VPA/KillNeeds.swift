import PodfitModel
import PodfitProfile

/// What ends for want of memory came to in the sketches of a container.
struct KillNeeds {
  /// How many counted.
  private(set) var count = 0
  /// When the last of them was.
  private(set) var last: Instant?
  /// The largest peak that one of them stood for; nil where use was above all of them.
  private(set) var largest: Memory?

  /// Notes a kill and what it changed of the peaks.
  mutating func note(_ changes: [MemoryPeaks.Change], at time: Instant) {
    count += 1
    last = max(last ?? time, time)
    for case .add(let need, _) in changes { largest = max(largest ?? need, need) }
  }

  /// Inputs of an explanation; empty without kills.
  var inputs: [String: String] {
    guard count > 0, let last else { return [:] }
    return [
      "kills counted as peaks": "\(count), the last \(last)",
      "largest peak after a kill": largest.map(\.stepText) ?? "below use",
    ]
  }
}

extension UsageHistograms {
  /// Adds the memory peaks of one container of one pod, ends for want of memory among the samples.
  ///
  /// - Parameters:
  ///   - column: The samples in bytes.
  ///   - places: Which of them; those before were added already.
  ///   - kills: Times of kills in their order, those that are added taken out.
  ///   - end: Later kills are left for later.
  ///   - request: What a kill's need is raised from where less was used.
  ///   - intake: Knows the container's peaks.
  ///   - needs: Notes what kills came to.
  mutating func addMemory(
    _ column: SampleColumn,
    _ places: Range<Int>,
    kills: inout ArraySlice<Int64>,
    until end: Int64,
    request: Memory,
    by intake: inout SampleIntake,
    noting needs: inout KillNeeds
  ) {
    var next = places.lowerBound
    while let kill = kills.first, kill <= end {
      kills.removeFirst()
      let before = next
      while next < places.upperBound, column.times[next] <= kill { next += 1 }
      addMemory(column, before..<next, by: &intake)
      let time = Instant(milliseconds: kill)
      guard let changes = intake.peaks.addKill(request: request, at: time) else { continue }
      apply(changes)
      needs.note(changes, at: time)
    }
    addMemory(column, next..<places.upperBound, by: &intake)
  }
}

extension ContainerProfile {
  /// For each pod the times of its ends for want of memory up to `now`, in their order.
  ///
  /// One of unknown time counts at the pod's last memory sample; one after all samples at `now`; one more
  /// than a day before the pod's first memory sample not at all. Where a pod without samples was killed,
  /// the one with the largest sample stands in for it.
  ///
  /// - Source: docs/formulas/vpa.md, "Out of memory"
  func killTimes(until now: Instant) -> [[Int64]] {
    guard oomKills > 0 else { return pods.map { _ in [] } }
    func lastSample(_ pod: PodUsage) -> Int64? {
      pod.memory.times.last { $0 <= now.milliseconds }
    }
    let isCut = window.map { $0.end > now } ?? false
    var times = pods.map { pod in
      let earliest = pod.memory.times.first?.subtractingSaturated(86_400_000) ?? .min
      var known = pod.kills.map(\.milliseconds).filter { $0 >= earliest }
      if pod.hasUntimedKill, let last = lastSample(pod) { known.append(last) }
      return known.filter { $0 <= now.milliseconds || !isCut }.map { min($0, now.milliseconds) }
        .sorted()
    }
    if pods.allSatisfy({ $0.kills.isEmpty && !$0.hasUntimedKill }),
      let hungriest = hungriestPod, let last = lastSample(pods[hungriest])
    {
      times[hungriest] = [last]
    }
    return times
  }

  /// The pod with the largest memory sample, the first of them by name.
  private var hungriestPod: Int? {
    pods.indices
      .compactMap { index in pods[index].memory.values.max().map { (index: index, peak: $0) } }
      .min {
        $0.peak != $1.peak
          ? $0.peak > $1.peak : pods[$0.index].id < pods[$1.index].id
      }?.index
  }
}
