internal import PodfitModel

/// What the largest working set of a JVM becomes under another largest heap.
///
/// Beside the heap stays what was there, but for the collector's share of the heap. The heap fills to its
/// end while it is below twice the live set; of a larger one Parallel fills half beyond the live set,
/// G1 somewhat more; Serial stops at 2.16 times the live set, since it grows its old generation to
/// 5/3 of what is alive (`MinHeapFreeRatio` 40) and the young one to half of that.
///
/// - Source: docs/formulas/jvm-memory.md, "Another heap"
struct HeapChange: Sendable {
  /// What was seen.
  struct Observation: Sendable {
    /// The largest heap.
    var maxHeap: Memory
    /// The largest working set.
    var workingSet: Memory
    /// What stays alive.
    var live: Memory
    /// Whether the heap is as large at the start as at most.
    var isFixed = false
    /// Whether the whole heap is touched at the start.
    var pretouches = false
  }

  private let observed: Observation
  private let collector: GarbageCollector
  private let model: CollectorMemory
  /// What was beside the heap under the heap that was seen.
  let beside: Memory
  /// What was touched of that heap.
  let touched: Memory
  /// Whether the heap was filled, so that what is beside it is known and not modelled.
  let isFilled: Bool

  /// Splits what was seen into heap and the rest.
  ///
  /// - Parameters:
  ///   - observed: what was seen
  ///   - collector: who collects
  ///   - version: the JDK's major version
  ///   - modelled: what the areas beside the heap come to by metrics or model
  init(
    _ observed: Observation,
    collector: GarbageCollector,
    version: Int,
    modelled: Memory
  ) {
    self.observed = observed
    self.collector = collector
    model = CollectorMemory(collector, version: version)
    let usable = Self.usable(observed.maxHeap, collector)
    let room = observed.workingSet - modelled
    isFilled = observed.pretouches || room >= usable.scaledUp(by: 0.95)
    touched = isFilled ? usable : min(room, usable).nonNegative
    beside = (observed.workingSet - touched).nonNegative
  }

  /// The largest working set under another heap: what to expect, and what it can be at most.
  ///
  /// - Parameters:
  ///   - heap: the largest heap
  ///   - isFixed: whether it is that large from the start
  ///   - pretouches: whether all of it is touched at the start
  /// - Returns: the two sizes
  func workingSet(
    under heap: Memory,
    isFixed: Bool = false,
    pretouches: Bool = false
  ) -> (expected: Memory, most: Memory) {
    let change = Memory(
      bytes: Int64(saturating: Double((heap - observed.maxHeap).bytes) * model.share)
    )
    let usable = Self.usable(heap, collector)
    let rest = (beside + change).nonNegative
    var filled = filling(usable, isFixed: isFixed)
    if !isFilled, !pretouches {
      filled = min(usable, filled.scaledUp(by: unusualFilling))
    }
    let most = (pretouches ? heap : usable) + rest
    return (pretouches ? most : filled + rest, most)
  }

  /// How far the present heap fills beyond or below what is usual, as a factor.
  ///
  /// Runs of one configuration differ by up to 15 %: such a difference says nothing of another heap.
  private var unusualFilling: Double {
    let usual = filling(Self.usable(observed.maxHeap, collector), isFixed: observed.isFixed)
    guard !usual.isZero else { return 1 }
    let factor = touched.ratio(to: usual)
    if factor < 1 - Self.chance { return max(factor / (1 - Self.chance), 0.5) }
    if factor > 1 + Self.chance { return min(factor / (1 + Self.chance), 1.5) }
    return 1
  }
  private static let chance = 0.15

  /// Serial keeps one survivor space empty, a thirtieth of the heap.
  private static func usable(_ heap: Memory, _ collector: GarbageCollector) -> Memory {
    collector == .serial ? heap - Memory(bytes: heap.bytes / 30) : heap
  }

  /// How far a heap fills in the long run; one that does not grow is filled to nine tenths before its
  /// first collection.
  private func filling(_ usable: Memory, isFixed: Bool) -> Memory {
    let live = observed.live
    if isFixed { return usable.scaledUp(by: 0.9) }
    if collector == .serial { return min(usable, live.scaledUp(by: 2.16)) }
    let twice = live.scaledUp(by: 2)
    guard usable > twice else { return usable }
    let share =
      collector == .parallel
      ? live + usable.scaledUp(by: 0.5) : live.scaledUp(by: 0.45) + usable.scaledUp(by: 0.62)
    return min(usable, max(twice, share))
  }
}
