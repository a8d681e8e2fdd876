internal import PodfitModel

/// The native memory that a collector keeps beside the heap: a fixed part and a share of the heap.
///
/// Measured by native memory tracking with two processors; docs/formulas/jvm-memory.md, table
/// "Collector".
struct CollectorMemory: Sendable {
  /// The part that does not depend on the heap.
  var fixed: Memory
  /// The part that does, as a share of the largest heap.
  var share: Double

  /// The row for a collector and release; releases in between take the row before them.
  init(_ collector: GarbageCollector, version: Int) {
    switch collector {
    case .serial: (fixed, share) = (.mebibytes(1), 0.0033)
    case .parallel: (fixed, share) = (.mebibytes(7), version >= 25 ? 0.020 : 0.039)
    case .g1, .cms: (fixed, share) = (.mebibytes(39), version >= 21 ? 0.021 : 0.039)
    case .z:
      // Generations came with 21 as a choice and with 23 as the default.
      let size: Memory = .mebibytes(version >= 25 ? 15 : version >= 21 ? 113 : 64)
      (fixed, share) = (size, version >= 25 ? 0.005 : 0)
    case .shenandoah: (fixed, share) = (.mebibytes(2), 0.032)
    case .epsilon: (fixed, share) = (.mebibytes(1), 0.001)
    }
  }

  /// The memory for a heap of this size, just after the start.
  func bytes(forHeap heap: Memory) -> Memory { fixed + heap.scaledUp(by: share) }

  /// How far the memory under load is from that at the start: the factors to expect, at least, at most.
  ///
  /// From 13 runs under load, by the largest heap: ZGC of 17 and 21 kept 1.44 and 1.32 times what it
  /// began with, generational Shenandoah 1.26 times; G1 less than by its largest heap where it did not
  /// fill it; ZGC of 25 starts with nearly nothing.
  static func load(
    _ collector: GarbageCollector,
    version: Int
  ) -> (middle: Double, low: Double, high: Double) {
    switch collector {
    case .z: version >= 25 ? (1, 0, 1.5) : (1.35, 0.95, 1.5)
    case .shenandoah: (1.1, 0.9, 1.3)
    case .g1, .cms: (1, 0.75, 1.15)
    case .serial, .parallel, .epsilon: (1, 0.4, 1.15)
    }
  }
}
