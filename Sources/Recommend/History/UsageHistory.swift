public import PodfitModel
import PodfitProfile

/// The use of one container over all its pods, cut into blocks of 24 hours, as strategies ask for it.
///
/// Only what lies before ``past`` is told, so that one value serves a whole back-test: it is moved on
/// from origin to origin and never built anew. Used by one thread at a time.
public final class UsageHistory {
  /// The most blocks that are looked back: more than any strategy asks for.
  static let longest = 366
  /// The length of a block in milliseconds.
  static let block: Int64 = 86_400_000

  /// The number of containers of the pod, at least 1.
  public let containersInPod: Int
  /// The number of blocks there are.
  public let blocks: Int
  /// How many blocks, from the first, are known of.
  public private(set) var past = 0

  let start: Int64
  let pods: [PodHistory]
  let memory: HistoryMemory
  var windows: [WindowKey: SortedWindow] = [:]
  var fading: [FadingKey: FadingUse] = [:]
  private let kills: KillHistory
  /// The time that samples cover, where it is known, and whether the container runs to an end.
  private var knownCovered: TimeSpan?
  private var runsToEnd = false
  private lazy var coveredTime = CoveredTime(of: pods)
  private var lastObserved: (past: Int, time: TimeSpan?)?
  private var sketcher: VPASketcher?
  private var peakRuns: [[Int64]] = []
  private var pooledRuns: [Int: [Int64]] = [:]
  var swings: [Int64] = []
  var linear: [LinearBuckets: (past: Int, use: LinearUse)] = [:]
  var hours: [HourKey: HourlyUse] = [:]

  struct WindowKey: Hashable {
    var kind: WindowKind
    var length: Int
  }

  /// Makes a history of pods' use from `start` on; all of it is yet to come.
  ///
  /// - Parameters:
  ///   - pods: The use of each pod; sorted.
  ///   - start: Where the first block begins.
  ///   - blocks: How many there are.
  ///   - containersInPod: The number of containers of a pod.
  ///   - memory: What histories share that are asked one after the other.
  public convenience init(
    pods: [(cpu: SampleColumn, memory: SampleColumn)],
    start: Instant,
    blocks: Int,
    containersInPod: Int = 1,
    memory: HistoryMemory = HistoryMemory()
  ) {
    self.init(
      pods: pods,
      start: start,
      blocks: blocks,
      containersInPod: containersInPod,
      memory: memory,
      kills: KillHistory()
    )
  }

  private init(
    pods: [(cpu: SampleColumn, memory: SampleColumn)],
    start: Instant,
    blocks: Int,
    containersInPod: Int,
    memory: HistoryMemory,
    kills: KillHistory
  ) {
    self.kills = kills
    self.start = start.milliseconds
    self.blocks = max(blocks, 0)
    self.containersInPod = max(containersInPod, 1)
    self.memory = memory
    self.pods = pods.map {
      PodHistory(cpu: $0.cpu, memory: $0.memory, start: start.milliseconds, blocks: max(blocks, 0))
    }
  }

  /// The history of a profile up to `now`, all of it known: blocks end at `now`, so that the last 24
  /// hours are one.
  public convenience init(
    _ profile: ContainerProfile,
    now: Instant,
    memory: HistoryMemory = HistoryMemory()
  ) {
    var first = now.milliseconds
    for pod in profile.pods {
      for time in [pod.cpu.times.first, pod.memory.times.first] {
        if let time { first = min(first, time.subtractingSaturated(1)) }
      }
    }
    // A year is more than any strategy looks back.
    let span = now.milliseconds.subtractingSaturated(first)
    let count = Int(min(span / Self.block + (span % Self.block > 0 ? 1 : 0), Int64(Self.longest)))
    let start = now.milliseconds.subtractingSaturated(
      Int64(count).multipliedSaturated(by: Self.block)
    )
    self.init(
      pods: profile.pods.map { ($0.cpu, $0.memory) },
      start: Instant(milliseconds: start),
      blocks: count,
      containersInPod: profile.containersInPod,
      memory: memory,
      kills: KillHistory(
        times: profile.oomKills > 0 ? profile.killTimes(until: now) : [],
        request: profile.current?.memoryRequest ?? .zero
      )
    )
    runsToEnd = profile.shape == .job
    if let end = profile.window?.end, end <= now { knownCovered = profile.covered }
    advance(to: count)
  }

  /// Lets the blocks before `block` be known; going back is not possible.
  public func advance(to block: Int) { past = min(max(past, block), blocks) }

  /// The end of what is known.
  public var now: Instant {
    Instant(
      milliseconds: start.addingSaturated(Int64(past).multipliedSaturated(by: Self.block))
    )
  }

  // MARK: What strategies ask

