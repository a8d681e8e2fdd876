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

  /// Weighs what stays alive against the heap in force.
  ///
  /// Without a live set the heap stays. A smaller one is advised where it is worthwhile, a larger
  /// one only where the collector would thrash in the present one; a bound from above cannot show
  /// that, so with one the heap never grows.
  init(liveSet: LiveSet?, today: Memory, collector: GarbageCollector) {
    guard let liveSet, liveSet.estimate > .zero, let factors = Self.factors(collector) else {
      heap = today
      reason = "the live set is not known: the present heap stays"
      return
    }
    let wanted = max(Self.floor, liveSet.estimate.scaledUp(by: factors.comfortable))
      .roundedUp(toMultipleOf: .mebibytes(1))
    let least = liveSet.estimate.scaledUp(by: factors.least)
    if wanted < today.scaledUp(by: 1 - Self.worthwhile) {
      heap = wanted
      reason = "\(factors.comfortable) x live set for \(collector.rawValue)"
    } else if today < least, !liveSet.isMeasured {
      heap = today
      reason = "the live set is only bounded from above: the present heap stays"
    } else if today < least {
      heap = wanted
      reason = "the present heap is below \(factors.least) x live set for \(collector.rawValue)"
    } else {
      heap = today
      reason = "the present heap is near \(factors.comfortable) x live set"
    }
  }
}
