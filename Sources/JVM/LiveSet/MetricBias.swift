internal import PodfitModel

/// What part of a metric is alive, by collector: the middle and the ends of what was seen.
///
/// Measured on eleven runs with known live sets, one to three a collector, hence the wide ends; the
/// table is in docs/formulas/jvm-memory.md, "Live set from metrics".
struct MetricBias: Hashable, Sendable {
  /// The part to expect.
  var middle: Double
  /// The least part.
  var low: Double
  /// The largest part.
  var high: Double

  private init(_ middle: Double, _ low: Double, _ high: Double) {
    self.middle = middle
    self.low = low
    self.high = high
  }

  /// Of the old pool, or the whole heap, after its last collection.
  static func afterCollection(_ collector: GarbageCollector, isGenerational: Bool) -> MetricBias {
    switch collector {
    case .serial, .parallel: MetricBias(0.97, 0.92, 1.02)
    case .g1, .cms: MetricBias(0.89, 0.72, 1)
    case .z: isGenerational ? MetricBias(0.87, 0.75, 1) : MetricBias(0.75, 0.6, 1)
    case .shenandoah: isGenerational ? MetricBias(0.95, 0.8, 1.05) : MetricBias(0.87, 0.7, 1)
    case .epsilon: MetricBias(0.5, 0, 1)
    }
  }

  /// Of the least heap in use.
  static func leastUsed(_ collector: GarbageCollector) -> MetricBias {
    switch collector {
    case .serial, .parallel: MetricBias(0.8, 0.65, 1)
    case .g1, .cms: MetricBias(0.77, 0.6, 1)
    case .z: MetricBias(0.62, 0.45, 1)
    case .shenandoah: MetricBias(0.75, 0.55, 1)
    case .epsilon: MetricBias(0.5, 0, 1)
    }
  }
}