  /// The time from the first known sample to the end of what is known; nil without samples.
  public var span: TimeSpan? {
    var first: Int64?
    for pod in pods {
      for column in [pod.cpu.times, pod.memory.times] {
        if let time = column.first, time <= now.milliseconds { first = min(first ?? time, time) }
      }
    }
    return first.map { TimeSpan(milliseconds: now.milliseconds.subtractingSaturated($0)) }
  }

  /// The part of ``span`` that counts as history: of a container that runs all the time no more than
  /// twice the time samples cover; nil without samples.
  ///
  /// - Source: docs/formulas/headroom.md, "Factor by history"
  public var observed: TimeSpan? {
    if let last = lastObserved, last.past == past { return last.time }
    let time = span.map { span in
      runsToEnd ? span : span.held(toTwice: knownCovered ?? coveredTime.covered(until: now))
    }
    lastObserved = (past, time)
    return time
  }

  /// The largest memory sample of any pod in the last `days` blocks; nil without samples.
  public func memoryMax(days: Int) -> Int64? {
    var largest: Int64?
    for pod in pods {
      for block in max(past - days, 0)..<past where pod.memoryUse[block].count > 0 {
        largest = max(largest ?? 0, pod.memoryUse[block].max)
      }
    }
    return largest
  }

  /// How many CPU samples of all pods the last `days` blocks have.
  public func cpuCount(days: Int) -> Int {
    pods.reduce(0) { sum, pod in
      (max(past - days, 0)..<past).reduce(sum) { $0 + pod.cpuBlocks[$1].count }
    }
  }

  /// The CPU samples of all pods of the last `days` blocks in ascending order.
  public func cpuSorted(days: Int) -> [Int64] { sorted(.cpu, days: days) }

  /// The same of each pod that has any.
  public func cpuSortedByPod(days: Int) -> [[Int64]] {
    if pods.count == 1 { return [cpuSorted(days: days)].filter { !$0.isEmpty } }
    return pods.indices.map { sorted(.cpuOfPod($0), days: days) }.filter { !$0.isEmpty }
  }

  /// The largest CPU sample of each quarter of an hour of the last `days` blocks in ascending order.
  public func cpuPeaksSorted(days: Int) -> [Int64] { sorted(.cpuPeaks, days: days) }

  /// The sketches of the Vertical Pod Autoscaler over all that is known.
  var sketches: UsageHistograms {
    sketch()
    return sketcher?.usage ?? UsageHistograms()
  }

  /// What ends for want of memory came to in them.
  var killNeeds: KillNeeds {
    sketch()
    return sketcher?.needs ?? KillNeeds()
  }

  private func sketch() {
    if sketcher == nil { sketcher = VPASketcher(pods: pods.count, start: start, kills: kills) }
    sketcher?.advance(to: past, of: pods, fading: memory.fading)
  }

  func sorted(_ kind: WindowKind, days: Int) -> [Int64] {
    // No window has more than all blocks: strategies that look further back share one.
    let key = WindowKey(kind: kind, length: max(min(days, blocks), 1))
    // Taken out so that it is moved on in place.
    var window = windows.removeValue(forKey: key) ?? SortedWindow(length: key.length)
    if let missing = window.missing(to: past) {
      // Nothing can leave, and what enters is sorted at once.
      window.begin(with: memory.sorted(values(of: kind, in: missing)), to: past)
    }
    window.advance(to: past) { block in
      switch kind {
      case .cpuOfPod(let pod): pods[pod].cpuSorted[pods[pod].cpuBlocks[block]]
      case .cpu: pooled(block)
      case .cpuPeaks: peaks(block)[...]
      }
    }
    let values = window.values
    windows[key] = window
    return values
  }

  /// The values of some blocks in any order.
  private func values(of kind: WindowKind, in blocks: Range<Int>) -> [Int64] {
    switch kind {
    case .cpuOfPod(let pod): return pods[pod].cpuValues(in: blocks)
    case .cpu: return pods.flatMap { $0.cpuValues(in: blocks) }
    case .cpuPeaks:
      return blocks.flatMap { QuarterHours.peaks(of: pods, block: $0, start: start) }
    }
  }

  private func pooled(_ block: Int) -> ArraySlice<Int64> {
    if pods.count == 1 { return pods[0].cpuSorted[pods[0].cpuBlocks[block]] }
    if pooledRuns[block] == nil {
      pooledRuns[block] = memory.sorted(pods.flatMap { $0.cpuSorted[$0.cpuBlocks[block]] })
    }
    return (pooledRuns[block] ?? [])[...]
  }

  private func peaks(_ block: Int) -> [Int64] {
    while peakRuns.count <= block {
      peakRuns.append(QuarterHours.peaks(of: pods, block: peakRuns.count, start: start).sorted())
    }
    return peakRuns[block]
  }
}
