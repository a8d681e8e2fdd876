import PodfitModel

/// Whether a container's memory was seen through its limit: pod-days at the limit, kills.
///
/// - Source: docs/formulas/censoring.md
struct ClippedMemory {
  /// A working set this close to the limit is one at the limit.
  static let nearLimit = 0.98
  /// What is above the limit by more than this was measured under another one.
  static let beyondLimit = 1.02
  /// With more than this share of pod-days at the limit the demand is at least the limit.
  static let share = 0.01

  private(set) var podDays = 0
  private(set) var podDaysAtLimit = 0

  /// Counts pod-days under the memory limit in force.
  init(of pods: [PodUsage], limit: Memory?) {
    guard let limit, limit > .zero else { return }
    let low = Double(limit.bytes) * Self.nearLimit
    let high = Double(limit.bytes) * Self.beyondLimit
    for pod in pods {
      var day: Int64?
      var isCounted = false
      for (time, value) in zip(pod.memory.times, pod.memory.values) {
        // A sample covers the time up to its own.
        let today = Instant(milliseconds: time.subtractingSaturated(1)).day
        if today != day {
          day = today
          isCounted = false
          podDays += 1
        }
        if !isCounted, Double(value) >= low, Double(value) <= high {
          isCounted = true
          podDaysAtLimit += 1
        }
      }
    }
  }

  /// Whether so many pod-days were at the limit that demand may be cut off there.
  var isClipped: Bool { podDays > 0 && Double(podDaysAtLimit) > Double(podDays) * Self.share }

  /// What is needed at least: after a kill a bump on the limit it happened at, and the limit itself where
  /// use was at it; nil where nothing is known to be cut off.
  ///
  /// - Source: the bump is that of the Vertical Pod Autoscaler, docs/formulas/vpa.md
  func least(limit: Memory?, kills: Int64) -> Memory? {
    guard let limit, limit > .zero else { return nil }
    if kills > 0 { return max(limit.scaledUp(by: 1.2), limit + .mebibytes(100)) }
    return isClipped ? limit : nil
  }
}
