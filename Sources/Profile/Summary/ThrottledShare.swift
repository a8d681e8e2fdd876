internal import PodfitModel

/// The share of scheduling periods in which the quota stopped a container, over its pods.
///
/// Throttled periods in all periods where counters tell; else the mean of the stated shares, in which
/// a quiet hour weighs as much as a busy one.
struct ThrottledShare {
  private var part = 0.0
  private var whole = 0.0
  private var stated = 0.0
  private var count = 0

  /// Adds a pod's container.
  mutating func add(_ measured: MeasuredContainer) {
    if let counted = measured.throttledPeriods {
      part += Double(counted.part)
      whole += Double(counted.whole)
    }
    for value in measured.usage.throttled.values { stated += Double(value) }
    count += measured.usage.throttled.count
  }

  /// The share; nil where nothing tells.
  var ratio: Double? {
    if whole > 0 { return part / whole }
    return count == 0 ? nil : stated / Double(count) / 1e9
  }
}
