internal import PodfitModel

/// The heap that a live set needs under a collector.
///
/// - Source: docs/formulas/jvm-memory.md, "Heap from live set"; docs/formulas/jvm-heap-price.md
struct HeapNeed: Sendable {
  /// The heap to give.
  var heap: Memory
  /// Why, in one phrase.
  var reason: String

  /// No heap below this is advised.
  static let floor: Memory = .mebibytes(32)
  /// A heap that is within this share of the present one is left as it is.
  static let worthwhile = 0.05
  /// How much larger a heap becomes whose collector thrashes though its live set would let it be smaller.
  static let relief = 1.25

  /// Heap per live set at which a collector works well, and below which it thrashes; nil for the
  /// collector that frees nothing.
  static func factors(_ collector: GarbageCollector) -> (comfortable: Double, least: Double)? {
    switch collector {
    case .serial, .parallel: (1.8, 1.65)
    case .g1, .cms: (2.1, 1.6)
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
    /// Whether collections take so much CPU that the heap must become larger.
    var isThrashing = false

    /// Nothing is known.
    init() {}
  }

  /// Above this share of CPU in collections a heap is too small, unless it is three times what is alive.
  static let thrashingShare = 0.10

  /// Heap per live set below which nothing is advised.
  ///
  /// For few pauses: G1 took no more CPU at 3 times the live set than in any larger heap, Parallel made no
  /// full collection from 2.5 times on.
  static func factor(_ collector: GarbageCollector, goal: SizingGoal) -> Double? {
    guard let comfortable = factors(collector)?.comfortable else { return nil }
    guard goal == .latency else { return comfortable }
    return collector == .g1 || collector == .cms ? 3 : 2.5
  }

  /// A heap that was found in another way.
  init(heap: Memory, reason: String) {
    self.heap = heap
    self.reason = reason
  }

  /// The heap to want for a live set; nil for a collector that frees nothing.
  ///
  /// The largest of: what works well for the estimate; what does not thrash at the upper end of its
  /// interval; what holds two cycles of allocation; what costs the least.
  init?(live: Memory, high: Memory, collector: GarbageCollector, evidence: Evidence) {
    guard let factor = Self.factor(collector, goal: evidence.goal),
      let factors = Self.factors(collector)
    else { return nil }
    heap = live.scaledUp(by: factor)
    reason = "\(factor) x live set for \(collector.rawValue)"
    let least = high.scaledUp(by: factors.least)
    if least > heap {
      heap = least
      reason =
        "\(factors.least) x the most that may be alive for \(collector.rawValue)"
    }
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
    if heap < Self.floor {
      heap = Self.floor
      reason = "no heap below \(Self.floor.text) is advised"
    }
    heap = heap.roundedUp(toMultipleOf: .mebibytes(1))
  }

  /// Weighs what stays alive against the heap in force.
  ///
  /// Where collections thrash, the heap becomes larger, whatever the live set. Else without a live set
  /// it stays; a smaller one is advised where that is worthwhile, a larger one where the collector
  /// would thrash in the present one, and where even the least cost of collections pays for it. A live
  /// set that is bounded from above only cannot show that, so that with one the heap never grows.
  init(
    liveSet: LiveSet?,
    today: Memory,
    collector: GarbageCollector,
    evidence: Evidence = Evidence()
  ) {
    let known = liveSet.flatMap { $0.estimate > .zero ? $0 : nil }
    let best = known.flatMap { live in
      HeapNeed(live: live.estimate, high: live.high, collector: collector, evidence: evidence)
    }
    if evidence.isThrashing {
      heap = max(best?.heap ?? .zero, today.scaledUp(by: Self.relief))
        .roundedUp(toMultipleOf: .mebibytes(1))
      reason = "collections leave too little CPU or heap: a quarter more, or more by its live set"
      return
    }
    guard let live = known, let best, let factors = Self.factors(collector) else {
      heap = today
      reason = "the live set is not known: the present heap stays"
      return
    }
    var pays = false
    if let cost = evidence.cost, cost.source != .assumed {
      let optimum = HeapPrice.optimum(live: live.estimate, k: cost.low, prices: evidence.prices)
      pays = optimum.scaledUp(by: 1 - Self.worthwhile) > today
    }
    let isTight = today < live.estimate.scaledUp(by: factors.least)
    if best.heap < today.scaledUp(by: 1 - Self.worthwhile) {
      self = best
    } else if best.heap > today, isTight || pays {
      guard live.isMeasured else {
        heap = today
        reason = "the live set is only bounded from above: the present heap stays"
        return
      }
      heap = best.heap
      reason =
        isTight
        ? "the present heap is below \(factors.least) x live set for "
          + collector.rawValue
        : "a larger heap saves more CPU than it costs memory"
    } else {
      heap = today
      reason = "the present heap is near what it should be: \(best.reason)"
    }
  }
}
