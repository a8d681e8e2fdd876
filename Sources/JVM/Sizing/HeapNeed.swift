internal import PodfitModel

/// The heap that a live set needs under a collector.
///
/// - Source: docs/formulas/jvm-memory.md, "Heap from live set"
struct HeapNeed: Sendable {
  /// The heap to give.
  var heap: Memory
  /// Why, in one phrase.
  var reason: String

  /// No heap below this is advised.
  static let floor: Memory = .mebibytes(32)
  /// A heap that is within this share of the present one is left as it is.
  static let worthwhile = 0.05

  /// Heap per live set at which a collector works well, and below which it thrashes; nil for the
  /// collector that frees nothing.
  static func factors(_ collector: GarbageCollector) -> (comfortable: Double, least: Double)? {
    switch collector {
    case .serial, .parallel: (1.8, 1.65)
    case .g1, .cms: (2.5, 2.0)
    case .z, .shenandoah: (2.0, 1.5)
    case .epsilon: nil
    }
  }

  /// What is known beside the live set.
  struct Evidence: Sendable {
    /// What collections cost; nil where nothing tells.
    var cost: CollectorCost?
    /// What a core costs against memory.
    var prices = ResourcePrices.standard
    /// What to size for.
    var goal = SizingGoal.cost
    /// Bytes allocated during two concurrent cycles; nil where that is not known.
    var allocatedInTwoCycles: Memory?
    /// Whether collections take so much CPU that the heap must not become smaller.
    var isThrashing = false

    /// Nothing is known.
    init() {}
  }

  /// Above this share of CPU in collections a heap is too small, whatever its live set.
  static let thrashingShare = 0.10

  /// Heap per live set below which nothing is advised.
  static func factor(_ collector: GarbageCollector, goal: SizingGoal) -> Double? {
    guard let comfortable = factors(collector)?.comfortable else { return nil }
    // G1 was as fast at 3 x live as with any larger heap, Parallel made no full collection from 2.5 on.
    return goal == .cost ? comfortable : max(comfortable + 0.5, 2.5)
  }

  /// The heap to want for a live set, and why; nil for a collector that frees nothing.
  static func wanted(
    live: Memory,
    collector: GarbageCollector,
    evidence: Evidence
  ) -> (heap: Memory, reason: String)? {
    guard let factor = factor(collector, goal: evidence.goal) else { return nil }
    var heap = live.scaledUp(by: factor)
    var reason = "\(factor) x live set for \(collector.rawValue)"
    if let allocated = evidence.allocatedInTwoCycles, live + allocated > heap {
      heap = live + allocated
      reason = "live set and what is allocated in two cycles of \(collector.rawValue)"
    }
    if let cost = evidence.cost {
      let best = HeapPrice.optimum(live: live, k: cost.k, prices: evidence.prices)
      if best > heap {
        heap = best
        reason = "CPU and memory together cost the least"
      }
    }
    if heap < floor {
      heap = floor
      reason = "no heap below \(floor.text) is advised"
    }
    return (heap.roundedUp(toMultipleOf: .mebibytes(1)), reason)
  }

  /// Weighs what stays alive against the heap in force.
  ///
  /// Without a live set the heap stays. A smaller one is advised where it is worthwhile and collections
  /// do not take too much CPU already; a larger one where the collector would thrash in the present
  /// one or does, and where even the least cost of collections pays for it. A live set that is bounded from above
  /// only cannot show that, so that with one the heap never grows.
  init(
    liveSet: LiveSet?,
    today: Memory,
    collector: GarbageCollector,
    evidence: Evidence = Evidence()
  ) {
    guard let liveSet, liveSet.estimate > .zero, let factors = Self.factors(collector),
      let best = Self.wanted(live: liveSet.estimate, collector: collector, evidence: evidence)
    else {
      heap = today
      reason = "the live set is not known: the present heap stays"
      return
    }
    let wanted = best.heap
    let least = liveSet.estimate.scaledUp(by: factors.least)
    var pays = false
    if let cost = evidence.cost, cost.source != .assumed {
      let optimum = HeapPrice.optimum(live: liveSet.estimate, k: cost.low, prices: evidence.prices)
      pays = optimum.scaledUp(by: 1 - Self.worthwhile) > today
    }
    if evidence.isThrashing, wanted <= today {
      heap = today
      reason = "collections take more than a tenth of the CPU: the heap is not cut"
    } else if wanted < today.scaledUp(by: 1 - Self.worthwhile) {
      heap = wanted
      reason = best.reason
    } else if wanted > today, today < least || pays || evidence.isThrashing {
      guard liveSet.isMeasured else {
        heap = today
        reason = "the live set is only bounded from above: the present heap stays"
        return
      }
      heap = wanted
      reason =
        today < least
        ? "the present heap is below \(factors.least) x live set for \(collector.rawValue)"
        : evidence.isThrashing
          ? "collections take more than a tenth of the CPU: \(best.reason)"
          : "a larger heap saves more CPU than it costs memory"
    } else {
      heap = today
      reason = "the present heap is near what it should be: \(best.reason)"
    }
  }
}
