public import PodfitModel

/// When a back-test makes numbers, and what it holds them against.
///
/// ```
/// |-- warm-up --|-- horizon --|-- horizon --|-- horizon --|
///               ^ origin      ^ origin      ^ origin      blocks of 24 h from the first sample
/// ```
public struct BacktestPlan: Sendable {
  /// Pods that used less than this on average do nothing.
  static let idleMemory: Int64 = 1_000_000
  static let idleCPU = 100_000.0
  /// A pod needs this much time with samples after an origin.
  private static let leastMeasured: TimeSpan = .hours(3)
  /// A workload needs this much history.
  private static let leastHistory = TimeSpan(milliseconds: 77_760_000)

  /// Where the first block begins.
  public var start: Instant
  /// Blocks of 24 hours; the last one may be short.
  public var blocks: Int
  /// Blocks before the first origin.
  public var warmup: Int
  /// Blocks that are held against an origin's numbers, and between origins.
  public var horizon: Int

  /// Makes a plan over the time of all samples.
  public init(window: TimeWindow, warmup: Int, horizon: Int) {
    start = window.start
    let span = window.span.milliseconds
    // A year and a half of days is what fits; older ones are left out.
    let all = span / UsageHistory.block + (span % UsageHistory.block > 0 ? 1 : 0)
    blocks = Int(min(all, 540))
    if all > 540 {
      start = Instant(
        milliseconds: window.end.milliseconds.subtractingSaturated(
          Int64(blocks).multipliedSaturated(by: UsageHistory.block)
        )
      )
    }
    self.warmup = max(warmup, 1)
    self.horizon = max(horizon, 1)
  }

  /// The blocks before which numbers are made.
  public var origins: [Int] {
    warmup < blocks ? Array(stride(from: warmup, to: blocks, by: horizon)) : []
  }

  /// The end of the block before an origin.
  public func time(of origin: Int) -> Instant {
    start + TimeSpan.days(Int64(origin))
  }

  /// Whether a container has history enough to be judged.
  func isRipe(_ history: UsageHistory) -> Bool {
    (history.span ?? TimeSpan(milliseconds: 0)) >= Self.leastHistory
  }

  /// Whether a pod has samples enough in some blocks to be held against anything.
  func isMeasured(_ pod: PodHistory, in days: Range<Int>) -> Bool {
    let count = days.reduce(0) {
      $0 + max(pod.memoryBlocks[$1].count, pod.cpuBlocks[$1].count)
    }
    return Int64(count).multipliedSaturated(by: pod.step) >= Self.leastMeasured.milliseconds
  }

  func isMemoryIdle(_ pod: PodHistory, in days: Range<Int>) -> Bool {
    (pod.memoryMean(in: days) ?? 0) < Double(Self.idleMemory)
  }

  func isCPUIdle(_ pod: PodHistory, in days: Range<Int>) -> Bool {
    let count = days.reduce(0) { $0 + pod.cpuBlocks[$1].count }
    let sum = days.reduce(0.0) { $0 + pod.cpuSum(block: $1) }
    return count == 0 || sum / Double(count) < Self.idleCPU
  }
}
